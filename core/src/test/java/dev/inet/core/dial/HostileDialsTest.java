package dev.inet.core.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.resolve.SystemResolver;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and addresses that lead nowhere, and threads that change their mind on the way. */
@Timeout(60)
class HostileDialsTest extends Hostile {
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
}
