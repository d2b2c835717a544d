package dev.inet.mail;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates of messages (RFC 5322, section 3.3), also in the obsolete and wrong forms that archives are
 * full of: without the day, with years of two digits, minutes of one, zones by name, without a sign
 * or not at all, halves of the day, comments, and the order of C's asctime.
 */
public final class MailDate {
  private static final Pattern USUAL =
      Pattern.compile(
          "(?:[a-z]{3,9}\\.?,?\\s*)?([0-9]{1,2})[\\s-]+([a-z]{3,9})\\.?[\\s-]+([0-9]{2,4}),?\\s+"
              + "([0-9]{1,2})[:.]([0-9]{1,2})(?:[:.]([0-9]{1,2})(?:\\.[0-9]+)?)?\\s*(.*)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ASCTIME =
      Pattern.compile(
          "(?:[a-z]{3,9}\\.?,?\\s+)?([a-z]{3,9})\\.?\\s+([0-9]{1,2}),?\\s+"
              + "([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?\\s+(?:([a-z+-][a-z0-9+-]*)\\s+)?([0-9]{4})\\s*(.*)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ISO =
      Pattern.compile(
          "([0-9]{4})-([0-9]{2})-([0-9]{2})[T"
              + " ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.[0-9]+)?\\s*(.*)");
  private static final Pattern COMMENT = Pattern.compile("\\([^()]*\\)");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern OFFSET =
      Pattern.compile("(?:GMT|UTC)?([+-]?)([0-9]{2}):?([0-9]{2})(?![0-9]).*");
  private static final Pattern NAME = Pattern.compile("[A-Z]+");
  private static final Pattern HALF = Pattern.compile("[AP]M(?![A-Z])");
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

  private MailDate() {}

  /**
   * Reads a date.
   *
   * @param text the value of a Date field
   * @return empty where it is none
   */
  public static Optional<Instant> parse(String text) {
    Instant fixed = fixed(text);
    if (fixed != null) {
      return Optional.of(fixed);
    }
    String plain = text.length() > 200 ? text.substring(0, 200) : text;
    // Comments may stand in each other; the innermost goes first, a character or more each time.
    for (Matcher m = COMMENT.matcher(plain); m.find(); m = COMMENT.matcher(plain)) {
      plain = m.replaceAll(" ");
    }
    // Blanks around the colons are as old as the comments there (RFC 5322, section 4.3).
    plain = BLANKS.matcher(plain).replaceAll(" ").replace(" :", ":").replace(": ", ":").strip();
    try {
      Matcher m = USUAL.matcher(plain);
      if (m.matches()) {
        return Optional.of(
            moment(
                m.group(3),
                month(m.group(2)),
                m.group(1),
                m.group(4),
                m.group(5),
                m.group(6),
                m.group(7)));
      }
      m = ASCTIME.matcher(plain);
      if (m.matches()) {
        String zone = m.group(6) == null ? m.group(8) : m.group(6);
        return Optional.of(
            moment(
                m.group(7),
                month(m.group(1)),
                m.group(2),
                m.group(3),
                m.group(4),
                m.group(5),
                zone));
      }
      m = ISO.matcher(plain);
      if (m.matches()) {
        return Optional.of(
            moment(
                m.group(1),
                Integer.parseInt(m.group(2)),
                m.group(3),
                m.group(4),
                m.group(5),
                m.group(6),
                m.group(7)));
      }
      return Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads the form of INTERNALDATE (RFC 9051, section 9), {@code 26-Nov-2026 15:07:09 +0000}: each
   * message that is fetched by IMAP has it, and a pattern for each takes long.
   *
   * @return {@code null} where it is another form, or no date
   */
  private static @Nullable Instant fixed(String text) {
    boolean shaped =
        text.length() == 26
            && text.charAt(2) == '-'
            && text.charAt(6) == '-'
            && text.charAt(11) == ' '
            && text.charAt(14) == ':'
            && text.charAt(17) == ':'
            && text.charAt(20) == ' ';
    if (!shaped) {
      return null;
    }
    char sign = text.charAt(21);
    int day = number(text, text.charAt(0) == ' ' ? 1 : 0, 2);
    int year = number(text, 7, 11);
    int hour = number(text, 12, 14);
    int minute = number(text, 15, 17);
    int second = number(text, 18, 20);
    int zone = number(text, 22, 26);
    boolean digits = day >= 0 && year >= 0 && hour >= 0 && minute >= 0 && second >= 0 && zone >= 0;
    // Leap seconds and zones that Java has not are the patterns' matter.
    if (!digits || second > 59 || zone > 1800 || sign != '+' && sign != '-') {
      return null;
    }
    int minutes = zone / 100 * 60 + zone % 100;
    try {
      return LocalDateTime.of(year, month(text.substring(3, 6)), day, hour, minute, second)
          .toInstant(ZoneOffset.ofTotalSeconds((sign == '-' ? -60 : 60) * minutes));
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Returns what digits alone say; -1 where there are others. */
  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private static Instant moment(
      String year,
      int month,
      String day,
      String hour,
      String minute,
      @Nullable String second,
      String zone) {
    int y = Integer.parseInt(year);
    if (year.length() == 2) {
      y += y < 50 ? 2000 : 1900;
    } else if (year.length() == 3) {
      // Programs that counted from 1900 (RFC 5322, section 4.3).
      y += 1900;
    }
    int h = Integer.parseInt(hour);
    String rest = zone.strip().toUpperCase(Locale.ROOT);
    if (h <= 12 && HALF.matcher(rest).lookingAt()) {
      h = h % 12 + (rest.charAt(0) == 'P' ? 12 : 0);
      rest = rest.substring(2).strip();
    }
    // A leap second is the last one of its minute to Java.
    int s = second == null ? 0 : Math.min(59, Integer.parseInt(second));
    return LocalDateTime.of(y, month, Integer.parseInt(day), h, Integer.parseInt(minute), s)
        .toInstant(offset(rest));
  }

  private static int month(String name) {
    int at = MONTHS.indexOf(name.substring(0, 3).toLowerCase(Locale.ROOT));
    if (at < 0 || at % 3 != 0) {
      throw new DateTimeException("no month");
    }
    return at / 3 + 1;
  }

  private static ZoneOffset offset(String zone) {
    Matcher m = OFFSET.matcher(zone);
    if (m.matches()) {
      int minutes = Integer.parseInt(m.group(2)) * 60 + Integer.parseInt(m.group(3));
      // Java knows no zone beyond 18 hours, and neither does the earth.
      return minutes > 18 * 60
          ? ZoneOffset.UTC
          : ZoneOffset.ofTotalSeconds((m.group(1).equals("-") ? -60 : 60) * minutes);
    }
    m = NAME.matcher(zone);
    return zone(m.lookingAt() ? m.group() : "");
  }

  /**
   * Returns the zone that a name means, also those beyond RFC 5322, section 4.3; UTC for any other.
   *
   * @param name the name in capitals, such as {@code EST}
   */
  public static ZoneOffset zone(String name) {
    return ZoneOffset.ofHours(
        switch (name) {
          case "EST", "CDT" -> -5;
          case "EDT" -> -4;
          case "CST", "MDT" -> -6;
          case "MST", "PDT" -> -7;
          case "PST" -> -8;
          case "BST", "CET", "MET" -> 1;
          case "CEST", "MEST", "EET" -> 2;
          case "EEST", "MSK" -> 3;
          case "HKT" -> 8;
          case "JST", "KST" -> 9;
          default -> 0;
        });
  }
}
