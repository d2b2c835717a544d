package dev.inet.mail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Reads UTF-7 (RFC 2152), which old mail is written in and Java does not know. */
final class Utf7 {
  private Utf7() {}

  /** Returns the text; what is no UTF-7 stays as it is. */
  static String decode(byte[] raw) {
    String text = new String(raw, StandardCharsets.ISO_8859_1);
    var out = new StringBuilder(text.length());
    int at = 0;
    for (int plus = text.indexOf('+'); plus >= 0; plus = text.indexOf('+', at)) {
      out.append(text, at, plus);
      int end = plus + 1;
      while (end < text.length() && isBase64(text.charAt(end))) {
        end++;
      }
      at = end < text.length() && text.charAt(end) == '-' ? end + 1 : end;
      out.append(end == plus + 1 ? "+" : units(text.substring(plus, at)));
    }
    return out.append(text.substring(at)).toString();
  }

  /**
   * Returns the characters of a shift: a plus, then UTF-16 in Base64 without its padding, and maybe
   * a hyphen.
   */
  private static String units(String shift) {
    try {
      byte[] bytes = Base64.getDecoder().decode(shift.substring(1).replace("-", ""));
      return new String(Arrays.copyOf(bytes, bytes.length & ~1), StandardCharsets.UTF_16BE);
    } catch (IllegalArgumentException e) {
      return shift;
    }
  }

  private static boolean isBase64(char c) {
    return c >= 'A' && c <= 'Z'
        || c >= 'a' && c <= 'z'
        || c >= '0' && c <= '9'
        || c == '+'
        || c == '/';
  }
}
