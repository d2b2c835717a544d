package dev.inet.core.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.sandbox.Authority;
import dev.inet.sandbox.Identity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is agreed on in a handshake, and the ways in which one fails. */
@Timeout(10)
class TlsHandshakeTest {
  private static final TlsPolicy ANY = TlsPolicy.DEFAULT.withInsecure(true);

  private static Identity server;

  @BeforeAll
  static void makeServer() {
    server = Authority.create().server();
  }

  private static Consumer<SSLParameters> only(String version) {
    return parameters -> parameters.setProtocols(new String[] {version});
  }

  private static Consumer<SSLParameters> speaking(String... protocols) {
    return parameters -> parameters.setApplicationProtocols(protocols);
  }

  private static InetException assertFailed(InetException thrown) {
    assertEquals(Failure.TLS_HANDSHAKE, thrown.failure(), thrown.toString());
    assertEquals(Phase.TLS, thrown.phase().orElseThrow());
    return thrown;
  }

  @Test
  void takesTheVersionThatTheServerHas() throws IOException {
    try (TlsPeer peer = TlsPeer.serves(server, only("TLSv1.2"))) {
      assertEquals("TLSv1.2", peer.shake(ANY, "localhost").version());
      assertFailed(peer.refuses(ANY.withVersions("1.3", "1.3"), "localhost"));
    }
    try (TlsPeer peer = TlsPeer.serves(server, only("TLSv1.3"))) {
      assertEquals("TLSv1.3", peer.shake(ANY, "localhost").version());
      assertFailed(peer.refuses(ANY.withVersions("1.2", "1.2"), "localhost"));
    }
    try (TlsPeer peer = TlsPeer.serves(server)) {
      assertEquals("TLSv1.2", peer.shake(ANY.withVersions("1.2", "1.2"), "localhost").version());
    }
  }

  @Test
  void offersTheNamedCiphersAlone() throws IOException {
    String openssl = "ECDHE-ECDSA-AES128-GCM-SHA256";
    String iana = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
    try (TlsPeer peer = TlsPeer.serves(server)) {
      assertEquals(iana, peer.shake(ANY.withCiphers(List.of(openssl)), "localhost").cipher());
      assertEquals(iana, peer.shake(ANY.withCiphers(List.of(iana)), "localhost").cipher());
      String modern = "TLS_AES_128_GCM_SHA256";
      assertEquals(modern, peer.shake(ANY.withCiphers(List.of(modern)), "localhost").cipher());
    }
  }

  @Test
  void failsWithoutACipherInCommon() throws IOException {
    String theirs = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    try (TlsPeer peer =
        TlsPeer.serves(server, parameters -> parameters.setCipherSuites(new String[] {theirs}))) {
      InetException thrown =
          assertFailed(
              peer.refuses(ANY.withCiphers(List.of("ECDHE-ECDSA-AES128-GCM-SHA256")), "localhost"));
      assertTrue(thrown.getMessage().contains("handshake_failure"), thrown.getMessage());
    }
  }

  @Test
  void agreesOnAProtocol() throws IOException {
    try (TlsPeer peer = TlsPeer.serves(server, speaking("h2", "http/1.1"))) {
      assertEquals("http/1.1", peer.shake(ANY, "localhost", "http/1.1").alpn());
      assertEquals("h2", peer.shake(ANY, "localhost", "http/1.1", "h2").alpn());
      assertNull(peer.shake(ANY, "localhost").alpn());
      assertEquals("h2", peer.shake(ANY.withAlpn(List.of("h2")), "localhost").alpn());
      // What the protocol itself offers goes before what the policy does.
      assertEquals(
          "http/1.1", peer.shake(ANY.withAlpn(List.of("h2")), "localhost", "http/1.1").alpn());
    }
  }

  @Test
  void aServerWithoutProtocolsLeavesItOpen() throws IOException {
    try (TlsPeer peer = TlsPeer.serves(server)) {
      assertNull(peer.shake(ANY, "localhost", "h2").alpn());
    }
  }

  @Test
  void failsWithoutAProtocolInCommon() throws IOException {
    try (TlsPeer peer = TlsPeer.serves(server, speaking("imap"))) {
      InetException thrown = assertFailed(peer.refuses(ANY, "localhost", "h2"));
      assertTrue(thrown.getMessage().contains("no_application_protocol"), thrown.getMessage());
    }
  }

