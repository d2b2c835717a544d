package dev.inet.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * What many ask about the characters of a text. A stream asks about each of them as well; but the
 * first stream of a program costs it 10 ms, a tenth of what a short command takes.
 */
public final class Characters {
  private Characters() {}

  /**
   * Returns whether something holds for every UTF-16 unit of a text; it does for an empty one.
   *
   * @param text the text
   * @param holds what shall hold
   */
  public static boolean all(CharSequence text, IntPredicate holds) {
    for (int i = 0; i < text.length(); i++) {
      if (!holds.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns a text without the byte order mark that editors of Windows and spreadsheets begin files
   * with.
   *
   * @param text the text
   */
  public static String withoutMark(String text) {
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /**
   * Returns whether octets are UTF-8; they may hold U+FFFD, which stands for what is none.
   *
   * @param octets the octets
   */
  public static boolean isUtf8(byte[] octets) {
    String text = new String(octets, StandardCharsets.UTF_8);
    return text.indexOf('\ufffd') < 0
        || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), octets);
  }
}
