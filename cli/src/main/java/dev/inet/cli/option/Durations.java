package dev.inet.cli.option;

import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations as users type them: {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}, {@code
 * 1.5}.
 */
public final class Durations implements ITypeConverter<Duration> {
  private static final long LONGEST_MILLIS = Duration.ofDays(36_500).toMillis();

  /** Makes a converter. */
  public Durations() {}

  @Override
  public Duration convert(String typed) {
    return parse(typed);
  }

  /**
   * Reads a duration; a number alone is seconds.
   *
   * @param typed the text
   * @throws TypeConversionException where it is none, or longer than a hundred years
   */
  public static Duration parse(String typed) {
    int end = 0;
    while (end < typed.length()
        && (Character.isDigit(typed.charAt(end)) || typed.charAt(end) == '.')) {
      end++;
    }
    long unit =
        switch (typed.substring(end)) {
          case "ms" -> 1;
          case "", "s" -> 1000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          case "d" -> 86_400_000;
          default -> -1;
        };
    try {
      if (unit > 0 && end < 20) {
        BigDecimal millis =
            new BigDecimal(typed.substring(0, end)).multiply(BigDecimal.valueOf(unit));
        if (millis.compareTo(BigDecimal.valueOf(LONGEST_MILLIS)) <= 0) {
          return Duration.ofMillis(millis.longValue());
        }
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new TypeConversionException("'" + typed + "' is no duration (500ms, 10s, 2m)");
  }
}
