package dev.inet.cli.option;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A number of bytes as users type it: {@code 500}, {@code 64K}, {@code 10M}, {@code 1G}; powers of
 * 1024, the letter in any case, with or without {@code B} or {@code iB} after it.
 *
 * @param bytes the number, never negative
 */
public record Size(long bytes) {
  /** Reads sizes for picocli. */
  public static final class Converter implements ITypeConverter<Size> {
    @Override
    public Size convert(String typed) {
      return parse(typed);
    }
  }

  /**
   * Reads a size.
   *
   * @param typed the text
   * @throws TypeConversionException where it is none
   */
  public static Size parse(String typed) {
    String text = typed.toUpperCase(Locale.ROOT);
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    int shift =
        switch (text.substring(end)) {
          case "", "B" -> 0;
          case "K", "KB", "KIB" -> 10;
          case "M", "MB", "MIB" -> 20;
          case "G", "GB", "GIB" -> 30;
          case "T", "TB", "TIB" -> 40;
          default -> -1;
        };
    try {
      if (end > 0 && shift >= 0) {
        return new Size(Math.multiplyExact(Long.parseLong(text.substring(0, end)), 1L << shift));
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw new TypeConversionException("'" + typed + "' is too large");
    }
    throw new TypeConversionException("'" + typed + "' is no size (500, 64K, 10M, 1G)");
  }
}
