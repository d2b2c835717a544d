package dev.inet.core;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A moment that knows the name of the option that set it, so that a time-out can say which it was.
 */
public final class Deadline {
  /** The deadline that never comes. */
  public static final Deadline NEVER = new Deadline("never", 0, Duration.ZERO);

  /** The longest span that is told from never: nanoseconds of 64 bits end after 292 years. */
  private static final Duration LONGEST = Duration.ofDays(100 * 365);

  private final String name;
  private final long nanos;
  private final Duration span;

  private Deadline(String name, long nanos, Duration span) {
    this.name = name;
    this.nanos = nanos;
    this.span = span;
  }

  /**
   * Returns a moment in the future.
   *
   * @param span how far off it is; zero, negative and more than a century mean never
   * @param name the name of the option behind it, such as {@code connect-timeout}
   */
  public static Deadline in(Duration span, String name) {
    return span.isZero() || span.isNegative() || span.compareTo(LONGEST) > 0
        ? NEVER
        : new Deadline(name, System.nanoTime() + span.toNanos(), span);
  }

  /** Returns whether this is the deadline that never comes. */
  public boolean isNever() {
    return this == NEVER;
  }

  /** Returns the name of the option behind this. */
  public String name() {
    return name;
  }

  /** Returns whether the moment has come. */
  public boolean hasPassed() {
    return this != NEVER && nanos - System.nanoTime() <= 0;
  }

  /** Returns how many nanoseconds are left: at least 0, {@link Long#MAX_VALUE} for never. */
  public long leftNanos() {
    return this == NEVER ? Long.MAX_VALUE : Math.max(0, nanos - System.nanoTime());
  }

  /**
   * Returns how much time is left.
   *
   * @throws InetException as {@link Failure#TIMEOUT} when the moment has come
   */
  public Duration left() throws InetException {
    check();
    return this == NEVER ? Duration.ofDays(365) : Duration.ofNanos(leftNanos());
  }

  /**
   * Does nothing before the moment has come.
   *
   * @throws InetException as {@link Failure#TIMEOUT} when the moment has come
   */
  public void check() throws InetException {
    if (hasPassed()) {
      throw passed();
    }
  }

  /**
   * Waits.
   *
   * @param time how long, but no longer than until the moment
   * @throws InetException as {@link Failure#TIMEOUT} when the moment comes first
   * @throws InterruptedIOException where the thread is interrupted
   */
  public void rest(Duration time) throws InetException, InterruptedIOException {
    try {
      // Nothing counts the latch down: the wait ends by time, or by an interrupt.
      boolean opened =
          new CountDownLatch(1).await(Math.min(time.toNanos(), leftNanos()), TimeUnit.NANOSECONDS);
      assert !opened;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting");
    }
    check();
  }

  /** Returns the exception that tells that this moment has come. */
  public InetException passed() {
    return new InetException(Failure.TIMEOUT, "timed out (" + name + " " + words(span) + ")");
  }

  /**
   * Returns the earlier of two.
   *
   * @param other the other moment
   */
  public Deadline earlier(Deadline other) {
    if (this == NEVER) {
      return other;
    }
    if (other == NEVER) {
      return this;
    }
    return nanos - other.nanos <= 0 ? this : other;
  }

  private static String words(Duration span) {
    long millis = span.toMillis();
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  @Override
  public String toString() {
    return this == NEVER ? name : name + " in " + Duration.ofNanos(leftNanos());
  }
}
