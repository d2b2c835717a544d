package dev.inet.telnet;

import java.nio.charset.StandardCharsets;

/** The last letters of what came: a question for a password is known by them. */
final class Tail {
  private static final int LENGTH = 100;

  private final byte[] bytes = new byte[2 * LENGTH];
  private int length;

  /** Takes what came, and returns whether it asks for a password now. */
  boolean asks(byte[] came, int count) {
    int taken = Math.min(count, LENGTH);
    if (length + taken > bytes.length) {
      int kept = Math.min(length, LENGTH);
      System.arraycopy(bytes, length - kept, bytes, 0, kept);
      length = kept;
    }
    System.arraycopy(came, count - taken, bytes, length, taken);
    length += taken;
    byte last = bytes[length - 1];
    if (last != ':' && last != '>' && last != ' ') {
      return false;
    }
    String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    return SignIn.PASSWORD.matcher(text).find();
  }
}
