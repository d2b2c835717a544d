package dev.inet.nntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileSetsTest {
  private static final long ROOM = 100_000;
  private final FileSets sets = new FileSets(Long.MAX_VALUE, ROOM);

  private boolean add(long number, String subject) throws InetException {
    return sets.add(
        new Overview(
            number, subject, "a@x", "", "<" + number + "@x>", List.of(), 10, 1, List.of()));
  }

  private List<List<Long>> whole() {
    return sets.takeWhole().stream().peek(sets::done).map(FileSets.FileSet::numbers).toList();
  }

  @Test
  void whatIsWholeIsTakenOutOnce() throws InetException {
    add(1, "a (1/2)");
    add(2, "text");
    assertEquals(List.of(List.of(2L)), whole());
    add(3, "a (2/2)");
    assertEquals(List.of(List.of(1L, 3L)), whole());
    assertEquals(List.of(), whole());
    assertEquals(0, sets.waiting().size());
  }

  @Test
  void aPartThatIsRepeatedIsNoOtherFile() throws InetException {
    add(1, "a (1/2)");
    add(2, "a (2/2)");
    add(3, "a (2/2)");
    assertEquals(List.of(List.of(1L, 2L, 3L)), whole());
    assertEquals(false, add(4, "a (1/2)"));
    assertEquals(0, sets.waiting().size());
  }

  @Test
  void aFileThatIsNotThereYetIsCalledAsItsArticlesAre() throws InetException {
    add(1, "Maps of 1/2 of the world (1/2)");
    assertEquals("Maps of 1/2 of the world", sets.waiting().iterator().next().title());
  }

  @Test
  void aGroupOfBeginningsDoesNotFillTheMemory() throws InetException {
    long most = ROOM / 800;
    for (int i = 0; i < 10 * most; i++) {
      add(i + 1, "text");
      whole();
    }
    var refused =
        assertThrows(
            InetException.class,
            () -> {
              for (int i = 0; i < most; i++) {
                add(i + 1, "file " + i + " (1/2)");
              }
            });
    assertEquals(Failure.BAD_REPLY, refused.failure());
  }

  @Test
  void aSubjectMayClaimAMillionParts() throws InetException {
    add(1, "a (2/3)");
    add(2, "b (1/999999)");
    List<List<Integer>> missing = sets.waiting().stream().map(FileSets.FileSet::missing).toList();
    assertEquals(List.of(1, 3), missing.get(0));
    assertEquals(10_000, missing.get(1).size());
  }
}
