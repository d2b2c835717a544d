package dev.inet.cli.imap;

import dev.inet.cli.option.Reasons;
import dev.inet.cli.output.FileNames;
import dev.inet.cli.output.PartFile;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.imap.ImapClient;
import dev.inet.imap.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Saves attachments under safe names; no file that is there already is written over. */
final class Attachments {
  private final ImapClient client;
  private final Path folder;

  /** Hears of each file. */
  interface Saved {
    void saved(Part part, Path file, long size) throws IOException;
  }

  Attachments(ImapClient client, Path folder) {
    this.client = client;
    this.folder = folder;
  }

  void save(long uid, Saved saved) throws IOException {
    Part whole = client.structure(uid).structure();
    if (whole == null || whole.attachments().isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_WRITE, "cannot make '" + folder + "': " + Reasons.of(e), e);
    }
    for (Part part : whole.attachments()) {
      try (PartFile file = PartFile.open(free(part), false)) {
        long size = client.decoded(uid, part, file.channel());
        file.finish();
        saved.saved(part, file.file(), size);
      }
    }
  }

  private static String name(Part part) throws InetException {
    String name = part.fileName();
    if (name != null && !name.replaceAll("[./\\\\ ]", "").isEmpty()) {
      return FileNames.safe(name);
    }
    String end = part.type().equals("message/rfc822") ? ".eml" : ".bin";
    return "part-" + part.section() + end;
  }

  private Path free(Part part) throws InetException {
    String safe = name(part);
    int dot = safe.lastIndexOf('.');
    String stem = dot > 0 ? safe.substring(0, dot) : safe;
    String end = dot > 0 ? safe.substring(dot) : "";
    Path file = folder.resolve(safe);
    // A sender chooses the name: it must not replace what is there.
    for (int i = 2; Files.exists(file, java.nio.file.LinkOption.NOFOLLOW_LINKS); i++) {
      file = folder.resolve(stem + "-" + i + end);
    }
    return file;
  }
}
