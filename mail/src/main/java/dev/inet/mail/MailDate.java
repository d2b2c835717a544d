package dev.inet.mail;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates of messages (RFC 5322, section 3.3), also in the obsolete and wrong forms that archives are
 * full of: without the day, with years of two digits, zones by name or not at all, comments, and
 * the order of C's asctime.
 */
public final class MailDate {
  private static final Pattern USUAL =
      Pattern.compile(
          "(?:[a-z]{3,9}\\.?,?\\s*)?([0-9]{1,2})[\\s-]+([a-z]{3,9})\\.?[\\s-]+([0-9]{2,4}),?\\s+"
              + "([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:\\.[0-9]+)?)?\\s*(.*)",
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
      Pattern.compile("(?:GMT|UTC)?([+-])([0-9]{2}):?([0-9]{2}).*");
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

  private MailDate() {}

  /**
   * Reads a date.
   *
   * @param text the value of a Date field
   * @return empty where it is none
   */
  public static Optional<Instant> parse(String text) {
    String plain = text.length() > 200 ? text.substring(0, 200) : text;
    if (plain.indexOf('(') >= 0) {
      plain = COMMENT.matcher(plain).replaceAll(" ");
    }
    plain = BLANKS.matcher(plain).replaceAll(" ").strip();
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

  private static Instant moment(
      String year,
      int month,
      String day,
      String hour,
      String minute,
      @org.jspecify.annotations.Nullable String second,
      String zone) {
    int y = Integer.parseInt(year);
    if (year.length() == 2) {
      y += y < 50 ? 2000 : 1900;
    } else if (year.length() == 3) {
      // Programs that counted from 1900 (RFC 5322, section 4.3).
      y += 1900;
    }
    // A leap second is the last one of its minute to Java.
    int s = second == null ? 0 : Math.min(59, Integer.parseInt(second));
    return LocalDateTime.of(
            y, month, Integer.parseInt(day), Integer.parseInt(hour), Integer.parseInt(minute), s)
        .toInstant(offset(zone.strip().toUpperCase(Locale.ROOT)));
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
    String name = zone.split(" ", 2)[0];
    return ZoneOffset.ofHours(
        switch (name) {
          case "EST", "CDT" -> -5;
          case "EDT" -> -4;
          case "CST", "MDT" -> -6;
          case "MST", "PDT" -> -7;
          case "PST" -> -8;
          case "BST", "CET", "MET" -> 1;
          case "CEST", "MEST", "EET" -> 2;
          case "JST" -> 9;
          default -> 0;
        });
  }
}
