package dev.inet.core.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuffersTest {
  /** Sixty-four transfers at once filled the 16 MiB that the launcher grants, and died. */
  @Test
  void manyAtOnceGetSmallOnes() {
    List<ByteBuffer> lent = new ArrayList<>();
    try {
      long large = 0;
      for (int i = 0; i < 64; i++) {
        ByteBuffer buffer = Buffers.borrow();
        lent.add(buffer);
        assertEquals(buffer.capacity(), buffer.remaining());
        large += buffer.capacity() == Buffers.LARGE ? 1 : 0;
      }
      assertTrue(large <= Buffers.MOST, large + " large ones");
      assertEquals(Buffers.SMALL, lent.get(63).capacity());
    } finally {
      lent.forEach(Buffers::giveBack);
    }
  }

  @Test
  void whatComesBackIsLentAgainEmpty() {
    int before = Buffers.lent();
    ByteBuffer first = Buffers.borrow();
    first.put((byte) 1);
    Buffers.giveBack(first);
    ByteBuffer second = Buffers.borrow();
    assertEquals(0, second.position());
    Buffers.giveBack(second);
    assertEquals(before, Buffers.lent());
  }
}
