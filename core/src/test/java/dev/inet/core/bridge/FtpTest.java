package dev.inet.core.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Target;
import dev.inet.core.trace.Event;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** commons-net on the road: control, data, and what a reply may not do. */
@Timeout(30)
class FtpTest {
  private final Heard heard = new Heard();
  private final Names names = Road.names();
  private final FtpPart part = new FtpPart(Road.TLS);

  private LibrarySockets sockets() {
    return new LibrarySockets(Road.dialer(names, heard).build(), "ftp");
  }

  private static Target target(String host, Peer peer) {
    return Target.plain(new Endpoint(host, peer.port()));
  }

  @Test
  void dataGoesToTheNameOfTheControlConnection() throws Exception {
    try (Peer peer = Peer.of(part);
        LibrarySockets sockets = sockets()) {
      for (String host : List.of("a.test", "six.test")) {
        Ftp ftp = new Ftp(sockets);
        ftp.open(target(host, peer));
        assertEquals(FtpPart.FILE, ftp.retrieve("file"));
        ftp.disconnect();
      }
      assertEquals(List.of("a.test", "a.test", "six.test", "six.test"), names.asked());
      assertEquals(2, part.dataConnections.get());
      assertEquals(4, heard.all(Event.Reached.class).size());
      assertEquals(0, sockets.openSockets());
    }
  }

  @Test
  void theAddressInAReplyToPasvIsIgnored() throws Exception {
    part.pasvOnly("192.0.2.1");
    try (Peer peer = Peer.of(part);
        LibrarySockets sockets = sockets()) {
      Ftp ftp = new Ftp(sockets);
      ftp.open(target("a.test", peer));
      assertEquals(FtpPart.FILE, ftp.retrieve("file"));
      ftp.disconnect();
      assertEquals(List.of("a.test", "a.test"), names.asked());
    }
  }

  @Test
  void theAddressInAReplyIsAPlainAddressWhereTheUserWantsIt() throws Exception {
    part.pasvOnly("127.0.0.1");
    try (Peer peer = Peer.of(part);
        LibrarySockets sockets = sockets()) {
      Ftp ftp = new Ftp(sockets);
      ftp.setIpAddressFromPasvResponse(true);
      ftp.setPassiveNatWorkaroundStrategy(null);
      ftp.setRemoteVerificationEnabled(false);
      ftp.open(target("a.test", peer));
      assertEquals(FtpPart.FILE, ftp.retrieve("file"));
      ftp.disconnect();
      assertEquals(List.of("a.test"), names.asked());
    }
  }

  @Test
  void aTokenInAReplyIsRefusedEvenWhereTheServerKnowsOne() throws Exception {
    try (LibrarySockets sockets = sockets()) {
      part.pasvOnly(sockets.token("b.test").getHostAddress());
      try (Peer peer = Peer.of(part)) {
        Ftp ftp = new Ftp(sockets);
        ftp.setIpAddressFromPasvResponse(true);
        ftp.setPassiveNatWorkaroundStrategy(null);
        ftp.open(target("a.test", peer));
        IOException e = assertThrows(IOException.class, () -> ftp.retrieve("file"));
        assertEquals(Failure.UNREACHABLE, InetException.in(e).orElseThrow().failure());
        ftp.disconnect();
        assertEquals(List.of("a.test"), names.asked());
        assertEquals(0, part.dataConnections.get());
      }
    }
  }

  @Test
  void authTlsSecuresControlAndDataUnderTheControlsName() throws Exception {
    try (Peer peer = Peer.of(part);
        LibrarySockets sockets = sockets()) {
      Ftp ftp = new Ftp(sockets);
      ftp.open(target("a.test", peer));
      ftp.authTls();
      assertEquals(FtpPart.FILE, ftp.retrieve("file"));
      ftp.disconnect();
      List<Event.Secured> secured = heard.all(Event.Secured.class);
      assertEquals(2, secured.size());
      assertTrue(secured.stream().allMatch(s -> s.peer().startsWith("a.test:")), secured::toString);
      assertTrue(heard.sent().contains("RETR file"), heard::sent);
      assertTrue(heard.received().contains(FtpPart.FILE), heard::received);
      assertFalse(heard.sawCiphertext());
    }
  }

