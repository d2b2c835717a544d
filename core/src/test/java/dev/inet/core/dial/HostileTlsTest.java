package dev.inet.core.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Timeouts;
import dev.inet.core.line.LineChannel;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.sandbox.Authority;
import dev.inet.sandbox.EchoServer;
import dev.inet.sandbox.HttpProxyServer;
import dev.inet.sandbox.ListenAt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with peers that stall, drip and go away, and with sessions that are resumed. */
@Timeout(60)
class HostileTlsTest {
  private interface Conduct {
    void with(Socket socket) throws IOException;
  }

  @TempDir static Path folder;
  private static Authority authority;
  private static Path caFile;
  private static SSLContext serving;

  @BeforeAll
  static void certificates() throws IOException {
    authority = Authority.create();
    caFile = Files.writeString(folder.resolve("ca.pem"), authority.pem());
    serving = dev.inet.sandbox.Tls.serving(authority.leaf("127.0.0.1", "localhost").issue());
  }

  private static Dialer.Builder dialer(String version) {
    return Dialer.builder()
        .tls(TlsPolicy.DEFAULT.withCaFile(caFile).withVersions(version, version))
        .timeouts(Timeouts.DEFAULT.withConnect(Duration.ofSeconds(10)));
  }

  /** The JDK's layer calls it an end, and a part of a file would pass for the whole. */
  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void whatIsClosedHereHasNotEnded(String version) throws Exception {
    try (EchoServer echo = EchoServer.echo(ListenAt.freePort().tls(serving))) {
      Target target = Target.tls(new Endpoint("localhost", echo.port()));
      Connection connection = dialer(version).build().dial(target);
      connection.output().write("hello".getBytes(StandardCharsets.US_ASCII));
      assertEquals('h', connection.input().read());
      connection.close();
      for (Reading reading :
          List.<Reading>of(
              () -> connection.input().read(),
              () -> connection.input().readAllBytes(),
              () -> connection.drainTo(Channels.newChannel(OutputStream.nullOutputStream()), 9))) {
        InetException closed = assertThrows(InetException.class, reading::go);
        assertEquals(Failure.BROKEN_OFF, closed.failure());
      }
    }
  }

  private interface Reading {
    void go() throws IOException;
  }

