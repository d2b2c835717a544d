package dev.inet.core.bridge;

import dev.inet.core.BlockInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Gives at most one line at a call, so that a library's buffer never holds more than the line that
 * it waited for. What a server sent behind its go-ahead to TLS stays here, where {@link #holds}
 * tells of it.
 */
final class LineSteps extends BlockInput {
  private final InputStream bytes;
  private byte[] rest = {};
  private int at;

  LineSteps(InputStream bytes) {
    this.bytes = bytes;
  }

  @Override
  public synchronized int read(byte[] into, int offset, int length) throws IOException {
    if (at < rest.length) {
      int end = lineEnd(rest, at, Math.min(rest.length, at + length));
      int n = end - at;
      System.arraycopy(rest, at, into, offset, n);
      at = end;
      return n;
    }
    int n = bytes.read(into, offset, length);
    if (n <= 0) {
      return n;
    }
    int end = lineEnd(into, offset, offset + n);
    rest = Arrays.copyOfRange(into, end, offset + n);
    at = 0;
    return end - offset;
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return to;
  }

  /** Returns whether bytes came that nobody has read. */
  synchronized boolean holds() {
    return at < rest.length;
  }

  /** Says none: a buffer that hears of more would take it at once. */
  @Override
  public int available() {
    return 0;
  }
}