  @Test
  void implicitTlsIsDoneInsideConnect() throws Exception {
    try (Peer peer = Peer.of(part, ListenAt.freePort().tls(Road.TLS), Road.TLS);
        LibrarySockets sockets = sockets()) {
      Ftp ftp = new Ftp(sockets);
      ftp.open(Target.tls(new Endpoint("a.test", peer.port())));
      assertEquals(FtpPart.FILE, ftp.retrieve("file"));
      ftp.disconnect();
      assertTrue(heard.sent().startsWith("USER demo"), heard::sent);
      assertEquals(1, heard.all(Event.Secured.class).size());
    }
  }

  @Test
  void whatCameBehindTheGoAheadToTlsIsRefused() throws Exception {
    String script =
        """
        S: 220 ready
        C: USER demo
        S: 230 in
        C: AUTH TLS
        S: 234 go ahead
        S: 230 injected
        == TLS
        """;
    try (Peer peer = Peer.plays(script);
        LibrarySockets sockets = sockets()) {
      Ftp ftp = new Ftp(sockets);
      ftp.open(target("a.test", peer));
      InetException e = assertThrows(InetException.class, ftp::authTls);
      assertEquals(Failure.BAD_REPLY, e.failure());
    }
  }

  @Test
  void aTimeOutSetBeforeConnectHoldsAfterIt() throws Exception {
    try (Peer peer = Peer.of(conversation -> conversation.stall());
        LibrarySockets sockets = sockets();
        Socket socket = sockets.anywhere().createSocket()) {
      socket.setSoTimeout(50);
      socket.setTcpNoDelay(true);
      socket.setReceiveBufferSize(70_000);
      assertFalse(socket.isConnected());
      socket.connect(new InetSocketAddress(sockets.token("a.test"), peer.port()), 1000);
      assertEquals(50, socket.getSoTimeout());
      assertTrue(socket.getTcpNoDelay());
      assertTrue(socket.getReceiveBufferSize() >= 70_000);
      assertThrows(java.net.SocketTimeoutException.class, () -> socket.getInputStream().read());
      // The socket is still good after it, as every socket is.
      assertThrows(java.net.SocketTimeoutException.class, () -> socket.getInputStream().read());
      assertEquals(sockets.token("a.test"), socket.getInetAddress());
    }
  }

  @Test
  void ourTimeOutSurvivesTheLibrary() throws Exception {
    var quick = new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ZERO);
    try (Peer peer = Peer.of(conversation -> conversation.stall());
        var sockets =
            new LibrarySockets(Road.dialer(names, heard).timeouts(quick).build(), "ftp")) {
      Ftp ftp = new Ftp(sockets);
      IOException e = assertThrows(IOException.class, () -> ftp.open(target("a.test", peer)));
      assertEquals(Failure.TIMEOUT, InetException.in(e).orElseThrow().failure());
    }
  }

  @Test
  void theLibrarysNumberCanOnlyShortenTheDial() throws Exception {
    try (LibrarySockets sockets =
            new LibrarySockets(
                Road.dialer(names, heard)
                    .resolver(
                        (peer, deadline) -> {
                          throw deadline.passed();
                        })
                    .timeouts(Road.TIMEOUTS)
                    .build(),
                "ftp");
        Socket socket = sockets.anywhere().createSocket()) {
      var to = new InetSocketAddress(sockets.token("a.test"), 1);
      InetException e = assertThrows(InetException.class, () -> socket.connect(to, 70));
      assertTrue(e.getMessage().contains("70ms"), e::getMessage);
      assertTrue(socket.isClosed());
      try (Socket other = sockets.anywhere().createSocket()) {
        e = assertThrows(InetException.class, () -> other.connect(to, 70_000));
        assertTrue(e.getMessage().contains("5s"), e::getMessage);
      }
    }
  }
}