  /** Serves one connection and returns the server. */
  private static ServerSocket serve(Conduct conduct) throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    var thread =
        new Thread(
            () -> {
              try (Socket socket = server.accept()) {
                conduct.with(socket);
              } catch (IOException e) {
                // The client is done with us.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private static SSLSocket secured(Socket socket) throws IOException {
    var layer =
        (SSLSocket) serving.getSocketFactory().createSocket(socket, (InputStream) null, true);
    layer.startHandshake();
    return layer;
  }

  private static Endpoint at(ServerSocket server) {
    return new Endpoint("127.0.0.1", server.getLocalPort());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void whatGoesOnInClearOutlivesTheLayerThatWasTakenOff(String version) throws Exception {
    try (ServerSocket server =
            serve(
                socket -> {
                  var layer =
                      (SSLSocket)
                          serving
                              .getSocketFactory()
                              .createSocket(socket, (InputStream) null, false);
                  try {
                    layer.getOutputStream().write(layer.getInputStream().read());
                    layer.shutdownOutput();
                    assertEquals(-1, layer.getInputStream().read());
                    socket.getInputStream().transferTo(socket.getOutputStream());
                  } finally {
                    Reference.reachabilityFence(layer);
                  }
                });
        Connection connection = dialer(version).build().dial(Target.tls(at(server)))) {
      connection.output().write('a');
      assertEquals('a', connection.input().read());
      connection.unsecure();
      collect();
      connection.output().write('b');
      assertEquals('b', connection.input().read());
    }
  }

  /** Returns when what nobody holds any more is gone and was finalized. */
  private static void collect() throws InterruptedException {
    var gone = new ReferenceQueue<Object>();
    var unheld = new WeakReference<>(new Object(), gone);
    System.gc();
    assertSame(unheld, gone.remove(20_000));
    var memory = ManagementFactory.getMemoryMXBean();
    while (memory.getObjectPendingFinalizationCount() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void closingIsBoundAlsoWhileAWriterIsStuckInFrontOfAPeerThatNeverReads(String version)
      throws Exception {
    var done = new CountDownLatch(1);
    try (ServerSocket server =
        serve(
            socket -> {
              SSLSocket held = secured(socket);
              try {
                done.await(50, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                // The finalizer of Java 17 closes a TLS socket that nobody holds any more.
                Reference.reachabilityFence(held);
              }
            })) {
      Connection connection =
          dialer(version)
              .timeouts(new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO))
              .build()
              .dial(Target.tls(at(server)));
      var met = new AtomicReference<Throwable>();
      var writer =
          new Thread(
              () -> {
                try {
                  while (true) {
                    connection.output().write(new byte[100_000]);
                  }
                } catch (IOException e) {
                  met.set(e);
                }
              });
      writer.start();
      long sent = -1;
      while (sent != connection.sent() || sent == 0) {
        sent = connection.sent();
        LockSupport.parkNanos(100_000_000);
      }
      var reader =
          new Thread(
              () -> {
                try {
                  connection.input().read();
                } catch (IOException e) {
                  // Closed under it.
                }
              });
      reader.start();
      long before = System.nanoTime();
      connection.close();
      writer.join();
      reader.join();
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);

      assertTrue(took < 6_000, "closing took " + took + " ms");
      assertTrue(met.get() instanceof InetException, String.valueOf(met.get()));
      done.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void aPeerThatNeverReadsEndsAWriteUnderTls(String version) throws Exception {
    var done = new CountDownLatch(1);
    try (ServerSocket server =
        serve(
            socket -> {
              SSLSocket held = secured(socket);
              try {
                done.await(50, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                // The finalizer of Java 17 closes a TLS socket that nobody holds any more.
                Reference.reachabilityFence(held);
              }
            })) {
      Dialer dialer =
          dialer(version).timeouts(Timeouts.DEFAULT.withRead(Duration.ofSeconds(1))).build();
      try (Connection connection = dialer.dial(Target.tls(at(server)))) {
        var e =
            assertThrows(InetException.class, () -> connection.output().write(new byte[64 << 20]));

        assertEquals(Failure.TIMEOUT, e.failure());
        assertTrue(e.getMessage().contains("read-timeout"), e.getMessage());
      }
      done.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void aReplyThatDripsUnderTlsIsBoundAsAWhole(String version) throws Exception {
    try (ServerSocket server =
        serve(
            socket -> {
              OutputStream out = secured(socket).getOutputStream();
              while (true) {
                out.write('2');
                LockSupport.parkNanos(20_000_000);
              }
            })) {
      Dialer dialer =
          dialer(version).timeouts(Timeouts.DEFAULT.withRead(Duration.ofSeconds(1))).build();
      try (Connection connection = dialer.dial(Target.tls(at(server)))) {
        var lines = new LineChannel(connection);

        var e = assertThrows(InetException.class, lines::readReply);

        assertEquals("timed out (read-timeout 1s)", e.getMessage());
        assertEquals(at(server), e.endpoint().orElseThrow());
      }
    }
  }

  @Test
  void aHandshakeThatDripsIsBoundByTheReadTimeout() throws Exception {
    try (ServerSocket server =
        serve(
            socket -> {
              OutputStream out = socket.getOutputStream();
              out.write(new byte[] {22, 3, 3, 64, 0, 2, 0, 63, 0, 3, 3});
              while (true) {
                out.write(1);
                LockSupport.parkNanos(5_000_000);
              }
            })) {
      Dialer dialer =
          dialer("1.2")
              .timeouts(new Timeouts(Duration.ZERO, Duration.ofMillis(400), Duration.ZERO))
              .build();

      var e = assertThrows(InetException.class, () -> dialer.dial(Target.tls(at(server))));

      assertEquals(Failure.TIMEOUT, e.failure());
      assertEquals("timed out (read-timeout 400ms)", e.getMessage());
      assertEquals(Phase.TLS, e.phase().orElseThrow());
    }
  }

  @Test
  void startTlsWorksInsideTheTlsOfAProxy() throws Exception {
    try (ServerSocket server =
            serve(
                socket -> {
                  socket
                      .getOutputStream()
                      .write("220 ready\r\n".getBytes(StandardCharsets.US_ASCII));
                  socket.getInputStream().readNBytes(10);
                  socket.getOutputStream().write("220 go\r\n".getBytes(StandardCharsets.US_ASCII));
                  secured(socket)
                      .getOutputStream()
                      .write("250 in\r\n".getBytes(StandardCharsets.US_ASCII));
                });
        HttpProxyServer proxy = HttpProxyServer.start(ListenAt.freePort().tls(serving))) {
      Dialer dialer =
          dialer("1.3")
              .proxies(
                  ProxyRules.of(List.of(ProxyRules.parse("https://127.0.0.1:" + proxy.port())), ""))
              .build();
      try (Connection connection = dialer.dial(Target.plain(at(server)))) {
        var lines = new LineChannel(connection);
        assertEquals(220, lines.readReply().code());
        lines.send("STARTTLS");
        assertEquals(220, lines.readReply().code());
        lines.secure();
        assertEquals(250, lines.readReply().code());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void aDataConnectionResumesTheSessionOfItsControlConnection(String version) throws Exception {
    try (EchoServer control = EchoServer.echo(ListenAt.freePort().tls(serving));
        EchoServer data = EchoServer.echo(ListenAt.freePort().tls(serving))) {
      Dialer dialer = dialer(version).build();
      try (Connection one = dialer.dial(Target.plain(new Endpoint("localhost", control.port())));
          Connection stranger =
              dialer.dial(Target.plain(new Endpoint("localhost", control.port())))) {
        one.ownSessions();
        one.secure(List.of());
        echoed(one);
        awaitNextMillisecond(created(one));
        try (Connection two = dialer.dial(Target.plain(new Endpoint("127.0.0.1", data.port())))) {
          two.secureLike(one);
          echoed(two);
          assertEquals(created(one), created(two), "not resumed");
        }
        stranger.secure(List.of());
        echoed(stranger);
        assertNotEquals(created(one), created(stranger), "a session of its own was shared");
      }
    }
  }

  private static void echoed(Connection connection) throws IOException {
    connection.output().write('x');
    assertEquals('x', connection.input().read());
  }

  /** Returns when the session began that a connection is in: a resumed one began earlier. */
  private static long created(Connection connection) {
    return ((SSLSocket) connection.socket()).getSession().getCreationTime();
  }

  private static void awaitNextMillisecond(long millis) {
    while (System.currentTimeMillis() <= millis) {
      Thread.onSpinWait();
    }
  }

  /** Writes until the peer, who is gone, has reset the connection. */
  private static InetException failureToWrite(Connection connection) {
    byte[] bytes = new byte[1024];
    return assertThrows(
        InetException.class,
        () -> {
          for (int i = 0; i < 100_000; i++) {
            connection.output().write(bytes);
          }
        });
  }

  /** Wants a certificate, and hangs up on who has none. */
  private static Conduct insisting(CountDownLatch gone) {
    return socket -> {
      var layer =
          (SSLSocket) serving.getSocketFactory().createSocket(socket, (InputStream) null, true);
      layer.setNeedClientAuth(true);
      try {
        layer.startHandshake();
      } finally {
        socket.close();
        gone.countDown();
      }
    };
  }

  @Test
  void whoHangsUpInTheHandshakeIsNotToldInTheWordsOfAnImplementation() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (ServerSocket server = serve(insisting(new CountDownLatch(1)))) {
        InetException thrown =
            assertThrows(
                InetException.class, () -> dialer("1.2").build().dial(Target.tls(at(server))));
        assertEquals(Failure.TLS_HANDSHAKE, thrown.failure());
        assertFalse(thrown.getMessage().contains("readHandshake"), thrown.getMessage());
      }
    }
  }

  @Test
  void whoRefusesOurCertificateAndHangsUpIsHeardEvenWhereWeWrite() throws Exception {
    var gone = new CountDownLatch(1);
    try (ServerSocket server = serve(insisting(gone));
        Connection connection = dialer("1.3").build().dial(Target.tls(at(server)))) {
      assertTrue(gone.await(10, TimeUnit.SECONDS));
      InetException thrown = failureToWrite(connection);
      assertEquals(Failure.TLS_HANDSHAKE, thrown.failure());
      assertTrue(thrown.getMessage().contains("alert"), thrown.getMessage());
    }
  }

  @Test
  void whatWasSaidBeforeHangingUpIsReadWholeAfterAWriteFailed() throws Exception {
    var gone = new CountDownLatch(1);
    try (ServerSocket server =
            serve(
                socket -> {
                  SSLSocket layer = secured(socket);
                  layer.getOutputStream().write("421 too busy".getBytes(StandardCharsets.UTF_8));
                  socket.close();
                  gone.countDown();
                });
        Connection connection = dialer("1.3").build().dial(Target.tls(at(server)))) {
      assertTrue(gone.await(10, TimeUnit.SECONDS));
      assertEquals(Failure.BROKEN_OFF, failureToWrite(connection).failure());
      assertEquals(
          "421 too busy", new String(connection.input().readNBytes(12), StandardCharsets.UTF_8));
    }
  }
}
