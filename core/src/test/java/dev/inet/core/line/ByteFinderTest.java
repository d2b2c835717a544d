package dev.inet.core.line;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteFinderTest {
  /** Few different bytes, so that what is wanted stands close to what differs from it by a bit. */
  private static final byte[] ALPHABET = {'\r', '\n', 0x0c, 0x0b, 0, 1, (byte) 0x8d, -1};

  @Test
  void bytesAreFoundWhereTheyStandFirst() {
    var random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = ALPHABET[random.nextInt(ALPHABET.length)];
      }
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);
      char wanted = (char) (ALPHABET[random.nextInt(ALPHABET.length)] & 0xff);
      char other = (char) (ALPHABET[random.nextInt(ALPHABET.length)] & 0xff);
      var finder = new ByteFinder(bytes);
      assertEquals(first(bytes, wanted, wanted, from, to), finder.find(wanted, from, to));
      assertEquals(first(bytes, wanted, other, from, to), finder.find(wanted, other, from, to));
    }
  }

  private static int first(byte[] bytes, char wanted, char other, int from, int to) {
    for (int i = from; i < to; i++) {
      if ((bytes[i] & 0xff) == wanted || (bytes[i] & 0xff) == other) {
        return i;
      }
    }
    return to;
  }
}
