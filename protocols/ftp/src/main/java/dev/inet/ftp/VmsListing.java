package dev.inet.ftp;

import dev.inet.ftp.FtpFile.Kind;
import dev.inet.ftp.FtpFile.Precision;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code DIRECTORY} of OpenVMS says: a name with its version, behind it in any order
 * size, date, owner and protection. A long name has the rest on the line below it.
 *
 * <p>Names keep their versions, since each version is a file; a folder is named as a path has it,
 * without {@code .DIR;1}. Sizes are counted in blocks, which tells no number of bytes.
 */
final class VmsListing {
  private static final Pattern NAME = Pattern.compile("(\\S{1,512};\\d{1,5})(?:\\s+(\\S.*))?");

  private static final Pattern DATE =
      Pattern.compile(
          "(?<day>\\d{1,2})-(?<month>[A-Z]{3})-(?<year>\\d{4})"
              + "(?: +(?<hour>\\d{1,2}):(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:\\.\\d+)?)?)?",
          Pattern.CASE_INSENSITIVE);

  /** What it says of a folder that holds nothing; a missing one is {@code %RMS-E-DNF}. */
  private static final Pattern EMPTY =
      Pattern.compile("Total of (0|no)\\b.*\\bfiles?\\b|%RMS-E-FNF", Pattern.CASE_INSENSITIVE);

  private static final Pattern OWNER = Pattern.compile("\\[([^\\]]+)\\]");
  private static final Pattern PROTECTION = Pattern.compile("\\(([RWED,]*)\\)");

  private VmsListing() {}

  /**
   * Reads lines.
   *
   * @param lines the lines
   * @param names how names become text
   * @return the entries; none, and not the whole, where it is no listing of VMS
   */
  static FtpListWire.Read read(List<String> lines, Names names) {
    var files = new ArrayList<FtpFile>();
    int versions = 0;
    String open = null;
    for (String line : lines) {
      Matcher named = NAME.matcher(line.strip());
      if (named.matches()) {
        versions++;
        open = named.group(1);
        FtpFile file = named.group(2) == null ? null : entry(open, named.group(2), names);
        if (file != null) {
          files.add(file);
          open = null;
        }
      } else if (open != null) {
        FtpFile file = entry(open, line.strip(), names);
        if (file != null) {
          files.add(file);
        }
        open = null;
      }
    }
    if (files.isEmpty()) {
      boolean empty = lines.stream().anyMatch(line -> EMPTY.matcher(line).find());
      return new FtpListWire.Read(files, empty);
    }
    // Of a file that may not be looked at there is a complaint in place of a date.
    return new FtpListWire.Read(files, files.size() == versions);
  }

  /** Returns an entry; {@code null} where no date says that it is one. */
  private static @Nullable FtpFile entry(String version, String about, Names names) {
    Matcher date = DATE.matcher(about);
    if (!date.find()) {
      return null;
    }
    Instant time = time(date);
    boolean exact = date.group("second") != null;
    Precision precision =
        time == null
            ? Precision.NONE
            : date.group("hour") == null
                ? Precision.DAY
                : exact ? Precision.SECOND : Precision.MINUTE;
    String rest = about.substring(0, date.start()) + ' ' + about.substring(date.end());
    String owner = told(OWNER, rest);
    String protection = told(PROTECTION, rest);
    String plain = version.substring(0, version.lastIndexOf(';'));
    boolean folder = plain.toUpperCase(Locale.ROOT).endsWith(".DIR");
    String octets = folder ? plain.substring(0, plain.length() - ".DIR".length()) : version;
    return new FtpFile(
        octets,
        names.text(octets),
        folder ? Kind.FOLDER : Kind.FILE,
        -1,
        time,
        precision,
        protection,
        owner == null ? null : names.text(owner),
        null,
        null,
        null);
  }

  private static @Nullable String told(Pattern what, String about) {
    Matcher found = what.matcher(about);
    return found.find() ? found.group(1) : null;
  }

  private static @Nullable Instant time(Matcher date) {
    int month = ListDates.month(date.group("month"));
    try {
      return LocalDateTime.of(
              Integer.parseInt(date.group("year")),
              month,
              Integer.parseInt(date.group("day")),
              number(date.group("hour")),
              number(date.group("minute")),
              number(date.group("second")))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
