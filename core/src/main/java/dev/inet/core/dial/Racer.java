package dev.inet.core.dial;

import dev.inet.core.Attempted;
import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Races connections to the addresses of one name (RFC 8305): families alternate, a further address
 * starts 250 ms after the last or as soon as one failed, the first to connect wins.
 *
 * <p>The rules stand here; the clock and the connecting are the track's.
 */
final class Racer {
  static final Duration DELAY = Duration.ofMillis(250);

  private Racer() {}

  /** Where the race is run: a clock, and lanes that connect. */
  interface Track extends Closeable {
    /** Begins to connect in a lane. */
    void start(int lane) throws IOException;

    /** Waits for lanes to finish; empty after the time. */
    List<Finish> await(long nanos) throws IOException;

    /** Returns the moment. */
    long nanos();

    /** Returns the address in a lane, as people write it. */
    String address(int lane);
  }

  /** A lane's end: connected where there is no failure. */
  record Finish(int lane, @Nullable IOException failure) {}

  /**
   * Runs a race.
   *
   * @param lanes how many addresses there are
   * @param lost is told of each address that failed, and why
   * @return the lane that won
   */
  static int run(int lanes, Track track, Deadline deadline, BiConsumer<String, String> lost)
      throws IOException {
    var failed = new ArrayList<Attempted>();
    InetException first = null;
    boolean ours = true;
    int started = 0;
    int running = 0;
    long nextStart = track.nanos();
    while (true) {
      List<Finish> finished = List.of();
      if (started < lanes && (running == 0 || nextStart - track.nanos() <= 0)) {
        nextStart = track.nanos() + DELAY.toNanos();
        running++;
        try {
          track.start(started);
        } catch (IOException e) {
          finished = List.of(new Finish(started, e));
        }
        started++;
      }
      if (finished.isEmpty()) {
        long wait = started < lanes ? nextStart - track.nanos() : TimeUnit.DAYS.toNanos(1);
        finished = track.await(Math.max(0, Math.min(wait, deadline.leftNanos())));
      }
      for (Finish finish : finished) {
        if (finish.failure() == null) {
          return finish.lane();
        }
        running--;
        nextStart = track.nanos();
        String address = track.address(finish.lane());
        String reason = reason(finish.failure());
        failed.add(new Attempted(address, reason));
        lost.accept(address, reason);
        ours &= finish.failure() instanceof InetException named && named.failure() == Failure.USAGE;
        if (first == null) {
          first = new InetException(Failure.UNREACHABLE, "", finish.failure());
        } else {
          first.addSuppressed(finish.failure());
        }
      }
      if (running == 0 && started == lanes) {
        throw unreachable(failed, first, ours);
      }
      if (deadline.hasPassed()) {
        for (int lane = 0; lane < started; lane++) {
          String address = track.address(lane);
          if (failed.stream().noneMatch(a -> a.address().equals(address))) {
            failed.add(new Attempted(address, "did not answer"));
          }
        }
        InetException late = deadline.passed();
        throw new InetException(
                late.failure(), late.getMessage() + " connecting: " + list(failed), first)
            .tried(failed)
            .during(Phase.CONNECT);
      }
    }
  }

  /**
   * Tells why no lane connected.
   *
   * @param ours whether each failed at our own end, which cannot be bound as the user asks
   */
  private static InetException unreachable(
      List<Attempted> failed, @Nullable InetException first, boolean ours) {
    var unreachable =
        new InetException(
            ours ? Failure.USAGE : Failure.UNREACHABLE,
            "cannot connect: " + list(failed),
            first == null ? null : first.getCause());
    if (first != null) {
      for (Throwable other : first.getSuppressed()) {
        unreachable.addSuppressed(other);
      }
    }
    return unreachable.tried(failed).during(Phase.CONNECT);
  }

  private static String list(List<Attempted> failed) {
    var words = new ArrayList<String>();
    failed.forEach(a -> words.add(a.toString()));
    return String.join("; ", words);
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : lowerFirst(message);
  }

  private static String lowerFirst(String words) {
    return words.isEmpty() ? words : Character.toLowerCase(words.charAt(0)) + words.substring(1);
  }

  /** Orders addresses so that the families alternate, beginning with the first's (section 4). */
  static List<InetAddress> interleave(List<InetAddress> addresses) {
    Deque<InetAddress> same = new ArrayDeque<>();
    Deque<InetAddress> other = new ArrayDeque<>();
    for (InetAddress address : addresses) {
      (sameFamily(address, addresses.get(0)) ? same : other).add(address);
    }
    var order = new ArrayList<InetAddress>(addresses.size());
    while (!same.isEmpty() || !other.isEmpty()) {
      if (!same.isEmpty()) {
        order.add(same.remove());
      }
      if (!other.isEmpty()) {
        order.add(other.remove());
      }
    }
    return order;
  }

  private static boolean sameFamily(InetAddress a, InetAddress b) {
    return a instanceof Inet4Address == b instanceof Inet4Address;
  }
}
