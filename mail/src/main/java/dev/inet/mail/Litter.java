package dev.inet.mail;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a run leaves where it is killed: files in one folder, with one mark in their names that no
 * other run has.
 *
 * @param folder the folder
 * @param mark letters and digits
 */
record Litter(Path folder, String mark) {
  private static final String FORM = "P[0-9]+R[0-9a-f]{16}";

  /** Makes a mark. */
  static String newMark() {
    byte[] random = new byte[8];
    // Not SecureRandom, which loads the security providers: unique is enough here.
    ThreadLocalRandom.current().nextBytes(random);
    return "P" + ProcessHandle.current().pid() + "R" + HexFormat.of().formatHex(random);
  }

  /** Returns what {@link #clean} understands. */
  String line() {
    return StagedFile.escaped(folder) + '\t' + mark;
  }

  /** Deletes what a killed run left; what cannot be deleted stays. */
  static void clean(String line) {
    String[] parts = line.split("\t", -1);
    if (parts.length != 2 || !parts[1].matches(FORM)) {
      return;
    }
    Path folder = Path.of(StagedFile.unescaped(parts[0]));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + parts[1] + "*")) {
      for (Path file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      return;
    }
  }
}
