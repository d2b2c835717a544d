package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Retry;
import dev.inet.core.line.Reply;
import java.util.regex.Pattern;

/**
 * A server's no, by its reply code (RFC 3977, section 3.2.1, and RFC 4642, 4643, 8054).
 *
 * <p>The same code means different things at different steps: 502 is a refusal to talk in a
 * greeting, a refused sign-in after AUTHINFO, a refused article after POST.
 */
public final class NntpException extends InetException {
  private static final long serialVersionUID = 1L;

  private static final Pattern CROWDED =
      Pattern.compile(
          "(too many|limit|maximum|max|exceeded)\\b.*\\b(connection|session)"
              + "|\\b(connection|session)s?\\b.*\\b(limit|exceeded|maximum)",
          Pattern.CASE_INSENSITIVE);

  private final int code;

  /**
   * Makes the exception for a reply.
   *
   * @param step what was asked
   * @param reply the reply
   */
  NntpException(Step step, Reply reply) {
    this(failure(step, reply), step, reply, reply.toString());
  }

  /**
   * Makes the exception for a reply that means something else than its code alone.
   *
   * @param failure the meaning
   * @param step what was asked
   * @param reply the reply
   * @param message one line for people
   */
  NntpException(Failure failure, Step step, Reply reply, String message) {
    super(failure, message);
    this.code = reply.code();
    said(reply.toString());
    during(
        switch (step) {
          case GREETING -> Phase.GREETING;
          case STARTTLS -> Phase.TLS;
          case SIGN_IN -> Phase.SIGN_IN;
          case POST -> Phase.TRANSFER;
          case COMMAND -> Phase.COMMAND;
        });
    if (code == 400 || code == 403 || isCrowded(step, reply)) {
      // "Service temporarily unavailable", "internal fault": what fails now may work soon.
      retry(Retry.SAFE);
    }
    if (code == 480) {
      hint("sign in with -u USER");
    } else if (code == 483) {
      hint("the server wants TLS: nntps://, or --tls require");
    }
  }

  /** Returns the reply's code. */
  public int code() {
    return code;
  }

  /** Providers bound the connections of an account, and say so to who signs in, by any code. */
  private static boolean isCrowded(Step step, Reply reply) {
    return (step == Step.GREETING || step == Step.SIGN_IN)
        && reply.code() >= 400
        && CROWDED.matcher(reply.text()).find();
  }

  /** Names the failure that a reply tells of at a step. */
  static Failure failure(Step step, Reply reply) {
    int code = reply.code();
    if (isCrowded(step, reply)) {
      return Failure.REFUSED;
    }
    return switch (step) {
      case GREETING ->
          switch (code) {
            case 480, 481, 482 -> Failure.SIGN_IN_REFUSED;
            case 483, 502 -> Failure.ACCESS_DENIED;
            default -> other(code);
          };
      case STARTTLS -> code == 400 ? Failure.REFUSED : Failure.TLS_NOT_OFFERED;
      case SIGN_IN ->
          switch (code) {
            case 400, 403 -> Failure.REFUSED;
            case 500, 501, 503 -> Failure.NO_MECHANISM;
            default -> code >= 400 ? Failure.SIGN_IN_REFUSED : other(code);
          };
      case POST ->
          code == 480
              ? Failure.SIGN_IN_REFUSED
              : code >= 400 ? Failure.UPLOAD_REFUSED : other(code);
      case COMMAND ->
          switch (code) {
            // 451 is what commercial servers say of an article that was taken down.
            case 411, 420, 421, 422, 423, 430, 451 -> Failure.NOT_FOUND;
            case 480, 481, 482 -> Failure.SIGN_IN_REFUSED;
            case 483, 502 -> Failure.ACCESS_DENIED;
            case 500, 503 -> Failure.UNSUPPORTED;
            default -> other(code);
          };
    };
  }

  /** A no is a no; a yes where none can be is a broken protocol. */
  private static Failure other(int code) {
    return code >= 400 ? Failure.REFUSED : Failure.BAD_REPLY;
  }
}
