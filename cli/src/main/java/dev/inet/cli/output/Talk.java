package dev.inet.cli.output;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What one connection says, cut into lines; at most one line of it is held. */
final class Talk {
  /** Longer lines are cut, bytes. */
  static final int LONGEST = 2000;

  /** Less than this is never taken for binary: a few odd bytes read best one by one. */
  private static final int SHORTEST_BINARY = 32;

  private static final int WINDOW = 256;

  /** Takes what is shown. */
  interface Page {
    /** Shows a line said in a direction at a moment. */
    void line(char mark, String text, long nanos);
  }

  private final boolean hex;
  private final Page page;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private char mark = '*';
  private long nanos;
  private long beyond;
  private long binary;

  Talk(boolean hex, Page page) {
    this.hex = hex;
    this.page = page;
  }

  /** Takes what was said; a line goes on over chunks, not over a change of direction. */
  void said(char direction, byte[] bytes, long at) {
    if (direction != mark) {
      pause();
      mark = direction;
    }
    nanos = at;
    int from = 0;
    while (from < bytes.length) {
      int end = from;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      if ((binary > 0 || line.size() == 0) && isBinary(bytes, from, end)) {
        binary(bytes, from);
        return;
      }
      endBinary();
      take(bytes, from, end);
      if (end < bytes.length) {
        endLine();
      }
      from = end + 1;
    }
  }

  /** Shows what is held. */
  void pause() {
    endBinary();
    if (line.size() > 0) {
      endLine();
    }
  }

  private void take(byte[] bytes, int from, int to) {
    int fits = Math.min(to - from, LONGEST - line.size());
    line.write(bytes, from, fits);
    beyond += to - from - fits;
  }

  private void endLine() {
    byte[] bytes = line.toByteArray();
    line.reset();
    int length = bytes.length;
    if (beyond == 0 && length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    String text = PlainText.line(length == bytes.length ? bytes : head(bytes, length));
    page.line(mark, beyond == 0 ? text : text + " [" + beyond + " more bytes]", nanos);
    beyond = 0;
  }

  private static byte[] head(byte[] bytes, int length) {
    return java.util.Arrays.copyOf(bytes, length);
  }

  private void binary(byte[] bytes, int from) {
    if (hex) {
      for (int i = from; i < bytes.length; i += 16) {
        page.line(mark, HexDump.row(binary + i - from, bytes, i), nanos);
      }
    }
    binary += bytes.length - from;
  }

  private void endBinary() {
    if (binary > 0) {
      page.line(mark, "[" + binary + (binary == 1 ? " byte]" : " bytes]"), nanos);
      binary = 0;
    }
  }

  /** Returns whether a line is none: it holds what no text does, and so does what follows. */
  private static boolean isBinary(byte[] bytes, int from, int end) {
    int to = Math.min(bytes.length, from + WINDOW);
    if (to - from < SHORTEST_BINARY || odd(bytes, from, Math.min(end, to)) == 0) {
      return false;
    }
    return odd(bytes, from, to) * 10 > to - from;
  }

  /** Counts controls that no text holds, and what is no UTF-8. */
  private static int odd(byte[] bytes, int from, int to) {
    int odd = 0;
    for (int i = from; i < to; i++) {
      int b = bytes[i];
      if (b >= 0 && b < ' ' && b != '\t' && b != '\r' && b != '\n' && b != 0x1b && b != '\f') {
        odd++;
      }
    }
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return odd + (int) text.chars().filter(c -> c == 0xfffd).count();
  }
}
