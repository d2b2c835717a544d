package dev.inet.core.dial;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Rates;

/**
 * Ends what merely drips: counts the bytes that moved against the time spent waiting for them.
 *
 * <p>Time that is not spent waiting does not count, so that a slow disk of ours is not taken for a
 * slow peer.
 */
final class Pace {
  private final Rates rates;
  private final long window;
  private long moved;
  private long waited;

  /** How many wait just now, and from when on their waiting is not yet counted. */
  private int waiting;

  private long since;

  Pace(Rates rates) {
    this.rates = rates;
    boolean endless = Deadline.in(rates.leastOver(), "min-rate-time").isNever();
    this.window = endless ? Long.MAX_VALUE : rates.leastOver().toNanos();
  }

  synchronized void moved(long bytes) {
    moved += bytes;
  }

  /** Returns how long the next wait may last before {@link #check} must decide. */
  synchronized long leftNanos() {
    return rates.least() == 0 ? Long.MAX_VALUE : Math.max(1, window - waited);
  }

  /**
   * Says that a direction waits from now on. Both may; the time counts once.
   *
   * @param now the moment
   */
  synchronized void begins(long now) {
    if (waiting++ == 0) {
      since = now;
    }
  }

  /**
   * Says that a direction waits no more.
   *
   * @param now the moment
   */
  synchronized void ends(long now) {
    waited += Math.max(0, now - since);
    since = now;
    waiting--;
  }

  /** Decides, once enough time was spent waiting. */
  synchronized void check() throws InetException {
    if (rates.least() == 0 || waited < window) {
      return;
    }
    long wanted = (long) (rates.least() * (window / 1e9));
    if (moved < wanted) {
      throw new InetException(
              Failure.TIMEOUT,
              "timed out (min-rate %d bytes/s: %d bytes in %d s)"
                  .formatted(rates.least(), moved, rates.leastOver().toSeconds()))
          .during(Phase.TRANSFER);
    }
    waited = 0;
    moved = 0;
  }
}
