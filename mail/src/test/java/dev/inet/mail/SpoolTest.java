package dev.inet.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, Spool.IN_MEMORY, Spool.IN_MEMORY + 1, 3 * Spool.IN_MEMORY})
  void givesBackWhatWasWrittenAsOftenAsAsked(int length) throws Exception {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    try (var spool = new Spool()) {
      for (int at = 0; at < length; at += 50_000) {
        spool.write(bytes, at, Math.min(50_000, length - at));
      }
      assertEquals(length, spool.size());
      for (int i = 0; i < 2; i++) {
        try (var in = spool.open()) {
          assertArrayEquals(bytes, in.readAllBytes());
        }
      }
    }
  }
}
