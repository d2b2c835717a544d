package dev.inet.cli.output;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) on one line. Values are {@code null}, booleans, numbers, texts, instants
 * (RFC 3339, in UTC), maps with text keys, iterables; anything else is written as its text.
 */
public final class Json {
  private static final String HEX = "0123456789abcdef";

  private Json() {}

  /**
   * Returns an object; names whose value is {@code null} are left out.
   *
   * @param namesAndValues a name, its value, the next name and so on
   */
  public static String object(@Nullable Object... namesAndValues) {
    var out = new StringBuilder("{");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      if (value != null) {
        out.append(out.length() == 1 ? "" : ",");
        text(String.valueOf(namesAndValues[i]), out);
        out.append(':');
        value(value, out);
      }
    }
    return out.append('}').toString();
  }

  /**
   * Returns a value.
   *
   * @param value what to write
   */
  public static String of(@Nullable Object value) {
    var out = new StringBuilder();
    value(value, out);
    return out.toString();
  }

  @SuppressWarnings("JavaInstantGetSecondsGetNano") // whether there is more than milliseconds
  private static void value(@Nullable Object value, StringBuilder out) {
    if (value == null || value instanceof Boolean || value instanceof BigDecimal) {
      out.append(value);
    } else if (value instanceof Number number) {
      // JSON has no NaN and no infinity.
      double wide = number.doubleValue();
      out.append(Double.isFinite(wide) ? number.toString() : "null");
    } else if (value instanceof Instant instant) {
      boolean millis = instant.equals(instant.truncatedTo(ChronoUnit.MILLIS));
      text((millis ? instant : instant.truncatedTo(ChronoUnit.MICROS)).toString(), out);
    } else if (value instanceof Map<?, ?> map) {
      out.append('{');
      boolean first = true;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(first ? "" : ",");
        text(String.valueOf(entry.getKey()), out);
        out.append(':');
        value(entry.getValue(), out);
        first = false;
      }
      out.append('}');
    } else if (value instanceof Iterable<?> items && !(value instanceof Path)) {
      // A path is made of paths, without end.
      out.append('[');
      boolean first = true;
      for (Object item : items) {
        out.append(first ? "" : ",");
        value(item, out);
        first = false;
      }
      out.append(']');
    } else {
      text(value.toString(), out);
    }
  }

  private static void text(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          boolean lone =
              Character.isSurrogate(c)
                  && !(Character.isHighSurrogate(c)
                      && i + 1 < text.length()
                      && Character.isLowSurrogate(text.charAt(i + 1)))
                  && !(Character.isLowSurrogate(c)
                      && i > 0
                      && Character.isHighSurrogate(text.charAt(i - 1)));
          // Escaped as well: what JSON allows but a terminal would act on.
          if (c < ' ' || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029 || lone) {
            out.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
              out.append(HEX.charAt(c >> shift & 0xf));
            }
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
