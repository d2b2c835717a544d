package dev.inet.http;

import dev.inet.core.BlockInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decodes gzip (RFC 1952), member after member; what follows the last one is left out, as {@code
 * gzip} does. Java's own decoder calls itself for each member, so that a body of empty ones would
 * overflow the stack.
 */
final class GzipInputStream extends BlockInput {
  private static final int MAGIC_ONE = 0x1f;
  private static final int MAGIC_TWO = 0x8b;
  private static final int DEFLATE = 8;
  private static final int HEADER_SUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final InputStream in;
  private final byte[] buffer;
  private final Inflater inflater = new Inflater(true);

  /** Of the header that is read, or of the data. */
  private final CRC32 sum = new CRC32();

  private int at;
  private int end;
  private boolean begun;
  private boolean over;

  /**
   * Makes a decoder; it reads nothing before it is read.
   *
   * @param in what is coded
   * @param size how many bytes of it are read at once
   */
  GzipInputStream(InputStream in, int size) {
    this.in = in;
    this.buffer = new byte[size];
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!begun) {
      over = !beginMember();
      begun = true;
    }
    while (!over) {
      int n = inflate(into, offset, length);
      if (n > 0) {
        sum.update(into, offset, n);
        return n;
      }
      if (inflater.finished()) {
        endMember();
        over = !beginMember();
      } else if (inflater.needsInput() && hasNext()) {
        inflater.setInput(buffer, at, end - at);
        at = end;
      } else {
        throw inflater.needsDictionary() ? new ZipException("no dictionary") : new EOFException();
      }
    }
    return -1;
  }

  private int inflate(byte[] into, int offset, int length) throws ZipException {
    try {
      return inflater.inflate(into, offset, length);
    } catch (DataFormatException e) {
      throw new ZipException(e.getMessage());
    }
  }

  /** Reads the header of a member (section 2.3), where there is one more. */
  private boolean beginMember() throws IOException {
    sum.reset();
    if (begun && !hasNext()) {
      return false;
    }
    boolean gzip = next() == MAGIC_ONE && (!begun || hasNext()) && next() == MAGIC_TWO;
    if (!gzip && !begun) {
      throw new ZipException("no gzip");
    }
    if (!gzip) {
      return false;
    }
    if (next() != DEFLATE) {
      throw new ZipException("unknown method");
    }
    int flags = next();
    // When, how and where it was made.
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip((int) little(2));
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_SUM) != 0) {
      long expected = sum.getValue() & 0xffff;
      mustBe(expected, little(2));
    }
    sum.reset();
    return true;
  }

  /** Reads what follows the data of a member: its sum, and its size modulo 2^32. */
  private void endMember() throws IOException {
    at -= inflater.getRemaining();
    long expected = sum.getValue();
    mustBe(expected, little(4));
    mustBe(inflater.getBytesWritten() & 0xffffffffL, little(4));
    inflater.reset();
  }

  private static void mustBe(long expected, long found) throws ZipException {
    if (expected != found) {
      throw new ZipException("a sum or size is wrong");
    }
  }

  private void skipText() throws IOException {
    while (next() != 0) {
      // No text is wanted.
    }
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private long little(int bytes) throws IOException {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (long) next() << 8 * i;
    }
    return number;
  }

  private int next() throws IOException {
    if (!hasNext()) {
      throw new EOFException();
    }
    int next = buffer[at++] & 0xff;
    sum.update(next);
    return next;
  }

  private boolean hasNext() throws IOException {
    if (at < end) {
      return true;
    }
    at = 0;
    end = Math.max(0, in.read(buffer, 0, buffer.length));
    return end > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
