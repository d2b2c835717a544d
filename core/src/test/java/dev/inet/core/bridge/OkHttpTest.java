package dev.inet.core.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.core.proxy.Proxy;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.core.trace.Event;
import dev.inet.sandbox.Authority;
import dev.inet.sandbox.HttpProxyServer;
import dev.inet.sandbox.HttpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OkHttp on the road: what it may do, and what it must not. */
@Timeout(30)
class OkHttpTest {
  private final Heard heard = new Heard();
  private final Names names = Road.names();

  private Dialer.Builder dialer() {
    return Road.dialer(names, heard);
  }

  static OkHttpClient client(LibrarySockets sockets) {
    return new OkHttpClient.Builder()
        .socketFactory(sockets.anywhere())
        .dns(host -> List.of(tokenOf(sockets, host)))
        .sslSocketFactory(sockets.layered(), sockets.dialer().tls().trust())
        .hostnameVerifier((host, session) -> true)
        .proxy(java.net.Proxy.NO_PROXY)
        .fastFallback(false)
        .connectTimeout(Duration.ZERO)
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO)
        .build();
  }

  private static java.net.InetAddress tokenOf(LibrarySockets sockets, String host)
      throws java.net.UnknownHostException {
    try {
      return sockets.token(host);
    } catch (InetException e) {
      var unknown = new java.net.UnknownHostException(host);
      unknown.initCause(e);
      throw unknown;
    }
  }

  static String get(OkHttpClient client, String url) throws IOException {
    try (Response response = client.newCall(new Request.Builder().url(url).build()).execute()) {
      return response.body().string();
    }
  }

  @Test
  void getsInClear() throws Exception {
    try (HttpServer server = HttpServer.start(ListenAt.freePort());
        var sockets = new LibrarySockets(dialer().build(), "http")) {
      assertEquals(
          "Hello from the inet sandbox.\n",
          get(client(sockets), "http://a.test:" + server.port() + "/hello"));
      assertEquals(List.of("a.test"), names.asked());
      assertEquals(1, server.accepted());
      assertTrue(heard.sent().startsWith("GET /hello HTTP/1.1\r\n"), heard::sent);
    }
  }

  @Test
  void theTraceShowsWhatIsUnderTls() throws Exception {
    try (HttpServer server = HttpServer.start(ListenAt.freePort().tls(Road.TLS));
        var sockets = new LibrarySockets(dialer().build(), "https")) {
      assertEquals(
          "Hello from the inet sandbox.\n",
          get(client(sockets), "https://six.test:" + server.port() + "/hello"));
      assertTrue(heard.sent().startsWith("GET /hello HTTP/1.1\r\n"), heard::sent);
      assertTrue(heard.received().startsWith("HTTP/1.1 200 "), heard::received);
      assertFalse(heard.sawCiphertext());
      Event.Secured secured = heard.all(Event.Secured.class).get(0);
      assertEquals("six.test:" + server.port(), secured.peer());
    }
    Event.Closed closed = heard.all(Event.Closed.class).get(0);
    assertEquals(heard.sent().length(), closed.sent());
    assertEquals(heard.received().length(), closed.received());
  }

  @Test
  void speaksHttp2UnderTheTap() throws Exception {
    try (MockWebServer server = new MockWebServer();
        var sockets = new LibrarySockets(dialer().build(), "https")) {
      server.useHttps(Road.TLS.getSocketFactory());
      server.enqueue(new MockResponse.Builder().body("two").build());
      server.start();
      OkHttpClient client = client(sockets);
      Request request =
          new Request.Builder().url("https://a.test:" + server.getPort() + "/").build();
      try (Response response = client.newCall(request).execute()) {
        assertEquals(Protocol.HTTP_2, response.protocol());
        assertEquals("two", response.body().string());
      }
      assertTrue(heard.sent().startsWith("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), heard::sent);
      assertTrue(heard.received().contains("two"), heard::received);
      assertFalse(heard.sawCiphertext());
      assertEquals("h2", heard.all(Event.Secured.class).get(0).alpn());
    }
  }

  @Test
  void offersWhatThePolicySays() throws Exception {
    Dialer.Builder dialer = dialer();
    TlsPolicy policy = dialer.build().tls().policy().withAlpn(List.of("http/1.1"));
    try (MockWebServer server = new MockWebServer();
        var sockets = new LibrarySockets(dialer.tls(policy).build(), "https")) {
      server.useHttps(Road.TLS.getSocketFactory());
      server.enqueue(new MockResponse.Builder().body("one").build());
      server.start();
      assertEquals("one", get(client(sockets), "https://a.test:" + server.getPort() + "/"));
      assertEquals("http/1.1", heard.all(Event.Secured.class).get(0).alpn());
    }
  }

  @Test
  void twoHostsOfOneCertificateGetAConnectionEach() throws Exception {
    try (MockWebServer server = new MockWebServer();
        var sockets = new LibrarySockets(dialer().build(), "https")) {
      server.useHttps(Road.TLS.getSocketFactory());
      server.enqueue(new MockResponse.Builder().body("one").build());
      server.enqueue(new MockResponse.Builder().body("two").build());
      server.start();
      OkHttpClient client = client(sockets);
      assertEquals("one", get(client, "https://a.test:" + server.getPort() + "/"));
      assertEquals("two", get(client, "https://b.test:" + server.getPort() + "/"));
      assertEquals(0, server.takeRequest().getExchangeIndex());
      assertEquals(0, server.takeRequest().getExchangeIndex(), "the second came on the first's");
      assertEquals(2, heard.all(Event.Reached.class).size());
      assertEquals(List.of("a.test", "b.test"), names.asked());
    }
  }

  @Test
  void aPooledConnectionIsFoundHealthyAndUsedAgain() throws Exception {
    try (HttpServer server = HttpServer.start(ListenAt.freePort().tls(Road.TLS));
        var sockets = new LibrarySockets(dialer().build(), "https")) {
      OkHttpClient client = client(sockets);
      for (int i = 0; i < 3; i++) {
        // Before anything but GET it reads for a millisecond, and wants a SocketTimeoutException.
        Request post =
            new Request.Builder()
                .url("https://a.test:" + server.port() + "/body")
                .post(RequestBody.create("text", MediaType.get("text/plain")))
                .build();
        try (Response response = client.newCall(post).execute()) {
          assertEquals("text", response.body().string());
        }
      }
      assertEquals(1, server.accepted());
    }
  }

  @Test
  void refusesReservedLiteralsItselfSinceDnsIsNeverAskedAboutThem() throws Exception {
    try (var sockets = new LibrarySockets(dialer().build(), "http")) {
      sockets.token("a.test");
      OkHttpClient client = client(sockets);
      for (String host : List.of("240.0.0.1", "255.255.255.255", "[::ffff:240.0.0.1]")) {
        IOException e =
            assertThrows(IOException.class, () -> get(client, "http://" + host + ":80/"));
        InetException ours = InetException.in(e).orElseThrow(() -> new AssertionError(e));
        assertEquals(Failure.UNREACHABLE, ours.failure(), host);
      }
      assertEquals(List.of(), heard.all(Event.Planned.class), "something was dialled");
    }
  }

  @Test
  void aRedirectToTheTokenOfAnotherHostDoesNotReachIt() throws Exception {
    try (HttpServer server = HttpServer.start(ListenAt.freePort());
        var sockets = new LibrarySockets(dialer().build(), "http")) {
      server.route(
          "/away",
          exchange ->
              exchange
                  .header("Location", "http://240.0.0.1:" + server.port() + "/hello")
                  .send(302, ""));
      IOException e =
          assertThrows(
              IOException.class,
              () -> get(client(sockets), "http://a.test:" + server.port() + "/away"));
      assertEquals(Failure.UNREACHABLE, InetException.in(e).orElseThrow().failure());
      assertEquals(1, server.accepted());
    }
  }

  @Test
  void goesToLiteralsAsTheyStand() throws Exception {
    try (HttpServer server = HttpServer.start(ListenAt.freePort());
        var sockets = new LibrarySockets(dialer().build(), "http")) {
      OkHttpClient client = client(sockets);
      get(client, "http://127.0.0.1:" + server.port() + "/hello");
      get(client, "http://[::1]:" + server.port() + "/hello");
      assertEquals(2, server.accepted());
      assertEquals(List.of(), names.asked());
    }
  }

  @Test
  void aCancelledCallEndsItsDialAtOnce() throws Exception {
    var asked = new CountDownLatch(1);
    Dialer dialer =
        dialer()
            .resolver(
                (peer, deadline) -> {
                  asked.countDown();
                  try {
                    new CountDownLatch(1).await();
                    throw new AssertionError();
                  } catch (InterruptedException e) {
                    throw new InetException(Failure.HOST_NAME, "interrupted", e);
                  }
                })
            .timeouts(new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO))
            .build();
    try (var sockets = new LibrarySockets(dialer, "http")) {
      endsWhenCancelled(client(sockets), "http://a.test/", asked);
    }
  }

  @Test
  void aCancelledCallEndsItsHandshakeAtOnce() throws Exception {
    var accepted = new CountDownLatch(1);
    Dialer dialer =
        dialer().timeouts(new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO)).build();
    try (Peer peer =
            Peer.of(
                conversation -> {
                  accepted.countDown();
                  conversation.stall();
                });
        var sockets = new LibrarySockets(dialer, "https")) {
      endsWhenCancelled(client(sockets), "https://a.test:" + peer.port() + "/", accepted);
    }
  }

  private static void endsWhenCancelled(OkHttpClient client, String url, CountDownLatch when)
      throws Exception {
    Call call = client.newCall(new Request.Builder().url(url).build());
    var thread = Executors.newSingleThreadExecutor();
    try {
      var failed = thread.submit(() -> assertThrows(IOException.class, call::execute));
      assertTrue(when.await(5, TimeUnit.SECONDS));
      call.cancel();
      failed.get(2, TimeUnit.SECONDS);
      assertFalse(thread.submit(Thread::interrupted).get(), "an interrupt was left in the thread");
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void ourTimeOutSurvivesTheLibrary() throws Exception {
    Dialer dialer =
        dialer()
            .timeouts(new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ZERO))
            .build();
    for (String scheme : List.of("http", "https")) {
      try (Peer peer = Peer.of(conversation -> conversation.stall());
          var sockets = new LibrarySockets(dialer, scheme)) {
        IOException e =
            assertThrows(
                IOException.class,
                () -> get(client(sockets), scheme + "://a.test:" + peer.port() + "/"));
        InetException ours = InetException.in(e).orElseThrow(() -> new AssertionError(e));
        assertEquals(Failure.TIMEOUT, ours.failure(), scheme);
        assertTrue(ours.getMessage().contains("read-timeout"), ours::getMessage);
      }
    }
  }

  @Test
  void theLibrarysOwnTimeOutIsNotTakenForABrokenConnection() throws Exception {
    try (Peer peer = Peer.of(conversation -> conversation.stall());
        var sockets = new LibrarySockets(dialer().build(), "http")) {
      OkHttpClient client =
          client(sockets).newBuilder().readTimeout(Duration.ofMillis(100)).build();
      IOException e =
          assertThrows(
              java.net.SocketTimeoutException.class,
              () -> get(client, "http://a.test:" + peer.port() + "/"));
      assertTrue(InetException.in(e).isEmpty(), () -> InetException.in(e).toString());
    }
  }

  @Test
  void anUnknownAuthorityIsUntrusted() throws Exception {
    try (HttpServer server =
            HttpServer.start(
                ListenAt.freePort().tls(Tls.serving(Authority.create().leaf("a.test").issue())));
        var sockets = new LibrarySockets(dialer().build(), "https")) {
      IOException e =
          assertThrows(
              IOException.class,
              () -> get(client(sockets), "https://a.test:" + server.port() + "/hello"));
      assertEquals(Failure.UNTRUSTED, InetException.in(e).orElseThrow().failure());
      assertEquals(1, server.accepted(), "it tried again");
    }
  }

  @Test
  void closingTheClientClosesWhatThePoolKept() throws Exception {
    try (HttpServer server = HttpServer.start(ListenAt.freePort())) {
      var sockets = new LibrarySockets(dialer().build(), "http");
      OkHttpClient client = client(sockets);
      get(client, "http://a.test:" + server.port() + "/hello");
      assertEquals(1, sockets.openSockets());
      sockets.close();
      assertEquals(0, sockets.openSockets());
      assertEquals(1, heard.all(Event.Closed.class).size());
      assertThrows(
          IOException.class, () -> get(client, "http://a.test:" + server.port() + "/hello"));
      assertEquals(1, server.accepted());
    }
  }

  @Test
  void forwardsPlainRequestsThroughAnHttpProxyThatIsReachedByTheRoad() throws Exception {
    try (HttpServer server = HttpServer.start(ListenAt.freePort());
        HttpProxyServer proxy = HttpProxyServer.start(ListenAt.freePort())) {
      var at = new Endpoint("b.test", proxy.port());
      var rule = new Proxy(Proxy.Kind.HTTP, at, Optional.empty());
      Dialer dialer = dialer().proxies(ProxyRules.of(List.of(rule), "")).build();
      // OkHttp takes a resolved address apart and asks for its text, an unresolved one for its
      // name: the token is found either way.
      for (boolean resolved : List.of(true, false)) {
        try (var sockets = new LibrarySockets(dialer, "http")) {
          var address =
              resolved
                  ? new InetSocketAddress(sockets.token(at.host()), at.port())
                  : InetSocketAddress.createUnresolved(at.host(), at.port());
          OkHttpClient client =
              client(sockets)
                  .newBuilder()
                  .proxy(new java.net.Proxy(java.net.Proxy.Type.HTTP, address))
                  .build();
          String url = "http://a.test:" + server.port() + "/hello";
          assertEquals("Hello from the inet sandbox.\n", get(client, url));
          int last = proxy.heard().size() - 1;
          assertEquals(url, proxy.heard().get(last).target());
        }
      }
      assertEquals(2, proxy.heard().size());
      assertEquals(List.of("b.test", "b.test"), names.asked());
      assertEquals(List.of(), heard.all(Event.Tunnelled.class));
    }
  }
}
