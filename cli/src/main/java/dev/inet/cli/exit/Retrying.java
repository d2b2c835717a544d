package dev.inet.cli.exit;

import dev.inet.core.Deadline;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Does again what may succeed the next time. The waits double from a second to ten minutes, each
 * drawn evenly from zero to its bound, so that many clients do not come back at once; a server that
 * names a time is not asked earlier.
 */
public final class Retrying {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Plan plan;
  private final Consumer<String> teller;
  private final LongSupplier nanos;
  private final DoubleSupplier random;
  private final Wait wait;
  private final long made;

  /**
   * What the user asked for.
   *
   * @param times how often to try again; 0 for never
   * @param delay how long to wait each time; {@code null} for waits that double
   * @param most how long to go on trying; zero for as long as {@code times} lasts
   * @param total how long the whole command may take; zero for as long as it likes
   */
  public record Plan(int times, @Nullable Duration delay, Duration most, Duration total) {
    /**
     * Returns whether another try begins in time, however long a wait is drawn.
     *
     * @param spent how long it has been since the first try began
     * @param again which try it would be; 1 for the second one
     * @param asked what the peer wants
     */
    public boolean allows(Duration spent, int again, Retry asked) {
      Duration pause = longer(delay == null ? bound(again) : delay, asked.after());
      return again <= times && (most.isZero() || spent.plus(pause).compareTo(most) <= 0);
    }
  }

  /** One try. */
  @FunctionalInterface
  public interface Try {
    /**
     * Does it.
     *
     * @throws IOException where it fails
     */
    void run() throws IOException;
  }

  /** Waits; a test's does not. */
  @FunctionalInterface
  interface Wait {
    void pass(Duration time) throws IOException;
  }

  /**
   * Makes one.
   *
   * @param plan what the user asked for
   * @param teller takes a line for each new try
   */
  public Retrying(Plan plan, Consumer<String> teller) {
    this(
        plan,
        teller,
        System::nanoTime,
        () -> ThreadLocalRandom.current().nextDouble(),
        Deadline.NEVER::rest);
  }

  Retrying(
      Plan plan, Consumer<String> teller, LongSupplier nanos, DoubleSupplier random, Wait wait) {
    this.plan = plan;
    this.teller = teller;
    this.nanos = nanos;
    this.random = random;
    this.wait = wait;
    this.made = nanos.getAsLong();
  }

  /**
   * Runs a try, and again as long as that may help and the plan allows.
   *
   * @param once the try
   * @throws IOException what the last try threw
   */
  public void run(Try once) throws IOException {
    long begin = nanos.getAsLong();
    for (int again = 1; ; again++) {
      try {
        once.run();
        return;
      } catch (IOException e) {
        InetException ours = InetException.in(e).orElse(null);
        Retry retry = ours == null ? Retry.NEVER : ours.retry();
        if (!retry.worthwhile() || again > plan.times()) {
          throw e;
        }
        Duration pause = pause(again, retry);
        Duration spent = Duration.ofNanos(nanos.getAsLong() - begin);
        if (!plan.most().isZero() && spent.plus(pause).compareTo(plan.most()) > 0) {
          throw e;
        }
        teller.accept(
            e.getMessage() + "; try " + again + " of " + plan.times() + " in " + shown(pause));
        waitFor(pause);
      }
    }
  }

  /** Waits for the next try; the command's own time goes on. */
  private void waitFor(Duration pause) throws IOException {
    Duration left = plan.total().minusNanos(nanos.getAsLong() - made);
    if (plan.total().isZero() || pause.compareTo(left) < 0) {
      wait.pass(pause);
      return;
    }
    if (!left.isNegative()) {
      wait.pass(left);
    }
    throw Deadline.in(plan.total(), "max-time").passed();
  }

  private Duration pause(int again, Retry retry) {
    Duration mine = plan.delay();
    if (mine == null) {
      mine = Duration.ofNanos((long) (bound(again).toNanos() * random.getAsDouble()));
    }
    return longer(mine, retry.after());
  }

  private static Duration bound(int again) {
    Duration bound = FIRST.multipliedBy(1L << Math.min(again - 1, 20));
    return bound.compareTo(LONGEST) > 0 ? LONGEST : bound;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static String shown(Duration pause) {
    long tenths = (pause.toMillis() + 50) / 100;
    return tenths / 10 + "." + tenths % 10 + " s";
  }
}
