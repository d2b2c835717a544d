package dev.inet.http;

import dev.inet.core.BlockInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes Zstandard (RFC 8878) in windows of up to 8 MiB, which is all that HTTP allows (RFC 9659);
 * dictionaries are refused. Every read is bounded by what was announced, and what is announced by
 * what was read.
 */
final class ZstdInputStream extends BlockInput {
  private static final int MAGIC = 0xFD2FB528;
  private static final int SKIPPABLE = 0x184D2A50;
  private static final long LARGEST_WINDOW = 8 << 20;

  private final InputStream in;
  private final byte[] block = new byte[ZstdBlock.LONGEST + 2 * ZstdBits.MARGIN];
  private @Nullable Frame frame;
  private boolean begun;

  /** A frame that is being decoded. */
  private static final class Frame {
    private final ZstdWindow window;
    private final ZstdBlock blocks = new ZstdBlock();
    private final int longestBlock;
    private final long size;
    private final @Nullable XxHash64 hash;
    private long made;
    private boolean last;

    Frame(int window, long size, boolean hashed) {
      this.window = new ZstdWindow(window);
      this.longestBlock = Math.min(window, ZstdBlock.LONGEST);
      this.size = size;
      this.hash = hashed ? new XxHash64() : null;
    }
  }

  ZstdInputStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      Frame live = frame == null ? next() : frame;
      if (live == null) {
        return -1;
      }
      frame = live;
      if (live.window.available() > 0) {
        return live.window.take(into, offset, length);
      }
      if (live.last) {
        end(live);
        frame = null;
      } else {
        block(live);
      }
    }
  }

  /** Reads the head of a frame; {@code null} at the end. */
  private @Nullable Frame next() throws IOException {
    while (true) {
      int first = in.read();
      if (first < 0) {
        if (!begun) {
          throw new EOFException();
        }
        return null;
      }
      begun = true;
      int magic = first | (int) little(3) << 8;
      if ((magic & 0xfffffff0) == SKIPPABLE) {
        in.skipNBytes(little(4));
      } else if (magic == MAGIC) {
        return head();
      } else {
        throw new IOException("no frame of Zstandard");
      }
    }
  }

  private Frame head() throws IOException {
    int head = (int) little(1);
    boolean single = (head & 0x20) != 0;
    if ((head & 0x08) != 0) {
      throw new IOException("a reserved bit is set");
    }
    long window = 0;
    if (!single) {
      int form = (int) little(1);
      long base = 1L << 10 + (form >> 3);
      window = base + base / 8 * (form & 7);
    }
    int[] idSizes = {0, 1, 2, 4};
    if (little(idSizes[head & 3]) != 0) {
      throw new IOException("a dictionary is asked for");
    }
    int form = head >> 6;
    long size = -1;
    if (form > 0 || single) {
      size = little(1 << form) + (form == 1 ? 256 : 0);
    }
    if (single) {
      window = size;
    }
    if (window < 0 || window > LARGEST_WINDOW) {
      throw new IOException("a window is larger than 8 MiB");
    }
    return new Frame((int) window, size, (head & 0x04) != 0);
  }

  private void block(Frame live) throws IOException {
    int head = (int) little(3);
    int length = head >> 3;
    live.last = (head & 1) != 0;
    if (length > live.longestBlock) {
      throw new IOException("a block is too long");
    }
    ZstdWindow window = live.window;
    window.prepare();
    switch (head >> 1 & 3) {
      case 0 -> {
        fill(length);
        window.append(block, ZstdBits.MARGIN, length);
      }
      case 1 -> window.fill((byte) little(1), length);
      case 2 -> {
        fill(length);
        try {
          live.blocks.decode(block, ZstdBits.MARGIN + length, window);
        } catch (IndexOutOfBoundsException e) {
          throw new IOException("a block is broken", e);
        }
      }
      default -> throw new IOException("a block of unknown kind");
    }
    int made = window.available();
    live.made += made;
    if (made > live.longestBlock || live.size >= 0 && live.made > live.size) {
      throw new IOException("a block is longer than announced");
    }
    if (live.hash != null) {
      window.hash(live.hash);
    }
  }

  private void fill(int length) throws IOException {
    if (in.readNBytes(block, ZstdBits.MARGIN, length) < length) {
      throw new EOFException();
    }
  }

  private void end(Frame live) throws IOException {
    if (live.size >= 0 && live.made != live.size) {
      throw new IOException("a frame has another length than announced");
    }
    if (live.hash != null && (int) little(4) != (int) live.hash.value()) {
      throw new IOException("the checksum differs");
    }
  }

  private long little(int count) throws IOException {
    long value = 0;
    for (int i = 0; i < count; i++) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException();
      }
      value |= (long) b << 8 * i;
    }
    return value;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
