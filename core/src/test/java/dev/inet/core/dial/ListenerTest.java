package dev.inet.core.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ListenerTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private final Dialer dialer = Dialer.builder().build();

  @Test
  void aPeerIsGreetedOnWhicheverAddressItComesTo() throws IOException {
    InetAddress six = InetAddress.getByName("::1");
    try (Listener listener = Listener.tcp(dialer, List.of(LOOPBACK, six), 0, false)) {
      int port = listener.port();
      assertEquals(List.of("127.0.0.1:" + port, "[::1]:" + port), listener.addresses());
      for (String host : List.of("127.0.0.1", "::1")) {
        try (Connection caller = dialer.dial(Target.plain(new Endpoint(host, port)));
            Connection guest = listener.accept(Deadline.NEVER).open()) {
          guest.output().write("hello".getBytes(StandardCharsets.UTF_8));
          guest.finish();
          assertEquals("hello", new String(caller.input().readAllBytes(), StandardCharsets.UTF_8));
          assertEquals(caller.localAddress(), guest.remoteAddress());
          assertTrue(caller.isLoopback());
        }
      }
    }
  }

  @Test
  void waitingEndsWithTheDeadline() throws IOException {
    try (Listener listener = Listener.tcp(dialer, List.of(LOOPBACK), 0, false)) {
      Deadline soon = Deadline.in(Duration.ofMillis(20), "connect-timeout");

      var e = assertThrows(InetException.class, () -> listener.accept(soon));

      assertEquals(Failure.TIMEOUT, e.failure());
    }
  }

  @Test
  void closingEndsTheWait() throws Exception {
    Listener listener = Listener.tcp(dialer, List.of(LOOPBACK), 0, false);
    var waiting =
        Executors.newSingleThreadExecutor()
            .submit(
                () -> assertThrows(SocketException.class, () -> listener.accept(Deadline.NEVER)));
    listener.close();

    assertEquals("Socket closed", waiting.get(10, TimeUnit.SECONDS).getMessage());
  }

  @Test
  void anAddressInUseIsAUsageError() throws IOException {
    try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
      var e =
          assertThrows(
              InetException.class,
              () -> Listener.tcp(dialer, List.of(LOOPBACK), taken.getLocalPort(), false));

      assertEquals(Failure.USAGE, e.failure());
      assertTrue(e.getMessage().startsWith("cannot listen on 127.0.0.1:"), e.getMessage());
    }
  }

  @Test
  void aUnixSocketIsRemovedAfterUseAndReplacedWhenLeftOver(@TempDir Path folder)
      throws IOException {
    Path path = folder.resolve("s");
    Dialer toPath = Dialer.builder().unixSocket(path).build();
    for (int round = 0; round < 2; round++) {
      try (Listener listener = Listener.unix(dialer, path, false);
          Connection caller = toPath.dial(Target.plain(new Endpoint("localhost", 0)));
          Connection guest = listener.accept(Deadline.NEVER).open()) {
        guest.output().write('x');
        assertEquals('x', caller.input().read());
        assertEquals("unix:" + path, caller.remoteAddress());
        assertThrows(InetException.class, () -> Listener.unix(dialer, path, false));
      }
      assertFalse(Files.exists(path));
    }
    leaveOver(path);
    try (Listener listener = Listener.unix(dialer, path, false)) {
      assertEquals(List.of("unix:" + path), listener.addresses());
    }
  }

  private static void leaveOver(Path path) throws IOException {
    try (var channel =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      channel.bind(java.net.UnixDomainSocketAddress.of(path));
    }
  }

  @Test
  void aFileThatIsNoSocketIsLeftAlone(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("precious"), "data");

    assertThrows(InetException.class, () -> Listener.unix(dialer, file, false));

    assertEquals("data", Files.readString(file));
  }
}
