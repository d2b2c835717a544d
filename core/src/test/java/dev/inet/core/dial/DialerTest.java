package dev.inet.core.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Timeouts;
import dev.inet.core.proxy.Proxy;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.resolve.PinnedResolver;
import dev.inet.core.resolve.Resolver;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.core.trace.Event;
import dev.inet.sandbox.Authority;
import dev.inet.sandbox.EchoServer;
import dev.inet.sandbox.HttpProxyServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.SocksServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class DialerTest {
  private static final Resolver NOBODY =
      (peer, deadline) -> {
        throw new InetException(Failure.HOST_NAME, "asked for " + peer.host());
      };

  @TempDir static Path folder;
  private static Authority authority;
  private static Path caFile;
  private static EchoServer echo;
  private static EchoServer secureEcho;
  private static SocksServer socks;
  private static SocksServer strictSocks;
  private static HttpProxyServer http;
  private static HttpProxyServer strictHttp;
  private static HttpProxyServer https;

  private final List<Event> events = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    authority = Authority.create();
    caFile = Files.writeString(folder.resolve("ca.pem"), authority.pem());
    echo = EchoServer.echo(ListenAt.freePort());
    var secure =
        dev.inet.sandbox.Tls.serving(authority.leaf("localhost", "echo.test", "127.0.0.1").issue());
    secureEcho = EchoServer.echo(ListenAt.freePort().tls(secure));
    socks = SocksServer.start(ListenAt.freePort());
    strictSocks = SocksServer.requiringLogin(ListenAt.freePort());
    http = HttpProxyServer.start(ListenAt.freePort());
    strictHttp = HttpProxyServer.requiringLogin(ListenAt.freePort());
    https = HttpProxyServer.start(ListenAt.freePort().tls(secure));
  }

  @AfterAll
  static void stop() {
    echo.close();
    secureEcho.close();
    socks.close();
    strictSocks.close();
    http.close();
    strictHttp.close();
    https.close();
  }

  private Dialer.Builder dialer() {
    return Dialer.builder()
        .tls(TlsPolicy.DEFAULT.withCaFile(caFile))
        .timeouts(Timeouts.DEFAULT.withConnect(Duration.ofSeconds(5)))
        .trace(events::add);
  }

  private static ProxyRules through(String... proxies) throws InetException {
    var chain = new ArrayList<Proxy>();
    for (String proxy : proxies) {
      chain.add(ProxyRules.parse(proxy));
    }
    return ProxyRules.of(chain, "");
  }

  private static String at(String scheme, int port) {
    return scheme + "://127.0.0.1:" + port;
  }

  private static void echoes(Connection connection) throws IOException {
    try (connection) {
      connection.output().write("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      connection.finish();
      assertEquals(
          "hello",
          new String(connection.input().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
      assertEquals(5, connection.sent());
      assertEquals(5, connection.received());
    }
  }

  @Test
  void localhostIsThisMachineWithoutAskingAnybody() throws IOException {
    echoes(dialer().build().dial(Target.plain(new Endpoint("localhost", echo.port()))));

    assertTrue(
        events.stream()
            .anyMatch(e -> e instanceof Event.Resolved r && r.addresses().contains("127.0.0.1")));
  }

  @Test
  void tlsFollowsTheRoute() throws IOException {
    Connection connection =
        dialer().build().dial(Target.tls(new Endpoint("localhost", secureEcho.port())));

    assertTrue(connection.tls().isPresent());
    echoes(connection);
  }

  @ParameterizedTest
  @EnumSource(
      value = Proxy.Kind.class,
      names = {"HTTP", "SOCKS4", "SOCKS4A", "SOCKS5", "SOCKS5H"})
  void everyKindOfProxyCarriesClearTextAndTls(Proxy.Kind kind) throws IOException {
    String proxy = at(kind.scheme(), kind == Proxy.Kind.HTTP ? http.port() : socks.port());
    Dialer dialer = dialer().proxies(through(proxy)).build();

    Connection plain = dialer.dial(Target.plain(new Endpoint("127.0.0.1", echo.port())));
    assertFalse(plain.isLoopback(), "a proxy's other side is not this machine");
    echoes(plain);
    echoes(dialer.dial(Target.tls(new Endpoint("localhost", secureEcho.port()))));
  }

  @Test
  void aProxyUnderTlsCarriesTls() throws IOException {
    Dialer dialer = dialer().proxies(through(at("https", https.port()))).build();

    echoes(dialer.dial(Target.tls(new Endpoint("localhost", secureEcho.port()))));
  }

  @ParameterizedTest
  @CsvSource({"socks4a", "socks5h", "http"})
  void aNameIsLeftToTheProxy(String scheme) throws IOException {
    boolean isHttp = scheme.equals("http");
    socks.map("echo.test", secureEcho.port());
    http.map("echo.test", secureEcho.port());
    Dialer dialer =
        dialer()
            .resolver(NOBODY)
            .proxies(through(at(scheme, isHttp ? http.port() : socks.port())))
            .build();

    echoes(dialer.dial(Target.tls(new Endpoint("echo.test", 4711))));

    String asked =
        isHttp
            ? http.heard().get(http.heard().size() - 1).target()
            : socks.heard().get(socks.heard().size() - 1).host() + ":4711";
    assertEquals("echo.test:4711", asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks4", "socks5"})
  void anAddressIsSentToAProxyThatWantsOne(String scheme) throws IOException {
    Resolver mine =
        new PinnedResolver(
            Map.of(new Endpoint("echo.test", 0), List.of(InetAddress.getByName("127.0.0.1"))),
            NOBODY);
    Dialer dialer = dialer().resolver(mine).proxies(through(at(scheme, socks.port()))).build();

    echoes(dialer.dial(Target.plain(new Endpoint("echo.test", echo.port()))));

    assertEquals("127.0.0.1", socks.heard().get(socks.heard().size() - 1).host());
  }

  @Test
  void aChainIsPassedInItsOrder() throws IOException {
    http.map("inner.test", strictSocks.port());
    strictSocks.map("echo.test", secureEcho.port());
    Dialer dialer =
        dialer()
            .resolver(NOBODY)
            .proxies(
                through(
                    at("socks5", socks.port()),
                    at("http", http.port()),
                    "socks5h://demo:demo@inner.test:1080"))
            .build();

    echoes(dialer.dial(Target.tls(new Endpoint("echo.test", 443))));

    assertEquals("127.0.0.1", socks.heard().get(socks.heard().size() - 1).host());
    assertEquals("inner.test:1080", http.heard().get(http.heard().size() - 1).target());
    assertEquals("echo.test", strictSocks.heard().get(strictSocks.heard().size() - 1).host());
  }

  @ParameterizedTest
  @CsvSource({
    "socks5h, demo:demo@, ''",
    "socks5h, demo:wrong@, the proxy refused the user name or password",
    "socks5h, '', the proxy wants a sign-in",
    "http, demo:demo@, ''",
    "http, demo:wrong@, the proxy refused the user name or password (407)",
    "http, '', the proxy wants a sign-in (407)",
  })
  void aProxyMayWantASignIn(String scheme, String login, String refusal) throws IOException {
    int port = scheme.equals("http") ? strictHttp.port() : strictSocks.port();
    Dialer dialer = dialer().proxies(through(scheme + "://" + login + "127.0.0.1:" + port)).build();
    Target target = Target.plain(new Endpoint("127.0.0.1", echo.port()));
    if (refusal.isEmpty()) {
      echoes(dialer.dial(target));
      return;
    }

    var e = assertThrows(InetException.class, () -> dialer.dial(target));

    assertEquals(Failure.PROXY_FAILED, e.failure());
    assertEquals(refusal, e.getMessage());
    assertEquals(port, e.endpoint().orElseThrow().port());
    assertEquals(Phase.PROXY, e.phase().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "reply-2.test, the proxy's rules do not allow reply-2.test:9",
    "reply-5.test, reply-5.test:9 refused the proxy's connection",
    "reply-99.test, the proxy refused reply-99.test:9 with the unknown code 99",
  })
  void aRefusalOfAProxyIsToldInWords(String host, String message) throws InetException {
    Dialer dialer = dialer().proxies(through(at("socks5h", socks.port()))).build();

    var e =
        assertThrows(InetException.class, () -> dialer.dial(Target.plain(new Endpoint(host, 9))));

    assertEquals(Failure.PROXY_FAILED, e.failure());
    assertEquals(message, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http | C: CONNECT {any}~C: {any}~C: ~== CLOSE | the proxy closed the connection without an"
            + " answer",
        "http | S: SSH-2.0-x~== STALL | the proxy does not speak HTTP",
        "http | S: HTTP/1.1 502 Bad~S: | the proxy refused: HTTP/1.1 502 Bad",
        "socks5 | C: {bytes:3}~== CLOSE | the proxy closed the connection without an answer",
        "socks5 | S: HTTP/1.1 400 | the proxy does not speak SOCKS 5",
        "socks4 | S: HTTP/1.1 400 | the proxy does not speak SOCKS 4",
        "socks5 | S: \\x05\\x07\\ | the proxy wants a method that was not offered",
      })
  void aProxyThatIsNoneFails(String scheme, String says, String message) throws Exception {
    try (Peer peer = Peer.plays(says.replace("~", "\n") + "\n")) {
      Dialer dialer = dialer().proxies(through(at(scheme, peer.port()))).build();

      var e =
          assertThrows(
              InetException.class, () -> dialer.dial(Target.plain(new Endpoint("127.0.0.1", 9))));

      assertEquals(Failure.PROXY_FAILED, e.failure());
      assertEquals(message, e.getMessage());
    }
  }

  @Test
  void aProxyWithoutANameIsFiveAndOneThatRefusesIs97() throws IOException {
    Dialer nameless =
        dialer().resolver(NOBODY).proxies(through("socks5h://nowhere.test:1080")).build();
    int closedPort = closedPort();
    Dialer refused = dialer().proxies(through(at("http", closedPort))).build();
    Target target = Target.plain(new Endpoint("h.test", 1));

    assertEquals(
        Failure.PROXY_NAME,
        assertThrows(InetException.class, () -> nameless.dial(target)).failure());
    var e = assertThrows(InetException.class, () -> refused.dial(target));
    assertEquals(Failure.PROXY_FAILED, e.failure());
    assertTrue(e.getMessage().contains("127.0.0.1:" + closedPort), e.getMessage());
  }

  /** Clear HTTP is not tunnelled: whoever asks goes to the proxy and says there what it wants. */
  @Test
  void aProxyThatIsTheTargetFailsAsAProxy() throws IOException {
    int closedPort = closedPort();
    Dialer refused = dialer().proxies(through(at("http", closedPort))).build();
    Dialer nameless =
        dialer().resolver(NOBODY).proxies(through("http://nowhere.test:1080")).build();

    assertEquals(
        Failure.PROXY_FAILED,
        assertThrows(
                InetException.class,
                () -> refused.dial(Target.plain(new Endpoint("127.0.0.1", closedPort))))
            .failure());
    assertEquals(
        Failure.PROXY_NAME,
        assertThrows(
                InetException.class,
                () -> nameless.dial(Target.plain(new Endpoint("nowhere.test", 1080))))
            .failure());
  }

  @Test
  void anEndOfOursThatCannotBeBoundIsUsage() throws IOException {
    // TEST-NET-3 (RFC 5737): no machine has this address.
    InetAddress foreign = InetAddress.getByName("203.0.113.1");
    Dialer elsewhere = dialer().binding(Binding.to(foreign, 0)).build();
    Target target = Target.plain(new Endpoint("127.0.0.1", closedPort()));

    var e = assertThrows(InetException.class, () -> elsewhere.dial(target));

    assertEquals(Failure.USAGE, e.failure());
    assertTrue(e.getMessage().contains("cannot bind to 203.0.113.1"), e.getMessage());
  }

  private static int closedPort() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return taken.getLocalPort();
    }
  }

  @Test
  void aRefusalNamesEveryAddressThatWasTried() throws IOException {
    int port = closedPort();

    var e =
        assertThrows(
            InetException.class,
            () -> dialer().build().dial(Target.plain(new Endpoint("localhost", port))));

    assertEquals(Failure.UNREACHABLE, e.failure());
    assertTrue(e.getMessage().contains("[::1]:" + port), e.getMessage());
    assertTrue(
        e.getMessage().contains("127.0.0.1:" + port + " connection refused"), e.getMessage());
    assertEquals(2, e.attempts().size());
    assertEquals(Phase.CONNECT, e.phase().orElseThrow());
  }

  @Test
  void aFamilyThatTheNameLacksIsANameError() {
    Dialer six = dialer().family(Family.IPV6).build();

    var e =
        assertThrows(
            InetException.class, () -> six.dial(Target.plain(new Endpoint("127.0.0.1", 1))));

    assertEquals(Failure.HOST_NAME, e.failure());
    assertEquals("'127.0.0.1' has no IPv6 address", e.getMessage());
  }

  @Test
  void aWorkingFamilyHelpsOutABrokenOne() throws IOException {
    Resolver both = (peer, deadline) -> List.of(six(), four());
    Dialer dialer = dialer().resolver(both).build();

    // The sandbox listens on IPv4 alone.
    echoes(dialer.dial(Target.plain(new Endpoint("both.test", echo.port()))));
  }

  private static InetAddress six() throws InetException {
    try {
      return InetAddress.getByName("::1");
    } catch (IOException e) {
      throw new InetException(Failure.HOST_NAME, "::1", e);
    }
  }

  private static InetAddress four() throws InetException {
    try {
      return InetAddress.getByName("127.0.0.1");
    } catch (IOException e) {
      throw new InetException(Failure.HOST_NAME, "127.0.0.1", e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "socks4", "socks5h", "https", "tls"})
  void aPeerThatAcceptsAndSaysNothingEndsInTime(String kind) throws Exception {
    try (Peer silent = Peer.plays("== STALL\n")) {
      Dialer.Builder builder =
          dialer().timeouts(Timeouts.DEFAULT.withConnect(Duration.ofMillis(300)));
      Target target = Target.plain(new Endpoint("127.0.0.1", silent.port()));
      if (kind.equals("tls")) {
        target = Target.tls(target.peer());
      } else {
        builder.proxies(through(at(kind, silent.port())));
        target = Target.plain(new Endpoint("127.0.0.1", 9));
      }
      Dialer dialer = builder.build();
      Target to = target;

      var e = assertThrows(InetException.class, () -> dialer.dial(to));

      assertEquals(Failure.TIMEOUT, e.failure());
      assertEquals("timed out (connect-timeout 300ms)", e.getMessage());
      assertEquals(
          kind.equals("tls") || kind.equals("https") ? Phase.TLS : Phase.PROXY,
          e.phase().orElseThrow());
    }
  }

  @Test
  void anInterruptEndsADial() throws Exception {
    try (Peer silent = Peer.plays("== STALL\n")) {
      var begun = new CountDownLatch(1);
      Dialer dialer =
          dialer()
              .trace(
                  event -> {
                    if (event instanceof Event.Reached) {
                      begun.countDown();
                    }
                  })
              .build();
      var dialling =
          new FutureTask<>(
              () ->
                  assertThrows(
                      InterruptedIOException.class,
                      () -> dialer.dial(Target.tls(new Endpoint("127.0.0.1", silent.port())))));
      var thread = new Thread(dialling);
      thread.start();
      begun.await();
      thread.interrupt();

      assertEquals("interrupted", dialling.get(10, TimeUnit.SECONDS).getMessage());
    }
  }

  @Test
  void startTlsOnALiveConnection() throws IOException {
    try (Peer peer =
            Peer.plays(
                """
                S: 220 ready
                C: STARTTLS
                S: 220 go ahead
                == TLS
                C: EHLO me
                S: 250 welcome
                """);
        Connection connection =
            Dialer.builder()
                .tls(
                    TlsPolicy.DEFAULT.withCaFile(
                        Files.writeString(folder.resolve("peer.pem"), Peer.authority().pem())))
                .trace(events::add)
                .build()
                .dial(Target.plain(new Endpoint("localhost", peer.port())))) {
      var lines = new dev.inet.core.line.LineChannel(connection);
      lines.readReply();
      lines.send("STARTTLS");
      lines.readReply();
      lines.secure();
      lines.send("EHLO me");

      assertEquals(250, lines.readReply().code());
      assertTrue(connection.tls().isPresent());
      peer.heardAll();
      assertEquals(
          "STARTTLS\r\nEHLO me\r\n",
          events.stream()
              .filter(Event.Sent.class::isInstance)
              .map(
                  e ->
                      new String(((Event.Sent) e).bytes(), java.nio.charset.StandardCharsets.UTF_8))
              .reduce("", String::concat));
    }
  }

  @Test
  void anUntrustedPeerIsNotSpokenTo() throws IOException {
    Dialer strict = Dialer.builder().trace(events::add).build();
    Target target = Target.tls(new Endpoint("localhost", secureEcho.port()));

    var e = assertThrows(InetException.class, () -> strict.dial(target));

    assertEquals(Failure.UNTRUSTED, e.failure());
    assertEquals(Phase.TLS, e.phase().orElseThrow());
    assertTrue(events.stream().anyMatch(Event.Failed.class::isInstance));
  }
}
