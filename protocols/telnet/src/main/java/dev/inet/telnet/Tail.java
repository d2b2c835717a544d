package dev.inet.telnet;

import java.nio.charset.StandardCharsets;

/** The last letters of what came: a question for a password is known by them. */
final class Tail {
  private static final int LENGTH = 100;
  private static final int LONGEST_ESCAPE = 12;

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
    if (!mayEnd()) {
      return false;
    }
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    return SignIn.PASSWORD.matcher(text).find();
  }

  /** Bulk data is not searched for questions. */
  private boolean mayEnd() {
    return switch (bytes[length - 1]) {
      // The last is that of a colon in Chinese.
      case ':', '>', ' ', '\t', 0, 7, (byte) 0x9a -> true;
      // The letter that ends a sequence for a terminal.
      default -> escapedSince(Math.max(0, length - LONGEST_ESCAPE));
    };
  }

  private boolean escapedSince(int at) {
    for (int i = at; i < length; i++) {
      if (bytes[i] == 0x1b) {
        return true;
      }
    }
    return false;
  }
}
