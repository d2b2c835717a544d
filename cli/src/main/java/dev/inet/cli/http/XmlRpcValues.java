package dev.inet.cli.http;

import dev.inet.cli.output.JsonText;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of XML-RPC as JSON writes them. */
final class XmlRpcValues {
  private static final String BYTES = "$base64";
  private static final String DATE = "$dateTime";

  private XmlRpcValues() {}

  /** Returns what words mean: JSON, and a string where they are none. */
  static List<@Nullable Object> of(List<String> words) throws InetException {
    var values = new ArrayList<@Nullable Object>();
    for (String word : words) {
      Object json;
      try {
        json = JsonText.read(word);
      } catch (JsonText.NoJsonException e) {
        json = word;
      }
      values.add(value(json));
    }
    return values;
  }

  private static @Nullable Object value(@Nullable Object json) throws InetException {
    if (json instanceof BigDecimal number) {
      return number(number);
    }
    if (json instanceof List<?> list) {
      var values = new ArrayList<@Nullable Object>();
      for (Object one : list) {
        values.add(value(one));
      }
      return values;
    }
    if (!(json instanceof Map<?, ?> map)) {
      return json;
    }
    if (map.size() == 1 && map.get(BYTES) instanceof String text) {
      return bytes(text);
    }
    if (map.size() == 1 && map.get(DATE) instanceof String text) {
      return date(text);
    }
    var values = new LinkedHashMap<String, @Nullable Object>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      values.put(String.valueOf(entry.getKey()), value(entry.getValue()));
    }
    return values;
  }

  private static Object number(BigDecimal number) throws InetException {
    String text = number.toString();
    if (text.contains(".") || text.contains("E")) {
      double wide = number.doubleValue();
      if (Double.isInfinite(wide)) {
        throw wrong(text, "number of XML-RPC");
      }
      return wide;
    }
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      throw wrong(text, "number of XML-RPC");
    }
  }

  private static byte[] bytes(String text) throws InetException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw wrong(text, "base64");
    }
  }

  private static LocalDateTime date(String text) throws InetException {
    try {
      return LocalDateTime.parse(text.replaceFirst("Z$", ""), DateTimeFormatter.ISO_DATE_TIME);
    } catch (DateTimeException e) {
      throw wrong(text, "date like 2026-01-31T12:00:00");
    }
  }

  private static InetException wrong(String text, String what) {
    return new InetException(Failure.USAGE, "'" + text + "' is no " + what);
  }

  /** Returns a result as {@link dev.inet.cli.output.Json} writes it. */
  static @Nullable Object shown(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof LocalDateTime date) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(date);
    }
    if (value instanceof List<?> list) {
      var values = new ArrayList<@Nullable Object>();
      list.forEach(one -> values.add(shown(one)));
      return values;
    }
    if (value instanceof Map<?, ?> map) {
      var values = new LinkedHashMap<String, @Nullable Object>();
      map.forEach((name, one) -> values.put(String.valueOf(name), shown(one)));
      return values;
    }
    return value;
  }
}
