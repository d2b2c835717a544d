package dev.inet.core.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Target;
import dev.inet.core.proxy.Proxy;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.trace.Event;
import dev.inet.sandbox.EchoServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BinaryOperator;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets of ours, as a library handles them. */
@Timeout(30)
class DialingSocketTest {
  private static final Timeouts NONE = new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  private final Heard heard = new Heard();
  private final Names names = Road.names();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  @AfterEach
  void endsTheThread() {
    thread.shutdownNow();
  }

  private LibrarySockets sockets() {
    return new LibrarySockets(Road.dialer(names, heard).timeouts(NONE).build(), "tcp");
  }

  private static Throwable failure(Future<?> future) {
    return assertThrows(ExecutionException.class, () -> future.get(2, TimeUnit.SECONDS)).getCause();
  }

  @Test
  void theHandshakeIsPartOfTheEstablishment() throws Exception {
    var quick = new Timeouts(Duration.ofMillis(300), Duration.ZERO, Duration.ZERO);
    try (Peer peer = Peer.of(conversation -> conversation.stall());
        var sockets =
            new LibrarySockets(Road.dialer(names, heard).timeouts(quick).build(), "https")) {
      Socket socket = sockets.anywhere().createSocket();
      socket.connect(new InetSocketAddress(sockets.token("a.test"), peer.port()));
      SSLSocket secured =
          (SSLSocket) sockets.layered().createSocket(socket, "a.test", peer.port(), true);
      IOException e = assertThrows(IOException.class, secured::startHandshake);
      assertEquals("timed out (connect-timeout 300ms)", e.getMessage());
    }
  }

  @Test
  void aLibraryThatClosedItsSocketDoesNotHideWhatCame() throws Exception {
    try (Peer peer =
            Peer.of(
                conversation -> {
                  conversation.sendRaw("HTTP/1.1 400 Bad Request\r\n");
                  conversation.stall();
                });
        var sockets = sockets();
        Socket socket = sockets.anywhere().createSocket()) {
      socket.connect(new InetSocketAddress(sockets.token("a.test"), peer.port()));
      assertEquals('H', socket.getInputStream().read());
      socket.close();
      assertTrue(sockets.connection(socket).received() > 0);
      assertThrows(SocketException.class, socket::getInputStream);
    }
  }

  @Test
  void closingEndsADialThatWaitsForItsProxy() throws Exception {
    var reached = new CountDownLatch(1);
    try (Peer proxy =
            Peer.of(
                conversation -> {
                  reached.countDown();
                  conversation.stall();
                });
        var sockets =
            new LibrarySockets(
                Road.dialer(names, heard)
                    .timeouts(NONE)
                    .proxies(
                        ProxyRules.of(
                            List.of(
                                new Proxy(
                                    Proxy.Kind.SOCKS5H,
                                    new Endpoint("b.test", proxy.port()),
                                    Optional.empty())),
                            ""))
                    .build(),
                "tcp")) {
      Socket socket = sockets.anywhere().createSocket();
      var to = new InetSocketAddress(sockets.token("a.test"), 1);
      Future<?> dial =
          thread.submit(
              () -> {
                socket.connect(to);
                return null;
              });
      assertTrue(reached.await(5, TimeUnit.SECONDS));
      socket.close();
      assertEquals(
          "Socket closed", assertInstanceOf(SocketException.class, failure(dial)).getMessage());
      assertEquals(0, sockets.openSockets());
    }
  }

  @Test
  void interruptingEndsADialToo() throws Exception {
    var asked = new CountDownLatch(1);
    try (Peer peer =
            Peer.of(
                conversation -> {
                  asked.countDown();
                  conversation.stall();
                });
        LibrarySockets sockets = sockets()) {
      Target target = Target.tls(new Endpoint("a.test", peer.port()));
      Socket socket = sockets.toward(target).createSocket();
      Future<?> dial =
          thread.submit(
              () -> {
                socket.connect(new InetSocketAddress(sockets.token("a.test"), 1));
                return null;
              });
      assertTrue(asked.await(5, TimeUnit.SECONDS));
      thread.shutdownNow();
      assertInstanceOf(InterruptedIOException.class, failure(dial));
      assertTrue(socket.isClosed());
    }
  }

  @Test
  void closingEndsAReadAndIsNoBrokenConnection() throws Exception {
    try (Peer peer = Peer.of(conversation -> conversation.stall());
        LibrarySockets sockets = sockets();
        Socket socket = sockets.anywhere().createSocket()) {
      socket.connect(new InetSocketAddress(sockets.token("a.test"), peer.port()));
      var begun = new CountDownLatch(1);
      Future<?> read =
          thread.submit(
              () -> {
                begun.countDown();
                return socket.getInputStream().read();
              });
      assertTrue(begun.await(5, TimeUnit.SECONDS));
      socket.close();
      assertEquals("Socket closed", failure(read).getMessage());
    }
  }

