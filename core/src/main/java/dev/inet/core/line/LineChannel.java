package dev.inet.core.line;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Secret;
import dev.inet.core.dial.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection seen as lines: what every text protocol stands on.
 *
 * <p>Lines end in CR LF; a bare LF is taken for the end of a line as well, since servers that send
 * it are many. Every line, and every reply as a whole, is limited in length and in time. For use by
 * one thread.
 */
public final class LineChannel {
  /** The longest line by default, in bytes without its end. */
  public static final int MAX_LINE = 64 * 1024;

  /** The most bytes that one reply of several lines may have. */
  public static final int MAX_REPLY = 1024 * 1024;

  /** How many bytes of what is no reply an error shows. */
  private static final int MAX_SAID = 200;

  private final Connection connection;
  private final int maxLine;
  private Charset charset;
  private final ByteArrayOutputStream queued = new ByteArrayOutputStream();
  private byte[] buffer = new byte[16 * 1024];
  private ByteFinder finder = new ByteFinder(buffer);
  private int start;
  private int end;

  /**
   * Speaks in lines over a connection, in UTF-8.
   *
   * @param connection the connection; whoever made it closes it
   */
  public LineChannel(Connection connection) {
    this(connection, StandardCharsets.UTF_8, MAX_LINE);
  }

  /**
   * Speaks in lines over a connection.
   *
   * @param connection the connection; whoever made it closes it
   * @param charset how text is coded; bytes that it does not know become U+FFFD
   * @param maxLine the longest line that is accepted, in bytes without its end
   */
  public LineChannel(Connection connection, Charset charset, int maxLine) {
    this.connection = connection;
    this.charset = charset;
    this.maxLine = maxLine;
  }

  /** Returns the connection underneath. */
  public Connection connection() {
    return connection;
  }

  /**
   * Changes how text is coded from now on.
   *
   * @param value the charset
   */
  public void charset(Charset value) {
    charset = value;
  }

  // --- sending

  /**
   * Sends a line and whatever was queued before it.
   *
   * @param line the line without its end
   * @throws InetException as {@link Failure#USAGE} where it holds CR, LF or NUL
   */
  public void send(String line) throws IOException {
    queue(line);
    flush();
  }

  /**
   * Keeps a line to be sent with the next ones, so that several commands make one round trip.
   *
   * @param line the line without its end
   * @throws InetException as {@link Failure#USAGE} where it holds CR, LF or NUL
   */
  public void queue(String line) throws InetException {
    queued.writeBytes(checked(line).getBytes(charset));
    queued.write('\r');
    queued.write('\n');
  }

  /**
   * Sends a line whose end is secret: traces show {@code ****} in its place.
   *
   * @param start the open part, with its blank
   * @param secret the rest of the line
   * @throws InetException as {@link Failure#USAGE} where either holds CR, LF or NUL
   */
  public void sendConcealed(String start, Secret secret) throws IOException {
    flush();
    byte[] open = checked(start).getBytes(charset);
    byte[] hidden = checked(secret.reveal()).getBytes(charset);
    byte[] line = Arrays.copyOf(open, open.length + hidden.length + 2);
    System.arraycopy(hidden, 0, line, open.length, hidden.length);
    line[line.length - 2] = '\r';
    line[line.length - 1] = '\n';
    connection.writeConcealed(line, open.length, open.length + hidden.length);
    connection.output().flush();
  }

  /** Sends what was queued. */
  public void flush() throws IOException {
    if (queued.size() > 0) {
      byte[] bytes = queued.toByteArray();
      queued.reset();
      connection.output().write(bytes);
      connection.output().flush();
    }
  }

