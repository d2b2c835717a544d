package dev.inet.core.dial;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** Direct buffers that are lent, since making one costs more than a read into it. */
final class Buffers {
  /** Large enough that the copy and not the system call is what costs. */
  static final int LARGE = 256 * 1024;

  private static final ArrayBlockingQueue<ByteBuffer> POOL = new ArrayBlockingQueue<>(8);

  private Buffers() {}

  static ByteBuffer borrow() {
    ByteBuffer buffer = POOL.poll();
    return buffer == null ? ByteBuffer.allocateDirect(LARGE) : buffer.clear();
  }

  static void giveBack(ByteBuffer buffer) {
    // Beyond a few, the collector may have them: an idle program should not sit on megabytes.
    if (!POOL.offer(buffer)) {
      return;
    }
  }
}
