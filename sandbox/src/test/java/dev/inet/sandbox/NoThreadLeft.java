package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Proves after each test that its servers have taken their threads with them. */
final class NoThreadLeft implements BeforeEachCallback, AfterEachCallback {
  private Set<Thread> before = Set.of();

  private static Set<Thread> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sandbox-"))
        .collect(Collectors.toSet());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    before = ours();
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    List<String> left = new ArrayList<>();
    for (Thread thread : ours()) {
      if (!before.contains(thread)) {
        // A pool counts a thread as ended an instant before the thread ends.
        thread.join(2000);
        if (thread.isAlive()) {
          left.add(thread.getName());
        }
      }
    }
    assertEquals(List.of(), left);
  }
}
