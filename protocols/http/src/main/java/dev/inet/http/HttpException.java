package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Retry;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A status of 400 or more, where the caller counts that as failure. */
public final class HttpException extends InetException {
  private static final long serialVersionUID = 1L;

  /** What may be over the next time (RFC 9110 section 15, RFC 6585). */
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

  private static final int LONGEST = 200;

  private final int status;

  /**
   * Makes the exception for a response.
   *
   * @param status the status code
   * @param reason the words beside it; HTTP/2 has none
   * @param wait how long the server asks to wait before the next try, where it does
   */
  public HttpException(int status, String reason, Optional<Duration> wait) {
    super(Failure.HTTP_STATUS, ("status " + status + " " + shortly(reason)).strip());
    this.status = status;
    said((status + " " + shortly(reason)).strip());
    during(Phase.COMMAND);
    if (isPassing(status)) {
      retry(wait.map(Retry::after).orElse(Retry.SAFE));
    }
  }

  /** Returns the beginning of a server's words: a failure is told in one line. */
  static String shortly(String words) {
    return words.length() > LONGEST ? words.substring(0, LONGEST) + "..." : words;
  }

  /** Returns the status code. */
  public int status() {
    return status;
  }

  /**
   * Returns whether a status tells of a trouble that passes.
   *
   * @param status the status code
   */
  public static boolean isPassing(int status) {
    return PASSING.contains(status);
  }
}
