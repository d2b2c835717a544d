package dev.inet.core.trace;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLHandshakeException;

/**
 * The plain-text streams of a connection: they count, report and name failures.
 *
 * <p>The tap sits on the topmost layer; securing a connection lifts it there, and the streams that
 * it handed out follow.
 */
public final class Tap {
  private static final byte[] STARS = "****".getBytes(StandardCharsets.US_ASCII);

  /** How much of what came first is remembered. */
  private static final int BEGINNING = 4;

  private static final int OUT = 1;
  private static final int IN = 2;

  private final long connection;
  private final Endpoint peer;
  private final Trace trace;
  private final Masks masks;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicInteger way = new AtomicInteger();
  private final In input = new In();
  private final Out output = new Out();
  private final Held heldSent = new Held(true);
  private final Held heldReceived = new Held(false);
  private volatile long quota = Long.MAX_VALUE;
  private volatile byte[] beginning = {};
  private volatile boolean ended;
  private volatile boolean closing;
  private volatile InputStream below = InputStream.nullInputStream();
  private volatile OutputStream above = OutputStream.nullOutputStream();

  /**
   * Makes a tap.
   *
   * @param connection the number of the connection
   * @param peer the peer that failures name
   * @param trace where events go
   * @param masks what must not show in them
   */
  public Tap(long connection, Endpoint peer, Trace trace, Masks masks) {
    this.connection = connection;
    this.peer = peer;
    this.trace = trace;
    this.masks = masks;
  }

  /**
   * Puts the tap on another layer; streams that were handed out follow.
   *
   * @param in where bytes come from
   * @param out where bytes go
   */
  public void lift(InputStream in, OutputStream out) {
    below = in;
    above = out;
  }

  /** Returns the stream of plain bytes from the peer. */
  public InputStream input() {
    return input;
  }

  /** Returns the stream of plain bytes to the peer. */
  public OutputStream output() {
    return output;
  }

  /** Returns how many plain bytes went to the peer. */
  public long sent() {
    return sent.get();
  }

  /** Returns how many plain bytes came from the peer. */
  public long received() {
    return received.get();
  }

  /**
   * Bounds how many bytes may come through the stream until this is called again.
   *
   * @param bytes how many; {@link Long#MAX_VALUE} for no bound
   */
  public void quota(long bytes) {
    quota = bytes == Long.MAX_VALUE ? bytes : received.get() + bytes;
  }

  /** Returns the first four bytes that came through the stream, or as many as there were. */
  public byte[] beginning() {
    return beginning.clone();
  }

  private void remember(byte[] from, int offset, int length) {
    byte[] known = beginning;
    if (known.length < BEGINNING) {
      int more = Math.min(length, BEGINNING - known.length);
      byte[] longer = Arrays.copyOf(known, known.length + more);
      System.arraycopy(from, offset, longer, known.length, more);
      beginning = longer;
    }
  }

  /** Returns whether the peer's stream was read to its end. */
  public boolean isAtEnd() {
    return ended;
  }

  /**
   * Counts bytes that went past the streams, by a bulk move.
   *
   * @param bytes how many
   */
  public void countSent(long bytes) {
    turn(OUT, bytes);
    sent.addAndGet(bytes);
  }

  /**
   * Counts bytes that came past the streams, by a bulk move.
   *
   * @param bytes how many
   */
  public void countReceived(long bytes) {
    turn(IN, bytes);
    received.addAndGet(bytes);
  }

  /**
   * Tells of a byte that goes past the stream, and counts it.
   *
   * @param value the byte
   */
  public void tellUrgent(int value) {
    tellSent(new byte[] {(byte) value}, 0, 1);
    sent.incrementAndGet();
  }

  /** Returns whether anybody wants to see each byte. */
  public boolean wantsBytes() {
    return trace.wantsBytes();
  }

  /**
   * Writes bytes of which events show a part as {@code ****}.
   *
   * @param bytes what to send, in one write
   * @param from where the secret begins
   * @param to where it ends
   */
  public void conceal(byte[] bytes, int from, int to) throws IOException {
    if (trace.wantsBytes()) {
      byte[] shown = new byte[from + STARS.length + bytes.length - to];
      System.arraycopy(bytes, 0, shown, 0, from);
      System.arraycopy(STARS, 0, shown, from, STARS.length);
      System.arraycopy(bytes, to, shown, from + STARS.length, bytes.length - to);
      tellSent(shown, 0, shown.length);
    }
    output.write(bytes, 0, bytes.length, false);
  }

  /** Says that we close: an end that is read from now on is none of the peer's. */
  public void closing() {
    closing = true;
  }

  /** Reports what was held back because it might have been the beginning of a secret. */
  public void finish() {
    heldSent.flush();
    heldReceived.flush();
  }

