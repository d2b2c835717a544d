package dev.inet.ftp;

import dev.inet.ftp.FtpFile.Kind;
import dev.inet.ftp.FtpFile.Precision;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of LIST in the ways of systems that are seldom met, each by its own look. What a
 * pattern calls {@code size} is one in bytes.
 */
final class OddLines {
  private static final String CLOCK = "(?<hour>\\d{1,2}):(?<minute>\\d\\d)(?::(?<second>\\d\\d))?";
  private static final String NAMED = "\\s+(?<name>\\S.*)";
  private static final String VXWORKS =
      "(?<size>\\d+)\\s+(?<month>[a-z]{3})-(?<day>\\d\\d?)-(?<year>\\d{4})\\s+" + CLOCK;

  private static final String WINDOWS =
      "(?<name>\\S{1,12})\\s+(?:(?<folder><DIR>)|(?<size>\\d+))\\s+";

  /** A name and a type, which need not be; letters of a disk, format, and three counts. */
  private static final String CMS =
      "(?<name>\\S+)(?:\\s+(?<extension>\\S+?))??(?:\\s+[A-Z]\\d)?\\s+(?:[VF]|(?<folder>DIR))"
          + "(?:\\s+(?:\\d+|-)){3}\\s+";

  /** None of them looks at a blank more than twice, whatever a server makes of a line. */
  private static final List<Pattern> LOOKS =
      List.of(
          // 0100644   500  101   12345    123456789       a.txt
          look(
              "(?<mode>0[0-7]{5,6})\\s+(?<owner>\\d+)\\s+(?<group>\\d+)\\s+(?<size>\\d+)"
                  + "\\s+(?<epoch>\\d{1,11})"
                  + NAMED),
          // VShell:  206876  Apr 04, 2000 21:06 a.txt
          look(
              "(?<size>\\d+)\\s+(?<month>[a-z]{3}) (?<day>\\d\\d?), (?<year>\\d{4}) "
                  + CLOCK
                  + " (?<name>\\S.*?)(?<folder>/?)"),
          // VxWorks:  2048    Feb-28-1998  05:23:30   logs <DIR>
          look(VXWORKS + "\\s+(?<name>\\S.*(?<=\\S))\\s+(?<folder><DIR>)\\s*"),
          look(VXWORKS + NAMED),
          // OS/2:  1123 DIR  A    10-05-100  23:38  logs, or RHS   DIR
          look(
              "\\s*(?<size>\\d+)\\s+(?:[AHRS]+\\s+)?(?<folder>(?:DIR\\s+)?)(?:[AHRS]+\\s+)?"
                  + "(?<month>\\d\\d)-(?<day>\\d\\d)-(?<year>\\d{2,4})\\s+"
                  + CLOCK
                  + NAMED),
          // HP NonStop:  README 101 528 6-Apr-07 14:21:18 255, 0 "oooo"
          look(
              "(?<name>\\S+)\\s+\\d+\\s+(?<size>\\d+)\\s+(?<day>\\d\\d?)-(?<month>[a-z]{3})-"
                  + "(?<year>\\d\\d)\\s+"
                  + CLOCK
                  + "\\s+(?<owner>\\d+, *\\d+)\\s+\"(?<rights>[^\"]{4})\"\\s*"),
          // OS/400:  QSYS  77824 23.02.00 15:09:55 *STMF a.txt, and of a file its members
          look(
              "(?<owner>\\S+)\\s+(?<size>\\d+)\\s+(?<date>\\d\\d[/.-]\\d\\d[/.-]\\d\\d)\\s+"
                  + CLOCK
                  + "\\s+\\*(?<type>[A-Z]+)"
                  + NAMED),
          look("(?<owner>\\S+)\\s+\\*(?<type>MEM)" + NAMED),
          // z/VM:  README   ANONYMOU V   71   26   1 1997-04-02 12:33:20 TCP291
          look(
              CMS
                  + "(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)\\s+"
                  + CLOCK
                  + "(?:\\s+\\S+)?\\s*"),
          // CMS:  LASTING  GLOBALV   A1 V   41   21   1   9/16/91   15:10:32
          look(CMS + "(?<month>\\d\\d?)/(?<day>\\d\\d)/(?<year>\\d{2,3})\\s+" + CLOCK + "\\s*"),
          // Windows 3.1:  A.DOC   11264   05-11-95   14:20, or May 11 1995 14:20   A
          look(
              WINDOWS
                  + "(?<month>\\d\\d)[-/](?<day>\\d\\d)[-/](?<year>\\d\\d)\\s+"
                  + CLOCK
                  + "\\s*"),
          look(
              WINDOWS
                  + "(?<month>[a-z]{3}) (?<day>\\d\\d) (?<year>\\d{4}) "
                  + CLOCK
                  + "(?:\\s+[AHRS]+)?\\s*"),
          // Connect:Enterprise:  -C--E-----FTP B ann    18128   41 Aug 12 13:56 a.txt
          look(
              "[-A-Z]{10}\\S{0,9} [AB] (?<owner>\\S+)\\s+\\d+\\s+(?<size>\\d+)\\s+[A-Z]{3}\\s+"
                  + "\\d\\d?\\s+[\\d:]{4,5}"
                  + NAMED));

