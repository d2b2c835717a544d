package dev.inet.imap;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.dial.Connection;
import dev.inet.core.line.LineChannel;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands and responses on a connection (RFC 9051 sections 2.2 and 4.3): lines with literals in
 * them. Bodies of messages pass through without being held.
 */
final class ImapWire implements Closeable {
  /** The longest line: a search may find a million messages. */
  static final int MAX_LINE = 12 * 1024 * 1024;

  /** The most bytes of literals that one response may make us hold. */
  static final int MAX_HELD = 16 * 1024 * 1024;

  /** The most empty lines in a row: each of them prolongs the wait for a response. */
  private static final int MOST_EMPTY = 100;

  private final Connection connection;
  private LineChannel lines;
  private final ByteArrayOutputStream queued = new ByteArrayOutputStream();
  private boolean utf8;
  private boolean greeted;

  /** Takes the body of a message while it comes. */
  interface Bodies {
    /** Takes none: everything is held. */
    Bodies NONE = (head, item, size) -> null;

    /**
     * Says where a body goes.
     *
     * @param head the response up to here
     * @param item which data item it is, such as {@code BODY[]}
     * @param size how many bytes come
     * @return where they go; {@code null} to hold them
     */
    @Nullable Sink open(String head, String item, long size) throws IOException;
  }

  /** Takes bytes. */
  interface Sink {
    /** Returns where they go. */
    WritableByteChannel channel();
  }

  ImapWire(Connection connection) {
    this.connection = connection;
    this.lines = lines();
  }

  private LineChannel lines() {
    return new LineChannel(connection, StandardCharsets.ISO_8859_1, MAX_LINE);
  }

  Connection connection() {
    return connection;
  }

  /** Sends words in UTF-8 from now on. */
  void inUtf8() {
    utf8 = true;
  }

  boolean isUtf8() {
    return utf8;
  }

  /** Puts TLS on the connection. */
  void secure() throws IOException {
    lines.secure();
  }

  /** Compresses both directions from now on; the server may have begun with that already. */
  void compress() throws IOException {
    connection.deflate(lines.takeBuffered());
  }

  // --- sending

  /** Keeps words until the next {@link #flush}. */
  void queue(String words) {
    queued.writeBytes(words.getBytes(StandardCharsets.UTF_8));
  }

  void flush() throws IOException {
    if (queued.size() > 0) {
      byte[] bytes = queued.toByteArray();
      queued.reset();
      connection.output().write(bytes);
    }
    connection.output().flush();
  }

  /** Sends bytes after what is queued. */
  void send(byte[] bytes) {
    queued.writeBytes(bytes);
  }

  /** Sends bytes that traces show as {@code ****}, after what is queued. */
  void sendConcealed(byte[] bytes) throws IOException {
    flush();
    connection.writeConcealed(bytes, 0, bytes.length);
  }

  /** Moves bytes of a channel to the server, after what is queued. */
  long fillFrom(ReadableByteChannel from, long most) throws IOException {
    flush();
    return connection.fillFrom(from, most);
  }

  // --- receiving

  /** Returns whether a response waits that nobody asked for. */
  boolean hasBuffered() throws IOException {
    return lines.hasBuffered();
  }

  /** Reads a response and holds all of it. */
  Response read() throws IOException {
    return read(Bodies.NONE);
  }

  /**
   * Reads a response.
   *
   * @throws InetException as {@link Failure#NO_ANSWER} where the server closes without a word, as
   *     {@link Failure#BROKEN_OFF} where it closes later, as {@link Failure#BAD_REPLY} where what
   *     comes is no response or too large
   */
  Response read(Bodies bodies) throws IOException {
    String line = line();
    greeted = true;
    line = unpadded(line);
    // Exchange sends empty lines between its responses.
    for (int i = 0; line.isEmpty() && i < MOST_EMPTY; i++) {
      line = line();
    }
    if (!line.endsWith("}") || !mayHoldLiterals(line)) {
      return Response.of(List.of(line), List.of());
    }
    var texts = new ArrayList<String>();
    var literals = new ArrayList<Value>();
    long held = 0;
    while (line.endsWith("}")) {
      int begin = literal(line);
      if (begin < 0) {
        break;
      }
      String digits = digits(line);
      long size = Value.number(digits);
      if (size < 0) {
        throw bad("a literal of " + digits + " bytes");
      }
      texts.add(line.substring(0, begin));
      Sink sink = isFetch(texts.get(0)) ? sink(bodies, texts, size) : null;
      if (sink != null) {
        drain(sink, size);
        literals.add(new Value.Passed(size));
      } else {
        held += size;
        if (held > MAX_HELD) {
          throw bad("literals of more than " + MAX_HELD + " bytes");
        }
        literals.add(new Value.Text(hold((int) size)));
      }
      line = line();
      held += line.length();
      if (held > MAX_HELD + MAX_LINE) {
        throw bad("a response of more than " + held + " bytes");
      }
    }
    texts.add(line);
    return Response.of(texts, literals);
  }

