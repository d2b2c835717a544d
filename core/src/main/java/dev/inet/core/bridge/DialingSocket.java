package dev.inet.core.bridge;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dial;
import dev.inet.core.dial.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose {@code connect} is a dial, and which is the connection afterwards.
 *
 * <p>Its remote address is the token of the peer, whichever address won the race: libraries compare
 * and print it, and FTP opens its data connections to it. {@link #close} from another thread ends a
 * dial at once.
 */
final class DialingSocket extends Socket {
  /** An option that was set before there was a connection to set it on. */
  private interface Setting {
    void on(Socket socket) throws SocketException;
  }

  private final LibrarySockets sockets;
  private final @Nullable Target target;
  private final List<Setting> kept = new ArrayList<>();
  private int soTimeout;
  private volatile Deadline establishment = Deadline.NEVER;
  private @Nullable Dial dial;
  private @Nullable LineSteps steps;
  private @Nullable InputStream input;
  private @Nullable OutputStream output;
  private volatile @Nullable Connection connection;
  private volatile @Nullable InetSocketAddress remote;
  private final AtomicReference<@Nullable Silence> silence = new AtomicReference<>();
  private volatile @Nullable InputStream between;
  private volatile boolean secured;
  private volatile boolean closed;

  /**
   * Makes a socket that is not connected.
   *
   * @param target where it goes whatever it is told; {@code null} to be told
   */
  DialingSocket(LibrarySockets sockets, @Nullable Target target) throws SocketException {
    super((SocketImpl) null);
    this.sockets = sockets;
    this.target = target;
  }

  /** Returns whether it was made by these. */
  boolean isOf(LibrarySockets makers) {
    return sockets == makers;
  }

  // --- connecting

  @Override
  public void connect(SocketAddress to) throws IOException {
    connect(to, 0);
  }

  @Override
  public void connect(SocketAddress to, int millis) throws IOException {
    if (millis < 0) {
      throw new IllegalArgumentException("a negative time-out");
    }
    if (!(to instanceof InetSocketAddress address)) {
      throw new SocketException("cannot connect to " + to);
    }
    try {
      Target peer = target == null ? sockets.target(address) : target;
      // The library's number can only shorten ours, and most libraries have one they never tell of.
      Deadline sooner = Deadline.in(Duration.ofMillis(millis), "connect-timeout");
      Deadline ours = Deadline.in(sockets.dialer().timeouts().connect(), "connect-timeout");
      Connection made = begin(sockets.dialer().begin(peer, sooner)).connect();
      if (target == null) {
        establishment = ours.earlier(sooner);
      }
      became(made, peer);
    } catch (InterruptedIOException e) {
      IOException ended = closed ? new SocketException("Socket closed") : e;
      close();
      throw ended;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private synchronized Dial begin(Dial fresh) throws SocketException {
    if (dial != null && !closed) {
      throw new SocketException("already connected");
    }
    sockets.opened(this);
    if (closed) {
      sockets.closed(this);
      throw new SocketException("Socket closed");
    }
    dial = fresh;
    return fresh;
  }

  private synchronized void became(Connection made, Target peer) throws IOException {
    if (closed) {
      made.close();
      throw new SocketException("Socket closed");
    }
    connection = made;
    remote = new InetSocketAddress(sockets.token(peer.peer().host()), peer.peer().port());
    if (target != null && !target.tls()) {
      steps = new LineSteps(made.input());
    }
    input = new SocketInput(steps == null ? made.input() : steps, this, this);
    output = new SocketOutput(made.output(), this);
    for (Setting setting : kept) {
      setting.on(made.socket());
    }
    kept.clear();
  }

  /** Returns a layer for TLS over this connection, before hands are shaken. */
  SSLSocket layer() throws IOException {
    return connected().layer(List.of());
  }

  /** Shakes hands on a layer; the streams follow there. */
  void secure(SSLSocket layer) throws IOException {
    Connection live = connected();
    if (steps != null && steps.holds()) {
      close();
      // Whoever sits on the line could have sent them after the server's go-ahead; read later, they
      // would pass for words under TLS (CVE-2011-0411 and its kin).
      throw new InetException(
              Failure.BAD_REPLY, "the server sent more in clear after it agreed to TLS")
          .at(live.peer());
    }
    secured = true;
    // A library that is told where to go lays TLS on at once: its handshake still belongs to the
    // establishment, and a peer that accepts and says nothing must not outlast the time for that.
    // Where TLS comes by STARTTLS, the establishment was over long before.
    Deadline before = live.deadline();
    live.deadline(before.earlier(establishment));
    live.secure(layer);
    live.deadline(before);
  }

  /** Returns the connection, which is open. */
  Connection connected() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
    return everConnected();
  }

  /** Returns the connection, which may be closed by now. */
  Connection everConnected() throws SocketException {
    Connection live = connection;
    if (live == null) {
      throw new SocketException("Socket is not connected");
    }
    return live;
  }

  // --- ending

  /** Ends a dial or a connection; one that a library secured ends without its goodbye. */
  @Override
  public void close() throws IOException {
    Dial under;
    Connection live;
    synchronized (this) {
      closed = true;
      under = dial;
      live = connection;
    }
    sockets.closed(this);
    // A library that closes what is under its TLS wants out now. A goodbye would wait for the lock
    // of whoever writes, for as long as the peer does not read.
    if (under != null && (live == null || secured)) {
      under.close();
    }
    if (live != null) {
      live.close();
    }
  }

  /** Ends the connection with the goodbye of TLS. */
  void closeSecured() throws IOException {
    closed = true;
    sockets.closed(this);
    Connection live = connection;
    if (live != null) {
      live.close();
    }
  }

  @Override
  public void shutdownInput() throws IOException {
    connected().socket().shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    connected().finish();
  }

  @Override
  public boolean isInputShutdown() {
    Connection live = connection;
    return live != null && live.socket().isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    Connection live = connection;
    return live != null && live.socket().isOutputShutdown();
  }

  @Override
  public boolean isClosed() {
    Connection live = connection;
    return closed || (live != null && live.isClosed());
  }

  @Override
  public boolean isConnected() {
    return connection != null;
  }

  // --- streams

  @Override
  public InputStream getInputStream() throws IOException {
    connected();
    synchronized (this) {
      return Objects.requireNonNull(input);
    }
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    connected();
    synchronized (this) {
      return Objects.requireNonNull(output);
    }
  }

  /** Sets what the next read gives where the peer is silent. */
  void insteadOfSilence(Silence words) {
    silence.set(words);
  }

  /** Returns it, once. */
  @Nullable Silence nextSilence() {
    return silence.get() == null ? null : silence.getAndSet(null);
  }

  /** Puts a stream between the connection and who reads it, unless there is one; returns it. */
  synchronized InputStream between(UnaryOperator<InputStream> over) throws IOException {
    InputStream stream = between == null ? over.apply(connected().input()) : between;
    between = stream;
    return stream;
  }

  /** Returns what is read in place of the bytes of the connection. */
  InputStream through(InputStream bytes) {
    InputStream stream = between;
    return stream == null ? bytes : stream;
  }

  // --- addresses

  @Override
  public void bind(@Nullable SocketAddress address) throws SocketException {
    if (address != null) {
      // Our own end is the dialer's affair; a second opinion would be lost without a word.
      throw new SocketException("the dialer binds, not the library");
    }
  }

  @Override
  public boolean isBound() {
    return connection != null;
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    InetSocketAddress at = remote;
    return at == null ? null : at.getAddress();
  }

  @Override
  public int getPort() {
    InetSocketAddress at = remote;
    return at == null ? 0 : at.getPort();
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return remote;
  }

  @Override
  public InetAddress getLocalAddress() {
    Connection live = connection;
    InetAddress local = live == null ? null : live.socket().getLocalAddress();
    return local == null ? new InetSocketAddress(0).getAddress() : local;
  }

  @Override
  public int getLocalPort() {
    Connection live = connection;
    return live == null ? -1 : live.socket().getLocalPort();
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return connection == null ? null : new InetSocketAddress(getLocalAddress(), port());
  }

  private int port() {
    return Math.max(0, getLocalPort());
  }

  // --- options

  private synchronized void set(Setting setting) throws SocketException {
    Connection live = connection;
    if (closed) {
      throw new SocketException("Socket closed");
    }
    if (live == null) {
      kept.add(setting);
    } else {
      setting.on(live.socket());
    }
  }

  private Socket options() throws SocketException {
    return connected().socket();
  }

  @Override
  public synchronized void setSoTimeout(int millis) throws SocketException {
    if (millis < 0) {
      throw new IllegalArgumentException("a negative time-out");
    }
    soTimeout = millis;
    set(socket -> socket.setSoTimeout(millis));
  }

  @Override
  public synchronized int getSoTimeout() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
    return soTimeout;
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    set(socket -> socket.setTcpNoDelay(on));
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return options().getTcpNoDelay();
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    set(socket -> socket.setKeepAlive(on));
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return options().getKeepAlive();
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    set(socket -> socket.setSoLinger(on, seconds));
  }

  @Override
  public int getSoLinger() throws SocketException {
    return options().getSoLinger();
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    set(socket -> socket.setSendBufferSize(size));
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return options().getSendBufferSize();
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    set(socket -> socket.setReceiveBufferSize(size));
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return options().getReceiveBufferSize();
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    set(socket -> socket.setReuseAddress(on));
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return options().getReuseAddress();
  }

  @Override
  public void setTrafficClass(int value) throws SocketException {
    set(socket -> socket.setTrafficClass(value));
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return options().getTrafficClass();
  }

  @Override
  public void setOOBInline(boolean on) throws SocketException {
    set(socket -> socket.setOOBInline(on));
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    return options().getOOBInline();
  }

  @Override
  public void sendUrgentData(int data) throws IOException {
    options().sendUrgentData(data);
  }

  @Override
  public String toString() {
    return "DialingSocket[" + (target == null ? remote : target.peer()) + "]";
  }
}
