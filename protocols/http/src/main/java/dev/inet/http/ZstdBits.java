package dev.inet.http;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bits that are read from the last to the first, as Zstandard's entropy coders write them (RFC
 * 8878, section 4.1): the highest bit set of the last byte marks the beginning.
 */
final class ZstdBits {
  /** What must lie before and behind the bytes, so that eight can be taken anywhere. */
  static final int MARGIN = 8;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int from;
  private int left;

  /**
   * Begins at the end of some bytes.
   *
   * @param bytes where they are; {@link #MARGIN} more on both sides
   * @param from where they begin
   * @param length how many there are
   */
  ZstdBits(byte[] bytes, int from, int length) throws IOException {
    if (length < 1 || bytes[from + length - 1] == 0) {
      throw new IOException("a stream of bits has no beginning");
    }
    this.bytes = bytes;
    this.from = from;
    int last = bytes[from + length - 1] & 0xff;
    this.left = length * 8 - 1 - Integer.numberOfLeadingZeros(last) + 24;
  }

  /** Returns how many bits are left; negative where more were taken than there are. */
  int left() {
    return left;
  }

  /** Takes bits, 56 at most; what lies before the first one counts as whatever is there. */
  long take(int count) {
    left -= count;
    return look() & (1L << count) - 1;
  }

  /** Looks at bits without taking them. */
  int peek(int count) {
    int at = left - count;
    long word = (long) LONG.get(bytes, from + (at >> 3));
    return (int) (word >>> (at & 7)) & (1 << count) - 1;
  }

  void skip(int count) {
    left -= count;
  }

  private long look() {
    return (long) LONG.get(bytes, from + (left >> 3)) >>> (left & 7);
  }
}
