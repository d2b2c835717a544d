package dev.inet.pop3;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Secret;
import dev.inet.core.dial.Connection;
import dev.inet.core.line.LineChannel;
import dev.inet.mail.EncodedWords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Commands and replies of POP3 on a connection. */
final class Pop3Wire {
  /** RFC 2449 allows 512; servers put more into an error. */
  private static final int MAX_LINE = 16 * 1024;

  /** The most lines of a list; more would only fill our memory. */
  private static final int MOST_LINES = 1_000_000;

  private static final int MOST_CAPABILITIES = 1000;
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final Connection connection;
  private final LineChannel lines;
  private boolean broken;

  Pop3Wire(Connection connection) {
    this.connection = connection;
    // Unique ids are bytes: no two of them may become the same text.
    this.lines = new LineChannel(connection, StandardCharsets.ISO_8859_1, MAX_LINE);
  }

  Connection connection() {
    return connection;
  }

  /** Returns whether what comes next is not known any more: only closing is left. */
  boolean isBroken() {
    return broken || connection.isClosed();
  }

  /** Says that nobody knows what comes next. */
  void abandon() {
    broken = true;
  }

  /** Does something after which the connection is of no use where it fails midway. */
  private <T> T whole(Part<T> part) throws IOException {
    boolean was = broken;
    broken = true;
    T result = part.run();
    broken = was;
    return result;
  }

  private interface Part<T> {
    T run() throws IOException;
  }

  // --- sending

  /** Keeps a command to be sent with the next ones. */
  void queue(String command) throws InetException {
    lines.queue(bytes(command));
  }

  void flush() throws IOException {
    lines.flush();
  }

  void send(String command) throws IOException {
    lines.send(bytes(command));
  }

  void sendConcealed(String open, Secret secret) throws IOException {
    lines.sendConcealed(bytes(open), Secret.of(bytes(secret.reveal())));
  }

  /** Returns a text whose characters are the bytes of its UTF-8, as the lines take it. */
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Returns what a server said as people read it. */
  static String text(String line) {
    return EncodedWords.text(line.getBytes(StandardCharsets.ISO_8859_1));
  }

  // --- receiving

  /**
   * Reads the first line of a reply.
   *
   * @return what follows {@code +OK}
   * @throws Pop3Exception where it is {@code -ERR}
   */
  String reply(Pop3Exception.Asked asked) throws IOException {
    String line = line();
    if (isWord(line, "+OK")) {
      return after(line, "+OK");
    }
    if (isWord(line, "-ERR")) {
      throw (Pop3Exception)
          new Pop3Exception(asked, text(after(line, "-ERR"))).at(connection.peer());
    }
    throw odd(line);
  }

  /**
   * Reads the line that answers a step of a sign-in: a challenge begins with a plus and a blank.
   */
  String line() throws IOException {
    return whole(
        () -> {
          String line = lines.readLine();
          if (line == null) {
            throw lines.ended();
          }
          return line;
        });
  }

  /** Returns whether a line begins with a word; a sign may follow it, as in {@code +OK: ready}. */
  static boolean isWord(String line, String word) {
    return line.regionMatches(true, 0, word, 0, word.length())
        && (line.length() == word.length()
            || !Character.isLetterOrDigit(line.charAt(word.length())));
  }

  /** Returns what follows the word of a reply, and the sign behind it. */
  static String after(String line, String word) {
    int at = word.length();
    boolean sign = at < line.length() && ":;,.!".indexOf(line.charAt(at)) >= 0;
    return line.substring(sign ? at + 1 : at).strip();
  }

  InetException odd(String line) {
    broken = true;
    String said = text(line.length() > 200 ? line.substring(0, 200) : line);
    return new InetException(Failure.BAD_REPLY, "the server sent what is no reply: " + said)
        .said(said)
        .at(connection.peer())
        .during(Phase.COMMAND);
  }

  String command(String command, Pop3Exception.Asked asked) throws IOException {
    send(command);
    return reply(asked);
  }

  /** Asks what the server offers; one that does not understand says no. */
  Capabilities capabilities() throws IOException {
    try {
      command("CAPA", Pop3Exception.Asked.OTHER);
    } catch (Pop3Exception e) {
      return Capabilities.UNKNOWN;
    }
    return Capabilities.of(list(MOST_CAPABILITIES));
  }

  /** Takes each line of a block. */
  interface Lines {
    void take(String line) throws IOException;
  }

  List<String> list(int most) throws IOException {
    var list = new ArrayList<String>();
    each(list::add, most);
    return list;
  }

  void each(Lines taker) throws IOException {
    each(taker, MOST_LINES);
  }

  /** Returns how many lines there were. */
  private int each(Lines taker, int most) throws IOException {
    return whole(
        () -> {
          for (int count = 0; ; count++) {
            String line = lines.readLine();
            if (line == null) {
              throw new InetException(Failure.BROKEN_OFF, "the connection ended within a list")
                  .at(connection.peer())
                  .during(Phase.COMMAND);
            }
            if (line.equals(".")) {
              return count;
            }
            if (count == most) {
              throw new InetException(
                      Failure.BAD_REPLY, "the server's list has more than " + most + " lines")
                  .at(connection.peer())
                  .during(Phase.COMMAND);
            }
            taker.take(line.startsWith("..") ? line.substring(1) : line);
          }
        });
  }

  /** Takes bytes of a message. */
  interface Bytes {
    void take(byte[] bytes, int length) throws IOException;
  }

  /**
   * Reads a message to its end and gives its bytes on. A bare LF is no end of a line: a message
   * could end itself by one, and its author speak for the server.
   */
  long message(byte[] buffer, Bytes taker) throws IOException {
    return whole(
        () -> {
          long size = 0;
          InputStream block = lines.block(false);
          for (int n = block.read(buffer); n >= 0; n = block.read(buffer)) {
            taker.take(buffer, n);
            size += n;
          }
          return size;
        });
  }

  void secure() throws IOException {
    abandon();
    lines.secure();
    broken = false;
  }

  /** Says goodbye; a server that does not answer soon is left. */
  void goodbye() {
    if (isBroken()) {
      return;
    }
    broken = true;
    try {
      Duration patience = connection.readTimeout();
      if (patience.isZero() || patience.compareTo(GOODBYE) > 0) {
        connection.readTimeout(GOODBYE);
      }
      send("QUIT");
      lines.readLine();
    } catch (IOException e) {
      // Nothing was to be changed; whether it took our word makes no difference.
    }
  }
}
