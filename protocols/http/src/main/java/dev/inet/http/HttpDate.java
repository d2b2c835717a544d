package dev.inet.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date in any of the three forms that a field may have (RFC 9110, section 5.6.7), or as servers
 * get them wrong: with another day of the week, without the zone, or with the year behind it.
 */
final class HttpDate {
  private static final String CLOCK = "(\\d\\d:\\d\\d(?::\\d\\d)?)";

  /** As in {@code Sun, 06 Nov 1994 08:49:37 GMT} or {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
  private static final Pattern USUAL =
      Pattern.compile(
          "(?i)(?:[a-z]+,? *)?(\\d{1,2})[- ]([a-z]{3})[- ](\\d{4}|\\d{2}) "
              + CLOCK
              + "(?: (GMT|UTC|[+-]\\d{4}))?");

  /** As in {@code Sun Nov 6 08:49:37 1994}, as asctime of C writes it, and Java with a zone. */
  private static final Pattern OF_C =
      Pattern.compile(
          "[A-Za-z]{3} ([A-Za-z]{3}) +(\\d{1,2}) "
              + CLOCK
              + "(?: (?:GMT|UTC))? (\\d{4})(?: (?:GMT|UTC))?");

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  private HttpDate() {}

  /** Returns the time that a field's value means; empty where it is no date. */
  static Optional<Instant> parse(String text) {
    Matcher usual = USUAL.matcher(text.strip());
    Matcher ofC = OF_C.matcher(text.strip());
    try {
      if (usual.matches()) {
        String zone = usual.group(5) == null ? "GMT" : usual.group(5).toUpperCase(Locale.ROOT);
        int year = year(usual.group(3));
        return Optional.of(time(year, usual.group(2), usual.group(1), usual.group(4), zone));
      }
      return ofC.matches()
          ? Optional.of(
              time(Integer.parseInt(ofC.group(4)), ofC.group(1), ofC.group(2), ofC.group(3), "GMT"))
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

  private static Instant time(int year, String month, String day, String clock, String zone) {
    int number = 1 + MONTHS.indexOf(month.toLowerCase(Locale.ROOT));
    return LocalDate.of(year, number, Integer.parseInt(day))
        .atTime(LocalTime.parse(clock))
        .atZone(ZoneId.of(zone))
        .toInstant();
  }
}
