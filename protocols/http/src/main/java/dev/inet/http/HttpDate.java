package dev.inet.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A date in any of the three forms that a field may have (RFC 9110, section 5.6.7). */
final class HttpDate {
  /** What is made where a date has one of the two older forms: few servers still write them. */
  private static final class Older {
    /** As in {@code Sunday, 06-Nov-94 08:49:37 GMT} (RFC 850). */
    static final Pattern DASHED =
        Pattern.compile(
            "[A-Za-z]+, (\\d{1,2})-([A-Za-z]{3})-(\\d{2}|\\d{4}) (\\d\\d:\\d\\d:\\d\\d) GMT");

    /** As in {@code Sun Nov 6 08:49:37 1994}, as asctime of C writes it. */
    static final Pattern OF_C =
        Pattern.compile("[A-Za-z]{3} ([A-Za-z]{3}) +(\\d{1,2}) (\\d\\d:\\d\\d:\\d\\d) (\\d{4})");

    static final List<String> MONTHS =
        List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private Older() {}
  }

  private HttpDate() {}

  /** Returns the time that a field's value means; empty where it is no date. */
  static Optional<Instant> parse(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return older(text.strip());
    }
  }

  private static Optional<Instant> older(String text) {
    Matcher dashed = Older.DASHED.matcher(text);
    Matcher ofC = Older.OF_C.matcher(text);
    try {
      if (dashed.matches()) {
        return Optional.of(
            time(year(dashed.group(3)), dashed.group(2), dashed.group(1), dashed.group(4)));
      }
      return ofC.matches()
          ? Optional.of(
              time(Integer.parseInt(ofC.group(4)), ofC.group(1), ofC.group(2), ofC.group(3)))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Two digits that would lie more than 50 years ahead mean the century before. */
  private static int year(String digits) {
    int year = Integer.parseInt(digits);
    if (digits.length() == 4) {
      return year;
    }
    int now = LocalDate.now(ZoneOffset.UTC).getYear();
    int near = now - now % 100 + year;
    return near > now + 50 ? near - 100 : near;
  }

  private static Instant time(int year, String month, String day, String clock) {
    int number = 1 + Older.MONTHS.indexOf(month.toLowerCase(Locale.ROOT));
    return LocalDate.of(year, number, Integer.parseInt(day))
        .atTime(LocalTime.parse(clock))
        .toInstant(ZoneOffset.UTC);
  }
}
