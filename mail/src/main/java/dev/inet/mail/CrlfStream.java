package dev.inet.mail;

import dev.inet.core.line.ByteFinder;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A message whose every line ends in CR LF: a bare CR or a bare LF becomes one, the end of the last
 * line is added where it is missing and wanted, all else stays as it is.
 *
 * <p>What one server takes for the end of a line the next may not: {@code <LF>.<CR><LF>} in a
 * message ended it for some, and what followed was taken for another message, with a sender of its
 * author's choice (SMTP smuggling, CVE-2023-51764 and its kin). Nothing bare, nothing smuggled.
 */
public final class CrlfStream extends FilterInputStream {
  private final byte[] buffer = new byte[16 * 1024];
  private final ByteFinder finder = new ByteFinder(buffer);
  private final byte[] one = new byte[1];
  private final boolean whole;
  private int start;
  private int end;
  private boolean afterCr;
  private boolean pendingLf;
  private boolean atLineStart = true;
  private boolean ended;

  /**
   * Makes one.
   *
   * @param in the message; closed together with this
   */
  public CrlfStream(InputStream in) {
    this(in, true);
  }

  /**
   * Makes one.
   *
   * @param in the message; closed together with this
   * @param whole whether the last line gets an end where it has none
   */
  public CrlfStream(InputStream in, boolean whole) {
    super(in);
    this.whole = whole;
  }

  @Override
  public int read() throws IOException {
    int n = read(one, 0, 1);
    return n < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int out = offset;
    int limit = offset + length;
    while (out < limit) {
      if (pendingLf) {
        into[out++] = '\n';
        pendingLf = false;
        atLineStart = true;
        continue;
      }
      if (start == end && !fill()) {
        break;
      }
      if (ended) {
        // The last line had no end.
        atLineStart = true;
        into[out++] = '\r';
        pendingLf = true;
        continue;
      }
      byte b = buffer[start];
      if (b == '\n') {
        start++;
        if (afterCr) {
          // Its CR has brought a CR LF already.
          afterCr = false;
        } else {
          into[out++] = '\r';
          pendingLf = true;
        }
      } else if (b == '\r') {
        start++;
        into[out++] = '\r';
        pendingLf = true;
        afterCr = true;
      } else {
        int run = finder.find('\r', '\n', start, Math.min(end, start + (limit - out)));
        System.arraycopy(buffer, start, into, out, run - start);
        out += run - start;
        start = run;
        afterCr = false;
        atLineStart = false;
      }
    }
    return out == offset ? -1 : out - offset;
  }

  /** Reads more; false where nothing more is to come, not even the end of the last line. */
  private boolean fill() throws IOException {
    if (!ended) {
      start = 0;
      end = Math.max(0, in.read(buffer, 0, buffer.length));
      if (end > 0) {
        return true;
      }
      ended = true;
      return whole && !atLineStart;
    }
    return false;
  }

  @Override
  public long skip(long n) throws IOException {
    long skipped = 0;
    byte[] sink = new byte[4096];
    while (skipped < n) {
      int got = read(sink, 0, (int) Math.min(sink.length, n - skipped));
      if (got < 0) {
        break;
      }
      skipped += got;
    }
    return skipped;
  }

  @Override
  public int available() {
    return end - start;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
