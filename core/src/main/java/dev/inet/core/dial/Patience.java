package dev.inet.core.dial;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.time.Duration;

/** How long a call of a connection may wait just now; any thread may change it. */
final class Patience {
  private final Pace pace;
  private volatile Deadline deadline = Deadline.NEVER;
  private volatile Duration stall = Duration.ZERO;
  private volatile long stallNanos = Long.MAX_VALUE;
  private volatile boolean readsRest;
  private volatile int soTimeout;

  Patience(Pace pace) {
    this.pace = pace;
  }

  Pace pace() {
    return pace;
  }

  Deadline deadline() {
    return deadline;
  }

  void deadline(Deadline moment) {
    deadline = moment;
  }

  Duration stall() {
    return stall;
  }

  void stall(Duration limit) {
    stall = limit;
    stallNanos = Deadline.in(limit, "read-timeout").isNever() ? Long.MAX_VALUE : limit.toNanos();
  }

  void readsRest() {
    readsRest = true;
  }

  int soTimeout() {
    return soTimeout;
  }

  void soTimeout(int millis) {
    soTimeout = millis;
  }

  /**
   * Returns how many nanoseconds a call may wait on.
   *
   * @param operation what it waits for, of {@link SelectionKey}
   * @param waitedFor how many it has stood still
   * @throws InetException as {@link Failure#TIMEOUT} where a limit was reached; it names the option
   * @throws SocketTimeoutException where {@code SO_TIMEOUT} was
   */
  long leftNanos(int operation, long waitedFor) throws InetException, SocketTimeoutException {
    Deadline moment = deadline;
    boolean reads = operation == SelectionKey.OP_READ;
    long nearest = Math.min(moment.leftNanos(), pace.leftNanos());
    boolean rests = stallNanos == Long.MAX_VALUE || reads && readsRest;
    long stallLeft = rests ? Long.MAX_VALUE : stallNanos - waitedFor;
    long soLeft = soTimeout == 0 || !reads ? Long.MAX_VALUE : soTimeout * 1_000_000L - waitedFor;
    if (moment.leftNanos() <= 0) {
      throw moment.passed();
    }
    if (soLeft <= 0) {
      throw new SocketTimeoutException("Read timed out");
    }
    if (stallLeft <= 0) {
      throw new InetException(
          Failure.TIMEOUT,
          (reads ? "nothing came" : "nothing was taken")
              + " for "
              + words(stall)
              + " (read-timeout)");
    }
    return Math.min(nearest, Math.min(stallLeft, soLeft));
  }

  private static String words(Duration span) {
    return span.toMillis() % 1000 == 0 ? span.toSeconds() + " s" : span.toMillis() + " ms";
  }
}
