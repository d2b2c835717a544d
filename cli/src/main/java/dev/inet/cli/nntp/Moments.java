package dev.inet.cli.nntp;

import dev.inet.cli.option.Durations;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import picocli.CommandLine.TypeConversionException;

/** Moments as users type them: a date, a date with its time (RFC 3339), or how long ago. */
final class Moments {
  private Moments() {}

  static Instant parse(String option, String typed) throws InetException {
    try {
      if (typed.matches("\\d{4}-\\d{2}-\\d{2}")) {
        return LocalDate.parse(typed).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      if (typed.matches("\\d{4}-\\d{2}-\\d{2}[Tt ].*")) {
        String whole = typed.toUpperCase(java.util.Locale.ROOT).replace(' ', 'T');
        return whole.matches(".*(Z|[+-]\\d{2}:\\d{2})")
            ? OffsetDateTime.parse(whole).toInstant()
            : LocalDateTime.parse(whole).toInstant(ZoneOffset.UTC);
      }
      return Instant.now().minus(Durations.parse(typed));
    } catch (DateTimeException | TypeConversionException e) {
      throw new InetException(Failure.USAGE, option + ": '" + typed + "' is no moment", e)
          .hint("write 2026-01-31, 2026-01-31T12:00:00Z, or how long ago: 7d, 12h");
    }
  }
}
