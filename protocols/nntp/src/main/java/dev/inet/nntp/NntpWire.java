package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Secret;
import dev.inet.core.dial.Connection;
import dev.inet.core.line.LineChannel;
import dev.inet.core.line.Reply;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands, replies and blocks on one connection (RFC 3977, section 3); it knows no command.
 *
 * <p>Who asked for a block reads it to its end before anything else is read here.
 */
final class NntpWire implements Closeable {
  /** The most bytes of a block that is taken into memory as lines. */
  private static final int MOST_LINES = 4 << 20;

  /** How long is waited for a reply that should have come before the connection broke. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final Connection connection;
  private final LineChannel lines;

  NntpWire(Connection connection) {
    this.connection = connection;
    this.lines = new LineChannel(connection, StandardCharsets.UTF_8, LineChannel.MAX_LINE);
  }

  Connection connection() {
    return connection;
  }

  /** Keeps a command to be sent with the next ones. */
  void queue(String command) throws InetException {
    lines.queue(command);
  }

  /** Sends what was queued. */
  void flush() throws IOException {
    lines.flush();
  }

  /** Sends a line that has no reply. */
  void send(String line) throws IOException {
    lines.send(line);
  }

  /** Sends bytes as they are and reads the reply to them. */
  Reply send(byte[] bytes) throws IOException {
    try {
      connection.output().write(bytes);
      connection.output().flush();
    } catch (InetException e) {
      Reply why = e.failure() == Failure.BROKEN_OFF ? lastWords() : null;
      if (why == null) {
        throw e;
      }
      return why;
    }
    return reply();
  }

  /** Returns what a server said before it hung up on us, where that is a no; else {@code null}. */
  private @Nullable Reply lastWords() {
    connection.readTimeout(LAST_WORDS);
    try {
      Reply reply = reply();
      return reply.isTransient() || reply.isPermanent() ? reply : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Sends a command and reads its reply. */
  Reply ask(String command) throws IOException {
    lines.send(command);
    return reply();
  }

  /** Sends a command whose end is secret and reads its reply. */
  Reply askConcealed(String start, Secret secret) throws IOException {
    lines.sendConcealed(start, secret);
    return reply();
  }

  /**
   * Reads a reply, which is one line (RFC 3977, section 3.2): a minus after its code says nothing
   * here, unlike in FTP and SMTP.
   *
   * @throws InetException as {@link Failure#NO_ANSWER} or {@link Failure#BROKEN_OFF} where the
   *     server closes instead, as {@link Failure#BAD_REPLY} where the line is no reply
   */
  Reply reply() throws IOException {
    String line;
    try {
      line = lines.readLine();
    } catch (InetException e) {
      throw e.during(Phase.COMMAND);
    }
    if (line == null) {
      throw lines.ended();
    }
    int code = code(line);
    if (code < 100 || code > 599) {
      throw new InetException(Failure.BAD_REPLY, "the server sent what is no reply")
          .said(line.length() > 200 ? line.substring(0, 200) : line)
          .at(connection.peer())
          .during(Phase.COMMAND);
    }
    return new Reply(code, List.of(line.substring(3).strip()));
  }

  private static int code(String line) {
    int code = 0;
    for (int i = 0; i < 3; i++) {
      char c = i < line.length() ? line.charAt(i) : 'x';
      if (c < '0' || c > '9') {
        return -1;
      }
      code = code * 10 + (c - '0');
    }
    boolean more = line.length() > 3 && Character.isDigit(line.charAt(3));
    return more ? -1 : code;
  }

  /** Returns the block that follows a reply; only CR LF ends its lines. */
  InputStream block() {
    return lines.block(false);
  }

  /** Returns the lines of the block that follows a reply. */
  BlockLines blockLines() {
    return new BlockLines(block(), connection.peer());
  }

  /** Takes the block that follows a reply into memory. */
  List<String> readLines() throws IOException {
    BlockLines block = blockLines();
    var taken = new ArrayList<String>();
    long size = 0;
    while (block.next()) {
      size += block.length() + 2L;
      // A list without end would fill our memory.
      if (size > MOST_LINES) {
        throw tooLong(MOST_LINES + " bytes");
      }
      taken.add(block.text());
    }
    return taken;
  }

  /** Takes the block that follows a reply into memory, as bytes. */
  byte[] readBytes(int most) throws IOException {
    byte[] bytes = block().readNBytes(most + 1);
    if (bytes.length > most) {
      throw tooLong(most + " bytes");
    }
    return bytes;
  }

  InetException tooLong(String most) {
    return new InetException(Failure.BAD_REPLY, "the server sent an answer of more than " + most)
        .at(connection.peer())
        .during(Phase.TRANSFER);
  }

  /** Reads past the block that follows a reply. */
  void skipBlock() throws IOException {
    byte[] buffer = new byte[16 * 1024];
    InputStream block = block();
    while (block.read(buffer) >= 0) {
      // Nobody wants it.
    }
  }

  /**
   * Compresses both directions from now on.
   *
   * @throws InetException as {@link Failure#BAD_REPLY} where the server said more than it may
   */
  void deflate() throws IOException {
    if (lines.hasBuffered()) {
      throw new InetException(
              Failure.BAD_REPLY, "the server sent more in clear after it agreed to compression")
          .at(connection.peer());
    }
    connection.deflate();
  }

  /** Puts TLS on the connection. */
  void secure() throws IOException {
    lines.secure();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
