package dev.inet.core.dial;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Rates;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000;

  private final Pace pace = new Pace(new Rates(0, 100, Duration.ofSeconds(10)));

  @Test
  void timeInWhichBothDirectionsWaitCountsOnce() {
    pace.begins(0);
    pace.begins(2 * SECOND);
    pace.ends(6 * SECOND);
    pace.ends(6 * SECOND);

    assertEquals(4 * SECOND, pace.leftNanos());
    assertDoesNotThrow(pace::check);
  }

  @Test
  void timeOfOneDirectionAfterTheOtherAddsUp() {
    pace.begins(0);
    pace.ends(6 * SECOND);
    pace.moved(999);
    // Four seconds of our own work between them do not count.
    pace.begins(10 * SECOND);
    pace.ends(14 * SECOND);

    var e = assertThrows(InetException.class, pace::check);

    assertEquals(Failure.TIMEOUT, e.failure());
    assertEquals("timed out (min-rate 100 bytes/s: 999 bytes in 10 s)", e.getMessage());
  }
}
