package dev.inet.core.trace;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one flat JSON object: strings, numbers, booleans, null, lists of strings. */
final class JsonFields {
  private final String json;
  private final Map<String, Object> fields = new HashMap<>();
  private int at;

  private JsonFields(String json) {
    this.json = json;
  }

  static JsonFields parse(String json) throws ParseException {
    JsonFields parsed = new JsonFields(json);
    parsed.object();
    return parsed;
  }

  String text(String name) throws ParseException {
    String text = textOrNull(name);
    if (text == null) {
      throw new ParseException("\"" + name + "\" is missing", at);
    }
    return text;
  }

  @Nullable String textOrNull(String name) throws ParseException {
    return typed(name, String.class);
  }

  long number(String name) throws ParseException {
    Long number = typed(name, Long.class);
    if (number == null) {
      throw new ParseException("\"" + name + "\" is missing", at);
    }
    return number;
  }

  List<String> texts(String name) throws ParseException {
    List<?> list = typed(name, List.class);
    if (list == null) {
      throw new ParseException("\"" + name + "\" is missing", at);
    }
    return list.stream().map(String.class::cast).toList();
  }

  private <T> @Nullable T typed(String name, Class<T> type) throws ParseException {
    Object value = fields.get(name);
    if (value != null && !type.isInstance(value)) {
      throw new ParseException("\"" + name + "\" is of another type", at);
    }
    return type.cast(value);
  }

  private void object() throws ParseException {
    expect('{');
    if (!take('}')) {
      do {
        String name = string();
        expect(':');
        Object value = value();
        if (value != null) {
          fields.put(name, value);
        }
      } while (take(','));
      expect('}');
    }
    if (peek() != 0) {
      throw new ParseException("something follows the object", at);
    }
  }

  private @Nullable Object value() throws ParseException {
    char c = peek();
    if (c == '"') {
      return string();
    }
    if (c == '[') {
      return strings();
    }
    int from = at;
    while (at < json.length() && ",}] \t\r".indexOf(json.charAt(at)) < 0) {
      at++;
    }
    String word = json.substring(from, at);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> {
        try {
          yield Long.valueOf(word);
        } catch (NumberFormatException e) {
          throw new ParseException("no value", from);
        }
      }
    };
  }

  private List<String> strings() throws ParseException {
    List<String> strings = new ArrayList<>();
    expect('[');
    if (!take(']')) {
      do {
        strings.add(string());
      } while (take(','));
      expect(']');
    }
    return strings;
  }

  private String string() throws ParseException {
    expect('"');
    var text = new StringBuilder();
    while (true) {
      char c = next();
      if (c == '"') {
        return text.toString();
      }
      text.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() throws ParseException {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(next(), 16);
          if (digit < 0) {
            throw new ParseException("no hex digit", at - 1);
          }
          code = code << 4 | digit;
        }
        yield (char) code;
      }
      default -> throw new ParseException("unknown escape", at - 1);
    };
  }

  private char next() throws ParseException {
    if (at == json.length()) {
      throw new ParseException("the line ends too early", at);
    }
    return json.charAt(at++);
  }

  /** Returns the next character that is no blank; 0 at the end. */
  private char peek() {
    while (at < json.length() && " \t\r".indexOf(json.charAt(at)) >= 0) {
      at++;
    }
    return at < json.length() ? json.charAt(at) : 0;
  }

  private boolean take(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char wanted) throws ParseException {
    if (!take(wanted)) {
      throw new ParseException(
          at == json.length() ? "the line ends too early" : "'" + wanted + "' is missing", at);
    }
  }
}
