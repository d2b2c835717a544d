package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/** Proves that servers take their threads with them. */
final class Threads {
  private Threads() {}

  static void assertNoneLeft() {
    List<String> left =
        Thread.getAllStackTraces().keySet().stream()
            .filter(Thread::isAlive)
            .map(Thread::getName)
            .filter(name -> name.startsWith("sandbox-"))
            .sorted()
            .toList();
    assertEquals(List.of(), left);
  }
}