  private String line() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw ended();
    }
    return line;
  }

  /** Some servers pad what they send with NUL. */
  private static String unpadded(String line) {
    int begin = 0;
    while (begin < line.length() && line.charAt(begin) == 0) {
      begin++;
    }
    return line.substring(begin);
  }

  /**
   * Returns where the announcement of a literal begins that ends a line; -1 where there is none.
   * Read from the end, since every message has one: {@code {12}}, {@code {12+}} or {@code ~{12}}.
   */
  private static int literal(String line) {
    int brace = line.lastIndexOf('{');
    String digits = brace < 0 ? "" : digits(line);
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int begin = brace > 0 && line.charAt(brace - 1) == '~' ? brace - 1 : brace;
    return begin == 0 || " (])>".indexOf(line.charAt(begin - 1)) >= 0 ? begin : -1;
  }

  private static String digits(String line) {
    int end = line.length() - 1;
    return line.substring(line.lastIndexOf('{') + 1, line.charAt(end - 1) == '+' ? end - 1 : end);
  }

  /** The words of a status are for people and may end in anything. */
  private static boolean mayHoldLiterals(String line) {
    if (!line.startsWith("* ")) {
      return false;
    }
    int blank = line.indexOf(' ', 2);
    return blank < 0
        || !Response.isStatus(line.substring(2, blank).toUpperCase(java.util.Locale.ROOT));
  }

  private static boolean isFetch(String head) {
    int blank = head.indexOf(' ', 2);
    return blank > 0 && head.regionMatches(true, blank, " FETCH ", 0, 7);
  }

  private static @Nullable Sink sink(Bodies bodies, List<String> texts, long size)
      throws IOException {
    String last = texts.get(texts.size() - 1).stripTrailing();
    int from = last.length();
    int brackets = 0;
    // The item's own name may hold blanks within its brackets.
    while (from > 0) {
      char c = last.charAt(from - 1);
      if (c == ']') {
        brackets++;
      } else if (c == '[') {
        brackets--;
      } else if (brackets == 0 && (c == ' ' || c == '(')) {
        break;
      }
      from--;
    }
    return bodies.open(String.join("\"\"", texts), last.substring(from), size);
  }

  private void drain(Sink sink, long size) throws IOException {
    connection.deadline(Deadline.NEVER);
    long moved = lines.drainTo(sink.channel(), size);
    if (moved < size) {
      throw new InetException(
              Failure.INCOMPLETE,
              "the connection ended after " + moved + " of " + size + " bytes of a message")
          .at(connection.peer())
          .during(Phase.TRANSFER);
    }
  }

  private byte[] hold(int size) throws IOException {
    // Grows with what really comes, so that a lie about the size costs no memory.
    var bytes = new ByteArrayOutputStream(Math.min(size, 8192));
    byte[] piece = new byte[Math.min(size, 8192)];
    connection.replyDeadline();
    try {
      for (int left = size; left > 0; ) {
        int n = lines.read(piece, 0, Math.min(left, piece.length));
        if (n < 0) {
          throw ended();
        }
        bytes.write(piece, 0, n);
        left -= n;
      }
    } finally {
      connection.deadline(Deadline.NEVER);
    }
    return bytes.toByteArray();
  }

  private InetException ended() {
    return greeted
        ? new InetException(Failure.BROKEN_OFF, "the server closed the connection")
            .at(connection.peer())
            .during(Phase.COMMAND)
        : new InetException(Failure.NO_ANSWER, "the server closed the connection without an answer")
            .at(connection.peer())
            .during(Phase.GREETING);
  }

  private InetException bad(String what) {
    return new InetException(Failure.BAD_REPLY, "the server announced " + what)
        .at(connection.peer())
        .during(Phase.COMMAND);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
