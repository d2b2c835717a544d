package dev.inet.http;

import java.io.IOException;

/** A tree of Zstandard's literals (RFC 8878, section 4.2). */
final class ZstdHuffman {
  private static final int MOST_BITS = 11;
  private static final int MOST_WEIGHTS = 255;
  private static final int WEIGHT_LOG = 6;

  private final byte[] symbols;
  private final byte[] lengths;
  private final int log;

  private ZstdHuffman(byte[] symbols, byte[] lengths, int log) {
    this.symbols = symbols;
    this.lengths = lengths;
    this.log = log;
  }

  /** A tree that was read, and where the next thing begins. */
  record Read(ZstdHuffman tree, int end) {}

  static Read read(byte[] from, int at, int end) throws IOException {
    byte[] weights = new byte[MOST_WEIGHTS + 1];
    int head = from[at] & 0xff;
    int next = at + 1;
    int count;
    if (head >= 128) {
      count = head - 127;
      for (int i = 0; i < count; i++) {
        int pair = from[next + i / 2];
        weights[i] = (byte) (i % 2 == 0 ? pair >> 4 & 0xf : pair & 0xf);
      }
      next += (count + 1) / 2;
    } else {
      ZstdFse.Read table = ZstdFse.read(from, next, next + head, WEIGHT_LOG, MOST_BITS + 2);
      count = weights(from, table, next + head, weights);
      next += head;
    }
    if (next > end) {
      throw new IOException("a tree is longer than its block");
    }
    return new Read(of(weights, count), next);
  }

  /** Weights are coded by two states in turn, until the bits are gone. */
  private static int weights(byte[] from, ZstdFse.Read read, int end, byte[] weights)
      throws IOException {
    ZstdFse table = read.table();
    var bits = new ZstdBits(from, read.end(), end - read.end());
    int one = (int) bits.take(table.log);
    int other = (int) bits.take(table.log);
    int count = 0;
    while (true) {
      if (count > MOST_WEIGHTS - 2) {
        throw new IOException("a tree has too many leaves");
      }
      weights[count++] = table.symbols[one];
      one = table.bases[one] + (int) bits.take(table.bits[one]);
      if (bits.left() < 0) {
        weights[count++] = table.symbols[other];
        return count;
      }
      weights[count++] = table.symbols[other];
      other = table.bases[other] + (int) bits.take(table.bits[other]);
      if (bits.left() < 0) {
        weights[count++] = table.symbols[one];
        return count;
      }
    }
  }

  private static ZstdHuffman of(byte[] weights, int count) throws IOException {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      if (weights[i] > MOST_BITS) {
        throw new IOException("a tree is too high");
      }
      sum += weights[i] > 0 ? 1 << weights[i] - 1 : 0;
    }
    int log = 32 - Integer.numberOfLeadingZeros(sum);
    int rest = (1 << log) - sum;
    if (sum == 0 || log > MOST_BITS || Integer.bitCount(rest) != 1) {
      throw new IOException("a tree is not whole");
    }
    // The last weight is what is missing to the whole.
    weights[count] = (byte) (32 - Integer.numberOfLeadingZeros(rest));
    byte[] symbols = new byte[1 << log];
    byte[] lengths = new byte[1 << log];
    int at = 0;
    for (int weight = 1; weight <= log; weight++) {
      for (int symbol = 0; symbol <= count; symbol++) {
        if (weights[symbol] == weight) {
          int end = at + (1 << weight - 1);
          java.util.Arrays.fill(symbols, at, end, (byte) symbol);
          java.util.Arrays.fill(lengths, at, end, (byte) (log + 1 - weight));
          at = end;
        }
      }
    }
    return new ZstdHuffman(symbols, lengths, log);
  }

  /** Decodes one stream. */
  void decode(byte[] from, int at, int length, byte[] to, int offset, int count)
      throws IOException {
    var bits = new ZstdBits(from, at, length);
    for (int i = 0; i < count; i++) {
      int code = bits.peek(log);
      to[offset + i] = symbols[code];
      bits.skip(lengths[code]);
      if (bits.left() < 0) {
        break;
      }
    }
    if (bits.left() != 0) {
      throw new IOException("a stream of literals does not end where it should");
    }
  }
}
