package dev.inet.core.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Rates;
import dev.inet.core.Timeouts;
import dev.inet.core.trace.Event;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that stall, drip and lie once they are reached, and threads that change their mind. */
@Timeout(60)
class HostilePeersTest extends Hostile {
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

  /** The retry of a request whose time ran out opened one more connection. */
  @Test
  void nobodyIsDialledOnceTheTimeForEverythingIsOver() throws Exception {
    int port = serve(socket -> socket.getOutputStream().write('x'));
    Dialer dialer =
        Dialer.builder()
            .timeouts(new Timeouts(Duration.ofMinutes(1), Duration.ZERO, Duration.ofNanos(1)))
            .build();
    while (!dialer.total().hasPassed()) {
      Thread.onSpinWait();
    }

    var e = assertThrows(InetException.class, () -> dialer.dial(Target.plain(at(port))));

    assertEquals(Failure.TIMEOUT, e.failure());
    assertEquals(List.of(), e.attempts());
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
