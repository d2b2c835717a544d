package dev.inet.smtp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.dial.Connection;
import dev.inet.core.line.LineChannel;
import dev.inet.core.line.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Commands, replies and messages on a connection. What is written stays in a buffer until it is
 * full or an answer is waited for, so that commands that were written in a row travel together (RFC
 * 2920).
 */
final class SmtpWire {
  private static final int BUFFER = 64 * 1024;

  /** How long is waited for a reply that should have come before the connection broke. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  /** The length of the pieces that BDAT carries. */
  private static final int CHUNK = 1 << 20;

  private final Connection connection;
  private final LineChannel lines;
  private final byte[] buffer = new byte[BUFFER];
  private final byte[] scratch = new byte[BUFFER];
  private int filled;

  SmtpWire(Connection connection) {
    this.connection = connection;
    this.lines = new LineChannel(connection);
  }

  Connection connection() {
    return connection;
  }

  // --- commands and replies

  /** Writes a command. */
  void command(String line) throws IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    for (byte b : bytes) {
      // The last line of defence against injected commands; callers name the field that is wrong.
      if (b == '\r' || b == '\n' || b == 0) {
        throw new InetException(Failure.USAGE, "a command cannot hold CR, LF or NUL");
      }
    }
    write(bytes, 0, bytes.length);
    endLine();
  }

  /** Writes a command whose end no trace shows. */
  void concealed(String start, Secret secret) throws IOException {
    flush();
    lines.sendConcealed(start, secret);
  }

  /** Reads a reply, after sending what is written. */
  Reply reply() throws IOException {
    flush();
    return lines.readCodedReply();
  }

  /** Reads a reply that may take longer than others. */
  Reply reply(Duration patience) throws IOException {
    flush();
    Duration usual = connection.readTimeout();
    connection.readTimeout(patience);
    try {
      return reply();
    } finally {
      connection.readTimeout(usual);
    }
  }

  /** Returns what a server said before it hung up on us, where that is a no; else {@code null}. */
  @Nullable Reply lastWords() {
    filled = 0;
    connection.readTimeout(LAST_WORDS);
    try {
      Reply reply = lines.readCodedReply();
      return reply.isTransient() || reply.isPermanent() ? reply : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Returns whether the server has said something that nobody has read yet. */
  boolean hasSpoken() throws IOException {
    return lines.hasBuffered();
  }

  void secure() throws IOException {
    lines.secure();
  }

  void flush() throws IOException {
    if (filled > 0) {
      int n = filled;
      filled = 0;
      connection.output().write(buffer, 0, n);
      connection.output().flush();
    }
  }

  private void write(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (filled == BUFFER) {
        flush();
      }
      int n = Math.min(end - at, BUFFER - filled);
      System.arraycopy(bytes, at, buffer, filled, n);
      filled += n;
      at += n;
    }
  }

  private void put(byte b) throws IOException {
    if (filled == BUFFER) {
      flush();
    }
    buffer[filled++] = b;
  }

  private void endLine() throws IOException {
    put((byte) '\r');
    put((byte) '\n');
  }

  // --- messages

  /**
   * Writes a message with a dot before each line that begins with one (RFC 5321 section 4.5.2), but
   * not the dot at its end.
   *
   * @param message the message with CR LF line ends, the last line too
   */
  void stuffed(InputStream message) throws IOException {
    byte[] piece = scratch;
    boolean lineStart = true;
    for (int n = read(message, piece); n >= 0; n = read(message, piece)) {
      int from = 0;
      for (int i = 0; i < n; i++) {
        byte b = piece[i];
        if (lineStart && b == '.') {
          write(piece, from, i - from);
          put((byte) '.');
          from = i;
        }
        lineStart = b == '\n';
      }
      write(piece, from, n - from);
    }
  }

  /** Writes the dot that ends a message. */
  void dot() throws IOException {
    put((byte) '.');
    endLine();
  }

  /** Is told before the last piece of a message is written. */
  interface BeforeLast {
    void call() throws IOException;
  }

  /**
   * Writes a message by BDAT (RFC 3030) and reads the answer to all pieces but the last, which
   * stays unread.
   *
   * @return the refusal of a piece, which ends the transfer; {@code null} where there is none
   */
  @Nullable Reply chunks(InputStream message, BeforeLast beforeLast) throws IOException {
    byte[] piece = scratch;
    int n = fill(message, piece, 0);
    while (true) {
      if (n == piece.length && piece.length < CHUNK) {
        piece = Arrays.copyOf(piece, CHUNK);
        n = fill(message, piece, n);
      }
      // Whether this is the last piece shows only when nothing follows it.
      byte[] next = n < piece.length ? new byte[0] : new byte[CHUNK];
      int more = n < piece.length ? 0 : fill(message, next, 0);
      boolean last = more == 0;
      if (last) {
        beforeLast.call();
      }
      command("BDAT " + n + (last ? " LAST" : ""));
      write(piece, 0, n);
      if (last) {
        return null;
      }
      Reply reply = reply();
      if (!reply.isDone()) {
        return reply;
      }
      piece = next;
      n = more;
    }
  }

  private static int fill(InputStream message, byte[] piece, int from) throws IOException {
    int filled = from;
    while (filled < piece.length) {
      int n = read(message, piece, filled);
      if (n < 0) {
        break;
      }
      filled += n;
    }
    return filled;
  }

  private static int read(InputStream message, byte[] piece) throws InetException {
    return read(message, piece, 0);
  }

  private static int read(InputStream message, byte[] piece, int from) throws InetException {
    try {
      return message.read(piece, from, piece.length - from);
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read the message: " + e.getMessage(), e);
    }
  }
}
