package dev.inet.sandbox;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Accepts connections on loopback and serves each in a thread of its own.
 *
 * <p>One thread accepts for all addresses and closes connections on which nothing moves; so every
 * read, write and handshake of a server is bounded, over Unix domain sockets too.
 */
final class Acceptor implements Server {
  private static final long SWEEP_MILLIS = 250;

  /** What a server does with one connection; whoever returns has finished with it. */
  interface Service {
    void serve(Caller caller) throws IOException;
  }

  private final ListenAt at;
  private final Service service;
  private final String[] protocols;
  private final Selector selector;
  private final List<ServerSocketChannel> listening;
  private final int port;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Set<Caller> callers = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final ExecutorService workers;
  private final Thread thread;

  private Acceptor(
      String name,
      ListenAt at,
      Service service,
      List<ServerSocketChannel> listening,
      String... alpn)
      throws IOException {
    this.at = at;
    this.service = service;
    this.protocols = alpn;
    this.listening = listening;
    this.port =
        listening.get(0).getLocalAddress() instanceof InetSocketAddress address
            ? address.getPort()
            : 0;
    this.selector = Selector.open();
    for (ServerSocketChannel channel : listening) {
      channel.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
    }
    AtomicInteger number = new AtomicInteger();
    this.workers =
        Executors.newCachedThreadPool(
            task -> daemon(task, "sandbox-" + name + "-" + number.incrementAndGet()));
    this.thread = daemon(this::accept, "sandbox-" + name);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Binds and begins to accept.
   *
   * @param name what the threads are called
   * @param alpn the protocols to offer under TLS
   */
  static Acceptor open(String name, ListenAt at, Service service, String... alpn)
      throws IOException {
    List<ServerSocketChannel> listening = bind(at);
    try {
      Acceptor acceptor = new Acceptor(name, at, service, listening, alpn);
      acceptor.thread.start();
      return acceptor;
    } catch (IOException e) {
      closeAll(listening);
      throw e;
    }
  }

  private static List<ServerSocketChannel> bind(ListenAt at) throws IOException {
    Path path = at.path;
    if (path != null) {
      ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      return List.of(channel.bind(UnixDomainSocketAddress.of(path), 512));
    }
    return Loopback.onOnePort(at.port, Acceptor::bind);
  }

  private static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(Loopback.family(address));
    try {
      return channel.bind(address, 512);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void closeAll(List<ServerSocketChannel> channels) {
    for (ServerSocketChannel channel : channels) {
      Loopback.quietly(channel);
    }
  }

  @Override
  public int port() {
    return port;
  }

  /** Returns how many connections were accepted so far. */
  int accepted() {
    return accepted.get();
  }

  /** Runs a second half of a conversation beside the thread that serves it. */
  void execute(Runnable task) throws IOException {
    try {
      workers.execute(task);
    } catch (RejectedExecutionException e) {
      throw new EOFException("the server closes");
    }
  }

  private void accept() {
    try {
      while (selector.isOpen()) {
        int interest = callers.size() < at.connections ? SelectionKey.OP_ACCEPT : 0;
        for (SelectionKey key : selector.keys()) {
          key.interestOps(interest);
        }
        selector.select(this::accept, callers.isEmpty() ? 0 : SWEEP_MILLIS);
        long now = System.nanoTime();
        for (Caller caller : callers) {
          if (caller.isIdle(now)) {
            Loopback.quietly(caller);
          }
        }
      }
    } catch (ClosedSelectorException | CancelledKeyException e) {
      // close() has been called
    } catch (IOException e) {
      throw new IllegalStateException("Cannot wait for connections", e);
    }
  }

  private void accept(SelectionKey key) {
    SocketChannel channel;
    try {
      channel = ((ServerSocketChannel) key.channel()).accept();
      if (channel == null) {
        return;
      }
      if (at.path == null) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
    } catch (IOException e) {
      return;
    }
    Caller caller = new Caller(channel, accepted.getAndIncrement(), at.patience, closing);
    callers.add(caller);
    if (closing.getCount() == 0) {
      Loopback.quietly(caller);
    }
    workers.execute(() -> serve(caller));
  }

  private void serve(Caller caller) {
    try (caller) {
      if (at.tls != null) {
        caller.secure(at.tls, at.clientCertificate, protocols);
      }
      service.serve(caller);
      caller.finish();
    } catch (IOException e) {
      // The client has gone or broke its protocol: its end of the line tells it.
    } finally {
      callers.remove(caller);
      selector.wakeup();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    closeAll(listening);
    Loopback.quietly(selector);
    Loopback.join(thread);
    workers.shutdownNow();
    for (Caller caller : callers) {
      Loopback.quietly(caller);
    }
    try {
      if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("A conversation does not end: " + thread.getName());
      }
      if (at.path != null) {
        Files.deleteIfExists(at.path);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
