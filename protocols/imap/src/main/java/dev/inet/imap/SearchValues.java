package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * Values in searches: dates, sizes and keywords, as people write them.
 *
 * @param failure what a mistake is
 */
record SearchValues(Failure failure) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d-MMM-uuuu", Locale.ENGLISH);

  /** Returns a date as IMAP writes it. */
  String date(String value) throws InetException {
    LocalDate today = LocalDate.now(ZoneOffset.systemDefault());
    String lower = value.toLowerCase(Locale.ROOT);
    LocalDate found = null;
    if (lower.equals("today")) {
      found = today;
    } else if (lower.equals("yesterday")) {
      found = today.minusDays(1);
    } else if (lower.matches("\\d{1,5}[dwmy]")) {
      long count = Long.parseLong(lower.substring(0, lower.length() - 1));
      found =
          switch (lower.charAt(lower.length() - 1)) {
            case 'd' -> today.minusDays(count);
            case 'w' -> today.minusWeeks(count);
            case 'm' -> today.minusMonths(count);
            default -> today.minusYears(count);
          };
    } else {
      try {
        found =
            lower.contains("t")
                ? LocalDate.ofInstant(Instant.parse(value), ZoneOffset.UTC)
                : LocalDate.parse(value);
      } catch (DateTimeParseException e) {
        try {
          var imap =
              new DateTimeFormatterBuilder()
                  .parseCaseInsensitive()
                  .append(DATE)
                  .toFormatter(Locale.ENGLISH);
          found = LocalDate.parse(value, imap);
        } catch (DateTimeParseException neither) {
          throw wrong("'" + value + "' is no date").hint("write it as 2026-01-31");
        }
      }
    }
    // IMAP's years have four digits, and no mail is older.
    LocalDate first = LocalDate.of(1970, 1, 1);
    return (found.isBefore(first) ? first : found).format(DATE);
  }

  /** Returns a size in bytes. */
  long size(String value, String word) throws InetException {
    if (!value.matches("(?i)\\d{1,12}[KMG]?B?")) {
      throw wrong("'" + word + "' has no size").hint("write it as 500, 64K, 10M or 1G");
    }
    String upper = value.toUpperCase(Locale.ROOT).replace("B", "");
    char unit = upper.charAt(upper.length() - 1);
    int shift = unit == 'K' ? 10 : unit == 'M' ? 20 : unit == 'G' ? 30 : 0;
    long number = Long.parseLong(shift == 0 ? upper : upper.substring(0, upper.length() - 1));
    if (number > Long.MAX_VALUE >> shift) {
      throw wrong("'" + word + "' is larger than any message");
    }
    return number << shift;
  }

  /** Returns the name of a keyword. */
  String keyword(String value) throws InetException {
    if (!value.matches("[\\x21-\\x7e&&[^\"(){%*\\\\\\]]]+")) {
      throw wrong("'" + value + "' is no keyword");
    }
    return value;
  }

  private InetException wrong(String what) {
    return new InetException(failure, what);
  }
}
