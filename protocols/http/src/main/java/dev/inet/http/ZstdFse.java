package dev.inet.http;

import java.io.IOException;

/** A table of Zstandard's finite state entropy coder (RFC 8878, section 4.1). */
final class ZstdFse {
  final byte[] symbols;
  final byte[] bits;
  final short[] bases;
  final int log;

  private ZstdFse(int log) {
    this.log = log;
    this.symbols = new byte[1 << log];
    this.bits = new byte[1 << log];
    this.bases = new short[1 << log];
  }

  /** A table that knows one symbol alone, which takes no bits. */
  static ZstdFse of(int symbol) {
    var table = new ZstdFse(0);
    table.symbols[0] = (byte) symbol;
    return table;
  }

  /** Makes the table of a distribution: how many states each symbol has; -1 is less than one. */
  static ZstdFse of(short[] counts, int length, int log) throws IOException {
    var table = new ZstdFse(log);
    int size = 1 << log;
    short[] next = new short[length];
    int high = size;
    for (int s = 0; s < length; s++) {
      if (counts[s] == -1) {
        table.symbols[--high] = (byte) s;
        next[s] = 1;
      }
    }
    int step = (size >> 1) + (size >> 3) + 3;
    int at = 0;
    for (int s = 0; s < length; s++) {
      if (counts[s] > 0) {
        next[s] = counts[s];
        for (int i = 0; i < counts[s]; i++) {
          table.symbols[at] = (byte) s;
          do {
            at = at + step & size - 1;
          } while (at >= high);
        }
      }
    }
    if (at != 0) {
      throw new IOException("a distribution does not fill its table");
    }
    for (int i = 0; i < size; i++) {
      int state = next[table.symbols[i]]++;
      int count = log - (31 - Integer.numberOfLeadingZeros(state));
      table.bits[i] = (byte) count;
      table.bases[i] = (short) ((state << count) - size);
    }
    return table;
  }

  /** A table that was read, and where the next thing begins. */
  record Read(ZstdFse table, int end) {}

  /** Reads the description of a table (section 4.1.1). */
  static Read read(byte[] from, int at, int end, int mostLog, int mostSymbols) throws IOException {
    long position = (long) at << 3;
    int log = forward(from, position, 4) + 5;
    position += 4;
    if (log > mostLog) {
      throw new IOException("a table is too large");
    }
    int remaining = 1 << log;
    short[] counts = new short[mostSymbols];
    int symbol = 0;
    while (remaining > 0 && symbol < mostSymbols) {
      int bits = 32 - Integer.numberOfLeadingZeros(remaining + 1);
      int value = forward(from, position, bits);
      int mask = (1 << bits - 1) - 1;
      int threshold = (1 << bits) - 1 - (remaining + 1);
      if ((value & mask) < threshold) {
        position += bits - 1;
        value &= mask;
      } else {
        position += bits;
        value -= value > mask ? threshold : 0;
      }
      int count = value - 1;
      remaining -= Math.abs(count);
      counts[symbol++] = (short) count;
      if (count == 0) {
        int zeros;
        do {
          zeros = forward(from, position, 2);
          position += 2;
          symbol += zeros;
        } while (zeros == 3 && symbol < mostSymbols);
      }
    }
    int next = (int) (position + 7 >> 3);
    if (remaining != 0 || symbol > mostSymbols || next > end) {
      throw new IOException("a table is described wrongly");
    }
    return new Read(of(counts, symbol, log), next);
  }

  private static int forward(byte[] from, long position, int count) {
    int at = (int) (position >> 3);
    int word = from[at] & 0xff | (from[at + 1] & 0xff) << 8 | (from[at + 2] & 0xff) << 16;
    return word >>> (int) (position & 7) & (1 << count) - 1;
  }
}