  /** Tells that bytes flow the other way now; costs one comparison where they do not. */
  private void turn(int direction, long bytes) {
    if (trace != Trace.NONE
        && bytes > 0
        && way.get() != direction
        && way.getAndSet(direction) != direction) {
      trace.on(new Event.Turned(connection, System.nanoTime(), direction == OUT));
    }
  }

  private void tellSent(byte[] from, int offset, int length) {
    turn(OUT, length);
    if (!trace.wantsBytes()) {
      return;
    }
    heldSent.add(Arrays.copyOfRange(from, offset, offset + length));
  }

  private void tellReceived(byte[] from, int offset, int length) {
    turn(IN, length);
    if (trace.wantsBytes()) {
      heldReceived.add(Arrays.copyOfRange(from, offset, offset + length));
    }
  }

  /**
   * Gives a failure of a stream its name.
   *
   * @param e what the stream threw
   * @return one of ours, or a time-out or interruption that the caller asked for
   */
  public IOException named(IOException e) {
    Optional<InetException> ours = InetException.in(e);
    if (ours.isPresent()) {
      return ours.get().at(peer).during(Phase.TRANSFER);
    }
    if (e instanceof SocketTimeoutException || e instanceof InterruptedIOException) {
      return e;
    }
    if (e instanceof SSLHandshakeException) {
      // With TLS 1.3 a server refuses our certificate only after we took the handshake for done.
      return new InetException(Failure.TLS_HANDSHAKE, "TLS failed: " + e.getMessage(), e)
          .at(peer)
          .during(Phase.TLS);
    }
    return new InetException(
            Failure.BROKEN_OFF, "the connection broke off (" + e.getMessage() + ")", e)
        .at(peer)
        .during(Phase.TRANSFER);
  }

  /**
   * One direction's bytes on their way into events, with secrets replaced across chunks.
   *
   * <p>What may be the beginning of a secret is held back even when the other side speaks: a server
   * that echoes each key would otherwise spell out the password letter by letter.
   */
  private final class Held {
    private final boolean outgoing;
    private Masks.Rest rest = Masks.Rest.NONE;

    Held(boolean outgoing) {
      this.outgoing = outgoing;
    }

    synchronized void add(byte[] bytes) {
      if (masks.isEmpty() && rest.isEmpty()) {
        tell(bytes);
        return;
      }
      show(masks.over(rest, bytes));
    }

    synchronized void flush() {
      if (!rest.isEmpty()) {
        show(masks.atEnd(rest));
      }
    }

    private void show(Masks.Masked masked) {
      rest = masked.rest();
      tell(masked.shown());
    }

    private void tell(byte[] bytes) {
      if (bytes.length > 0) {
        long now = System.nanoTime();
        trace.on(
            outgoing
                ? new Event.Sent(connection, now, bytes)
                : new Event.Received(connection, now, bytes));
      }
    }
  }

  private final class In extends InputStream {
    private void bound() throws InetException {
      if (received.get() >= quota) {
        throw new InetException(Failure.BAD_REPLY, "the server sends more than it may")
            .at(peer)
            .during(Phase.TRANSFER);
      }
    }

    /** A layer of TLS that was closed here says the same as one that the peer ended. */
    private void end() throws SocketException {
      if (closing && !ended) {
        throw new SocketException("Socket closed");
      }
      ended = true;
    }

    @Override
    public int read() throws IOException {
      bound();
      try {
        int b = below.read();
        if (b < 0) {
          end();
        }
        if (b >= 0) {
          received.incrementAndGet();
          if (beginning.length < BEGINNING) {
            remember(new byte[] {(byte) b}, 0, 1);
          }
          if (trace.wantsBytes()) {
            tellReceived(new byte[] {(byte) b}, 0, 1);
          } else {
            turn(IN, 1);
          }
        }
        return b;
      } catch (IOException e) {
        throw named(e);
      }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      bound();
      try {
        int n = below.read(into, offset, length);
        if (n < 0) {
          end();
        }
        if (n > 0) {
          received.addAndGet(n);
          remember(into, offset, n);
          tellReceived(into, offset, n);
        }
        return n;
      } catch (IOException e) {
        throw named(e);
      }
    }

    @Override
    public int available() throws IOException {
      return below.available();
    }

    @Override
    public void close() throws IOException {
      below.close();
    }
  }

  private final class Out extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      write(from, offset, length, true);
    }

    void write(byte[] from, int offset, int length, boolean tell) throws IOException {
      try {
        // Told first: when the write fails, a reader of the trace wants to know what it was.
        if (tell) {
          tellSent(from, offset, length);
        }
        above.write(from, offset, length);
        sent.addAndGet(length);
      } catch (IOException e) {
        throw named(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        above.flush();
      } catch (IOException e) {
        throw named(e);
      }
    }

    @Override
    public void close() throws IOException {
      above.close();
    }
  }
}
