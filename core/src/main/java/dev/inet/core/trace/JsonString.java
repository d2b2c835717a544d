package dev.inet.core.trace;

/**
 * A text as a JSON string (RFC 8259 section 7).
 *
 * <p>What a terminal would act on is escaped although JSON does not ask for it: DEL and C1
 * controls, line separators, marks that reorder a line, and lone surrogates, which UTF-8 cannot
 * hold. A file of such strings may be shown as it stands, and reads back exactly.
 */
public final class JsonString {
  private static final String HEX = "0123456789abcdef";

  private JsonString() {}

  /**
   * Appends a text with its quotes.
   *
   * @param text any text
   * @param to where it goes
   */
  public static void append(CharSequence text, StringBuilder to) {
    to.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        to.append('\\').append(c);
      } else if (c == '\n') {
        to.append("\\n");
      } else if (c == '\r') {
        to.append("\\r");
      } else if (c == '\t') {
        to.append("\\t");
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        to.append(c).append(text.charAt(++i));
      } else if (isPlain(c)) {
        to.append(c);
      } else {
        to.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          to.append(HEX.charAt(c >> shift & 0xf));
        }
      }
    }
    to.append('"');
  }

  private static boolean isPlain(char c) {
    if (c < 0x7f) {
      return c >= ' ';
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
}