  /** The last line of defence against command injection; callers name the field that is wrong. */
  private static String checked(String line) throws InetException {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new InetException(Failure.USAGE, "a command cannot hold CR, LF or NUL");
      }
    }
    return line;
  }

  // --- receiving

  /**
   * Reads a line, within the time that one reply may take.
   *
   * @return the line without its end; {@code null} where the stream ended before it began
   * @throws InetException as {@link Failure#BAD_REPLY} where it is longer than allowed, as {@link
   *     Failure#BROKEN_OFF} where the stream ended within it
   */
  public @Nullable String readLine() throws IOException {
    Deadline before = beginReply();
    try {
      return line();
    } finally {
      connection.deadline(before);
    }
  }

  /** Begins the time of a reply within the caller's own, which is returned to be put back. */
  private Deadline beginReply() {
    Deadline before = connection.deadline();
    connection.replyDeadline();
    connection.deadline(before.earlier(connection.deadline()));
    return before;
  }

  private @Nullable String line() throws IOException {
    int scanned = start;
    while (true) {
      if (!finder.isOf(buffer)) {
        finder = new ByteFinder(buffer);
      }
      int i = finder.find('\n', scanned, end);
      if (i < end) {
        int stop = i > start && buffer[i - 1] == '\r' ? i - 1 : i;
        if (stop - start > maxLine) {
          throw tooLong();
        }
        var line = new String(buffer, start, stop - start, charset);
        start = i + 1;
        return line;
      }
      // The end of a line may still be on its way, hence two more.
      if (end - start - 2 > maxLine) {
        throw tooLong();
      }
      scanned = end - start;
      if (!fill()) {
        if (start == end) {
          return null;
        }
        throw half();
      }
      scanned += start;
    }
  }

  /**
   * Half a line is none, however much it looks like one: what is missing may change its meaning, as
   * 25 becomes 250 or 251, and whoever cuts a connection short must not make a yes of a no.
   */
  private InetException half() {
    var line = new String(buffer, start, Math.min(end - start, MAX_SAID), charset).strip();
    start = end;
    return new InetException(
            Failure.BROKEN_OFF, "the server closed the connection within a line: " + line)
        .said(line)
        .at(connection.peer())
        .during(Phase.COMMAND);
  }

  /**
   * Returns what it means that the stream ended where a reply was awaited: a server that never said
   * a word gave no answer ({@link Failure#NO_ANSWER}), one that leaves in the middle of the
   * conversation broke it off ({@link Failure#BROKEN_OFF}).
   */
  public InetException ended() {
    InetException e =
        connection.received() > 0
            ? new InetException(Failure.BROKEN_OFF, "the server closed the connection")
            : new InetException(
                Failure.NO_ANSWER, "the server closed the connection without an answer");
    return e.at(connection.peer()).during(Phase.COMMAND);
  }

  private InetException tooLong() {
    return new InetException(
            Failure.BAD_REPLY, "the server sent a line of more than " + maxLine + " bytes")
        .at(connection.peer());
  }

  /** Reads more behind what is there; false at the end of the stream. */
  private boolean fill() throws IOException {
    makeRoom();
    int n = connection.input().read(buffer, end, buffer.length - end);
    if (n < 0) {
      return false;
    }
    end += n;
    return true;
  }

  /**
   * Returns whether something of the next line has come, or the end of the stream; waits for
   * neither.
   */
  public boolean hasArrived() throws IOException {
    if (start < end) {
      return true;
    }
    makeRoom();
    int n = connection.readArrived(buffer, end, buffer.length - end);
    end += Math.max(n, 0);
    return n != 0;
  }

  private void makeRoom() {
    if (start == end) {
      start = 0;
      end = 0;
    } else if (end == buffer.length) {
      if (start > 0) {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
      } else {
        buffer = Arrays.copyOf(buffer, (int) Math.min(buffer.length * 2L, maxLine + 4096L));
      }
    }
  }

  /**
   * Reads a reply of one or several lines, within the time that one reply may take as a whole.
   *
   * @throws InetException as {@link Failure#NO_ANSWER} where the server closes without a word, as
   *     {@link Failure#BROKEN_OFF} where it closes later or within a reply, as {@link
   *     Failure#BAD_REPLY} where what comes is no reply or too long
   */
  public Reply readReply() throws IOException {
    return readReply(false);
  }

  /**
   * Reads a reply as {@link #readReply()} does, but does not wait beyond a line that ends another
   * one: all lines of a reply have its code (RFC 5321 section 4.2.1), where FTP allows any text.
   */
  public Reply readCodedReply() throws IOException {
    return readReply(true);
  }

  private Reply readReply(boolean coded) throws IOException {
    Deadline before = beginReply();
    try {
      String line = line();
      if (line == null) {
        throw ended();
      }
      int code = code(line);
      var lines = new ArrayList<String>();
      lines.add(rest(line));
      if (line.length() > 3 && line.charAt(3) == '-') {
        readMore(code, lines, coded);
      }
      return new Reply(code, lines);
    } catch (InetException e) {
      throw e.during(Phase.COMMAND);
    } finally {
      connection.deadline(before);
    }
  }

  /** Reads up to the line that begins with the code and a blank (RFC 959, section 4.2). */
  private void readMore(int code, List<String> lines, boolean coded) throws IOException {
    String last = code + " ";
    String more = code + "-";
    long size = 0;
    while (true) {
      String line = line();
      if (line == null) {
        throw new InetException(
                Failure.BROKEN_OFF, "the server closed the connection within a reply")
            .at(connection.peer());
      }
      size += line.length() + 2;
      // A reply of a gigabyte in short lines would fill our memory as well as one long line.
      if (size > MAX_REPLY) {
        throw new InetException(
                Failure.BAD_REPLY, "the server sent a reply of more than " + MAX_REPLY + " bytes")
            .at(connection.peer());
      }
      boolean isLast = line.startsWith(last) || line.length() == 3 && last.startsWith(line);
      lines.add(isLast || line.startsWith(more) ? rest(line) : line);
      if (isLast) {
        return;
      }
      if (coded && codeOf(line) > 0 && !line.startsWith("-", 3)) {
        throw noReply(line);
      }
    }
  }

  private int code(String line) throws InetException {
    int code = codeOf(line);
    if (code == 0) {
      throw noReply(line);
    }
    return code;
  }

  /** Returns the code that a line begins with; 0 where it begins with none. */
  private static int codeOf(String line) {
    boolean digits = line.length() >= 3;
    for (int i = 0; digits && i < 3; i++) {
      digits = line.charAt(i) >= '0' && line.charAt(i) <= '9';
    }
    boolean ends = line.length() == 3 || line.length() > 3 && " -".indexOf(line.charAt(3)) >= 0;
    int code = digits && ends ? Integer.parseInt(line.substring(0, 3)) : 0;
    return code >= 100 && code <= 599 ? code : 0;
  }

  private InetException noReply(String line) {
    return new InetException(Failure.BAD_REPLY, "the server sent what is no reply")
        .said(line.length() > MAX_SAID ? line.substring(0, MAX_SAID) : line)
        .at(connection.peer());
  }

  private static String rest(String line) {
    return line.length() > 4 ? line.substring(4) : "";
  }

  /**
   * Reads bytes that are no lines, such as a literal or a body.
   *
   * @param into where to put them
   * @param offset from where on
   * @param length how many at most
   * @return how many came; -1 at the end of the stream
   */
  public int read(byte[] into, int offset, int length) throws IOException {
    if (start < end) {
      int n = Math.min(length, end - start);
      System.arraycopy(buffer, start, into, offset, n);
      start += n;
      return n;
    }
    return connection.input().read(into, offset, length);
  }

  /**
   * Moves bytes that are no lines to a channel, past the heap where nothing has to see them.
   *
   * @param to a channel that blocks
   * @param most how many bytes at most
   * @return how many moved; fewer than {@code most} only at the end of the stream
   */
  public long drainTo(WritableByteChannel to, long most) throws IOException {
    long moved = 0;
    while (moved < most && start < end) {
      int n = (int) Math.min(most - moved, end - start);
      var bytes = ByteBuffer.wrap(buffer, start, n);
      try {
        while (bytes.hasRemaining()) {
          to.write(bytes);
        }
      } catch (IOException e) {
        throw new InetException(Failure.LOCAL_WRITE, "cannot write: " + e.getMessage(), e);
      }
      start += n;
      moved += n;
    }
    return moved == most ? moved : moved + connection.drainTo(to, most - moved);
  }

  /**
   * Returns the block that follows, up to a line of a single dot (RFC 3977, section 3.1.1): its
   * bytes are exact, the dots that were stuffed are gone. It must be read to its end before
   * anything else is read here.
   *
   * @param lenient whether a bare LF ends a line, and the end of the stream ends the block
   */
  public InputStream block(boolean lenient) {
    return new DotBlock(this, connection.peer(), lenient);
  }

  /** Gives a block what is buffered, after reading more where nothing is. */
  int takeBlock(DotBlock block, byte[] into, int offset, int length) throws IOException {
    if (start == end && !fill()) {
      block.streamEnded();
      return 0;
    }
    int[] written = {0};
    start += block.take(buffer, start, end, into, offset, length, written);
    return written[0];
  }

  /** Takes what was received from the connection and not yet asked for. */
  public byte[] takeBuffered() {
    byte[] taken = Arrays.copyOfRange(buffer, start, end);
    start = end;
    return taken;
  }

  /** Returns whether something waits that was received but not yet asked for. */
  public boolean hasBuffered() throws IOException {
    return start < end || connection.hasBuffered();
  }

  /**
   * Puts TLS on the connection, as STARTTLS asks for it.
   *
   * @throws InetException as {@link Failure#BAD_REPLY} where bytes that came in clear wait to be
   *     read; they would pass for words under TLS
   */
  public void secure() throws IOException {
    if (start < end) {
      connection.close();
      throw new InetException(
              Failure.BAD_REPLY, "the server sent more in clear after it agreed to TLS")
          .at(connection.peer())
          .during(Phase.TLS);
    }
    connection.secure(List.of());
  }
}
