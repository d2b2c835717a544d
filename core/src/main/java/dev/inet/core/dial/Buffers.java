package dev.inet.core.dial;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Direct buffers that are lent, since making one costs more than a read into it.
 *
 * <p>Memory outside the heap is scarce: the launcher grants 16 MiB. So large buffers are few, and
 * whoever comes after they are lent gets a small one; a hundred connections are slower each and
 * none of them fails.
 */
final class Buffers {
  /**
   * Large enough that the copy and not the system call is what costs, and small enough that what
   * was read is still in the processor's cache when it is written.
   */
  static final int LARGE = 256 * 1024;

  /** What is lent when all large ones are. */
  static final int SMALL = 16 * 1024;

  /** The line of a processor's cache. */
  private static final int LINE = 64;

  /** Large buffers at once: a quarter of what the launcher grants. */
  static final int MOST = 16;

  /** Large buffers that wait: an idle program should not sit on megabytes. */
  private static final int KEPT = 4;

  private static final ArrayDeque<ByteBuffer> WAITING = new ArrayDeque<>();
  private static int lent;

  private Buffers() {}

  /** Lends a large buffer, or a small one where too many large ones are lent already. */
  static ByteBuffer borrow() {
    synchronized (WAITING) {
      if (lent >= MOST) {
        return small();
      }
      lent++;
      ByteBuffer waiting = WAITING.poll();
      if (waiting != null) {
        return waiting.clear();
      }
    }
    try {
      return aligned(LARGE);
    } catch (OutOfMemoryError e) {
      // Others took what there is outside the heap.
      synchronized (WAITING) {
        lent--;
      }
      return small();
    }
  }

  /** Makes a small buffer, on the heap where there is no room outside. */
  static ByteBuffer small() {
    try {
      return aligned(SMALL);
    } catch (OutOfMemoryError e) {
      return ByteBuffer.allocate(SMALL);
    }
  }

  /**
   * Makes a buffer that begins with a line of the processor's cache. Java's begin 16 bytes behind
   * one, and the kernel copies to there at half the speed.
   */
  private static ByteBuffer aligned(int size) {
    return ByteBuffer.allocateDirect(size + LINE).alignedSlice(LINE).slice(0, size);
  }

  static void giveBack(ByteBuffer buffer) {
    if (buffer.capacity() != LARGE) {
      return;
    }
    synchronized (WAITING) {
      lent--;
      if (WAITING.size() < KEPT) {
        WAITING.add(buffer);
      }
    }
  }

  /** Returns how many large buffers are lent. */
  static int lent() {
    synchronized (WAITING) {
      return lent;
    }
  }
}
