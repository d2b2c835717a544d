package dev.inet.pop3;

import org.jspecify.annotations.Nullable;

/**
 * A line of a scan listing or a unique-id listing (RFC 1939, sections 5 and 7). Read by hand: a
 * list may have a million lines, and a pattern takes longer than the line took to come.
 *
 * @param number the number of the message
 * @param rest what follows it, without the blanks around it; not empty
 */
record Listed(int number, String rest) {
  private static final int NUMBER_DIGITS = 9;
  private static final int SIZE_DIGITS = 18;

  /** Returns what a line says; {@code null} where it has no number, or nothing behind it. */
  static @Nullable Listed of(String line) {
    String text = line.strip();
    int end = digits(text, NUMBER_DIGITS);
    if (end == 0 || end == text.length() || !isBlank(text.charAt(end))) {
      return null;
    }
    int from = end;
    while (isBlank(text.charAt(from))) {
      from++;
    }
    return new Listed(Integer.parseInt(text.substring(0, end)), text.substring(from));
  }

  /** Returns the size that comes next; -1 where none does. */
  long size() {
    int end = digits(rest, SIZE_DIGITS);
    boolean whole = end == rest.length() || isBlank(rest.charAt(end));
    return end > 0 && whole ? Long.parseLong(rest.substring(0, end)) : -1;
  }

  /** Returns how many digits a text begins with; a number that is too long ends in a digit. */
  private static int digits(String text, int most) {
    int end = 0;
    while (end < text.length()
        && end < most
        && text.charAt(end) >= '0'
        && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
