package dev.inet.core.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxies that stall, drip and lie. */
@Timeout(60)
class HostileProxiesTest extends Hostile {
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
        "HTTP/1.0  200  OK\r\n\r\n",
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
}