  private static Object nameSent(TlsPolicy policy, String host) throws Exception {
    try (TlsPeer peer =
        TlsPeer.serves(
            dev.inet.sandbox.Tls.serving(server),
            parameters -> {},
            socket ->
                ((ExtendedSSLSession) socket.getSession())
                    .getRequestedServerNames().stream()
                        .map(name -> new String(name.getEncoded(), StandardCharsets.US_ASCII))
                        .toList())) {
      peer.shake(policy, host);
      return peer.result();
    }
  }

  @Test
  void sendsTheNameOfThePeer() throws Exception {
    assertEquals(List.of("a.example"), nameSent(ANY, "A.example."));
    assertEquals(List.of("localhost"), nameSent(ANY, "localhost"));
    assertEquals(List.of("xn--bcher-kva.example"), nameSent(ANY, "b\u00fccher.example"));
  }

  @Test
  void sendsANameWithAnUnderscore() throws IOException {
    // Seen in the ClientHello, since a server in Java would refuse it.
    Below below = new Below(new ByteArrayInputStream(new byte[0]));
    Endpoint peer = new Endpoint("some_host.example", 4433);
    assertThrows(InetException.class, () -> Tls.of(ANY).over(below, peer, List.of()));
    assertTrue(below.sent.toString(StandardCharsets.ISO_8859_1).contains("some_host.example"));
  }

  @Test
  void sendsNoNameForALiteralAddress() throws Exception {
    assertEquals(List.of(), nameSent(ANY, "127.0.0.1"));
    assertEquals(List.of(), nameSent(ANY, "::1"));
    assertEquals(List.of(), nameSent(ANY, "fe80::1%eth0"));
  }

  @Test
  void sendsAnotherNameOnRequest() throws Exception {
    assertEquals(List.of("front.example"), nameSent(ANY.withSni("front.example"), "a.example"));
    assertEquals(List.of("front.example"), nameSent(ANY.withSni("front.example"), "127.0.0.1"));
    assertEquals(List.of(), nameSent(ANY.withSni(""), "a.example"));
  }

  @Test
  void anotherNameThatIsSentIsNotTheOneThatIsChecked() throws IOException {
    Authority authority = Authority.create();
    Identity back = authority.leaf("back.example").issue();
    Path ca = Files.createTempFile("ca", ".pem");
    try (TlsPeer peer = TlsPeer.serves(back)) {
      Files.writeString(ca, authority.pem());
      TlsPolicy policy = TlsPolicy.DEFAULT.withCaFile(ca).withSni("front.example");
      peer.shake(policy, "back.example");
      assertEquals(Failure.UNTRUSTED, peer.refuses(policy, "front.example").failure());
    } finally {
      Files.delete(ca);
    }
  }

  @Test
  void clearTextInsteadOfTlsIsAFailureWithAHint() throws IOException {
    for (String greeting :
        List.of("220 mx.example ready\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n")) {
      try (TlsPeer peer = TlsPeer.plays(socket -> says(socket, greeting))) {
        InetException thrown = assertFailed(peer.refuses(ANY, "localhost"));
        assertTrue(thrown.hint().orElse("").contains("may not speak TLS"), thrown.toString());
      }
    }
  }

  @Test
  void anAlertIsTlsAndGetsNoSuchHint() throws IOException {
    // "internal error", as a server says it that cannot use its key.
    try (TlsPeer peer = TlsPeer.plays(socket -> says(socket, "\25\3\3\0\2\2\120"))) {
      InetException thrown = assertFailed(peer.refuses(ANY, "localhost"));
      assertTrue(thrown.toString().contains("internal_error"), thrown.toString());
      assertEquals(Optional.empty(), thrown.hint());
    }
  }

  private static Object says(Socket socket, String text) throws IOException {
    socket.getInputStream().readNBytes(5);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.shutdownOutput();
    while (socket.getInputStream().read() >= 0) {
      continue;
    }
    return "";
  }

