package dev.inet.imap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Set;

/**
 * Takes a body as it is encoded for transfer (RFC 2045 section 6) and passes on what it means;
 * {@link #finish} comes after the last byte. What is encoded badly is passed on as far as it can be
 * read.
 */
final class TransferDecoder implements WritableByteChannel {
  /** What programs wrote before MIME, under the names that they gave it. */
  private static final Set<String> UUENCODE = Set.of("x-uuencode", "uuencode", "x-uue", "uue");

  private static final int LONGEST_LINE = 998;

  private final WritableByteChannel to;
  private final boolean base64;
  private final boolean quoted;
  private final boolean uu;
  private final ByteBuffer out = ByteBuffer.allocate(8192);
  private int bits;
  private int count;
  private boolean ended;
  private boolean begun;

  /** What waits for more: {@code =}, {@code =A}, blanks that end a line, a line of uuencode. */
  private final StringBuilder waiting = new StringBuilder();

  TransferDecoder(String encoding, WritableByteChannel to) {
    this.to = to;
    this.base64 = encoding.equals("base64");
    this.quoted = encoding.equals("quoted-printable");
    this.uu = UUENCODE.contains(encoding);
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    if (!base64 && !quoted && !uu) {
      to.write(bytes);
      return length;
    }
    while (bytes.hasRemaining()) {
      int b = bytes.get() & 0xff;
      if (base64) {
        base64(b);
      } else if (quoted) {
        quoted(b);
      } else {
        uu(b);
      }
    }
    return length;
  }

  private void base64(int b) throws IOException {
    int value =
        b >= 'A' && b <= 'Z'
            ? b - 'A'
            : b >= 'a' && b <= 'z'
                ? b - 'a' + 26
                : b >= '0' && b <= '9' ? b - '0' + 52 : b == '+' ? 62 : b == '/' ? 63 : -1;
    if (b == '=') {
      // Several encoded texts in a row: a new one begins at a whole group.
      bits = 0;
      count = 0;
    }
    if (value < 0) {
      return;
    }
    bits = bits << 6 | value;
    count++;
    if (count == 2) {
      put(bits >> 4);
    } else if (count == 3) {
      put(bits >> 2);
    } else if (count == 4) {
      put(bits);
      bits = 0;
      count = 0;
    }
  }

  private void quoted(int b) throws IOException {
    if (waiting.length() > 0 && waiting.charAt(0) == '=') {
      escape(b);
    } else if (b == '=') {
      release();
      waiting.append('=');
    } else if (b == ' ' || b == '\t') {
      // At the end of a line blanks were added on the way (RFC 2045 section 6.7, rule 3).
      waiting.append((char) b);
      if (waiting.length() > 998) {
        release();
      }
    } else if (b == '\r' || b == '\n') {
      if (b == '\r' && waiting.indexOf("\r") < 0) {
        waiting.setLength(0);
      } else if (b == '\n') {
        waiting.setLength(0);
      }
      put(b);
    } else {
      release();
      put(b);
    }
  }

  /** Takes what follows {@code =}: two digits, or the end of a line that goes on. */
  private void escape(int b) throws IOException {
    int digit = Character.digit(b, 16);
    boolean alone = waiting.length() == 1;
    boolean blank = alone || waiting.charAt(1) == ' ' || waiting.charAt(1) == '\t';
    boolean ending = blank || waiting.charAt(1) == '\r';
    if (b == '\n' && ending) {
      waiting.setLength(0);
    } else if (blank && (b == ' ' || b == '\t' || b == '\r') && waiting.length() < 998) {
      waiting.append((char) b);
    } else if (alone && digit >= 0) {
      waiting.append((char) b);
    } else if (!ending && digit >= 0) {
      int high = Character.digit(waiting.charAt(1), 16);
      waiting.setLength(0);
      put(high << 4 | digit);
    } else {
      // It is none: whoever wrote it meant what it says.
      release();
      quoted(b);
    }
  }

  private void uu(int b) throws IOException {
    if (b == '\n') {
      line(waiting.toString());
      waiting.setLength(0);
    } else if (b != '\r' && waiting.length() < LONGEST_LINE) {
      waiting.append((char) b);
    }
  }

  /** A line tells how many bytes it holds, then has four characters for each three of them. */
  private void line(String line) throws IOException {
    if (!begun) {
      begun = line.startsWith("begin ");
      return;
    }
    begun = !line.equals("end");
    int left = begun ? six(line, 0) : 0;
    for (int at = 1; left > 0; at += 4) {
      int four =
          six(line, at) << 18
              | six(line, at + 1) << 12
              | six(line, at + 2) << 6
              | six(line, at + 3);
      for (int shift = 16; shift >= 0 && left > 0; shift -= 8) {
        put(four >> shift);
        left--;
      }
    }
  }

  /** Blanks, which stand for nothing, were taken away at the ends of lines. */
  private static int six(String line, int at) {
    return at < line.length() ? line.charAt(at) - ' ' & 0x3f : 0;
  }

  private void release() throws IOException {
    for (int i = 0; i < waiting.length(); i++) {
      put(waiting.charAt(i));
    }
    waiting.setLength(0);
  }

  private void put(int b) throws IOException {
    out.put((byte) b);
    if (!out.hasRemaining()) {
      drain();
    }
  }

  private void drain() throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      to.write(out);
    }
    out.clear();
  }

  /** Passes on the last bytes. */
  void finish() throws IOException {
    if (!ended) {
      ended = true;
      if (quoted) {
        String left = waiting.toString().stripTrailing();
        waiting.setLength(0);
        if (!left.equals("=")) {
          waiting.append(left);
        }
        release();
      } else if (uu) {
        line(waiting.toString());
      }
      drain();
    }
  }

  @Override
  public boolean isOpen() {
    return to.isOpen();
  }

  @Override
  public void close() throws IOException {
    finish();
  }
}
