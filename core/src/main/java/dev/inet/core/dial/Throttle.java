package dev.inet.core.dial;

import dev.inet.core.Rates;

/**
 * Holds one direction of all connections of a dialer to a number of bytes a second.
 *
 * <p>Each byte books its time in the future; who booked too far ahead waits. A tenth of a second
 * may be used up at once, so that small messages are not slowed.
 */
final class Throttle {
  private static final long BURST_NANOS = 100_000_000;

  private final long most;
  private long bookedUntil;

  Throttle(Rates rates) {
    this.most = rates.most();
    this.bookedUntil = System.nanoTime();
  }

  boolean isFree() {
    return most == 0;
  }

  /** Returns the largest number of bytes to move at once, so that the flow is even. */
  int step() {
    return most == 0 ? Integer.MAX_VALUE : (int) Math.max(1, Math.min(1 << 20, most / 10));
  }

  /** Books bytes that moved and returns how many nanoseconds to wait before the next ones. */
  synchronized long book(long bytes) {
    if (most == 0) {
      return 0;
    }
    long now = System.nanoTime();
    if (bookedUntil - now < 0) {
      bookedUntil = now;
    }
    bookedUntil += (long) (bytes * 1e9 / most);
    return Math.max(0, bookedUntil - now - BURST_NANOS);
  }
}
