package dev.inet.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the compressed blocks of one frame (RFC 8878, section 3.1.1.3), which hand their tables
 * and last offsets on.
 */
final class ZstdBlock {
  /** A block is no longer than this, coded or decoded. */
  static final int LONGEST = 128 * 1024;

  private static final int MOST_OFFSET_CODE = 31;

  private static final int[] LITERALS_BASE = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64,
    128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536
  };
  private static final int[] LITERALS_BITS = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11,
    12, 13, 14, 15, 16
  };
  private static final int[] MATCH_BASE = {
    3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
    29, 30, 31, 32, 33, 34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051,
    4099, 8195, 16387, 32771, 65539
  };
  private static final int[] MATCH_BITS = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
  };
  private static final short[] USUAL_LITERALS = {
    4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1,
    -1, -1, -1, -1
  };
  private static final short[] USUAL_OFFSETS = {
    1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1
  };
  private static final short[] USUAL_MATCHES = {
    1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1
  };

  private final byte[] literals = new byte[LONGEST];
  private final int[] offsets = {1, 4, 8};
  private int literalCount;
  private @Nullable ZstdHuffman tree;
  private @Nullable ZstdFse literalTable;
  private @Nullable ZstdFse offsetTable;
  private @Nullable ZstdFse matchTable;
  private int at;

  /**
   * Decodes a block.
   *
   * @param block the block, with {@link ZstdBits#MARGIN} bytes on both sides
   * @param end where it ends
   * @param out what was decoded before, and where to go on
   */
  void decode(byte[] block, int end, ZstdWindow out) throws IOException {
    at = ZstdBits.MARGIN;
    literals(block, end);
    sequences(block, end, out);
  }

  private void literals(byte[] block, int end) throws IOException {
    int head = block[at] & 0xff;
    int type = head & 3;
    int format = head >> 2 & 3;
    if (type < 2) {
      int bytes = (format & 1) == 0 ? 1 : format == 1 ? 2 : 3;
      literalCount = (int) (little(block, bytes) >> (bytes == 1 ? 3 : 4));
      bound(literalCount, LONGEST);
      if (type == 0) {
        bound(literalCount, end - at);
        System.arraycopy(block, at, literals, 0, literalCount);
        at += literalCount;
      } else {
        java.util.Arrays.fill(literals, 0, literalCount, block[at++]);
      }
      return;
    }
    int bits = format < 2 ? 10 : format == 2 ? 14 : 18;
    long sizes = little(block, format < 2 ? 3 : format + 2) >> 4;
    literalCount = (int) (sizes & (1 << bits) - 1);
    int length = (int) (sizes >> bits);
    bound(literalCount, LONGEST);
    bound(length, end - at);
    int stop = at + length;
    if (type == 2) {
      ZstdHuffman.Read read = ZstdHuffman.read(block, at, stop);
      tree = read.tree();
      at = read.end();
    }
    ZstdHuffman known = tree;
    if (known == null) {
      throw new IOException("literals without a tree");
    }
    if (format == 0) {
      known.decode(block, at, stop - at, literals, 0, literalCount);
    } else {
      streams(known, block, stop);
    }
    at = stop;
  }

  /** Four streams, each but the last with as many literals. */
  private void streams(ZstdHuffman known, byte[] block, int stop) throws IOException {
    int[] lengths = new int[4];
    int rest = stop - at - 6;
    for (int i = 0; i < 3; i++) {
      lengths[i] = (int) little(block, 2);
      rest -= lengths[i];
    }
    lengths[3] = rest;
    int each = (literalCount + 3) / 4;
    for (int i = 0; i < 4; i++) {
      int count = i < 3 ? each : literalCount - 3 * each;
      if (lengths[i] < 1 || count < 0) {
        throw new IOException("a stream of literals is empty");
      }
      known.decode(block, at, lengths[i], literals, i * each, count);
      at += lengths[i];
    }
  }

  private void sequences(byte[] block, int end, ZstdWindow out) throws IOException {
    int count = block[at++] & 0xff;
    if (count >= 128) {
      int second = block[at++] & 0xff;
      count =
          count < 255 ? (count - 128 << 8) + second : second + ((block[at++] & 0xff) << 8) + 0x7f00;
    }
    if (count == 0) {
      bound(at, end);
      out.append(literals, 0, literalCount);
      return;
    }
    int modes = block[at++] & 0xff;
    if ((modes & 3) != 0) {
      throw new IOException("reserved bits are set");
    }
    literalTable =
        table(modes >> 6, literalTable, USUAL_LITERALS, 6, 9, LITERALS_BASE.length, block, end);
    offsetTable =
        table(modes >> 4 & 3, offsetTable, USUAL_OFFSETS, 5, 8, MOST_OFFSET_CODE + 1, block, end);
    matchTable =
        table(modes >> 2 & 3, matchTable, USUAL_MATCHES, 6, 9, MATCH_BASE.length, block, end);
    bound(at, end);
    execute(count, new ZstdBits(block, at, end - at), out);
  }

  private ZstdFse table(
      int mode,
      @Nullable ZstdFse last,
      short[] usual,
      int usualLog,
      int mostLog,
      int symbols,
      byte[] block,
      int end)
      throws IOException {
    switch (mode) {
      case 0 -> {
        return ZstdFse.of(usual, usual.length, usualLog);
      }
      case 1 -> {
        int symbol = block[at++] & 0xff;
        bound(symbol, symbols - 1);
        return ZstdFse.of(symbol);
      }
      case 2 -> {
        ZstdFse.Read read = ZstdFse.read(block, at, end, mostLog, symbols);
        at = read.end();
        return read.table();
      }
      default -> {
        if (last == null) {
          throw new IOException("a table is to be used again that never was");
        }
        return last;
      }
    }
  }

  private void execute(int count, ZstdBits bits, ZstdWindow out) throws IOException {
    ZstdFse literal = java.util.Objects.requireNonNull(literalTable);
    ZstdFse offset = java.util.Objects.requireNonNull(offsetTable);
    ZstdFse match = java.util.Objects.requireNonNull(matchTable);
    int literalState = (int) bits.take(literal.log);
    int offsetState = (int) bits.take(offset.log);
    int matchState = (int) bits.take(match.log);
    int used = 0;
    int made = 0;
    for (int i = 0; i < count; i++) {
      int offsetCode = offset.symbols[offsetState];
      int matchCode = match.symbols[matchState];
      int literalCode = literal.symbols[literalState];
      long distance = (1L << offsetCode) + bits.take(offsetCode);
      int length = MATCH_BASE[matchCode] + (int) bits.take(MATCH_BITS[matchCode]);
      int before = LITERALS_BASE[literalCode] + (int) bits.take(LITERALS_BITS[literalCode]);
      if (i < count - 1) {
        literalState = literal.bases[literalState] + (int) bits.take(literal.bits[literalState]);
        matchState = match.bases[matchState] + (int) bits.take(match.bits[matchState]);
        offsetState = offset.bases[offsetState] + (int) bits.take(offset.bits[offsetState]);
      }
      made += before + length;
      if (bits.left() < 0 || made > LONGEST || before > literalCount - used) {
        throw new IOException("sequences are longer than their block");
      }
      out.append(literals, used, before);
      used += before;
      out.repeat(offset(distance, before), length);
    }
    if (bits.left() != 0) {
      throw new IOException("sequences do not end where they should");
    }
    out.append(literals, used, literalCount - used);
  }

  /** The last three offsets have numbers of their own (section 3.1.1.5). */
  private int offset(long value, int before) throws IOException {
    if (value > 3) {
      offsets[2] = offsets[1];
      offsets[1] = offsets[0];
      offsets[0] = (int) Math.min(value - 3, Integer.MAX_VALUE);
      return offsets[0];
    }
    int index = (int) value - (before == 0 ? 0 : 1);
    if (index == 0) {
      return offsets[0];
    }
    int found = index < 3 ? offsets[index] : offsets[0] - 1;
    if (found == 0) {
      throw new IOException("an offset is zero");
    }
    if (index > 1) {
      offsets[2] = offsets[1];
    }
    offsets[1] = offsets[0];
    offsets[0] = found;
    return found;
  }

  private long little(byte[] block, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (long) (block[at++] & 0xff) << 8 * i;
    }
    return value;
  }

  private static void bound(int value, int most) throws IOException {
    if (value > most) {
      throw new IOException("a length is longer than its block");
    }
  }
}
