package dev.inet.core.tls;

import java.time.temporal.ChronoUnit;
import java.util.Date;
import javax.security.auth.x500.X500Principal;

/** What a certificate says, in words that may stand in a message. */
final class Words {
  private static final int MAX = 160;

  private Words() {}

  /** Returns a distinguished name in quotes. */
  static String of(X500Principal name) {
    return "'" + printable(name.getName()) + "'";
  }

  /** Returns a time in UTC, to the second. */
  static String of(Date time) {
    return time.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Returns a text of the peer's without what could drive a terminal or turn the line around, and
   * cut to a length that can be read.
   */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    int length = Math.min(text.length(), MAX);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      int type = Character.getType(c);
      boolean bad =
          type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.SURROGATE
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR
              || type == Character.UNASSIGNED;
      printable.append(bad ? '?' : c);
    }
    return text.length() > MAX ? printable.append("...").toString() : printable.toString();
  }
}
