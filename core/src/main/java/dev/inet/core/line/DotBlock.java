package dev.inet.core.line;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import java.io.IOException;
import java.io.InputStream;

/**
 * A block that ends in a line of a single dot, without the dots that were stuffed.
 *
 * <p>Read ahead in chunks and given on in runs; only the first two bytes of a line are looked at
 * one by one. Strictly, only CR LF ends a line: a message may hold a bare LF, a dot and another LF,
 * and taking that for the end would let its author cut it short and speak for the server.
 */
final class DotBlock extends InputStream {
  /** Where in the pattern CR LF dot CR LF the next byte stands. */
  private enum State {
    LINE_START,
    MIDDLE,
    CR,
    DOT,
    DOT_CR
  }

  private final LineChannel lines;
  private final Endpoint peer;
  private final boolean lenient;
  private final byte[] one = new byte[1];
  private State state = State.LINE_START;
  private ByteFinder finder = new ByteFinder(one);
  private boolean ended;

  DotBlock(LineChannel lines, Endpoint peer, boolean lenient) {
    this.lines = lines;
    this.peer = peer;
    this.lenient = lenient;
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
    int filled = 0;
    while (filled == 0 && !ended) {
      filled = lines.takeBlock(this, into, offset, length);
    }
    return filled > 0 ? filled : -1;
  }

  /** The stream ended before the dot. */
  void streamEnded() throws InetException {
    ended = true;
    if (!lenient) {
      throw new InetException(Failure.INCOMPLETE, "the connection ended before the end of the data")
          .at(peer)
          .during(Phase.TRANSFER);
    }
  }

  /**
   * Takes from a buffer what belongs to the block.
   *
   * @param written is set to how many bytes were given
   * @return how many bytes were taken
   */
  int take(byte[] from, int start, int end, byte[] into, int offset, int length, int[] written) {
    int in = start;
    int out = offset;
    int limit = offset + length;
    while (in < end && out < limit && !ended) {
      byte b = from[in];
      switch (state) {
        case LINE_START -> {
          if (b == '.') {
            state = State.DOT;
            in++;
          } else {
            state = State.MIDDLE;
          }
        }
        case MIDDLE -> {
          int run = lineEnd(from, in, Math.min(end, in + (limit - out))) - in;
          System.arraycopy(from, in, into, out, run);
          in += run;
          out += run;
          if (in < end && out < limit) {
            into[out++] = from[in];
            state = from[in] == '\n' ? State.LINE_START : State.CR;
            in++;
          }
        }
        case CR -> {
          if (b == '\n') {
            into[out++] = b;
            in++;
            state = State.LINE_START;
          } else {
            state = State.MIDDLE;
          }
        }
        case DOT -> {
          if (b == '\r') {
            state = State.DOT_CR;
            in++;
          } else if (b == '\n' && lenient) {
            ended = true;
            in++;
          } else {
            // The dot before it was stuffed; what follows, even another dot, is data.
            state = State.MIDDLE;
          }
        }
        case DOT_CR -> {
          if (b == '\n') {
            ended = true;
            in++;
          } else {
            // The dot before it was stuffed; the CR is data, and may begin an end of line.
            into[out++] = '\r';
            state = State.CR;
          }
        }
      }
    }
    written[0] = out - offset;
    return in - start;
  }

  /** Returns where the next byte stands that could end a line. */
  private int lineEnd(byte[] from, int start, int end) {
    if (!finder.isOf(from)) {
      finder = new ByteFinder(from);
    }
    return lenient ? finder.find('\r', '\n', start, end) : finder.find('\r', start, end);
  }
}
