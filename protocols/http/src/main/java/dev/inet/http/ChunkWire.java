package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import okio.BufferedSource;

/**
 * Looks at the chunks of a body a moment before OkHttp does, which passes over whatever stands
 * between the bytes of a chunk and the end of its line: a size that lies would go unseen (RFC 9112,
 * section 7.1).
 */
final class ChunkWire {
  private final BufferedSource wire;
  private long left;
  private boolean begun;
  private boolean over;

  /**
   * Looks at a body that begins.
   *
   * @param wire what comes, as OkHttp reads it
   */
  ChunkWire(BufferedSource wire) {
    this.wire = wire;
  }

  /**
   * Looks at what OkHttp reads next: it waits for no byte that OkHttp would not wait for.
   *
   * @throws InetException as {@link Failure#BAD_REPLY} where a chunk does not end as it says
   */
  void look() throws IOException {
    if (left > 0 || over) {
      return;
    }
    BufferedSource ahead = wire.peek();
    if (begun && !endsLine(ahead)) {
      return;
    }
    begun = true;
    try {
      left = ahead.request(1) ? ahead.readHexadecimalUnsignedLong() : 0;
    } catch (NumberFormatException e) {
      // OkHttp reads it next, and says what is wrong.
      left = 0;
    }
    // Behind the last chunk is the next answer: whoever asks once more for bytes must not wait for
    // it.
    over = left == 0;
  }

  /** Returns whether the end of a line came; false where the connection ended. */
  private static boolean endsLine(BufferedSource ahead) throws IOException {
    if (!ahead.request(1)) {
      return false;
    }
    byte first = ahead.readByte();
    if (first == '\r') {
      if (!ahead.request(1)) {
        return false;
      }
      first = ahead.readByte();
    }
    if (first != '\n') {
      throw new InetException(
          Failure.BAD_REPLY, "a chunk of the answer is not as long as its size says");
    }
    return true;
  }

  /** Notes how much of a chunk OkHttp took. */
  void took(long bytes) {
    left -= bytes;
  }
}
