package dev.inet.mail;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * Writes what stands in a Date field (RFC 5322 section 3.3). {@link MailDate} reads it.
 *
 * <p>Not by {@link java.time.format.DateTimeFormatter}, which for the names of days and months
 * loads the locales of the JDK: a fifth of the time that sending one message takes.
 */
public final class DateField {
  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private DateField() {}

  /** Returns a moment as {@code Thu, 26 Nov 2026 07:05:09 +0000}, in UTC and to the second. */
  public static String text(Instant moment) {
    ZonedDateTime at = moment.atZone(ZoneOffset.UTC);
    var text = new StringBuilder(31);
    text.append(name(DAYS, at.getDayOfWeek().getValue())).append(", ");
    two(text, at.getDayOfMonth()).append(' ');
    text.append(name(MONTHS, at.getMonthValue())).append(' ');
    int year = at.getYear();
    two(text, year / 100);
    two(text, year % 100).append(' ');
    two(text, at.getHour()).append(':');
    two(text, at.getMinute()).append(':');
    return two(text, at.getSecond()).append(" +0000").toString();
  }

  private static String name(String names, int number) {
    return names.substring(3 * number - 3, 3 * number);
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
