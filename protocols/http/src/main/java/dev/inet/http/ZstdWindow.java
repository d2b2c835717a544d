package dev.inet.http;

import java.io.IOException;
import java.util.Arrays;

/** What was decoded: what a reader still wants, and as much before it as may be repeated. */
final class ZstdWindow {
  private final int size;
  private byte[] bytes;
  private int end;
  private int read;
  private boolean wrapped;

  /**
   * Makes an empty one.
   *
   * @param size how far back it reaches
   */
  ZstdWindow(int size) {
    this.size = size;
    this.bytes = new byte[Math.min(size, ZstdBlock.LONGEST) + ZstdBlock.LONGEST];
  }

  /** Makes room for one more block; what a reader wants is gone by then. */
  void prepare() {
    if (end + ZstdBlock.LONGEST <= bytes.length) {
      return;
    }
    // Twice the window, so that it moves seldom; it grows only as far as there is something in it.
    int most = (int) Math.min(2L * size + 2L * ZstdBlock.LONGEST, Integer.MAX_VALUE - 8);
    if (bytes.length < most) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(2L * bytes.length, most));
    }
    if (end + ZstdBlock.LONGEST > bytes.length) {
      int kept = Math.min(end, size);
      System.arraycopy(bytes, end - kept, bytes, 0, kept);
      end = kept;
      read = kept;
      wrapped = true;
    }
  }

  void append(byte[] from, int at, int count) throws IOException {
    bound(count);
    System.arraycopy(from, at, bytes, end, count);
    end += count;
  }

  void fill(byte value, int count) throws IOException {
    bound(count);
    Arrays.fill(bytes, end, end + count, value);
    end += count;
  }

  /** Appends what lies a distance back; it may reach into what is being appended. */
  void repeat(int distance, int count) throws IOException {
    bound(count);
    if (distance > end || distance > size && wrapped) {
      throw new IOException("an offset leads before the beginning");
    }
    int from = end - distance;
    if (distance >= count) {
      System.arraycopy(bytes, from, bytes, end, count);
      end += count;
      return;
    }
    for (int i = 0; i < count; i++) {
      bytes[end++] = bytes[from + i];
    }
  }

  private void bound(int count) throws IOException {
    if (count > bytes.length - end) {
      throw new IOException("a block is too long");
    }
  }

  /** Returns how many bytes nobody read. */
  int available() {
    return end - read;
  }

  int take(byte[] into, int offset, int most) {
    int count = Math.min(most, end - read);
    System.arraycopy(bytes, read, into, offset, count);
    read += count;
    return count;
  }

  /** Adds what nobody read to a checksum. */
  void hash(XxHash64 hash) {
    hash.update(bytes, read, end - read);
  }
}
