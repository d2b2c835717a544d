package dev.inet.mail;

import java.time.Instant;

/**
 * Writes what stands in a Date field (RFC 5322 section 3.3). {@link MailDate} reads it.
 *
 * <p>Not by {@link java.time.format.DateTimeFormatter}, which for the names of days and months
 * loads the locales of the JDK, and not by {@link java.time.LocalDate}, which from Java 21 on makes
 * formatters to tell leap years: a tenth of the time that sending one message takes.
 */
public final class DateField {
  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final int DAY = 24 * 60 * 60;
  private static final int DAYS_OF_400_YEARS = 146_097;

  /** From 1 March of the year 0 to 1 January 1970. */
  private static final int DAYS_BEFORE_1970 = 719_468;

  private DateField() {}

  /** Returns a moment as {@code Thu, 26 Nov 2026 07:05:09 +0000}, in UTC and to the second. */
  public static String text(Instant moment) {
    long days = Math.floorDiv(moment.getEpochSecond(), DAY);
    int second = (int) Math.floorMod(moment.getEpochSecond(), (long) DAY);
    // Years that begin in March have the leap day at their end, and months whose lengths repeat.
    long since = days + DAYS_BEFORE_1970;
    long cycle = Math.floorDiv(since, (long) DAYS_OF_400_YEARS);
    int inCycle = (int) Math.floorMod(since, (long) DAYS_OF_400_YEARS);
    int yearInCycle = (inCycle - inCycle / 1460 + inCycle / 36_524 - inCycle / 146_096) / 365;
    int inYear = inCycle - (365 * yearInCycle + yearInCycle / 4 - yearInCycle / 100);
    int fromMarch = (5 * inYear + 2) / 153;
    int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
    int year = (int) (400 * cycle) + yearInCycle + (month <= 2 ? 1 : 0);
    var text = new StringBuilder(31);
    // 1 January 1970 was a Thursday.
    text.append(name(DAYS, (int) Math.floorMod(days + 3, 7L))).append(", ");
    two(text, inYear - (153 * fromMarch + 2) / 5 + 1).append(' ');
    text.append(name(MONTHS, month - 1)).append(' ');
    two(text, year / 100);
    two(text, year % 100).append(' ');
    two(text, second / 3600).append(':');
    two(text, second / 60 % 60).append(':');
    return two(text, second % 60).append(" +0000").toString();
  }

  private static String name(String names, int index) {
    return names.substring(3 * index, 3 * index + 3);
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
