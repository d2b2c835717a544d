package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server found, as it tells it. */
class ReadingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 2 30",
        " 1  2 30 ",
        "1 2 30 (MODSEQ 9)",
        "1 2 30(MODSEQ 9)",
        "1 2 (MODSEQ 9) 30",
        "1 2 30 (MODSEQ",
      })
  void readsNumbers(String text) throws InetException {
    assertArrayEquals(new long[] {1, 2, 30}, Reading.numbers(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "1 0", "1 -2", "1,2", "1 99999999999999999999", "1)"})
  void refusesWhatIsNone(String text) {
    var bad = assertThrows(InetException.class, () -> Reading.numbers(text));
    assertEquals(Failure.BAD_REPLY, bad.failure());
  }
}
