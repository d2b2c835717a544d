package dev.inet.pop3;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Retry;
import java.util.Locale;

/** A server's no: {@code -ERR}, with the response code of RFC 2449 where there is one. */
public final class Pop3Exception extends InetException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /** What was asked when the server said no. */
  enum Asked {
    /** The connection itself, by its greeting. */
    GREETING,
    /** To be let in. */
    SIGN_IN,
    /** For a message. */
    MESSAGE,
    /** For anything else. */
    OTHER
  }

  /**
   * Makes the exception for a reply.
   *
   * @param asked what was asked
   * @param text what follows {@code -ERR}
   */
  Pop3Exception(Asked asked, String text) {
    super(failure(asked, text), ("-ERR " + text).strip());
    this.code = code(text);
    said(("-ERR " + text).strip());
    during(asked == Asked.SIGN_IN ? Phase.SIGN_IN : Phase.COMMAND);
    if (isPassing(code)) {
      retry(Retry.SAFE);
    }
  }

  /** Returns the response code in upper case, such as {@code IN-USE}; empty where there is none. */
  public String code() {
    return code;
  }

  /**
   * Names the failure that a reply tells of: every refused sign-in is one; a message that is
   * refused does not exist, unless the code speaks of the server's own trouble.
   */
  static Failure failure(Asked asked, String text) {
    String code = code(text);
    boolean trouble = code.startsWith("SYS/") || code.equals("IN-USE");
    return switch (asked) {
      case SIGN_IN -> Failure.SIGN_IN_REFUSED;
      case MESSAGE -> trouble ? Failure.REFUSED : Failure.NOT_FOUND;
      case GREETING, OTHER -> code.equals("AUTH") ? Failure.SIGN_IN_REFUSED : Failure.REFUSED;
    };
  }

  private static boolean isPassing(String code) {
    return code.equals("IN-USE") || code.equals("SYS/TEMP") || code.equals("LOGIN-DELAY");
  }

  private static String code(String text) {
    int end = text.indexOf(']');
    return text.startsWith("[") && end > 0 ? text.substring(1, end).toUpperCase(Locale.ROOT) : "";
  }
}
