package dev.inet.cli.telnet;

import dev.inet.cli.Surroundings;
import dev.inet.core.Characters;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;

/** A small file of lines that the user wrote. */
final class TextFile {
  private static final int MOST = 16 << 20;

  private TextFile() {}

  /**
   * Reads all lines, without their ends.
   *
   * @param name the file; {@code -} is standard input
   * @throws InetException as {@link Failure#LOCAL_READ} where it cannot be read, as {@link
   *     Failure#USAGE} where it is larger than 16 MiB or no UTF-8
   */
  static List<String> lines(Surroundings around, String name) throws InetException {
    byte[] bytes;
    try (InputStream in =
        name.equals("-") ? around.input() : Files.newInputStream(around.path(name))) {
      bytes = in.readNBytes(MOST + 1);
    } catch (IOException | InvalidPathException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read '" + name + "'", e);
    }
    if (bytes.length > MOST) {
      throw new InetException(Failure.USAGE, "'" + name + "' is larger than " + MOST + " bytes");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InetException(Failure.USAGE, "'" + name + "' is not UTF-8", e);
    }
    var lines = new ArrayList<String>();
    for (String line : Characters.withoutMark(text).split("\r?\n", -1)) {
      lines.add(line);
    }
    return lines;
  }

  /**
   * Names the place of a mistake.
   *
   * @param failure the meaning of the mistake
   */
  static InetException at(String name, int line, InetException failure) {
    var placed =
        new InetException(
            failure.failure(), name + ":" + line + ": " + failure.getMessage(), failure);
    failure.hint().ifPresent(placed::hint);
    return placed;
  }
}
