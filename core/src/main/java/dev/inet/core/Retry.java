package dev.inet.core;

import java.time.Duration;

/**
 * Whether doing the same again can help.
 *
 * @param worthwhile whether another try may succeed
 * @param after how long the peer asked to wait first; zero where it asked for nothing
 */
public record Retry(boolean worthwhile, Duration after) {
  /** Trying again cannot help. */
  public static final Retry NEVER = new Retry(false, Duration.ZERO);

  /** Trying again may help, and the peer named no time. */
  public static final Retry SAFE = new Retry(true, Duration.ZERO);

  /**
   * Returns a retry that the peer wants delayed.
   *
   * @param wait how long to wait before the next try
   */
  public static Retry after(Duration wait) {
    return new Retry(true, wait);
  }
}
