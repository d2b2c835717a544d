package dev.inet.cli.exit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryingTest {
  private final List<Long> waits = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private long now;
  private int tries;

  private Retrying retrying(int times, @Nullable Duration delay, Duration most) {
    return retrying(new Retrying.Plan(times, delay, most, Duration.ZERO));
  }

  private Retrying retrying(Retrying.Plan plan) {
    return new Retrying(
        plan,
        told::add,
        () -> now,
        () -> 0.5,
        time -> {
          waits.add(time.toMillis());
          now += time.toNanos();
        });
  }

  private Retrying.Try failing(int first, InetException e) {
    return () -> {
      if (++tries <= first) {
        throw e;
      }
    };
  }

  private static InetException refused() {
    return new InetException(Failure.UNREACHABLE, "refused");
  }

  @Test
  void succeedsAtOnceWithoutAWord() throws IOException {
    retrying(3, null, Duration.ZERO).run(failing(0, refused()));
    assertEquals(1, tries);
    assertEquals(List.of(), told);
  }

  @Test
  void waitsDoubleAndAreDrawnAtRandom() throws IOException {
    retrying(4, null, Duration.ZERO).run(failing(4, refused()));
    assertEquals(List.of(500L, 1000L, 2000L, 4000L), waits);
    assertEquals("refused; try 1 of 4 in 0.5 s", told.get(0));
  }

  @Test
  void noWaitIsDrawnFromMoreThanTenMinutes() throws IOException {
    retrying(15, null, Duration.ZERO).run(failing(15, refused()));
    assertEquals(300_000L, waits.get(14));
  }

  @Test
  void withoutRetryTheFirstFailureIsTheLast() {
    assertThrows(
        InetException.class, () -> retrying(0, null, Duration.ZERO).run(failing(1, refused())));
    assertEquals(1, tries);
  }

  @Test
  void givesUpAfterTheLastTry() {
    assertThrows(
        InetException.class, () -> retrying(2, null, Duration.ZERO).run(failing(9, refused())));
    assertEquals(3, tries);
  }

  @Test
  void whatCannotGetBetterIsNotTriedAgain() {
    InetException denied = new InetException(Failure.ACCESS_DENIED, "no");
    assertThrows(
        InetException.class, () -> retrying(5, null, Duration.ZERO).run(failing(9, denied)));
    assertEquals(1, tries);
  }

  /** A server may name a day, and the command has two seconds. */
  @Test
  void theTimeOfTheCommandGoesOnWhileItWaits() {
    Duration two = Duration.ofSeconds(2);
    Retrying retrying = retrying(new Retrying.Plan(9, Duration.ofMillis(1500), Duration.ZERO, two));
    InetException e = assertThrows(InetException.class, () -> retrying.run(failing(9, refused())));
    assertEquals(Failure.TIMEOUT, e.failure());
    assertEquals("timed out (max-time 2s)", e.getMessage());
    assertEquals(List.of(1500L, 500L), waits);
    assertEquals(2, tries);
  }

  @Test
  void aServerThatNamesATimeIsNotAskedEarlier() throws IOException {
    InetException busy =
        new InetException(Failure.HTTP_STATUS, "503").retry(Retry.after(Duration.ofSeconds(7)));
    retrying(1, Duration.ofSeconds(1), Duration.ZERO).run(failing(1, busy));
    assertEquals(List.of(7000L), waits);
  }

  @Test
  void noTryBeginsAfterTheMost() {
    assertThrows(
        InetException.class,
        () ->
            retrying(9, Duration.ofSeconds(4), Duration.ofSeconds(10)).run(failing(9, refused())));
    assertEquals(List.of(4000L, 4000L), waits);
  }

  @Test
  void aPlanKnowsWhetherAnotherTryBegins() {
    Duration ten = Duration.ofSeconds(10);
    var fixed = new Retrying.Plan(2, Duration.ofSeconds(4), ten, Duration.ZERO);
    assertEquals(true, fixed.allows(Duration.ofSeconds(6), 2, Retry.SAFE));
    assertEquals(false, fixed.allows(Duration.ofSeconds(7), 2, Retry.SAFE));
    assertEquals(false, fixed.allows(Duration.ZERO, 3, Retry.SAFE));
    assertEquals(false, fixed.allows(Duration.ZERO, 1, Retry.after(Duration.ofSeconds(11))));
    var drawn = new Retrying.Plan(9, null, ten, Duration.ZERO);
    assertEquals(true, drawn.allows(Duration.ofSeconds(6), 3, Retry.SAFE));
    assertEquals(false, drawn.allows(Duration.ofSeconds(7), 3, Retry.SAFE));
    var endless = new Retrying.Plan(9, null, Duration.ZERO, Duration.ZERO);
    assertEquals(true, endless.allows(ten, 9, Retry.after(Duration.ofDays(1))));
  }

  @Test
  void anInterruptEndsTheWait() {
    var retrying =
        new Retrying(
            new Retrying.Plan(1, Duration.ofHours(1), Duration.ZERO, Duration.ZERO), told::add);
    Thread.currentThread().interrupt();
    assertThrows(InterruptedIOException.class, () -> retrying.run(failing(1, refused())));
    assertEquals(true, Thread.interrupted());
  }
}