  @Test
  void closingUnderTheLibrarysTlsDoesNotWaitForAStuckWriter() throws Exception {
    stuckWriterLetsGo((plain, secured) -> plain);
  }

  @Test
  void closingTheLibrarysTlsWaitsForAStuckWriterNoLongerThanForItsGoodbye() throws Exception {
    stuckWriterLetsGo((plain, secured) -> secured);
  }

  private void stuckWriterLetsGo(BinaryOperator<Socket> which) throws Exception {
    try (Peer peer =
            Peer.of(
                conversation -> {
                  conversation.secure();
                  conversation.neverRead();
                },
                ListenAt.freePort(),
                Road.TLS);
        LibrarySockets sockets = sockets();
        Socket socket = sockets.anywhere().createSocket()) {
      socket.connect(new InetSocketAddress(sockets.token("a.test"), peer.port()));
      SSLSocket secured = (SSLSocket) sockets.layered().createSocket(socket, "wrong.test", 1, true);
      secured.startHandshake();
      var begun = new CountDownLatch(1);
      Future<?> write =
          thread.submit(
              () -> {
                byte[] much = new byte[1 << 20];
                while (true) {
                  secured.getOutputStream().write(much);
                  begun.countDown();
                }
              });
      assertTrue(begun.await(5, TimeUnit.SECONDS));
      // By then all buffers are full.
      assertThrows(TimeoutException.class, () -> write.get(500, TimeUnit.MILLISECONDS));
      ExecutorService other = Executors.newSingleThreadExecutor();
      try {
        Future<?> close =
            other.submit(
                () -> {
                  which.apply(socket, secured).close();
                  return null;
                });
        close.get(4, TimeUnit.SECONDS);
        assertInstanceOf(IOException.class, failure(write));
      } finally {
        other.shutdownNow();
      }
    }
  }

  @Test
  void itsAddressesAreTokensThatKnowTheirNames() throws Exception {
    try (EchoServer server = EchoServer.echo(ListenAt.freePort());
        LibrarySockets sockets = sockets();
        Socket socket = sockets.anywhere().createSocket()) {
      assertNull(socket.getInetAddress());
      assertFalse(socket.isConnected());
      // As FTP does it: the token written out and read again, without its name.
      InetAddress text = InetAddress.getByAddress(sockets.token("a.test").getAddress());
      socket.connect(new InetSocketAddress(text, server.port()));
      assertEquals(text, socket.getInetAddress());
      assertEquals("a.test", socket.getInetAddress().getHostName());
      assertEquals(server.port(), socket.getPort());
      assertEquals(Names.IPV4, socket.getLocalAddress());
      assertTrue(socket.isConnected() && socket.isBound() && !socket.isClosed());
    }
  }

  @Test
  void halfClosesAsSocketsDo() throws Exception {
    try (EchoServer server = EchoServer.echo(ListenAt.freePort());
        LibrarySockets sockets = sockets();
        Socket socket = sockets.anywhere().createSocket("a.test", server.port())) {
      socket.getOutputStream().write("all of it".getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      assertTrue(socket.isOutputShutdown());
      assertEquals(
          "all of it",
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    }
    assertEquals(1, heard.all(Event.Closed.class).size());
  }

  @Test
  void closingAStreamClosesTheSocket() throws Exception {
    try (EchoServer server = EchoServer.echo(ListenAt.freePort());
        LibrarySockets sockets = sockets();
        Socket socket = sockets.anywhere().createSocket("a.test", server.port())) {
      socket.getInputStream().close();
      assertTrue(socket.isClosed());
      assertEquals(1, heard.all(Event.Closed.class).size());
      assertThrows(SocketException.class, socket::getOutputStream);
    }
  }

  @Test
  void aLibraryMayNeitherBindNorConnectTwiceNorLayerOverStrangers() throws Exception {
    try (EchoServer server = EchoServer.echo(ListenAt.freePort());
        LibrarySockets sockets = sockets();
        Socket socket = sockets.anywhere().createSocket();
        LibrarySockets others = sockets()) {
      var to = new InetSocketAddress(sockets.token("a.test"), server.port());
      assertThrows(SocketException.class, () -> socket.bind(new InetSocketAddress(0)));
      socket.connect(to);
      assertThrows(
          SocketException.class, () -> others.layered().createSocket(socket, "a.test", 1, true));
      assertThrows(
          SocketException.class,
          () -> sockets.layered().createSocket(new Socket(), "a.test", 1, true));
      assertThrows(SocketException.class, () -> sockets.layered().createSocket());
      assertThrows(SocketException.class, () -> socket.connect(to));
    }
  }
}
