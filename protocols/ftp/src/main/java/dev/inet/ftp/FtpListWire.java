package dev.inet.ftp;

import dev.inet.ftp.FtpFile.Kind;
import dev.inet.ftp.FtpFile.Precision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPFileEntryParser;
import org.apache.commons.net.ftp.parser.DefaultFTPFileEntryParserFactory;
import org.apache.commons.net.ftp.parser.ParserInitializationException;
import org.jspecify.annotations.Nullable;

/**
 * Reads listings of systems that are seldom met: z/OS, VMS and those of {@link OddLines} by their
 * look, others (spools of z/OS, old Mac OS) by the parsers of Apache Commons Net, chosen by what
 * SYST says.
 */
final class FtpListWire {
  private FtpListWire() {}

  /**
   * What a listing came to.
   *
   * @param files the entries; none where it could not be read, or there are none
   * @param whole whether no line was left over
   */
  record Read(List<FtpFile> files, boolean whole) {}

  /**
   * Reads lines that no parser of ours knew.
   *
   * @param system the text of the reply to SYST
   * @param lines the lines
   * @param names how names become text
   */
  static Read read(String system, List<String> lines, Names names) {
    List<FtpFile> mvs = MvsListing.read(lines, names);
    if (!mvs.isEmpty()) {
      return new Read(mvs, true);
    }
    Read vms = VmsListing.read(lines, names);
    if (!vms.files().isEmpty() || vms.whole()) {
      return vms;
    }
    var files = new ArrayList<FtpFile>();
    long blank = 0;
    for (String line : lines) {
      FtpFile file = OddLines.read(line, names);
      if (file != null) {
        files.add(file);
      }
      blank += line.isBlank() ? 1 : 0;
    }
    return files.isEmpty()
        ? new Read(by(system, lines, names), false)
        : new Read(files, files.size() + blank == lines.size());
  }

  private static List<FtpFile> by(String system, List<String> lines, Names names) {
    FTPFileEntryParser parser;
    try {
      parser = new DefaultFTPFileEntryParserFactory().createFileEntryParser(system);
    } catch (ParserInitializationException | IllegalArgumentException e) {
      return List.of();
    }
    var files = new ArrayList<FtpFile>();
    for (String line : parser.preParse(new ArrayList<>(lines))) {
      FTPFile file;
      try {
        file = parser.parseFTPEntry(line);
      } catch (RuntimeException e) {
        // Whatever a server sends must not end the program.
        continue;
      }
      if (file != null && file.getName() != null) {
        files.add(of(file, names));
      }
    }
    return files;
  }

  private static FtpFile of(FTPFile file, Names names) {
    Kind kind =
        file.isDirectory()
            ? Kind.FOLDER
            : file.isSymbolicLink() ? Kind.LINK : file.isFile() ? Kind.FILE : Kind.OTHER;
    Instant time = file.getTimestamp() == null ? null : file.getTimestamp().toInstant();
    return new FtpFile(
        file.getName(),
        names.text(file.getName()),
        kind,
        kind == Kind.FOLDER ? -1 : file.getSize(),
        time,
        time == null ? Precision.NONE : Precision.MINUTE,
        null,
        told(file.getUser()),
        told(file.getGroup()),
        told(file.getLink()),
        null);
  }

  private static @Nullable String told(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
