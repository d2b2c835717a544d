package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates as HTTP writes them (RFC 9110, section 5.6.7). */
final class Dates {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Dates() {}

  /** Returns the date that a word means: a date in one of three forms, or that of a file. */
  static String since(String typed, Surroundings around) throws InetException {
    Path file = typed.indexOf('\0') < 0 ? around.path(typed) : null;
    try {
      if (file != null && Files.exists(file)) {
        return FORM.format(Files.getLastModifiedTime(file).toInstant());
      }
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read the time of '" + typed + "'", e);
    }
    return FORM.format(parse(typed));
  }

  private static Instant parse(String typed) throws InetException {
    try {
      if (typed.matches("\\d{4}-\\d{2}-\\d{2}")) {
        return LocalDate.parse(typed).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      return typed.contains(",")
          ? ZonedDateTime.parse(typed, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()
          : OffsetDateTime.parse(typed).toInstant();
    } catch (DateTimeException e) {
      throw new InetException(
              Failure.USAGE, "'" + typed + "' is neither a date nor the name of a file", e)
          .hint("write 2026-01-31, 2026-01-31T12:00:00Z or Sat, 31 Jan 2026 12:00:00 GMT");
    }
  }
}
