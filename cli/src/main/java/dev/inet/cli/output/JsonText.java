package dev.inet.cli.output;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) that is held in memory: {@code null}, booleans, {@link BigDecimal}s, texts,
 * lists and maps in the order of the text. Of equal names the last one counts.
 */
public final class JsonText {
  /** Deeper texts are refused: they would overflow the stack. */
  private static final int DEEPEST = 512;

  /** Longer numbers are refused: some take hours to turn into a decimal. */
  private static final int LONGEST_NUMBER = 1000;

  private final String text;
  private int at;

  /** A text is no JSON. */
  public static final class NoJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    NoJsonException(String message) {
      super(message);
    }
  }

  private JsonText(String text) {
    this.text = text;
  }

  /**
   * Reads a text.
   *
   * @param text one value, and blanks around it
   * @throws NoJsonException where it is none
   */
  public static @Nullable Object read(String text) throws NoJsonException {
    var reader = new JsonText(text);
    Object value = reader.value(0);
    reader.blanks();
    if (reader.at < text.length()) {
      throw reader.wrong("something follows");
    }
    return value;
  }

  private @Nullable Object value(int depth) throws NoJsonException {
    if (depth > DEEPEST) {
      throw wrong("nested too deeply");
    }
    blanks();
    char c = at < text.length() ? text.charAt(at) : '\0';
    return switch (c) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) throws NoJsonException {
    var members = new LinkedHashMap<String, @Nullable Object>();
    at++;
    if (is('}')) {
      return members;
    }
    do {
      blanks();
      if (at >= text.length() || text.charAt(at) != '"') {
        throw wrong("a name is missing");
      }
      String name = string();
      if (!is(':')) {
        throw wrong("a colon is missing");
      }
      members.put(name, value(depth + 1));
    } while (is(','));
    if (!is('}')) {
      throw wrong("a brace is missing");
    }
    return members;
  }

  private List<@Nullable Object> array(int depth) throws NoJsonException {
    var items = new ArrayList<@Nullable Object>();
    at++;
    if (is(']')) {
      return items;
    }
    do {
      items.add(value(depth + 1));
    } while (is(','));
    if (!is(']')) {
      throw wrong("a bracket is missing");
    }
    return items;
  }

  private String string() throws NoJsonException {
    var out = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return out.toString();
      }
      if (c < ' ') {
        throw wrong("a text holds a control character");
      }
      out.append(c == '\\' ? escape() : c);
    }
    throw wrong("a text does not end");
  }

  private char escape() throws NoJsonException {
    char c = ++at < text.length() ? text.charAt(at) : '\0';
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        String hex = at + 5 <= text.length() ? text.substring(at + 1, at + 5) : "";
        if (!hex.matches("[0-9a-fA-F]{4}")) {
          throw wrong("\\u without four digits");
        }
        at += 4;
        yield (char) Integer.parseInt(hex, 16);
      }
      default -> throw wrong("an unknown escape");
    };
  }

  private @Nullable Object word(String word, @Nullable Object value) throws NoJsonException {
    if (!text.startsWith(word, at)) {
      throw wrong("an unknown word");
    }
    at += word.length();
    return value;
  }

  private BigDecimal number() throws NoJsonException {
    int from = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(from, at);
    if (number.length() > LONGEST_NUMBER
        || !number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,5})?")) {
      at = from;
      throw wrong("no value");
    }
    return new BigDecimal(number);
  }

  private boolean is(char c) {
    blanks();
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private NoJsonException wrong(String what) {
    return new NoJsonException("no JSON: " + what + " at character " + (at + 1));
  }
}
