package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;

/** A server's fault: it understood the call and did not do it. */
public final class XmlRpcException extends InetException {
  private static final long serialVersionUID = 1L;

  private final long code;

  /**
   * Makes the exception for a fault.
   *
   * @param code the server's own number
   * @param text what it says; hostile
   */
  public XmlRpcException(long code, String text) {
    super(Failure.REFUSED, ("fault " + code + ": " + text).strip());
    this.code = code;
    said((code + " " + text).strip());
    during(Phase.COMMAND);
  }

  /** Returns the server's own number. */
  public long code() {
    return code;
  }
}
