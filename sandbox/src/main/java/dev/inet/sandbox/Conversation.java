package dev.inet.sandbox;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * One connection to a {@link Peer}, with a record of what was said.
 *
 * <p>What the client says wrongly is an {@link AssertionError} that ends the conversation; {@link
 * Peer#heardAll} throws it in the test's thread.
 */
public final class Conversation {
  private static final Duration LONG = Duration.ofMinutes(2);

  private final Caller caller;
  private final SSLContext tls;
  private final StringBuilder unsent = new StringBuilder();
  private final List<String> record = new ArrayList<>();
  private final Runnable whenDone;
  private final AtomicBoolean done = new AtomicBoolean();
  private final AtomicInteger turns = new AtomicInteger();

  Conversation(Caller caller, SSLContext tls, Runnable whenDone) {
    this.whenDone = whenDone;
    this.caller = caller;
    this.tls = tls;
  }

  /** Returns the connection itself, for what the methods here cannot say. */
  public Caller caller() {
    return caller;
  }

  /**
   * Returns how often the client has waited for an answer: its round trips.
   *
   * <p>An answer counts if the client had said nothing further when it was sent; commands that come
   * in one packet count once.
   */
  public int turns() {
    return turns.get();
  }

  /** Sends a line with CR LF; escapes as in a script. */
  public Conversation send(String line) throws IOException {
    return sendText(Escapes.raw(line) + "\r\n", line);
  }

  /** Sends text as it is, as UTF-8, adding nothing. */
  public Conversation sendRaw(String text) throws IOException {
    return sendText(
        new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
        Escapes.shown(text) + "\\");
  }

  private Conversation sendText(String bytes, String shown) throws IOException {
    say(bytes, shown);
    flush();
    return this;
  }

  /** Keeps bytes (as ISO 8859-1) until {@link #flush}, so that lines travel in one packet. */
  void say(String bytes, String shown) {
    note("S: " + shown);
    unsent.append(bytes);
  }

  /** Sends what was said. */
  void flush() throws IOException {
    if (unsent.isEmpty()) {
      return;
    }
    if (!caller.isAhead()) {
      turns.incrementAndGet();
    }
    byte[] bytes = unsent.toString().getBytes(StandardCharsets.ISO_8859_1);
    unsent.setLength(0);
    caller.write(ByteBuffer.wrap(bytes));
  }

  /**
   * Hears a line and compares it.
   *
   * @param expected the line without its end, with {@code {any}} and {@code {regex:...}}
   * @return the line as it came, without its end, as ISO 8859-1
   */
  public String expect(String expected) throws IOException {
    flush();
    String heard = hear(expected);
    if (!Escapes.pattern(expected).matcher(heard).matches()) {
      throw surprise(expected, Escapes.shown(heard));
    }
    note("C: " + Escapes.shown(heard));
    return heard;
  }

  private String hear(String expected) throws IOException {
    byte[] line;
    try {
      line = caller.readRawLine();
    } catch (EOFException | SocketException e) {
      throw surprise(expected, "(the connection broke: " + e.getMessage() + ")");
    } catch (ClosedChannelException e) {
      throw surprise(expected, "(nothing, for as long as the peer waits)");
    }
    if (line.length == 0) {
      throw surprise(expected, "(end of input)");
    }
    String text = new String(line, StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\r\n")) {
      throw surprise(expected, Escapes.shown(text) + "\\   (no CR LF)");
    }
    return text.substring(0, text.length() - 2);
  }

  /** Hears exactly so many bytes, whatever they are. */
  public byte[] expectBytes(int count) throws IOException {
    flush();
    byte[] bytes = caller.input().readNBytes(count);
    if (bytes.length < count) {
      throw surprise("{bytes:" + count + "}", "(end of input after " + bytes.length + " bytes)");
    }
    note("C: {bytes:" + count + "}");
    return bytes;
  }

  /** Hears lines of any kind up to and with the given one, such as the dot after a message. */
  public List<String> expectUntil(String last) throws IOException {
    flush();
    List<String> lines = new ArrayList<>();
    while (true) {
      String line = hear(last);
      note("C: " + Escapes.shown(line));
      if (line.equals(last)) {
        return lines;
      }
      lines.add(line);
    }
  }

  /** Hears the end of input. */
  public void expectClose() throws IOException {
    flush();
    byte[] line = caller.readRawLine();
    if (line.length > 0) {
      String text = new String(line, StandardCharsets.ISO_8859_1);
      throw surprise("(end of input)", Escapes.shown(text.stripTrailing()));
    }
    note("== EXPECT-CLOSE");
  }

  /** Does the server's side of a TLS handshake. */
  public void secure() throws IOException {
    flush();
    caller.secure(tls);
    note("== TLS");
  }

  /** Keeps the connection open and silent, reading on, until the client or the test ends it. */
  public void stall() throws IOException {
    flush();
    note("== STALL");
    done();
    caller.patience(LONG);
    ByteBuffer sink = ByteBuffer.allocate(8192);
    while (caller.read(sink.clear()) >= 0) {
      // The client talks to a wall.
    }
  }

  /** Keeps the connection open and does not read from it, so that the client's writes block. */
  public void neverRead() throws IOException {
    flush();
    note("== NEVER-READ");
    done();
    caller.pause(LONG);
  }

  /** Sends text one byte at a time, with a pause after each. */
  public void drip(String text, Duration pause) throws IOException {
    flush();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      caller.output().write(b);
      caller.pause(pause);
    }
  }

  /** Ends the connection with a reset (RST). */
  public void reset() throws IOException {
    flush();
    note("== RESET");
    caller.reset();
  }

  /** Closes the connection at once, under TLS without close_notify. */
  public void close() throws IOException {
    flush();
    note("== CLOSE");
    caller.close();
  }

  /** Says that nothing is expected any more; what stalls has nothing more to hear. */
  void done() {
    if (done.compareAndSet(false, true)) {
      whenDone.run();
    }
  }

  private void note(String said) {
    synchronized (record) {
      record.add(said);
    }
  }

  private AssertionError surprise(String expected, String heard) {
    StringBuilder diff = new StringBuilder("the client did not say what the peer expects:\n");
    for (String line : heardSoFar()) {
      diff.append("    ").append(line).append('\n');
    }
    diff.append("  - C: ").append(expected).append('\n');
    diff.append("  + C: ").append(heard).append('\n');
    return new AssertionError(diff.toString());
  }

  /** Returns what was said so far, as the lines of a script. */
  public List<String> heardSoFar() {
    synchronized (record) {
      return List.copyOf(record);
    }
  }
}
