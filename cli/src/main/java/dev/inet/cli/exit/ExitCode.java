package dev.inet.cli.exit;

import dev.inet.core.Failure;

/** The exit statuses of the command line. */
public final class ExitCode {
  /** Done. */
  public static final int DONE = 0;

  /** A bad option, operand or configuration; nothing was sent. */
  public static final int USAGE = 2;

  /** A bug in this program. */
  public static final int BUG = 70;

  /** Some operands succeeded and some failed, or they failed differently. */
  public static final int MIXTURE = 99;

  /** Interrupted. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}

  /**
   * Gives a failure its number: curl's where curl has one.
   *
   * @param failure the meaning
   */
  public static int of(Failure failure) {
    return switch (failure) {
      case USAGE -> USAGE;
      case BAD_URL -> 3;
      case PROXY_NAME -> 5;
      case HOST_NAME -> 6;
      case UNREACHABLE -> 7;
      case BAD_REPLY -> 8;
      case ACCESS_DENIED -> 9;
      case INCOMPLETE -> 18;
      case REFUSED -> 21;
      case HTTP_STATUS -> 22;
      case LOCAL_WRITE -> 23;
      case UPLOAD_REFUSED -> 25;
      case LOCAL_READ -> 26;
      case TIMEOUT -> 28;
      case TLS_HANDSHAKE -> 35;
      case TOO_MANY_REDIRECTS -> 47;
      case NO_ANSWER -> 52;
      case BROKEN_OFF -> 56;
      case UNTRUSTED -> 60;
      case TLS_NOT_OFFERED -> 64;
      case SIGN_IN_REFUSED -> 67;
      case NOT_FOUND -> 78;
      case NO_MECHANISM -> 94;
      case PROXY_FAILED -> 97;
      case UNSUPPORTED -> 100;
    };
  }

  /**
   * Joins the outcomes of two operands: alike gives that status, anything else is a mixture.
   *
   * @param one the status so far
   * @param other the next status
   */
  public static int join(int one, int other) {
    return one == other ? one : MIXTURE;
  }
}
