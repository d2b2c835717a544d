package dev.inet.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The text form of bytes in a script: UTF-8 with {@code \r \n \t \\} and {@code \xHH}.
 *
 * <p>Bytes are held as strings of ISO 8859-1, one character each.
 */
final class Escapes {
  private static final String ANY = "{any}";
  private static final String REGEX = "{regex:";

  private Escapes() {}

  /** Turns the text form into bytes. */
  static String raw(String text) {
    StringBuilder raw = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int backslash = text.indexOf('\\', at);
      if (backslash < 0 || backslash + 1 == text.length()) {
        return raw.append(bytes(text.substring(at))).toString();
      }
      raw.append(bytes(text.substring(at, backslash)));
      at = backslash + 2;
      switch (text.charAt(backslash + 1)) {
        case 'r' -> raw.append('\r');
        case 'n' -> raw.append('\n');
        case 't' -> raw.append('\t');
        case '\\' -> raw.append('\\');
        case 'x' -> {
          raw.append((char) Integer.parseInt(text.substring(at, at + 2), 16));
          at += 2;
        }
        default -> throw new IllegalArgumentException("No escape \\" + text.charAt(backslash + 1));
      }
    }
    return raw.toString();
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Turns bytes into the text form. */
  static String shown(String raw) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      switch (c) {
        case '\r' -> shown.append("\\r");
        case '\n' -> shown.append("\\n");
        case '\t' -> shown.append("\\t");
        case '\\' -> shown.append("\\\\");
        default -> shown.append(c < ' ' || c > '~' ? "\\x%02X".formatted((int) c) : c);
      }
    }
    return shown.toString();
  }

  /** Makes a pattern over bytes of a line with {@code {any}} and {@code {regex:...}} in it. */
  static Pattern pattern(String expected) {
    StringBuilder regex = new StringBuilder();
    int at = 0;
    while (at < expected.length()) {
      if (expected.startsWith(ANY, at)) {
        regex.append(".*");
        at += ANY.length();
      } else if (expected.startsWith(REGEX, at)) {
        int end = closing(expected, at);
        regex.append("(?:").append(bytes(expected.substring(at + REGEX.length(), end))).append(')');
        at = end + 1;
      } else {
        int next = next(expected, at);
        regex.append(Pattern.quote(raw(expected.substring(at, next))));
        at = next;
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private static int next(String text, int from) {
    int any = text.indexOf(ANY, from);
    int regex = text.indexOf(REGEX, from);
    int end = text.length();
    return Math.min(any < 0 ? end : any, regex < 0 ? end : regex);
  }

  /** Finds the brace that ends {@code {regex:...}}; a regex may hold braces in pairs. */
  private static int closing(String text, int from) {
    int depth = 0;
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '{') {
        depth++;
      } else if (text.charAt(i) == '}' && --depth == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException("A brace is not closed: " + text);
  }
}
