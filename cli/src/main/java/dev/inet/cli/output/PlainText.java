package dev.inet.cli.output;

import java.nio.charset.StandardCharsets;

/**
 * The one filter between what a peer says and what a person reads.
 *
 * <p>An escape sequence in a server's reply could rewrite the screen, the title or the clipboard of
 * a terminal, or type into it; marks that reorder text make a line read as another one
 * (CVE-2021-42574). No control character, mark of that kind or lone surrogate survives: each is
 * shown by its number, as {@code \x1b} or {@code \\u202e}; without its first character a sequence
 * is mere text.
 */
public final class PlainText {
  private static final String HEX = "0123456789abcdef";

  private PlainText() {}

  /**
   * Returns a text as one line; ends of lines and tabs become spaces.
   *
   * @param text the text
   */
  public static String line(String text) {
    return filtered(text, false);
  }

  /**
   * Returns a text whose tabs and ends of lines stay; CR LF becomes LF.
   *
   * @param text the text
   */
  public static String lines(String text) {
    return filtered(text.replace("\r\n", "\n"), true);
  }

  /**
   * Returns bytes as one line: UTF-8 where they are, else {@code \xHH} for each byte.
   *
   * @param bytes the bytes
   */
  public static String line(byte[] bytes) {
    var shown = new StringBuilder(bytes.length + 16);
    var decoder = new PlainDecoder(false);
    decoder.decode(bytes, 0, bytes.length, shown);
    decoder.end(shown);
    return shown.toString();
  }

  /**
   * Returns a text in which each character that a terminal would act on is replaced, for names.
   *
   * @param text the text
   * @param by what stands in their places
   */
  static String replaced(String text, char by) {
    var clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= ' ' && c < 0x7f || c > 0x7f && isHarmless(c) ? c : by)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static String filtered(String text, boolean layout) {
    int clean = 0;
    int length = text.length();
    while (clean < length) {
      char c = text.charAt(clean);
      boolean harmless = c >= ' ' && c < 0x7f || c > 0x7f && isHarmless(c);
      if (!harmless) {
        break;
      }
      clean++;
    }
    if (clean == length) {
      return text;
    }
    var shown = new StringBuilder(text.length() + 16).append(text, 0, clean);
    for (int i = clean; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\n' || c == '\t' || !layout && c == '\r') {
        shown.append(layout ? (char) c : ' ');
      } else {
        append(c, shown);
      }
    }
    return shown.toString();
  }

  /** Appends a character, or its number where a terminal would act on it. */
  static void append(int c, StringBuilder to) {
    if (c >= ' ' && c < 0x7f || c >= 0x7f && isHarmless(c)) {
      to.appendCodePoint(c);
    } else if (c < 0x80) {
      appendByte(c, to);
    } else if (c > 0xffff) {
      to.append("\\u{").append(Integer.toHexString(c)).append('}');
    } else {
      to.append("\\u");
      for (int shift = 12; shift >= 0; shift -= 4) {
        to.append(HEX.charAt(c >> shift & 0xf));
      }
    }
  }

  static void appendByte(int b, StringBuilder to) {
    to.append("\\x").append(HEX.charAt(b >> 4 & 0xf)).append(HEX.charAt(b & 0xf));
  }

  private static boolean isHarmless(int c) {
    // Joiners belong to the spelling of Persian, of Indic scripts and of emoji.
    if (c == 0x200c || c == 0x200d) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** Returns the bytes of a text for a terminal or a pipe. */
  static byte[] utf8(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
