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
 * Reads lines of listings: MLSD's facts (RFC 3659, section 7), and what LIST says in the ways of
 * Unix, NetWare, DOS and EPLF, each line by its own look. Other ways are {@link FtpListWire}'s.
 */
final class ListParser {
  /** Blanks before the facts of a line, where the RFC has them only before a name. */
  private static final Pattern INDENT = Pattern.compile(" +(?=[A-Za-z.]+=[^; ]*;)");

  /** What {@code ls -h} makes of a size, and what is larger than any file. */
  private static final Pattern SIZE = Pattern.compile("\\d+([.,]\\d+)?[KMGTPEkmgtpe]?");

  /** What stands between the name of a junction of Windows and where it leads. */
  private static final Pattern LEADS = Pattern.compile(" [-=]> ");

  private final Names names;
  private final ListDates dates;

  ListParser(Names names) {
    this(names, LocalDateTime.now(ZoneOffset.UTC));
  }

  ListParser(Names names, LocalDateTime now) {
    this.names = names;
    this.dates = new ListDates(now);
  }

  /**
   * Returns whether a name stays in its folder: a server that lists {@code ../../x} wants a client
   * to write there.
   */
  static boolean isSafe(String octets) {
    return !octets.isEmpty()
        && !octets.equals(".")
        && !octets.equals("..")
        && octets.indexOf('/') < 0
        && octets.indexOf('\r') < 0
        && octets.indexOf('\n') < 0
        && octets.indexOf('\0') < 0;
  }

  /** Returns the name of a folder without the slash that {@code ls -p} puts behind it. */
  private static String bare(String octets, Kind kind) {
    boolean marked = kind == Kind.FOLDER && octets.length() > 1 && octets.endsWith("/");
    return marked ? octets.substring(0, octets.length() - 1) : octets;
  }

  // --- MLSD

