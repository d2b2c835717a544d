package dev.inet.nntp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Decodes the data lines of yEnc (draft 1.3): each byte minus 42, an equals sign before those that
 * were critical.
 *
 * <p>Eight bytes are looked at and decoded at a time; most hold nothing special.
 */
final class Yenc {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long SHIFT = 42 * ONES;
  private static final long ESCAPES = '=' * ONES;
  private static final long RETURNS = '\r' * ONES;
  private static final long FEEDS = '\n' * ONES;

  private boolean atStart = true;
  private boolean escaped;
  private boolean ended;
  private int written;

  /** Returns whether a line that begins with {@code =y} has come: the data has ended. */
  boolean isEnded() {
    return ended;
  }

  /** Returns how many bytes the last {@link #decode} wrote. */
  int written() {
    return written;
  }

  /** Begins another part. */
  void reset() {
    atStart = true;
    escaped = false;
    ended = false;
  }

  /**
   * Decodes bytes.
   *
   * @param in the encoded bytes
   * @param from where they begin
   * @param to where they end
   * @param out takes the decoded bytes; at least eight longer than there are encoded ones
   * @return where decoding stopped: {@code to}, or behind the {@code =y} that ended the data
   */
  int decode(byte[] in, int from, int to, byte[] out) {
    int i = from;
    int o = 0;
    while (i < to && !ended) {
      if (escaped) {
        escaped = false;
        if (atStart && in[i] == 'y') {
          ended = true;
        } else {
          out[o++] = (byte) (in[i] - 64 - 42);
        }
        atStart = false;
        i++;
        continue;
      }
      while (i + 8 <= to) {
        long word = (long) LONGS.get(in, i);
        long special = zeros(word ^ ESCAPES) | zeros(word ^ RETURNS) | zeros(word ^ FEEDS);
        LONGS.set(out, o, (word | HIGHS) - SHIFT ^ ~word & HIGHS);
        if (special != 0) {
          // The lowest mark is exact; a borrow may have set false ones above it.
          int plain = Long.numberOfTrailingZeros(special) >>> 3;
          i += plain;
          o += plain;
          atStart &= plain == 0;
          break;
        }
        i += 8;
        o += 8;
        atStart = false;
      }
      if (i == to) {
        break;
      }
      byte b = in[i++];
      if (b == '=') {
        escaped = true;
      } else if (b == '\n') {
        atStart = true;
      } else if (b != '\r') {
        out[o++] = (byte) (b - 42);
        atStart = false;
      }
    }
    written = o;
    return i;
  }

  private static long zeros(long word) {
    return word - ONES & ~word & HIGHS;
  }
}