  @Test
  void nonsenseInsideOfARecordIsAFailure() throws IOException {
    String[] nonsense = {
      // A handshake record whose length lies, one without a message, one with an endless message,
      // an alert of an unknown kind, and application data before any key.
      "\u0016\u0003\u0003\u00ff\u00ff" + "x".repeat(100),
      "\u0016\u0003\u0003\u0000\u0000",
      "\u0016\u0003\u0003\u0000\u0004\u0002\u00ff\u00ff\u00ff",
      "\u0015\u0003\u0003\u0000\u0002\u0009\u00ee",
      "\u0017\u0003\u0003\u0000\u0001x",
    };
    for (String record : nonsense) {
      try (TlsPeer peer = TlsPeer.plays(socket -> says(socket, record))) {
        assertFailed(peer.refuses(ANY, "localhost"));
      }
    }
  }

  @Test
  void aServerThatClosesInTheHandshakeIsAFailure() throws IOException {
    try (TlsPeer peer = TlsPeer.plays(socket -> socket.getInputStream().readNBytes(5))) {
      assertFailed(peer.refuses(ANY, "localhost"));
    }
    try (TlsPeer peer = TlsPeer.plays(socket -> says(socket, ""))) {
      InetException thrown = assertFailed(peer.refuses(ANY, "localhost"));
      assertTrue(thrown.getMessage().contains("closed the connection"), thrown.getMessage());
    }
    try (TlsPeer peer = TlsPeer.plays(socket -> says(socket, "\u0016\u0003\u0003\u0000"))) {
      InetException thrown = assertFailed(peer.refuses(ANY, "localhost"));
      assertTrue(thrown.getMessage().contains("closed the connection"), thrown.getMessage());
    }
  }

  @Test
  void aServerThatResetsInTheHandshakeIsAFailure() throws IOException {
    try (TlsPeer peer =
        TlsPeer.plays(
            socket -> {
              socket.getInputStream().readNBytes(5);
              socket.setSoLinger(true, 0);
              return "";
            })) {
      assertFailed(peer.refuses(ANY, "localhost"));
    }
  }

  @Test
  void aServerThatStallsRunsIntoTheTimeoutOfTheSocketBelow() throws IOException {
    try (TlsPeer peer = TlsPeer.plays(socket -> socket.getInputStream().readAllBytes());
        Socket below = peer.connect()) {
      below.setSoTimeout(50);
      InetException thrown =
          assertThrows(InetException.class, () -> Tls.of(ANY).over(below, at(), List.of()));
      assertEquals(Failure.TIMEOUT, thrown.failure());
      assertEquals(Phase.TLS, thrown.phase().orElseThrow());
      assertTrue(below.isClosed());
    }
  }

  @Test
  void aServerThatDripsEndsWhenTheSocketBelowSaysSo() throws IOException {
    InetException late = new InetException(Failure.TIMEOUT, "timed out (read-timeout 60s)");
    byte[] hello = "\u0016\u0003\u0003\u0040\u0000".getBytes(StandardCharsets.ISO_8859_1);
    int[] dripped = {0};
    InputStream drips =
        reading(
            () -> {
              if (dripped[0] == 1000) {
                throw late;
              }
              return dripped[0]++ < hello.length ? hello[dripped[0] - 1] & 0xff : 'x';
            });
    InetException thrown =
        assertThrows(
            InetException.class, () -> Tls.of(ANY).over(new Below(drips), at(), List.of()));
    assertSame(late, thrown);
    assertEquals(1000, dripped[0]);
  }

  @Test
  void whatTheSocketBelowThrowsKeepsItsMeaning() throws IOException {
    InetException ours = new InetException(Failure.PROXY_FAILED, "the proxy gave up");
    InetException thrown =
        assertThrows(InetException.class, () -> Tls.of(ANY).over(throwing(ours), at(), List.of()));
    assertSame(ours, thrown);

    thrown =
        assertThrows(
            InetException.class,
            () -> Tls.of(ANY).over(throwing(new SocketTimeoutException("late")), at(), List.of()));
    assertEquals(Failure.TIMEOUT, thrown.failure());

    InterruptedIOException interrupted = new InterruptedIOException("interrupted");
    assertSame(
        interrupted,
        assertThrows(
            InterruptedIOException.class,
            () -> Tls.of(ANY).over(throwing(interrupted), at(), List.of())));

    assertFailed(
        assertThrows(
            InetException.class,
            () ->
                Tls.of(ANY)
                    .over(throwing(new SocketException("Connection reset")), at(), List.of())));
  }

