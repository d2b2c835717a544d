package dev.inet.core.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Rates;
import dev.inet.core.Timeouts;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.resolve.SystemResolver;
import dev.inet.core.trace.Event;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers and proxies that stall, drip, lie, and threads that change their mind. */
@Timeout(60)
class HostilePeersTest {
  /** What a peer does with one connection; it is closed afterwards. */
  private interface Conduct {
    void with(Socket socket) throws IOException, InterruptedException;
  }

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  /** Serves every connection in the same manner, on loopback, and returns the port. */
  private int serve(Conduct conduct) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    open.add(server);
    var thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  conduct.with(socket);
                } catch (IOException | InterruptedException e) {
                  // The other side went away, or the test is over.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server.getLocalPort();
  }

  private static Endpoint at(int port) {
    return new Endpoint("127.0.0.1", port);
  }

  private static Timeouts within(int connectMillis, int readMillis) {
    return new Timeouts(
        Duration.ofMillis(connectMillis), Duration.ofMillis(readMillis), Duration.ZERO);
  }

  private static Dialer.Builder through(String kind, int port) throws InetException {
    return Dialer.builder()
        .proxies(ProxyRules.of(List.of(ProxyRules.parse(kind + "://127.0.0.1:" + port)), ""));
  }

  private static void drip(OutputStream out, byte[] bytes) throws IOException {
    for (byte b : bytes) {
      out.write(b);
      out.flush();
    }
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  // --- proxies

  @ParameterizedTest
  @ValueSource(strings = {"http", "socks4", "socks5"})
  void aProxyThatSaysNothingIsBoundAlsoWithoutAConnectTimeout(String kind) throws Exception {
    int port = serve(socket -> socket.getInputStream().readAllBytes());
    Dialer dialer = through(kind, port).timeouts(within(0, 80)).build();

    var e = assertThrows(InetException.class, () -> dialer.dial(Target.plain(at(9))));

    assertEquals(Failure.TIMEOUT, e.failure());
    assertEquals(Phase.PROXY, e.phase().orElseThrow());
    assertEquals(at(port), e.endpoint().orElseThrow());
    assertTrue(e.getMessage().contains("read-timeout"), e.getMessage());
  }

  @Test
  void aProxyThatDripsItsHeadIsBoundAsAWhole() throws Exception {
    int port =
        serve(
            socket -> {
              OutputStream out = socket.getOutputStream();
              out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
              while (true) {
                out.write('x');
                LockSupport.parkNanos(5_000_000);
              }
            });
    Dialer dialer = through("http", port).timeouts(within(200, 60_000)).build();

    var e = assertThrows(InetException.class, () -> dialer.dial(Target.plain(at(9))));

    assertEquals(Failure.TIMEOUT, e.failure());
    assertTrue(e.getMessage().contains("connect-timeout"), e.getMessage());
  }

  @Test
  void anAnswerOfSocksInSinglesLosesNothingOfTheGreetingBehindIt() throws Exception {
    int port =
        serve(
            socket -> {
              InputStream in = socket.getInputStream();
              OutputStream out = socket.getOutputStream();
              in.readNBytes(3);
              drip(out, bytes(5, 0));
              in.readNBytes(10);
              drip(out, bytes(5, 0, 0, 3, 4, 'n', 'a', 'm', 'e', 1));
              out.write(bytes(2, '2', '2', '0', '\n'));
            });
    try (Connection connection = through("socks5", port).build().dial(Target.plain(at(25)))) {
      assertEquals("220\n", ascii(connection.input().readAllBytes()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.0 200\n\n",
        "HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
        "HTTP/1.1 204 None\r\nContent-Length: 900\r\n\r\n",
      })
  void whatFollowsTheHeadOfAProxyBelongsToTheTarget(String head) throws Exception {
    int port =
        serve(
            socket -> {
              socket.getInputStream().read(new byte[1000]);
              socket
                  .getOutputStream()
                  .write((head + "220 ready\r\n").getBytes(StandardCharsets.US_ASCII));
            });
    try (Connection connection = through("http", port).build().dial(Target.plain(at(25)))) {
      assertEquals("220 ready\r\n", ascii(connection.input().readAllBytes()));
    }
  }

  @Test
  void theWordsOfAProxyCannotDriveATerminal() throws Exception {
    int port =
        serve(
            socket -> {
              socket.getInputStream().read(new byte[1000]);
              socket
                  .getOutputStream()
                  .write(
                      "HTTP/1.1 503 \u001b]0;x\u0007 \u009b2J\r\n\r\n"
                          .getBytes(StandardCharsets.ISO_8859_1));
            });
    Dialer dialer = through("http", port).build();

    var e = assertThrows(InetException.class, () -> dialer.dial(Target.plain(at(9))));

    assertEquals(Failure.PROXY_FAILED, e.failure());
    assertFalse(e.getMessage().chars().anyMatch(Character::isISOControl), e.getMessage());
  }

  @Test
  void aProxyThatIsDownMayBeTriedAgain() throws Exception {
    // Never one that accepts: a socket that is closed under its accept may still take a guest.
    int port;
    try (var gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = gone.getLocalPort();
    }
    Dialer dialer = through("socks5h", port).build();

    var e = assertThrows(InetException.class, () -> dialer.dial(Target.plain(at(9))));

    assertEquals(Failure.PROXY_FAILED, e.failure());
    assertTrue(e.retry().worthwhile());
  }

  @Test
  void aNameThatSocksCannotCarryIsAHostThatCannotBe() throws Exception {
    int port = serve(socket -> socket.getOutputStream().write(bytes(5, 0)));
    Dialer dialer = through("socks5h", port).build();

    var e =
        assertThrows(
            InetException.class,
            () -> dialer.dial(Target.plain(new Endpoint("a.".repeat(128) + "a", 9))));

    assertEquals(Failure.HOST_NAME, e.failure());
  }

  // --- names

  @ParameterizedTest
  @ValueSource(strings = {"a..b", ".a", "..", "long"})
  void aNameThatCannotBeIsRefusedWithoutAskingAnybody(String name) {
    Dialer dialer =
        Dialer.builder()
            .resolver(
                (peer, deadline) -> {
                  throw new IllegalStateException("asked for " + peer);
                })
            .build();
    String host = name.equals("long") ? "x".repeat(64) + ".example" : name;

    var e =
        assertThrows(InetException.class, () -> dialer.dial(Target.plain(new Endpoint(host, 9))));

    assertEquals(Failure.HOST_NAME, e.failure());
    assertEquals(Phase.RESOLVE, e.phase().orElseThrow());
  }

  @Test
  void interruptingALookUpIsAnInterruption() {
    Dialer dialer =
        Dialer.builder()
            .resolver(
                (peer, deadline) -> {
                  Thread.currentThread().interrupt();
                  return new SystemResolver().resolve(peer, deadline);
                })
            .build();

    assertThrows(
        InterruptedIOException.class,
        () -> dialer.dial(Target.plain(new Endpoint("no-such-name.invalid", 9))));
    assertTrue(Thread.interrupted());
  }

  // --- racing

  @Test
  void aStalledFirstAddressLosesToTheSecond() throws Exception {
    try (ServerSocket stalled = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        ServerSocket alive =
            new ServerSocket(stalled.getLocalPort(), 5, InetAddress.getByName("127.0.0.2"))) {
      var fillers = new ArrayList<SocketChannel>();
      for (int i = 0; i < 4; i++) {
        SocketChannel filler = SocketChannel.open();
        filler.configureBlocking(false);
        filler.connect(stalled.getLocalSocketAddress());
        fillers.add(filler);
      }
      Dialer dialer =
          Dialer.builder()
              .resolver(
                  (peer, deadline) -> List.of(stalled.getInetAddress(), alive.getInetAddress()))
              .build();
      try (Connection connection =
          dialer.dial(Target.plain(new Endpoint("two.test", stalled.getLocalPort())))) {
        assertEquals("127.0.0.2:" + stalled.getLocalPort(), connection.remoteAddress());
      }
      for (SocketChannel filler : fillers) {
        filler.close();
      }
    }
  }

  @Test
  void aHundredDeadAddressesAreEachNamedOnce() throws Exception {
    int port = serve(socket -> {});
    close();
    Dialer dialer =
        Dialer.builder()
            .resolver(
                (peer, deadline) -> {
                  var dead = new ArrayList<InetAddress>();
                  for (int i = 1; i <= 100; i++) {
                    dead.add(address(127, 0, 1, i));
                    dead.add(address(127, 0, 1, i));
                  }
                  return dead;
                })
            .build();

    var e =
        assertThrows(
            InetException.class, () -> dialer.dial(Target.plain(new Endpoint("many.test", port))));

    assertEquals(Failure.UNREACHABLE, e.failure());
    assertEquals(100, e.attempts().size());
    assertEquals(100, new HashSet<>(e.attempts()).size());
  }

  private static InetAddress address(int... bytes) {
    try {
      return InetAddress.getByAddress(bytes(bytes));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void callingADialOffAtAnyMomentIsAnInterruptionAndLeavesNothingOpen() throws Exception {
    int port = serve(socket -> socket.getInputStream().read());
    Dialer dialer = Dialer.builder().timeouts(within(5_000, 5_000)).build();
    var random = new Random(7);
    var odd = new CopyOnWriteArrayList<Throwable>();
    int before = descriptors();
    for (int i = 0; i < 400; i++) {
      Dial dial = dialer.begin(Target.plain(at(i % 3 == 0 ? 1 : port)), Deadline.NEVER);
      var thread =
          new Thread(
              () -> {
                try {
                  dial.connect().close();
                } catch (InterruptedIOException | InetException e) {
                  // What is promised.
                } catch (IOException | RuntimeException e) {
                  odd.add(e);
                }
              });
      thread.start();
      LockSupport.parkNanos(random.nextInt(400_000));
      dial.close();
      thread.join();
    }
    assertEquals(List.of(), odd);
    assertTrue(descriptors() - before < 20, "open: " + (descriptors() - before));
  }

  private static int descriptors() {
    String[] open = new File("/proc/self/fd").list();
    assumeTrue(open != null, "no /proc here");
    return open.length;
  }

  @ParameterizedTest
  @ValueSource(strings = {"refused", "tls", "proxy", "socks", "unix", "name", "tls-timeout"})
  void dialsThatFailLeaveNoDescriptor(String kind) throws Exception {
    int closing = serve(socket -> socket.getInputStream().read());
    int silent = serve(socket -> socket.getInputStream().readAllBytes());
    Dialer plain = Dialer.builder().timeouts(within(2_000, 2_000)).build();
    Dialer hasty = Dialer.builder().timeouts(within(20, 20)).build();
    Dialer proxied = through("http", closing).build();
    Dialer socks = through("socks5", closing).build();
    Dialer unix = Dialer.builder().unixSocket(Path.of("/nowhere/at/all")).build();
    int before = 0;
    int times = kind.equals("tls-timeout") ? 60 : 300;
    for (int i = 0; i < times; i++) {
      // The first ones load classes and open what stays open.
      before = i == 20 ? descriptors() : before;
      assertThrows(
          InetException.class,
          () -> {
            switch (kind) {
              case "refused" -> plain.dial(Target.plain(at(1)));
              case "tls" -> plain.dial(Target.tls(at(closing)));
              case "tls-timeout" -> hasty.dial(Target.tls(at(silent)));
              case "proxy" -> proxied.dial(Target.plain(at(9)));
              case "socks" -> socks.dial(Target.plain(at(9)));
              case "unix" -> unix.dial(Target.plain(at(9)));
              default -> plain.dial(Target.plain(new Endpoint("a..b", 9)));
            }
          });
    }
    int left = descriptors() - before;
    assertTrue(left < 10, "left open: " + left);
  }

  // --- a live connection

  @Test
  void whatAConnectionWasSurvivesItsClose() throws Exception {
    int port = serve(socket -> socket.getInputStream().read());
    Connection connection = Dialer.builder().build().dial(Target.plain(at(port)));
    String local = connection.localAddress();

    connection.close();

    assertEquals("127.0.0.1:" + port, connection.remoteAddress());
    assertEquals(local, connection.localAddress());
    assertTrue(connection.isLoopback());
  }

  @Test
  void aResetIsABreak() throws Exception {
    int port =
        serve(
            socket -> {
              socket.setSoLinger(true, 0);
              socket.getInputStream().read();
            });
    try (Connection connection = Dialer.builder().build().dial(Target.plain(at(port)))) {
      connection.output().write(1);

      var e = assertThrows(InetException.class, () -> connection.input().read());

      assertEquals(Failure.BROKEN_OFF, e.failure());
      assertEquals(at(port), e.endpoint().orElseThrow());
      assertEquals(Phase.TRANSFER, e.phase().orElseThrow());
    }
  }

  @Test
  void askingWhatIsThereNeverWaitsForWhoeverReads() throws Exception {
    int port = serve(socket -> socket.getInputStream().readAllBytes());
    try (Connection connection = Dialer.builder().build().dial(Target.plain(at(port)))) {
      var reading = new CountDownLatch(1);
      var reader =
          new Thread(
              () -> {
                try {
                  reading.countDown();
                  connection.input().read();
                } catch (IOException e) {
                  // Closed under it at the end of the test.
                }
              });
      reader.start();
      reading.await();
      awaitWaiting(reader);
      var asked = new FutureTask<>(connection::hasBuffered);
      new Thread(asked).start();

      assertFalse(asked.get(5, TimeUnit.SECONDS));

      connection.close();
      reader.join();
    }
  }

  /** A thread in a selector is runnable to Java, so the place where it stands tells. */
  private static void awaitWaiting(Thread thread) {
    while (true) {
      for (StackTraceElement frame : thread.getStackTrace()) {
        if (frame.getMethodName().equals("lockAndDoSelect")) {
          return;
        }
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void aNewReadTimeoutHoldsForACallThatWaits() throws Exception {
    int port = serve(socket -> socket.getInputStream().readAllBytes());
    try (Connection connection =
        Dialer.builder().timeouts(within(1_000, 0)).build().dial(Target.plain(at(port)))) {
      var met = new AtomicReference<Throwable>();
      var reader =
          new Thread(
              () -> {
                try {
                  connection.input().read();
                } catch (IOException e) {
                  met.set(e);
                }
              });
      reader.start();
      awaitWaiting(reader);
      connection.readTimeout(Duration.ofMillis(20));
      reader.join();

      assertEquals(
          "nothing came for 20 ms (read-timeout)",
          InetException.in(met.get()).orElseThrow().getMessage());
    }
  }

  @Test
  void centuriesAreNever() throws Exception {
    int port = serve(socket -> socket.getOutputStream().write('x'));
    Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
    Dialer dialer =
        Dialer.builder()
            .timeouts(new Timeouts(ages, ages, ages))
            .rates(new Rates(0, 1, ages))
            .build();
    try (Connection connection = dialer.dial(Target.plain(at(port)))) {
      connection.replyDeadline();
      assertEquals('x', connection.input().read());
      assertEquals(-1, connection.input().read());
    }
  }

  @Test
  void theTimeForEverythingHoldsWhileARateLimitRests() throws Exception {
    int port = serve(socket -> socket.getOutputStream().write(new byte[1000]));
    Dialer dialer =
        Dialer.builder()
            .timeouts(new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ofMillis(300)))
            .rates(new Rates(1, 0, Duration.ofSeconds(30)))
            .build();
    try (Connection connection = dialer.dial(Target.plain(at(port)))) {
      var e = assertThrows(InetException.class, () -> connection.input().readAllBytes());

      assertEquals("timed out (max-time 300ms)", e.getMessage());
    }
  }

  @Test
  void interruptingABulkMoveEndsItWithoutSpoilingABufferForOthers() throws Exception {
    int port =
        serve(
            socket -> {
              OutputStream out = socket.getOutputStream();
              out.write(new byte[4 << 20]);
              socket.getInputStream().read();
            });
    for (int i = 0; i < 20; i++) {
      Connection connection = Dialer.builder().build().dial(Target.plain(at(port)));
      var met = new AtomicReference<Throwable>();
      var reader =
          new Thread(
              () -> {
                try {
                  connection.input().readAllBytes();
                } catch (IOException e) {
                  met.set(e);
                }
              });
      reader.start();
      while (connection.received() < 4 << 20) {
        LockSupport.parkNanos(100_000);
      }
      awaitWaiting(reader);
      reader.interrupt();
      reader.join();
      assertTrue(met.get() instanceof InterruptedIOException, String.valueOf(met.get()));
      connection.close();
    }
    var lent = new HashSet<Integer>();
    for (int i = 0; i < 30; i++) {
      ByteBuffer buffer = Buffers.borrow();
      assertTrue(lent.add(System.identityHashCode(buffer)), "lent twice");
    }
  }

  @Test
  void aFailureOfOurOwnChannelHasWords() throws Exception {
    int port = serve(socket -> socket.getOutputStream().write(new byte[100]));
    try (Connection connection = Dialer.builder().build().dial(Target.plain(at(port)))) {
      var closed = Channels.newChannel(OutputStream.nullOutputStream());
      closed.close();

      var e = assertThrows(InetException.class, () -> connection.drainTo(closed, 100));

      assertEquals("cannot write: it is closed", e.getMessage());
    }
  }

  // --- whoever waits for peers

  @Test
  void closingAListenerAtAnyMomentIsASocketException() throws Exception {
    var random = new Random(11);
    for (int i = 0; i < 100; i++) {
      Listener listener =
          Listener.tcp(
              Dialer.builder().build(), List.of(InetAddress.getByName("127.0.0.1")), 0, false);
      var met = new AtomicReference<Throwable>();
      var acceptor =
          new Thread(
              () -> {
                try {
                  while (true) {
                    listener.accept(Deadline.NEVER).close();
                  }
                } catch (IOException | RuntimeException e) {
                  met.set(e);
                }
              });
      acceptor.start();
      try (Socket one = new Socket()) {
        one.connect(new InetSocketAddress("127.0.0.1", listener.port()));
        LockSupport.parkNanos(random.nextInt(300_000));
        listener.close();
      }
      acceptor.join();
      assertEquals(java.net.SocketException.class, met.get().getClass(), String.valueOf(met.get()));
    }
  }

  @Test
  void aPeerThatFailsItsHandshakeIsNamed() throws Exception {
    var events = new CopyOnWriteArrayList<Event>();
    Dialer dialer = Dialer.builder().trace(events::add).build();
    try (Listener listener =
            Listener.tcp(dialer, List.of(InetAddress.getByName("127.0.0.1")), 0, true);
        Socket peer = new Socket("127.0.0.1", listener.port())) {
      peer.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      var arrival = listener.accept(Deadline.NEVER);

      var e = assertThrows(InetException.class, arrival::open);

      assertEquals(peer.getLocalPort(), e.endpoint().orElseThrow().port());
      assertEquals(Phase.TLS, e.phase().orElseThrow());
    }
  }
}
