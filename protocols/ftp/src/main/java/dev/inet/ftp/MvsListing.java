package dev.inet.ftp;

import dev.inet.ftp.FtpFile.Kind;
import dev.inet.ftp.FtpFile.Precision;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what z/OS lists: data sets, or the members of a partitioned one, told apart by the head of
 * the listing. Records and blocks tell no number of bytes, and the date of the last use no change.
 */
final class MvsListing {
  /** Data sets: a partitioned one (PO) is a folder of members, and so is what has others below. */
  private static final Pattern DATA_SETS = Pattern.compile("Volume\\s.*\\sDsname\\s*");

  /** Members; those of load libraries have other facts. */
  private static final Pattern MEMBERS = Pattern.compile("\\s*Name\\s+(VV\\.MM|Size)\\s.*");

  private static final Pattern CHANGED =
      Pattern.compile(
          "\\S+\\s+\\d\\d\\.\\d\\d\\s+\\d{4}/\\d\\d/\\d\\d\\s+"
              + "(\\d{4})/(\\d\\d)/(\\d\\d)\\s+(\\d\\d:\\d\\d)(\\s.*)?");

  private MvsListing() {}

  /**
   * Reads lines.
   *
   * @param lines the lines
   * @param names how names become text
   * @return the entries; empty where it is no listing of z/OS
   */
  static List<FtpFile> read(List<String> lines, Names names) {
    String head = lines.isEmpty() ? "" : lines.get(0);
    boolean sets = DATA_SETS.matcher(head).matches();
    if (!sets && !MEMBERS.matcher(head).matches()) {
      return List.of();
    }
    var files = new ArrayList<FtpFile>();
    for (String line : lines.subList(1, lines.size())) {
      if (!line.isBlank()) {
        files.add(sets ? dataSet(line.strip(), names) : member(line.strip(), names));
      }
    }
    return files;
  }

  private static FtpFile dataSet(String line, Names names) {
    String[] words = line.split("\\s+");
    String name = words[words.length - 1];
    String before = words.length > 1 ? words[words.length - 2] : "";
    Kind kind =
        switch (before) {
          case "PS", "Tape" -> Kind.FILE;
          case "PO", "PO-E", "Directory" -> Kind.FOLDER;
          // VSAM cannot be transferred, and what is migrated does not say what it is.
          default -> Kind.OTHER;
        };
    return FtpFile.of(name, names, kind, -1);
  }

  private static FtpFile member(String line, Names names) {
    FtpFile file = FtpFile.of(line.split("\\s+", 2)[0], names, Kind.FILE, -1);
    Matcher changed = CHANGED.matcher(line);
    Instant time = changed.matches() ? time(changed) : null;
    return time == null ? file : file.at(time, Precision.MINUTE);
  }

  private static @Nullable Instant time(Matcher changed) {
    try {
      String date = changed.group(1) + '-' + changed.group(2) + '-' + changed.group(3);
      return LocalDateTime.parse(date + 'T' + changed.group(4)).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
