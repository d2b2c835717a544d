package dev.inet.core.dial;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.resolve.Literals;
import dev.inet.core.tls.Tls;
import dev.inet.core.tls.TlsInfo;
import dev.inet.core.trace.Event;
import dev.inet.core.trace.Tap;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a peer: the one owner of its socket.
 *
 * <p>One thread may read while another writes; {@link #close()} may be called from any thread and
 * ends every call in progress. Interrupting a thread that waits here ends its call with {@link
 * java.io.InterruptedIOException} and closes the connection.
 */
public final class Connection implements Closeable {
  /** How long saying goodbye may take; nobody waits for a peer that stopped to listen. */
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private static final int COPY = 64 * 1024;

  private final Dialer dialer;
  private final Attempt attempt;
  private final Target target;
  private final boolean proxied;
  private final ChannelSocket bottom;
  private final Tap tap;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Socket top;
  private volatile @Nullable Deflated deflated;

  /**
   * The layer that {@link #unsecure} took off. Held, and never used: Java 17 gives TLS sockets a
   * finalizer, which closes what they were laid over.
   */
  @SuppressWarnings({"unused", "UnusedVariable"})
  private @Nullable Socket spent;

  /** Whom TLS trusts and which sessions it may resume; FTP has its own for each client. */
  private Tls tls;

  /** Whose certificate is wanted. */
  private Endpoint named;

  Connection(Dialer dialer, Attempt attempt, Target target, boolean proxied, Socket top)
      throws IOException {
    this.dialer = dialer;
    this.attempt = attempt;
    this.target = target;
    this.proxied = proxied;
    this.bottom = attempt.bottom();
    this.top = top;
    this.tls = dialer.tls();
    this.named = target.peer();
    this.tap = new Tap(attempt.id(), target.peer(), attempt.trace(), dialer.masks());
    TlsStreams.lift(tap, top);
    bottom.io().deadline(dialer.total());
    bottom.io().stall(dialer.timeouts().read());
  }

  /** Returns the number of this connection in traces. */
  public long id() {
    return attempt.id();
  }

  /** Returns the peer by name. */
  public Endpoint peer() {
    return target.peer();
  }

  /** Returns the address that we are really connected to, which may be a proxy's. */
  public String remoteAddress() {
    return Addresses.shown(bottom.getRemoteSocketAddress());
  }

  /** Returns whether a proxy carries this connection. */
  public boolean isProxied() {
    return proxied;
  }

  /** Returns the host that another connection to the same peer goes to. */
  String besideHost(RoutePlanner planner) {
    var address = bottom.getInetAddress();
    return proxied || address == null
        ? planner.detour(target.peer()).host()
        : Literals.text(address);
  }

  /** Returns our own address. */
  public String localAddress() {
    return Addresses.shown(bottom.getLocalSocketAddress());
  }

  /**
   * Returns whether the other end is on this machine: a loopback address or a Unix domain socket,
   * really connected to and with no proxy between. Credentials in clear are safe only there.
   */
  public boolean isLoopback() {
    if (proxied) {
      return false;
    }
    var address = bottom.getInetAddress();
    return address == null || address.isLoopbackAddress();
  }

  /** Returns the stream of plain bytes from the peer; it stays the same when TLS comes. */
  public InputStream input() {
    return tap.input();
  }

  /** Returns the stream of plain bytes to the peer; it stays the same when TLS comes. */
  public OutputStream output() {
    return tap.output();
  }

  /**
   * Writes bytes of which traces show a part as {@code ****}.
   *
   * @param bytes what to send
   * @param from where the secret begins
   * @param to where it ends
   */
  public void writeConcealed(byte[] bytes, int from, int to) throws IOException {
    tap.conceal(bytes, from, to);
  }

  /**
   * Sends a byte as TCP's urgent data where it reaches the peer as such. Under TLS, through a proxy
   * and on a Unix domain socket it goes out as any other byte: urgent it would be lost on the way.
   *
   * @param value the byte
   */
  public void writeUrgent(int value) throws IOException {
    output().flush();
    if (top != bottom || proxied || !bottom.hasUrgentData()) {
      output().write(value);
      output().flush();
      return;
    }
    try {
      tap.tellUrgent(value);
      bottom.sendUrgentData(value);
    } catch (IOException e) {
      throw tap.named(e);
    }
  }

  /** Returns how many plain bytes went to the peer. */
  public long sent() {
    return tap.sent();
  }

  /** Returns how many plain bytes came from the peer. */
  public long received() {
    return tap.received();
  }

  /**
   * Returns how the peer began: its first four plain bytes, or as many as came. They tell which
   * protocol it speaks.
   */
  public byte[] beginning() {
    return tap.beginning();
  }

  /** Returns what the handshake came to; empty on a connection in clear. */
  public Optional<TlsInfo> tls() {
    return top instanceof SSLSocket secured
        ? Optional.of(dialer.tls().info(secured))
        : Optional.empty();
  }

  /**
   * Puts TLS on the live connection, as STARTTLS asks for it; returns nothing, so that no stale
   * plain object is left in anybody's hand.
   *
   * @param alpn protocols to offer
   * @throws InetException as {@link Failure#BAD_REPLY} where bytes that came in clear wait to be
   *     read, as {@link Failure#TLS_HANDSHAKE} or {@link Failure#UNTRUSTED} where the handshake
   *     fails; the connection is closed then
   */
  public void secure(List<String> alpn) throws IOException {
    secure(layer(alpn));
  }

  /**
   * Lays TLS over the live connection without shaking hands, for a library that has wishes of its
   * own; {@link #secure(SSLSocket)} comes next.
   *
   * @param alpn protocols to offer
   * @return a socket that is for this connection's peer and trusts as its dialer does
   */
  public SSLSocket layer(List<String> alpn) throws IOException {
    return tls.layer(top, named, alpn);
  }

  /**
   * Keeps the TLS sessions of this connection apart from all others of its dialer; only connections
   * that {@link #secureLike} it resume them. To be called before hands are shaken.
   */
  public void ownSessions() {
    tls = tls.isolated();
  }

  /**
   * Does as {@link #ownSessions()} and goes no higher than TLS 1.2, whose sessions may be resumed
   * as often as one likes: some servers that insist on it give out no new ticket of TLS 1.3 where
   * they only read.
   */
  public void ownSessionsOfTls12() {
    tls = tls.isolatedAtMost("1.2");
  }

  /**
   * Puts TLS on this connection for the peer of another one, and resumes the session of that one:
   * so servers of FTP know that a data connection belongs to whoever signed in (RFC 4217, section
   * 10.1). A session of TLS 1.3 serves once and comes with the bytes that are read, so the other
   * connection must have been read from.
   *
   * @param other a secured connection, best with {@link #ownSessions}
   * @throws InetException as {@link #secure(List)} does
   */
  public void secureLike(Connection other) throws IOException {
    tls = other.tls;
    named = other.named;
    // JSSE looks sessions up by the host it is told and the port of the socket below.
    bottom.sessionPort(other.bottom.getPort());
    secure(List.of());
  }

  /**
   * Shakes hands on a layer, and lifts the streams of this connection there.
   *
   * @param layer what {@link #layer} returned
   * @throws InetException as {@link #secure(List)} does
   */
  public void secure(SSLSocket layer) throws IOException {
    try {
      // Whoever sits on the line could have sent them after the server's go-ahead; read later, they
      // would pass for words under TLS (CVE-2011-0411 and its kin).
      // Below a TLS that is there already, what waits are records of its own.
      if ((top == bottom ? bottom.io().buffered() : top.getInputStream().available()) > 0) {
        throw new InetException(
            Failure.BAD_REPLY, "the server sent more in clear after it agreed to TLS");
      }
      begin(Phase.TLS);
      Secure hop = new Secure(named, List.of(), false);
      // Before the first word it belongs to the establishment, and so to its time.
      boolean first = top == bottom && sent() == 0 && received() == 0;
      Deadline now = bottom.io().deadline();
      Deadline until = first ? now.earlier(attempt.deadline()) : now;
      hop.shake(layer, bottom, until, attempt, tls);
      tap.finish();
      top = layer;
      TlsStreams.lift(tap, layer);
    } catch (IOException e) {
      IOException named = e instanceof InetException ? e : tap.named(e);
      if (named instanceof InetException ours) {
        ours.at(target.peer()).during(Phase.TLS);
        attempt.tell(new Event.Failed(id(), System.nanoTime(), ours));
      }
      closeQuietly();
      throw named;
    }
  }

  /**
   * Compresses both directions from now on (RFC 1951 without a header), as IMAP and NNTP agree on
   * it (RFC 4978, RFC 8054). What was received before must have been read; bulk moves pass through
   * the heap then, and traces show what was compressed.
   */
  public void deflate() throws IOException {
    deflate(new byte[0]);
  }

  /**
   * Compresses both directions from now on, as {@link #deflate()} does, where a part of what comes
   * compressed was received already.
   *
   * @param early what was received behind the server's consent
   */
  public void deflate(byte[] early) throws IOException {
    var layer = new Deflated(early, top.getInputStream(), top.getOutputStream());
    tap.finish();
    deflated = layer;
    tap.lift(layer.input(), layer.output());
  }

  /** Returns whether a bulk move may go past the streams. */
  private boolean isBare() {
    return top == bottom && deflated == null && !tap.wantsBytes();
  }

  /**
   * Takes TLS off again and goes on in clear, as FTP's {@code CCC} asks for it (RFC 4217, section
   * 9). Both sides say goodbye to the layer first.
   *
   * @throws InetException where the peer does not say its goodbye in time; the connection is closed
   *     then
   */
  public void unsecure() throws IOException {
    if (!(top instanceof SSLSocket secured)) {
      throw new IllegalStateException("a connection in clear");
    }
    try {
      bottom.io().deadline(Deadline.in(GOODBYE, "goodbye").earlier(dialer.total()));
      // Neither the goodbye nor what answers it may end what is below.
      bottom.keepOpen(true);
      secured.shutdownOutput();
      if (secured.getInputStream().read() >= 0) {
        throw new InetException(Failure.BAD_REPLY, "the server said more before TLS ended")
            .at(target.peer());
      }
      bottom.keepOpen(false);
      bottom.io().deadline(dialer.total());
      tap.finish();
      spent = secured;
      top = bottom;
      tap.lift(bottom.getInputStream(), bottom.getOutputStream());
    } catch (IOException e) {
      bottom.keepOpen(false);
      closeQuietly();
      throw e instanceof InetException ? e : tap.named(e);
    }
  }

  /**
   * Bounds every call until it is replaced; the time for everything, if there is one, still holds.
   *
   * @param moment the moment; {@link Deadline#NEVER} for none but that
   */
  public void deadline(Deadline moment) {
    bottom.io().deadline(moment.earlier(dialer.total()));
  }

  /** Returns the moment that bounds every call just now. */
  public Deadline deadline() {
    return bottom.io().deadline();
  }

  /** Begins the time that one reply may take as a whole; {@link #deadline} ends or replaces it. */
  public void replyDeadline() {
    deadline(Deadline.in(bottom.io().stall(), "read-timeout"));
  }

  /**
   * Bounds how long each direction may stand still.
   *
   * @param limit the limit; zero for none
   */
  public void readTimeout(Duration limit) {
    bottom.io().stall(limit);
  }

  /**
   * Lets the peer say nothing for as long as it likes, from now on: for who reads all the time, and
   * knows better when an answer is due. What is sent may still stand still no longer than {@link
   * #readTimeout(Duration)} has it.
   */
  public void letReadsRest() {
    bottom.io().readsRest();
  }

  /** Returns how long each direction may stand still; zero for no bound. */
  public Duration readTimeout() {
    return bottom.io().stall();
  }

  /**
   * Has somebody look around while a call of this connection waits for the peer, in the thread that
   * waits; so one who waits for data hears what is said elsewhere. Whoever looks may change {@link
   * #readTimeout} and {@link #deadline}, which then hold for the call that waits.
   *
   * @param every how long a call must have stood still, each time
   * @param look what to do
   */
  public void whileWaiting(Duration every, Runnable look) {
    bottom.io().watch(Watch.every(every, look));
  }

  /** Ends what {@link #whileWaiting} began. */
  public void waitAlone() {
    bottom.io().watch(Watch.NONE);
  }

  /**
   * Bounds how many bytes may come through {@link #input} until this is called again: it holds a
   * library that takes a line or a field of any length into memory. What exceeds it is {@link
   * Failure#BAD_REPLY}.
   *
   * @param bytes how many; {@link Long#MAX_VALUE} for no bound
   */
  public void quota(long bytes) {
    tap.quota(bytes);
  }

  /** Returns whether {@link #input} was read to its end: the peer sends no more. */
  public boolean isAtEnd() {
    return tap.isAtEnd();
  }

  /** Returns whether bytes wait to be read without waiting for the peer. */
  public boolean hasBuffered() throws IOException {
    Deflated layer = deflated;
    InputStream in = layer == null ? top.getInputStream() : layer.input();
    return in.available() > 0;
  }

  /**
   * Returns whether bytes or the end have come that nobody read yet; waits for neither. Under TLS
   * these are only bytes that were read ahead, since what comes may be none of the conversation's.
   *
   * @throws IOException where the connection is broken
   */
  public boolean hasArrived() throws IOException {
    return hasBuffered() || isBare() && bottom.io().hasArrived();
  }

  /**
   * Reads what has come by now, and waits for nothing.
   *
   * @param into where to put it
   * @param offset from where on
   * @param length how many bytes at most
   * @return how many came; 0 where none has, as under TLS also where what came is none of the
   *     conversation's; -1 at the end of the stream
   */
  public int readArrived(byte[] into, int offset, int length) throws IOException {
    if (!hasBuffered() && !bottom.io().hasArrived()) {
      return 0;
    }
    int before = bottom.getSoTimeout();
    bottom.setSoTimeout(1);
    try {
      return input().read(into, offset, length);
    } catch (SocketTimeoutException e) {
      return 0;
    } finally {
      bottom.setSoTimeout(before);
    }
  }

  /**
   * Says that we send no more; the peer may go on.
   *
   * @throws IOException where the connection is already broken
   */
  public void finish() throws IOException {
    try {
      top.shutdownOutput();
    } catch (IOException e) {
      throw tap.named(e);
    }
  }

  /**
   * Moves bytes from the peer to a channel, past the heap where nothing above has to see them.
   *
   * @param to a channel that blocks, such as a file's
   * @param most how many bytes at most
   * @return how many bytes moved; fewer than {@code most} only at the end of the stream
   * @throws InetException as {@link Failure#LOCAL_WRITE} where the channel fails
   */
  public long drainTo(WritableByteChannel to, long most) throws IOException {
    try {
      if (isBare()) {
        return bottom.io().drainTo(to, most, tap::countReceived);
      }
    } catch (IOException e) {
      throw tap.named(e);
    }
    byte[] bytes = new byte[COPY];
    long moved = 0;
    while (moved < most) {
      int n = input().read(bytes, 0, (int) Math.min(bytes.length, most - moved));
      if (n < 0) {
        break;
      }
      LocalEnd.write(to, ByteBuffer.wrap(bytes, 0, n));
      moved += n;
    }
    return moved;
  }

  /**
   * Moves bytes from a channel to the peer, past the heap where nothing above has to see them.
   *
   * @param from a channel that blocks, such as a file's
   * @param most how many bytes at most
   * @return how many bytes moved; fewer than {@code most} only at the end of the source
   * @throws InetException as {@link Failure#LOCAL_READ} where the channel fails
   */
  public long fillFrom(ReadableByteChannel from, long most) throws IOException {
    try {
      if (isBare()) {
        return bottom.io().fillFrom(from, most, tap::countSent);
      }
    } catch (IOException e) {
      throw tap.named(e);
    }
    byte[] bytes = new byte[COPY];
    long moved = 0;
    while (moved < most) {
      var room = ByteBuffer.wrap(bytes, 0, (int) Math.min(bytes.length, most - moved));
      int n = LocalEnd.read(from, room);
      if (n < 0) {
        break;
      }
      output().write(bytes, 0, n);
      moved += n;
    }
    return moved;
  }

  /**
   * Tells readers of {@code -v} about a decision.
   *
   * @param text one line
   */
  public void note(String text) {
    attempt.tell(new Event.Noted(id(), System.nanoTime(), text));
  }

  /**
   * Tells those who measure time that a part of the conversation begins.
   *
   * @param phase which part; it lasts until the next one begins
   */
  public void begin(Phase phase) {
    attempt.tell(new Event.Began(id(), System.nanoTime(), phase));
  }

  /**
   * Returns the topmost socket, for libraries that insist on one and set its options; its own
   * streams are neither counted nor traced, {@link #input} and {@link #output} are.
   */
  public Socket socket() {
    return top;
  }

  /** Returns whether {@link #close} was called; a failure or an interrupt alone does not count. */
  public boolean isClosed() {
    return closed.get();
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      // What failed before is what matters.
    }
  }

  /** Says goodbye within two seconds, then closes; does nothing the second time. */
  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    tap.closing();
    try {
      if (top == bottom) {
        bottom.close();
      } else {
        bottom.io().deadline(Deadline.in(GOODBYE, "goodbye"));
        top.close();
      }
    } catch (IOException e) {
      // A goodbye that the peer does not take changes nothing about what was said before.
    } finally {
      bottom.close();
      tap.finish();
      Deflated layer = deflated;
      if (layer != null) {
        layer.close();
      }
      attempt.tell(new Event.Closed(id(), System.nanoTime(), sent(), received()));
    }
  }
}
