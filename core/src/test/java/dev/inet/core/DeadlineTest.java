package dev.inet.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DeadlineTest {
  @Test
  void aRestIsNoLongerThanTheTimeThatIsLeft() {
    var total = Deadline.in(Duration.ofMillis(20), "max-time");
    var passed = assertThrows(InetException.class, () -> total.rest(Duration.ofHours(1)));
    assertEquals(Failure.TIMEOUT, passed.failure());
    assertTrue(String.valueOf(passed.getMessage()).contains("max-time"), passed.getMessage());
  }

  @Test
  void aRestThatEndsInTimeIsNothing() throws Exception {
    Deadline.NEVER.rest(Duration.ZERO);
    Deadline.in(Duration.ofHours(1), "max-time").rest(Duration.ofMillis(1));
  }

  @Test
  void anInterruptEndsARestAndIsNotForgotten() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedIOException.class, () -> Deadline.NEVER.rest(Duration.ofHours(1)));
    assertTrue(Thread.interrupted());
  }
}