  private OddLines() {}

  private static Pattern look(String pattern) {
    return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
  }

  /** Reads a line; {@code null} where it looks like none of these. */
  static @Nullable FtpFile read(String line, Names names) {
    for (Pattern look : LOOKS) {
      Matcher seen = look.matcher(line);
      if (seen.matches()) {
        return file(seen, names);
      }
    }
    return null;
  }

  private static FtpFile file(Matcher seen, Names names) {
    String octets = seen.group("name");
    String type = told(seen, "type");
    boolean folder = !told(seen, "folder").isEmpty() || isFolder(told(seen, "mode"), type);
    if (!type.isEmpty()) {
      // A folder has a slash behind its name, and a member the name of its file before its own.
      folder |= octets.endsWith("/");
      octets = octets.endsWith("/") ? octets.substring(0, octets.length() - 1) : octets;
      octets = octets.substring(octets.lastIndexOf('/') + 1);
    }
    String extension = told(seen, "extension");
    octets = extension.isEmpty() ? octets : octets + '.' + extension;
    boolean counted = type.isEmpty() || type.equalsIgnoreCase("STMF");
    Instant time = time(seen);
    boolean exact = !told(seen, "second").isEmpty() || !told(seen, "epoch").isEmpty();
    return new FtpFile(
        octets,
        names.text(octets),
        folder ? Kind.FOLDER : Kind.FILE,
        folder || !counted ? -1 : ListParser.number(told(seen, "size")),
        time,
        time == null ? Precision.NONE : exact ? Precision.SECOND : Precision.MINUTE,
        none(told(seen, "rights")),
        none(told(seen, "owner")),
        none(told(seen, "group")),
        null,
        null);
  }

  private static boolean isFolder(String mode, String type) {
    // The format of a file stands above its permissions: 040000 is a folder.
    return !mode.isEmpty() && Integer.parseInt(mode, 8) >> 12 == 4
        || switch (type.toUpperCase(Locale.ROOT)) {
          case "DIR", "DDIR", "LIB", "FLR" -> true;
          default -> false;
        };
  }

  private static @Nullable Instant time(Matcher seen) {
    String epoch = told(seen, "epoch");
    if (!epoch.isEmpty()) {
      return Instant.ofEpochSecond(Long.parseLong(epoch));
    }
    String clock = told(seen, "hour");
    String date = told(seen, "date");
    if (clock.isEmpty()) {
      return null;
    }
    int day = number(date.isEmpty() ? told(seen, "day") : date.substring(0, 2));
    int month = date.isEmpty() ? month(told(seen, "month")) : number(date.substring(3, 5));
    int year = number(date.isEmpty() ? told(seen, "year") : date.substring(6));
    if (date.indexOf('/') > 0 && day <= 12 && month <= 12 && day != month) {
      // A job's own date format decides which of them is the day.
      return null;
    }
    if (month > 12) {
      int other = day;
      day = month;
      month = other;
    }
    // "103" is what counting from 1900 makes of 2003.
    year += year >= 1000 ? 0 : year < 70 ? 2000 : 1900;
    try {
      return LocalDateTime.of(
              year,
              month,
              day,
              number(clock),
              number(told(seen, "minute")),
              number(told(seen, "second")))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int month(String word) {
    int named = ListDates.month(word);
    return named > 0 ? named : number(word);
  }

  private static int number(String digits) {
    return digits.isEmpty() ? 0 : (int) ListParser.number(digits);
  }

  /** Returns what a pattern calls by a name; empty where it has no such thing. */
  private static String told(Matcher seen, String name) {
    String group = seen.pattern().pattern().contains("(?<" + name + ">") ? seen.group(name) : null;
    return group == null ? "" : group;
  }

  private static @Nullable String none(String text) {
    return text.isEmpty() ? null : text;
  }
}