  /** Returns whether a fact is one that a listing cannot do without. */
  static boolean isBasic(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "type", "size", "modify" -> true;
      default -> false;
    };
  }

  /** Returns whether a fact is one that is read here. */
  static boolean isFact(String name) {
    return isBasic(name)
        || switch (name.toLowerCase(Locale.ROOT)) {
          case "sizd", "perm", "unique" -> true;
          case "unix.mode", "unix.owner", "unix.uid", "unix.ownername" -> true;
          case "unix.group", "unix.gid", "unix.groupname" -> true;
          default -> false;
        };
  }

  /** Reads a line of MLSD or MLST; {@code null} where it is none or the folder itself. */
  @Nullable FtpFile facts(String line, boolean itself) {
    Matcher indent = INDENT.matcher(line);
    String entry = indent.lookingAt() ? line.substring(indent.end()) : line;
    int blank = endOfFacts(entry);
    if (blank < 0) {
      return null;
    }
    String octets = entry.substring(blank + 1);
    var seen = new Facts();
    for (String fact : entry.substring(0, blank).split(";")) {
      int equals = fact.indexOf('=');
      if (equals > 0) {
        seen.take(fact.substring(0, equals).toLowerCase(Locale.ROOT), fact.substring(equals + 1));
      }
    }
    boolean here = seen.type.equals("cdir") || seen.type.equals("pdir");
    return here && !itself ? null : seen.file(octets);
  }

  /** Returns where the facts end: at the first blank, unless that is of a fact that may hold it. */
  private static int endOfFacts(String line) {
    int blank = line.indexOf(' ');
    int end = blank < 0 || line.charAt(Math.max(0, blank - 1)) == ';' ? -1 : line.indexOf("; ");
    String last = line.substring(line.lastIndexOf(';', blank) + 1).toLowerCase(Locale.ROOT);
    // Targets of links, and "Domain Users" of Windows; else the last fact lacks its semicolon.
    boolean within =
        end > blank
            && (last.startsWith("type=os.unix=slink:")
                || last.startsWith("unix.ownername=")
                || last.startsWith("unix.groupname="));
    return within ? end + 1 : blank;
  }

  private final class Facts {
    private String type = "";
    private boolean folder;
    private long size = -1;
    private @Nullable Instant modified;
    private @Nullable String mode;
    private @Nullable String perm;
    private @Nullable String owner;
    private @Nullable String group;
    private @Nullable String unique;
    private @Nullable String target;

    void take(String name, String value) {
      switch (name) {
        case "type" -> type(value);
        case "size" -> size = size < 0 ? number(value) : size;
        case "sizd" -> folder = true;
        case "modify" -> modified = time(value);
        case "unix.mode" -> mode = mode(value);
        case "perm" -> perm = value;
        case "unix.ownername" -> owner = names.text(value);
        case "unix.owner", "unix.uid" -> owner = owner == null ? names.text(value) : owner;
        case "unix.groupname" -> group = names.text(value);
        case "unix.group", "unix.gid" -> group = group == null ? names.text(value) : group;
        case "unique" -> unique = names.text(value);
        default -> {}
      }
    }

    private void type(String value) {
      type = value.toLowerCase(Locale.ROOT);
      if (type.startsWith("os.unix=slink:") && value.length() > "os.unix=slink:".length()) {
        target = names.text(value.substring("os.unix=slink:".length()));
      }
    }

    /** The type is a fact that a server may leave out (RFC 3659, section 7.5.1). */
    private Kind untold() {
      String rights = perm == null ? "" : perm.toLowerCase(Locale.ROOT);
      if (folder || rights.indexOf('l') >= 0 || rights.indexOf('e') >= 0) {
        return Kind.FOLDER;
      }
      return size >= 0 || rights.indexOf('r') >= 0 || rights.indexOf('w') >= 0
          ? Kind.FILE
          : Kind.OTHER;
    }

    FtpFile file(String octets) {
      Kind kind =
          switch (type) {
            case "file" -> Kind.FILE;
            case "dir", "cdir", "pdir" -> Kind.FOLDER;
            case "" -> untold();
            default -> type.contains("slink") || type.contains("symlink") ? Kind.LINK : Kind.OTHER;
          };
      Precision precision = modified == null ? Precision.NONE : Precision.SECOND;
      String bare = bare(octets, kind);
      return new FtpFile(
          bare,
          names.text(bare),
          kind,
          kind == Kind.FOLDER ? -1 : size,
          modified,
          precision,
          mode == null ? perm : mode,
          owner,
          group,
          target,
          unique);
    }
  }

  /** Reads {@code YYYYMMDDHHMMSS[.sss]}, which is UTC (RFC 3659, section 2.3). */
  static @Nullable Instant time(String text) {
    int dot = text.indexOf('.');
    String digits = dot < 0 ? text : text.substring(0, dot);
    // "19100" for the year 2000 was said by many servers.
    if (digits.length() == 15 && digits.startsWith("191")) {
      digits = Long.toString(1900 + number(digits.substring(2, 5))) + digits.substring(5);
    }
    if (digits.length() != 14 || number(digits) < 0) {
      return null;
    }
    try {
      Instant whole =
          LocalDateTime.of(
                  (int) number(digits.substring(0, 4)),
                  (int) number(digits.substring(4, 6)),
                  (int) number(digits.substring(6, 8)),
                  (int) number(digits.substring(8, 10)),
                  (int) number(digits.substring(10, 12)),
                  Math.min(59, (int) number(digits.substring(12, 14))))
              .toInstant(ZoneOffset.UTC);
      String fraction = dot < 0 ? "" : text.substring(dot + 1);
      if (fraction.isEmpty() || fraction.length() > 9 || number(fraction) < 0) {
        return whole;
      }
      return whole.plusNanos(number((fraction + "00000000").substring(0, 9)));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable String mode(String octal) {
    long bits;
    try {
      bits = Long.parseLong(octal, 8);
    } catch (NumberFormatException e) {
      return null;
    }
    var text = new StringBuilder();
    for (int i = 8; i >= 0; i--) {
      text.append((bits >> i & 1) == 1 ? "rwx".charAt(2 - i % 3) : '-');
    }
    return text.toString();
  }

  // --- LIST

  /** Reads a line of LIST; {@code null} where it is none that is known here. */
  @Nullable FtpFile line(String line) {
    int start = 0;
    while (start < line.length() && line.charAt(start) == ' ') {
      start++;
    }
    String entry = line.substring(start);
    if (entry.isEmpty()) {
      return null;
    }
    char first = entry.charAt(0);
    if (first == '+' && entry.indexOf('\t') > 0) {
      return eplf(entry);
    }
    return first >= '0' && first <= '9' ? dos(entry) : unix(entry);
  }

  /** A word of a line, and where it stands. */
  record Word(String text, int start, int end) {}

  private static List<Word> words(String line, int most) {
    var words = new ArrayList<Word>();
    int at = 0;
    while (at < line.length() && words.size() < most) {
      while (at < line.length() && line.charAt(at) == ' ') {
        at++;
      }
      int start = at;
      while (at < line.length() && line.charAt(at) != ' ') {
        at++;
      }
      if (at > start) {
        words.add(new Word(line.substring(start, at), start, at));
      }
    }
    return words;
  }

  /** How the words before a name are taken, in the order in which it is tried. */
  private enum Reading {
    /** A size, and a date that is understood. */
    USUAL,
    /** A size, and a month in another language: {@code ann 27 2020 Feb 27 13:05 a} is no such. */
    ABROAD,
    /** A size that grew into the group before it: {@code wheel125435904}. */
    GLUED
  }

  private @Nullable FtpFile unix(String line) {
    if (line.length() < 10 || "-dlbcpsDLFfamw?".indexOf(line.charAt(0)) < 0) {
      return null;
    }
    // NetWare writes its rights in brackets: "d [RWCEAFMS] ann 512 Jan 16 18:53 login".
    int bracket = line.charAt(1) == ' ' ? 2 : 1;
    boolean rights = line.charAt(bracket) == '[';
    int mode = rights ? 0 : endOfMode(line);
    if (mode < 0) {
      return null;
    }
    List<Word> words = words(line, 20);
    int owner = rights ? bracket : 1;
    for (Reading reading : Reading.values()) {
      FtpFile file = unix(line, words, mode, owner, reading);
      if (file != null) {
        return file;
      }
    }
    return null;
  }

  private @Nullable FtpFile unix(
      String line, List<Word> words, int mode, int owner, Reading reading) {
    for (int i = Math.max(2, owner + 1); i < words.size() - 1; i++) {
      String before = words.get(i - 1).text();
      boolean sized = reading == Reading.GLUED ? endsInDigit(before) : isSize(before);
      ListDates.Stamp stamp =
          !sized
              ? null
              : reading == Reading.ABROAD ? ListDates.foreign(words, i) : dates.read(words, i);
      int last = stamp == null ? 0 : i + stamp.words() - 1;
      if (stamp == null || last >= words.size()) {
        continue;
      }
      Word end = words.get(last);
      int from = end.end() + 1;
      // A date is twelve wide; AIX and others put what a year lacks behind it: "Jun 28 2004  a".
      boolean padded = end.text().indexOf(':') < 0;
      int column = mode == 0 ? line.length() : padded ? words.get(i).start() + 13 : from;
      while (from < column && from < line.length() && line.charAt(from) == ' ') {
        from++;
      }
      if (from < line.length()) {
        return unix(line, words.subList(owner, i - 1), mode, number(before), stamp, from);
      }
    }
    return null;
  }

  private static boolean isSize(String word) {
    return number(word) >= 0 || SIZE.matcher(word).matches();
  }

  private static boolean endsInDigit(String word) {
    char last = word.charAt(word.length() - 1);
    return last >= '0' && last <= '9';
  }

  /** Returns where permissions end; -1 where there are none. Some have less than nine letters. */
  private static int endOfMode(String line) {
    int end = 1;
    while (end < 10 && "rwxsStTlL-".indexOf(line.charAt(end)) >= 0) {
      end++;
    }
    return end == 10 || end >= 7 && line.charAt(end) == ' ' ? end : -1;
  }

  private FtpFile unix(
      String line, List<Word> between, int mode, long size, ListDates.Stamp stamp, int from) {
    Kind kind =
        switch (line.charAt(0)) {
          case 'd', 'D' -> Kind.FOLDER;
          case 'l', 'L' -> Kind.LINK;
          case '-', 'F', 'f' -> Kind.FILE;
          default -> Kind.OTHER;
        };
    String octets = bare(line.substring(from), kind);
    String target = null;
    int arrow = kind == Kind.LINK ? arrow(octets, size) : -1;
    if (arrow > 0) {
      target = names.text(octets.substring(arrow + 4));
      octets = octets.substring(0, arrow);
    }
    int at = !between.isEmpty() && number(between.get(0).text()) >= 0 ? 1 : 0;
    String owner = at < between.size() ? names.text(between.get(at).text()) : null;
    String group = null;
    if (at + 1 < between.size()) {
      // "Domain Users" is one group.
      // And a device has two numbers in place of a size: "1, 3".
      int last = between.size() - 1;
      last -= kind == Kind.OTHER && between.get(last).text().endsWith(",") ? 1 : 0;
      int start = between.get(at + 1).start();
      group = last > at ? names.text(line.substring(start, between.get(last).end())) : null;
    }
    return new FtpFile(
        octets,
        names.text(octets),
        kind,
        kind == Kind.FILE ? size : -1,
        stamp.time(),
        stamp.precision(),
        mode == 0 ? null : line.substring(1, mode),
        owner,
        group,
        target,
        null);
  }

  /** A link is as large as its target is long, which tells its arrow from one in a name. */
  private static int arrow(String octets, long size) {
    int first = octets.indexOf(" -> ");
    for (int at = first; at >= 0; at = octets.indexOf(" -> ", at + 1)) {
      if (at > 0 && octets.length() - at - 4 == size) {
        return at;
      }
    }
    return first;
  }

  private @Nullable FtpFile dos(String line) {
    List<Word> words = words(line, 5);
    // "03:09 PM" is one clock.
    boolean apart = words.size() > 2 && words.get(2).text().matches("(?i)[AP]M");
    int at = apart ? 3 : 2;
    if (words.size() < at + 2) {
      return null;
    }
    Word third = words.get(at);
    boolean marked = third.text().startsWith("<") && third.text().endsWith(">");
    long size = number(third.text().replace(",", ""));
    String half = apart ? words.get(2).text() : "";
    ListDates.Stamp stamp = dosTime(words.get(0).text(), words.get(1).text() + half);
    if (stamp == null || !marked && size < 0) {
      return null;
    }
    // Where marks and sizes stand in the columns of IIS, more blanks behind them are the name's.
    int clock = words.get(at - 1).end();
    boolean columns = marked ? third.start() == clock + 7 : third.end() >= clock + 21;
    int name = words.get(at + 1).start();
    int column = marked ? Math.max(Math.min(clock + 22, name), third.end() + 1) : third.end() + 1;
    String octets = line.substring(columns ? column : name);
    Kind kind = !marked ? Kind.FILE : third.text().startsWith("<SYMLINK") ? Kind.LINK : Kind.FOLDER;
    int target = kind == Kind.LINK && octets.endsWith("]") ? octets.indexOf(" [") : -1;
    if (target > 0) {
      octets = octets.substring(0, target);
    } else if (third.text().equalsIgnoreCase("<JUNCTION>")) {
      octets = LEADS.split(octets, 2)[0];
    }
    return FtpFile.of(octets, names, kind, marked ? -1 : size).at(stamp.time(), stamp.precision());
  }

  private static ListDates.@Nullable Stamp dosTime(String date, String clock) {
    String[] day = date.split("[-/.]");
    int colon = clock.indexOf(':');
    if (day.length != 3 || colon < 1 || clock.length() < colon + 3) {
      return null;
    }
    boolean iso = day[0].length() == 4;
    long year = number(iso ? day[0] : day[2]);
    long month = number(iso ? day[1] : day[0]);
    long date2 = number(iso ? day[2] : day[1]);
    char by = date.charAt(day[0].length());
    if (!iso && (by == '.' || month > 12)) {
      // Only IIS has the month first everywhere, and that between hyphens.
      long first = month;
      month = date2;
      date2 = first;
    } else if (!iso && by == '/' && date2 <= 12 && month != date2) {
      return new ListDates.Stamp(null, Precision.NONE, 2);
    }
    long hour = number(clock.substring(0, colon));
    long minute = number(clock.substring(colon + 1, colon + 3));
    String half = clock.substring(colon + 3).toUpperCase(Locale.ROOT);
    if (half.startsWith("P") && hour < 12) {
      hour += 12;
    } else if (half.startsWith("A") && hour == 12) {
      hour = 0;
    }
    if (year < 100) {
      year += year < 70 ? 2000 : 1900;
    }
    try {
      var time =
          LocalDateTime.of((int) year, (int) month, (int) date2, (int) hour, (int) minute)
              .toInstant(ZoneOffset.UTC);
      return new ListDates.Stamp(time, Precision.MINUTE, 2);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Reads {@code +i8388621.48594,m825718503,r,s280,\tname} (Bernstein's format). */
  private FtpFile eplf(String line) {
    int tab = line.indexOf('\t');
    String octets = line.substring(tab + 1);
    Kind kind = Kind.OTHER;
    long size = -1;
    Instant time = null;
    String unique = null;
    for (String fact : line.substring(1, tab).split(",")) {
      if (fact.isEmpty()) {
        continue;
      }
      String value = fact.substring(1);
      switch (fact.charAt(0)) {
        case '/' -> kind = Kind.FOLDER;
        case 'r' -> kind = kind == Kind.FOLDER ? kind : Kind.FILE;
        case 's' -> size = number(value);
        case 'm' -> time = number(value) < 0 ? null : Instant.ofEpochSecond(number(value));
        case 'i' -> unique = value;
        default -> {}
      }
    }
    Precision precision = time == null ? Precision.NONE : Precision.SECOND;
    return new FtpFile(
        octets, names.text(octets), kind, size, time, precision, null, null, null, null, unique);
  }

  /** Returns a number of at most 18 digits; -1 where it is none. */
  static long number(String digits) {
    if (digits.isEmpty() || digits.length() > 18) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + c - '0';
    }
    return number;
  }
}