  @Test
  void aFailureNamesThePeerAndClosesTheSocketBelow() throws IOException {
    Below below = new Below(new ByteArrayInputStream(new byte[0]));
    InetException thrown =
        assertThrows(InetException.class, () -> Tls.of(ANY).over(below, at(), List.of()));
    assertEquals(at(), thrown.endpoint().orElseThrow());
    assertTrue(below.isClosed());
  }

  @Test
  void aSecondHandshakeResumesTheSessionAndAnIsolatedOneDoesNot() throws IOException {
    Tls tls = Tls.of(ANY.withVersions("1.2", "1.2"));
    Tls apart = tls.isolated();
    try (TlsPeer peer = TlsPeer.serves(server)) {
      byte[] first = sessionId(tls, peer);
      assertArrayEquals(first, sessionId(tls, peer));
      byte[] other = sessionId(apart, peer);
      assertTrue(!Arrays.equals(first, other));
      assertArrayEquals(other, sessionId(apart, peer));
    }
  }

  private static byte[] sessionId(Tls tls, TlsPeer peer) throws IOException {
    try (SSLSocket socket = tls.over(peer.connect(), at(), List.of())) {
      assertEquals('k', socket.getInputStream().read());
      return socket.getSession().getId();
    }
  }

  @Test
  void anIsolatedOneOffersNoTicketsAndLeavesThePropertyAlone() throws Exception {
    String property = "jdk.tls.client.enableSessionTicketExtension";
    TlsPolicy old = ANY.withVersions("1.2", "1.2");
    assertTrue(offers(Tls.of(old), 35));
    assertTrue(!offers(Tls.of(old).isolated(), 35));
    assertNull(System.getProperty(property));
    assertTrue(offers(Tls.of(old), 35));
  }

  /** Returns whether a ClientHello holds an extension; RFC 5246 section 7.4.1.2 tells its form. */
  private static boolean offers(Tls tls, int extension) throws IOException {
    Below below = new Below(new ByteArrayInputStream(new byte[0]));
    assertThrows(InetException.class, () -> tls.over(below, at(), List.of()));
    ByteBuffer hello = ByteBuffer.wrap(below.sent.toByteArray());
    hello.position(5 + 4 + 2 + 32);
    hello.position(hello.get() + hello.position());
    hello.position(hello.getShort() + hello.position());
    hello.position(hello.get() + hello.position());
    hello.getShort();
    while (hello.remaining() >= 4 && hello.get(0) == 22) {
      int kind = hello.getShort();
      if (kind == extension) {
        return true;
      }
      int length = hello.getShort();
      if (length > hello.remaining()) {
        return false;
      }
      hello.position(hello.position() + length);
    }
    return false;
  }

  @Test
  void nothingIsReadBeforeItIsNeeded() {
    Tls tls = Tls.of(TlsPolicy.DEFAULT.withCaFile(Path.of("/no/such/file")));
    assertEquals("/no/such/file", String.valueOf(tls.policy().caFile()));
    assertThrows(InetException.class, tls::check);
  }

  @Test
  void thereIsOneContext() {
    Tls tls = Tls.of(ANY);
    assertSame(tls.context(), tls.context());
    assertTrue(tls.context() != tls.isolated().context());
  }

  private static Endpoint at() {
    return new Endpoint("localhost", 4433);
  }

  private static Below throwing(IOException thrown) throws IOException {
    return new Below(
        reading(
            () -> {
              throw thrown;
            }));
  }

  private interface Reading {
    int read() throws IOException;
  }

  private static InputStream reading(Reading reading) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return reading.read();
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        into[from] = (byte) reading.read();
        return 1;
      }
    };
  }

  /** A connected socket in memory. */
  private static final class Below extends Socket {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final InputStream in;
    private boolean closed;

    Below(InputStream in) throws SocketException {
      super((SocketImpl) null);
      this.in = in;
    }

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public int getPort() {
      return 4433;
    }

    @Override
    public InputStream getInputStream() {
      return in;
    }

    @Override
    public OutputStream getOutputStream() {
      return sent;
    }

    @Override
    public synchronized void close() {
      closed = true;
    }
  }
}
