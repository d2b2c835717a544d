package dev.inet.telnet;

import dev.inet.core.Failure;
import dev.inet.core.InetException;

/** What was expected did not come. */
public final class TelnetException extends InetException {
  private static final long serialVersionUID = 1L;

  /** How much of what came stands in {@link #reply}: the end tells where the peer stopped. */
  private static final int SHOWN = 200;

  private final String heard;

  TelnetException(Failure failure, String message, String heard) {
    super(failure, message);
    this.heard = heard;
    if (!heard.isBlank()) {
      String end = heard.length() > SHOWN ? heard.substring(heard.length() - SHOWN) : heard;
      said(end.strip());
    }
  }

  /** Returns what came instead, since the match before; it is still there to be searched. */
  public String heard() {
    return heard;
  }
}
