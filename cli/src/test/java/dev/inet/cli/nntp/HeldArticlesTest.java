package dev.inet.cli.nntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.nntp.Overview;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldArticlesTest {
  private static Overview article(int number, List<String> references) {
    return new Overview(number, "s", "f", "d", "<" + number + "@x>", references, 1, 1, List.of());
  }

  @Test
  void noMoreAreHeldThanThereIsRoomFor() throws InetException {
    var held = new HeldArticles(10_000);
    for (int i = 1; i <= 20; i++) {
      held.add(article(i, List.of()));
    }
    InetException e =
        assertThrows(
            InetException.class,
            () -> {
              for (int i = 21; i <= 100; i++) {
                held.add(article(i, List.of()));
              }
            });
    assertEquals(Failure.BAD_REPLY, e.failure());
    assertEquals(21, held.all().size());
  }

  @Test
  void longReferencesCount() {
    var held = new HeldArticles(10_000);
    List<String> many = List.of("<" + "x".repeat(5000) + "@x>", "<" + "y".repeat(5000) + "@x>");
    assertThrows(InetException.class, () -> held.add(article(1, many)));
    assertEquals(List.of(), held.all());
  }
}
