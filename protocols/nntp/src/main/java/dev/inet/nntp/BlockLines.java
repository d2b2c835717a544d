package dev.inet.nntp;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.line.ByteFinder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The lines of a block, without one object a line for those who look at the bytes. */
final class BlockLines {
  /** The longest line, in bytes: an overview line holds all references of a long thread. */
  static final int MAX_LINE = 1 << 20;

  private final InputStream in;
  private final Endpoint peer;
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private byte[] buffer = new byte[64 * 1024];
  private ByteFinder finder = new ByteFinder(buffer);
  private int start;
  private int end;
  private int filled;
  private int next;

  BlockLines(InputStream in, Endpoint peer) {
    this.in = in;
    this.peer = peer;
  }

  /**
   * Goes to the next line.
   *
   * @return false where there is none
   * @throws InetException as {@link Failure#BAD_REPLY} where it is too long
   */
  boolean next() throws IOException {
    start = next;
    int at = start;
    while (true) {
      at = finder.find('\n', at, filled);
      if (at < filled) {
        end = at > start && buffer[at - 1] == '\r' ? at - 1 : at;
        next = at + 1;
        return true;
      }
      int scanned = at - start;
      if (scanned > MAX_LINE) {
        throw new InetException(
                Failure.BAD_REPLY, "the server sent a line of more than " + MAX_LINE + " bytes")
            .at(peer)
            .during(Phase.TRANSFER);
      }
      if (!fill()) {
        end = filled;
        next = filled;
        return end > start;
      }
      at = start + scanned;
    }
  }

  private boolean fill() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, filled - start);
      filled -= start;
      start = 0;
    } else if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
      finder = new ByteFinder(buffer);
    }
    int n = in.read(buffer, filled, buffer.length - filled);
    filled += Math.max(0, n);
    return n >= 0;
  }

  int length() {
    return end - start;
  }

  byte at(int index) {
    return buffer[start + index];
  }

  /** Returns where a byte stands, from an index on; the length of the line where it does not. */
  int indexOf(char wanted, int from) {
    return finder.find(wanted, start + from, end) - start;
  }

  /** Returns the line. */
  String text() {
    return text(0, length());
  }

  /** Returns a part of the line: UTF-8, and where it is none, Latin-1, so that nothing is lost. */
  String text(int from, int to) {
    byte[] bytes = buffer;
    int last = start + to;
    for (int i = start + from; i < last; i++) {
      if (bytes[i] < 0) {
        return decoded(start + from, to - from);
      }
    }
    return new String(bytes, start + from, to - from, StandardCharsets.ISO_8859_1);
  }

  private String decoded(int from, int length) {
    try {
      return utf8.decode(ByteBuffer.wrap(buffer, from, length)).toString();
    } catch (CharacterCodingException e) {
      return new String(buffer, from, length, StandardCharsets.ISO_8859_1);
    }
  }

  /** Returns the number that a part of the line is; -1 where it is none. */
  long number(int from, int to) {
    int first = from;
    int last = to;
    while (first < last && at(first) == ' ') {
      first++;
    }
    while (last > first && at(last - 1) == ' ') {
      last--;
    }
    if (first == last || last - first > 18) {
      return -1;
    }
    long number = 0;
    for (int i = first; i < last; i++) {
      int digit = at(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
