package dev.inet.core;

import java.time.Duration;

/**
 * The three bounds that a user sets; zero switches one off.
 *
 * @param connect how long the whole establishment may take: names, racing, proxies, TLS
 * @param read how long a greeting, a reply line, a header block or a handshake may take as a whole,
 *     and how long bulk data may stand still in either direction
 * @param total how long everything together may take
 */
public record Timeouts(Duration connect, Duration read, Duration total) {
  /** Ten seconds to connect, sixty to read, no bound on the whole. */
  public static final Timeouts DEFAULT =
      new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ZERO);

  /**
   * Returns these with another bound for establishment.
   *
   * @param bound the bound; zero for none
   */
  public Timeouts withConnect(Duration bound) {
    return new Timeouts(bound, read, total);
  }

  /**
   * Returns these with another bound for reading.
   *
   * @param bound the bound; zero for none
   */
  public Timeouts withRead(Duration bound) {
    return new Timeouts(connect, bound, total);
  }

  /**
   * Returns these with another bound for the whole.
   *
   * @param bound the bound; zero for none
   */
  public Timeouts withTotal(Duration bound) {
    return new Timeouts(connect, read, bound);
  }
}
