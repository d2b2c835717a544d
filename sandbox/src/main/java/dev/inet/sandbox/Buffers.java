package dev.inet.sandbox;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A few direct buffers that bulk moves borrow; memory outside the heap is slow to get and is given
 * back late.
 */
final class Buffers {
  private static final BlockingQueue<ByteBuffer> SPARE = new ArrayBlockingQueue<>(16);

  private Buffers() {}

  /** Lends an empty buffer of {@link Caller#CHUNK} bytes; give it back with {@link #giveBack}. */
  static ByteBuffer borrow() {
    ByteBuffer buffer = SPARE.poll();
    return buffer == null ? ByteBuffer.allocateDirect(Caller.CHUNK) : buffer.clear();
  }

  static void giveBack(ByteBuffer buffer) {
    SPARE.offer(buffer);
  }
}
