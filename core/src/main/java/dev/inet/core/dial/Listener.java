package dev.inet.core.dial;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.resolve.Literals;
import dev.inet.core.trace.Event;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Waits for peers on one port of one or several addresses, or on a Unix domain socket. Accepting is
 * for one thread; {@link #close()} may be called from any and ends the wait.
 */
public final class Listener implements Closeable {
  private static final int BACKLOG = 128;

  private final Dialer dialer;
  private final boolean tls;
  private final Selector selector;
  private final List<ServerSocketChannel> channels;
  private final Deque<ServerSocketChannel> ready = new ArrayDeque<>();
  private final @Nullable Path path;

  private Listener(
      Dialer dialer,
      boolean tls,
      Selector selector,
      List<ServerSocketChannel> channels,
      @Nullable Path path) {
    this.dialer = dialer;
    this.tls = tls;
    this.selector = selector;
    this.channels = channels;
    this.path = path;
  }

  /**
   * Waits for peers by TCP.
   *
   * @param dialer whose time-outs, trace and, for TLS, certificate hold for the connections
   * @param addresses our own addresses; all get the same port
   * @param port the port; 0 for one that is free
   * @param tls whether TLS begins with the first byte
   * @throws InetException as {@link Failure#USAGE} where an address cannot be bound
   */
  public static Listener tcp(Dialer dialer, List<InetAddress> addresses, int port, boolean tls)
      throws IOException {
    // With several addresses, a free port of the first may be taken on the next: then look again.
    for (int tries = port == 0 && addresses.size() > 1 ? 20 : 1; ; tries--) {
      try {
        return bindAll(dialer, addresses, port, tls);
      } catch (InetException e) {
        if (tries == 1 || !(e.getCause() instanceof BindException)) {
          throw e;
        }
      }
    }
  }

  private static Listener bindAll(Dialer dialer, List<InetAddress> addresses, int port, boolean tls)
      throws IOException {
    var channels = new ArrayList<ServerSocketChannel>();
    Selector selector = Selector.open();
    var listener = new Listener(dialer, tls, selector, channels, null);
    try {
      int actual = port;
      for (InetAddress address : addresses) {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channels.add(channel);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        var at = new InetSocketAddress(address, actual);
        try {
          channel.bind(at, BACKLOG);
        } catch (IOException e) {
          throw new InetException(
              Failure.USAGE, "cannot listen on " + Addresses.shown(at) + ": " + e.getMessage(), e);
        }
        actual = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT);
      }
      return listener;
    } catch (IOException e) {
      listener.close();
      throw e;
    }
  }

  /**
   * Waits for peers on a Unix domain socket. A socket file that nobody listens on any more is
   * replaced; the file is removed at {@link #close()}.
   *
   * @param dialer whose time-outs, trace and, for TLS, certificate hold for the connections
   * @param path the path of the socket
   * @param tls whether TLS begins with the first byte
   * @throws InetException as {@link Failure#USAGE} where it cannot be bound
   */
  public static Listener unix(Dialer dialer, Path path, boolean tls) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    Selector selector = Selector.open();
    boolean bound = false;
    try {
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
      try {
        channel.bind(address, BACKLOG);
      } catch (BindException e) {
        if (!isLeftOver(path, address)) {
          throw e;
        }
        Files.delete(path);
        channel.bind(address, BACKLOG);
      }
      bound = true;
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_ACCEPT);
      return new Listener(dialer, tls, selector, List.of(channel), path);
    } catch (IOException | RuntimeException e) {
      channel.close();
      selector.close();
      if (bound) {
        Files.deleteIfExists(path);
      }
      throw new InetException(
          Failure.USAGE, "cannot listen on unix:" + path + ": " + e.getMessage(), e);
    }
  }

  private static boolean isLeftOver(Path path, UnixDomainSocketAddress address) throws IOException {
    if (!Files.exists(path) || Files.isRegularFile(path) || Files.isDirectory(path)) {
      return false;
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return !probe.connect(address);
    } catch (IOException e) {
      return true;
    }
  }

  /** Returns the addresses that we listen on, as people write them. */
  public List<String> addresses() {
    var shown = new ArrayList<String>();
    for (ServerSocketChannel channel : channels) {
      shown.add(Addresses.shown(localAddress(channel)));
    }
    return shown;
  }

  /** Returns the port that we listen on; 0 for a Unix domain socket. */
  public int port() {
    return localAddress(channels.get(0)) instanceof InetSocketAddress at ? at.getPort() : 0;
  }

  private static @Nullable SocketAddress localAddress(ServerSocketChannel channel) {
    try {
      return channel.getLocalAddress();
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Waits for a peer. With TLS the handshake is done by {@link Arrival#open}, so that a peer that
   * stalls in it cannot keep others waiting.
   *
   * @param deadline when to give up
   * @throws InetException as {@link Failure#TIMEOUT} where the deadline came first
   * @throws SocketException where the listener was closed
   */
  public Arrival accept(Deadline deadline) throws IOException {
    while (true) {
      ServerSocketChannel next = ready.poll();
      if (next != null) {
        SocketChannel channel;
        try {
          channel = next.accept();
        } catch (ClosedChannelException e) {
          throw new SocketException("Socket closed");
        }
        if (channel != null) {
          return new Arrival(dialer, tls, channel);
        }
        continue;
      }
      await(deadline.earlier(dialer.total()));
    }
  }

  private void await(Deadline deadline) throws IOException {
    deadline.check();
    long nanos = deadline.leftNanos();
    try {
      selector.select(nanos == Long.MAX_VALUE ? 0 : Math.max(1, (nanos + 999_999) / 1_000_000));
      if (Thread.interrupted()) {
        close();
        throw new InterruptedIOException("interrupted");
      }
      for (SelectionKey key : ReadyKeys.take(selector)) {
        ready.add((ServerSocketChannel) key.channel());
      }
    } catch (ClosedSelectorException e) {
      throw new SocketException("Socket closed");
    }
  }

  @Override
  public void close() throws IOException {
    boolean mine = selector.isOpen();
    for (ServerSocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
    if (path != null && mine) {
      Files.deleteIfExists(path);
    }
  }

  /** A peer that came and whose connection is not open yet. */
  public static final class Arrival implements Closeable {
    private final Dialer dialer;
    private final boolean tls;
    private final SocketChannel channel;

    private Arrival(Dialer dialer, boolean tls, SocketChannel channel) {
      this.dialer = dialer;
      this.tls = tls;
      this.channel = channel;
    }

    /** Returns the peer's address, as people write it. */
    public String address() {
      try {
        return Addresses.shown(channel.getRemoteAddress());
      } catch (IOException e) {
        return "a peer that has gone";
      }
    }

    /** Turns the peer away. */
    @Override
    public void close() throws IOException {
      channel.close();
    }

    /**
     * Opens the connection, with the TLS handshake where one was asked for.
     *
     * @throws InetException where the handshake fails; the connection is closed then
     */
    public Connection open() throws IOException {
      Attempt attempt = dialer.begin();
      Endpoint peer = peer();
      try {
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        dialer.keepAlive(channel);
        ChannelSocket bottom = dialer.socket(channel, null);
        attempt.reached(bottom);
        attempt.tell(
            new Event.Reached(
                attempt.id(),
                System.nanoTime(),
                address(),
                Addresses.shown(bottom.getLocalSocketAddress())));
        Socket top = bottom;
        if (tls) {
          Deadline handshake = Deadline.in(dialer.timeouts().read(), "read-timeout");
          bottom.io().deadline(attempt.deadline().earlier(handshake));
          SSLSocket secured = dialer.tls().accept(bottom);
          Secure.tell(attempt, peer, dialer.tls().info(secured));
          top = secured;
        }
        return new Connection(dialer, attempt, Target.plain(peer), false, top);
      } catch (IOException e) {
        ChannelSocket reached = attempt.bottomIfReached();
        if (reached != null) {
          reached.close();
        }
        channel.close();
        if (e instanceof InetException ours) {
          ours.at(peer).during(Phase.TLS);
          attempt.tell(new Event.Failed(attempt.id(), System.nanoTime(), ours));
        }
        throw e;
      }
    }

    private Endpoint peer() throws IOException {
      return channel.getRemoteAddress() instanceof InetSocketAddress at
          ? new Endpoint(Literals.text(at.getAddress()), at.getPort())
          : new Endpoint("unix", 0);
    }
  }
}
