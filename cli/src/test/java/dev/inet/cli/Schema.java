package dev.inet.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A schema of docs/json, in the subset of JSON Schema that its README names. */
public final class Schema {
  private final Map<?, ?> root;

  private Schema(Map<?, ?> root) {
    this.root = root;
  }

  /**
   * Reads a schema.
   *
   * @param name the name of its file without {@code .json}
   */
  public static Schema of(String name) throws IOException {
    Path file = Path.of("..", "docs", "json", name + ".json");
    if (new Reader(Files.readString(file)).whole() instanceof Map<?, ?> map) {
      return new Schema(map);
    }
    throw new AssertionError(file + " is no object");
  }

  /**
   * Fails unless a text is JSON that obeys the schema and holds no name that it does not describe.
   */
  public void accepts(String json) {
    check("", root, new Reader(json).whole());
  }

  private static boolean isA(String at, String type, @Nullable Object value) {
    return switch (type) {
      case "null" -> value == null;
      case "object" -> value instanceof Map<?, ?>;
      case "array" -> value instanceof List<?>;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "number" -> value instanceof BigDecimal;
      case "integer" -> value instanceof BigDecimal n && n.stripTrailingZeros().scale() <= 0;
      default -> fail("unknown type '" + type + "' at " + at);
    };
  }

  private static void check(String at, Map<?, ?> schema, @Nullable Object value) {
    Object type = schema.get("type");
    boolean typed = false;
    for (Object one : type instanceof List<?> several ? several : List.of(String.valueOf(type))) {
      typed |= isA(at, String.valueOf(one), value);
    }
    assertTrue(typed, () -> at + " is no " + type + ": " + value);
    if (schema.get("enum") instanceof List<?> allowed) {
      assertTrue(allowed.contains(value), () -> at + " is none of " + allowed + ": " + value);
    }
    if (value instanceof BigDecimal number) {
      assertTrue(
          !(schema.get("minimum") instanceof BigDecimal least) || number.compareTo(least) >= 0,
          () -> at + " is too small: " + number);
      assertTrue(
          !(schema.get("maximum") instanceof BigDecimal most) || number.compareTo(most) <= 0,
          () -> at + " is too large: " + number);
    }
    if (value instanceof List<?> list && schema.get("items") instanceof Map<?, ?> items) {
      list.forEach(one -> check(at + "[]", items, one));
    }
    if (value instanceof Map<?, ?> map && schema.get("properties") instanceof Map<?, ?> known) {
      if (schema.get("required") instanceof List<?> required) {
        required.forEach(
            name -> assertTrue(map.containsKey(name), () -> at + "." + name + " is missing"));
      }
      map.forEach(
          (name, one) -> {
            if (known.get(name) instanceof Map<?, ?> inner) {
              check(at + "." + name, inner, one);
            } else {
              fail(at + "." + name + " is not described");
            }
          });
    }
  }

  /** A strict reader of JSON (RFC 8259). */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    @Nullable Object whole() {
      Object value = value();
      assertTrue(peek() == 0, () -> "more after the value: " + text);
      return value;
    }

    private char peek() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean took(char wanted) {
      boolean is = peek() == wanted;
      at += is ? 1 : 0;
      return is;
    }

    private void take(char wanted) {
      assertTrue(took(wanted), () -> "no '" + wanted + "' at " + at + " of " + text);
    }

    private @Nullable Object value() {
      return switch (peek()) {
        case '{' -> object();
        case '[' -> array();
        case '"' -> string();
        default -> word();
      };
    }

    private Map<String, @Nullable Object> object() {
      var map = new LinkedHashMap<String, @Nullable Object>();
      take('{');
      while (!took('}')) {
        if (!map.isEmpty()) {
          take(',');
        }
        peek();
        String name = string();
        take(':');
        assertTrue(!map.containsKey(name), () -> "'" + name + "' twice in " + text);
        map.put(name, value());
      }
      return map;
    }

    private List<@Nullable Object> array() {
      var list = new ArrayList<@Nullable Object>();
      take('[');
      while (!took(']')) {
        if (!list.isEmpty()) {
          take(',');
        }
        list.add(value());
      }
      return list;
    }

    private String string() {
      take('"');
      var out = new StringBuilder();
      while (true) {
        char c = text.charAt(at++);
        if (c == '"') {
          return out.toString();
        }
        assertTrue(c >= ' ', () -> "a control character in " + text);
        out.append(c == '\\' ? escaped() : c);
      }
    }

    private char escaped() {
      char c = text.charAt(at++);
      if (c == 'u') {
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      int which = "\"\\/bfnrt".indexOf(c);
      assertTrue(which >= 0, () -> "an unknown escape in " + text);
      return "\"\\/\b\f\n\r\t".charAt(which);
    }

    private @Nullable Object word() {
      int from = at;
      while (at < text.length() && "+-.".indexOf(text.charAt(at)) >= 0
          || at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
        at++;
      }
      String word = text.substring(from, at);
      return switch (word) {
        case "null" -> null;
        case "true" -> true;
        case "false" -> false;
        default -> new BigDecimal(word);
      };
    }
  }
}
