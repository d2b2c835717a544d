package dev.inet.smtp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Retry;
import dev.inet.core.line.Reply;
import java.util.Locale;

/** A server's no, with its reply. */
public final class SmtpException extends InetException {
  private static final long serialVersionUID = 1L;

  private final int code;

  /** What the server was asked when it said no. */
  enum Asked {
    /** Nothing: it said so in its greeting, or to EHLO. */
    SESSION,
    /** To sign us in. */
    SIGN_IN,
    /** To take a sender or a recipient. */
    ENVELOPE,
    /** To take the message. */
    MESSAGE,
    /** About an address or a list. */
    QUESTION
  }

  SmtpException(Asked asked, Reply reply, String before) {
    super(failure(asked, reply), before + reply);
    code = reply.code();
    said(reply.toString());
    during(
        switch (asked) {
          case SESSION, QUESTION, ENVELOPE -> Phase.COMMAND;
          case SIGN_IN -> Phase.SIGN_IN;
          case MESSAGE -> Phase.TRANSFER;
        });
    // What a server puts off (4yz) it may take the next time (RFC 5321 section 4.2.1).
    retry(reply.isTransient() && asked != Asked.SIGN_IN ? Retry.SAFE : Retry.NEVER);
    if (failure() == Failure.SIGN_IN_REFUSED && asked == Asked.ENVELOPE) {
      hint("sign in with -u USER");
    }
  }

  /** Returns the code of the reply. */
  public int code() {
    return code;
  }

  private static Failure failure(Asked asked, Reply reply) {
    int code = reply.code();
    String text = reply.text();
    boolean wantsTls = text.toUpperCase(Locale.ROOT).contains("STARTTLS");
    return switch (asked) {
      case SIGN_IN -> Failure.SIGN_IN_REFUSED;
      case MESSAGE -> Failure.UPLOAD_REFUSED;
      case SESSION -> Failure.REFUSED;
      case ENVELOPE ->
          code == 530 && !wantsTls
              ? Failure.SIGN_IN_REFUSED
              : isAboutSize(code, text) ? Failure.UPLOAD_REFUSED : Failure.REFUSED;
      case QUESTION ->
          code == 550 || code == 551 || code == 553
              ? Failure.NOT_FOUND
              : code >= 500 && code <= 504 ? Failure.UNSUPPORTED : Failure.REFUSED;
    };
  }

  /** Too large, or no room: it is the message that is refused, early (RFC 1870 section 6). */
  private static boolean isAboutSize(int code, String text) {
    return code == 552 || code == 452 && (text.startsWith("4.3.1") || text.startsWith("4.2.2"));
  }

  /**
   * Returns the enhanced status code at the beginning of a reply (RFC 3463), such as {@code 5.1.1};
   * empty where there is none.
   *
   * @param reply the reply
   */
  static String enhanced(Reply reply) {
    String text = reply.text();
    int end = 0;
    int dots = 0;
    while (end < text.length()
        && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
      dots += text.charAt(end++) == '.' ? 1 : 0;
    }
    boolean fits =
        dots == 2 && end >= 5 && text.charAt(1) == '.' && "245".indexOf(text.charAt(0)) >= 0;
    return fits ? text.substring(0, end) : "";
  }
}
