package dev.inet.core.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.core.proxy.Proxy;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.trace.Event;
import dev.inet.core.trace.Trace;
import dev.inet.sandbox.HttpProxyServer;
import dev.inet.sandbox.HttpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Server;
import dev.inet.sandbox.SocksServer;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same options through three libraries: each conversation succeeds, goes the planned road, and
 * makes no connection and no look-up beside it.
 */
@Timeout(30)
class OptionMatrixTest {
  private static final String PEER = "peer.test";

  /** Who speaks. */
  enum Library {
    OKHTTP,
    COMMONS_NET,
    ANGUS
  }

  /** When TLS begins. */
  enum Security {
    PLAIN,
    IMPLICIT,
    STARTTLS
  }

  /** How addresses look: of the peer, and of the first proxy. */
  enum Over {
    IPV4,
    IPV6,
    UNIX
  }

  /** The way there: none, one proxy of each kind, or two in a row. */
  enum Way {
    DIRECT,
    HTTP,
    HTTPS,
    SOCKS4,
    SOCKS4A,
    SOCKS5,
    SOCKS5H,
    CHAIN;

    List<Proxy.Kind> kinds() {
      return switch (this) {
        case DIRECT -> List.of();
        case CHAIN -> List.of(Proxy.Kind.SOCKS5H, Proxy.Kind.HTTPS);
        default -> List.of(Proxy.Kind.valueOf(name()));
      };
    }
  }

  /** One point of the matrix. */
  record Case(
      Library library, Security security, Way way, Over over, boolean traced, boolean timed) {
    @Override
    public String toString() {
      return library
          + " "
          + security
          + " "
          + way
          + " "
          + over
          + (traced ? " traced" : "")
          + (timed ? " timed" : "");
    }

    /** Connections that the conversation takes: FTP has one more for data. */
    int connections() {
      return library == Library.COMMONS_NET && over != Over.UNIX ? 2 : 1;
    }
  }

  @TempDir static Path folder;

  private static final List<Server> SERVERS = new ArrayList<>();
  private static final FtpPart FTP = new FtpPart(Road.TLS);
  private static SocksServer socks;
  private static HttpProxyServer http;
  private static HttpProxyServer https;
  private static Tripwire tripwire;
  private static final Map<String, Counted> PEERS = new HashMap<>();

  /** A peer that knows how many connections it had. */
  private interface Counted {
    int port();

    int accepted();
  }

  @BeforeAll
  static void opens() throws Exception {
    socks = keep(SocksServer.start(ListenAt.freePort()));
    http = keep(HttpProxyServer.start(ListenAt.freePort()));
    https = keep(HttpProxyServer.start(ListenAt.freePort().tls(Road.TLS)));
    for (Library library : Library.values()) {
      for (boolean tls : List.of(false, true)) {
        for (boolean unix : List.of(false, true)) {
          ListenAt at = unix ? ListenAt.unix(path(library, tls)) : ListenAt.freePort();
          PEERS.put(key(library, tls, unix), peer(library, tls ? at.tls(Road.TLS) : at));
        }
      }
    }
    tripwire = new Tripwire();
  }

  private static String key(Library library, boolean tls, boolean unix) {
    return library + (tls ? " under TLS" : "") + (unix ? " on a Unix domain socket" : "");
  }

  private static Path path(Library library, boolean tls) {
    return folder.resolve(library + (tls ? ".tls" : ""));
  }

  private static Counted peer(Library library, ListenAt at) throws Exception {
    if (library == Library.OKHTTP) {
      return counted(keep(HttpServer.start(at)));
    }
    Peer.Part part = library == Library.ANGUS ? new ImapPart(Road.TLS) : FTP;
    return counted(keep(Peer.of(part, at, Road.TLS)));
  }

  private static Counted counted(Server server) {
    return new Counted() {
      @Override
      public int port() {
        return server.port();
      }

      @Override
      public int accepted() {
        return server instanceof Peer peer ? peer.accepted() : ((HttpServer) server).accepted();
      }
    };
  }

  private static <S extends Server> S keep(S server) {
    SERVERS.add(server);
    return server;
  }

  @AfterAll
  static void closes() {
    tripwire.close();
    SERVERS.forEach(Server::close);
  }

  static Stream<Case> cases() {
    var cases = new ArrayList<Case>();
    for (Library library : Library.values()) {
      for (Security security : Security.values()) {
        for (Way way : Way.values()) {
          for (Over over : Over.values()) {
            boolean starts = security != Security.STARTTLS || library != Library.OKHTTP;
            boolean reaches = over != Over.UNIX || way == Way.DIRECT;
            if (starts && reaches) {
              // Trace and time-outs know nothing of each other: each setting of one meets each of
              // the other often enough when they alternate.
              boolean timed = cases.size() % 4 == 0;
              cases.add(new Case(library, security, way, over, true, timed));
              cases.add(new Case(library, security, way, over, false, !timed));
            }
          }
        }
      }
    }
    return cases.stream();
  }

  private final Heard heard = new Heard();
  private Names names;
  private int connectionsBefore;
  private int proxiedBefore;

  @ParameterizedTest
  @MethodSource("cases")
  void oneRoadForAll(Case at) throws Exception {
    Counted peer = peer(at);
    connectionsBefore = peer.accepted() + FTP.dataConnections.get();
    proxiedBefore = proxied();

    try (var sockets = new LibrarySockets(dialer(at), scheme(at))) {
      converse(at, peer, sockets);
      assertTrue(sockets.openSockets() <= 1, "a socket was left behind");
    }

    assertEquals(List.of(), tripwire.strayed(), "past the road");
    assertEquals(at.connections(), heard.all(Event.Reached.class).size());
    assertEquals(at.connections(), peer.accepted() + FTP.dataConnections.get() - connectionsBefore);
    assertEquals(at.connections() * at.way().kinds().size(), proxied() - proxiedBefore);
    assertEquals(expectedLookUps(at), names.asked());
    assertEquals(expectedHandshakes(at), heard.all(Event.Secured.class).size());
    assertEquals(at.connections(), heard.all(Event.Closed.class).size());
    if (at.traced()) {
      assertTrue(heard.sent().contains(word(at)), heard::sent);
      assertFalse(heard.sawCiphertext(), "what is traced is not what was said");
    } else {
      assertEquals("", heard.sent() + heard.received());
    }
  }

  private static Counted peer(Case at) {
    boolean tls = at.security() == Security.IMPLICIT;
    Counted peer = PEERS.get(key(at.library(), tls, at.over() == Over.UNIX));
    assertNotNull(peer);
    return peer;
  }

  private Dialer dialer(Case at) {
    InetAddress address = at.over() == Over.IPV6 ? Names.IPV6 : Names.IPV4;
    // There is no IPv6 in SOCKS 4.
    names =
        new Names()
            .with(PEER, at.way() == Way.SOCKS4 ? Names.IPV4 : address)
            .with("proxy.test", address);
    Trace trace = at.traced() ? heard : withoutBytes(heard);
    Dialer.Builder builder =
        Road.dialer(names, heard)
            .trace(trace)
            .timeouts(
                at.timed()
                    ? Road.TIMEOUTS
                    : new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO))
            .proxies(ProxyRules.of(chain(at.way()), ""));
    if (at.over() == Over.UNIX) {
      builder.unixSocket(path(at.library(), at.security() == Security.IMPLICIT));
    }
    return builder.build();
  }

  private static List<Proxy> chain(Way way) {
    return way.kinds().stream()
        .map(kind -> new Proxy(kind, new Endpoint("proxy.test", port(kind)), Optional.empty()))
        .toList();
  }

  private static int port(Proxy.Kind kind) {
    return switch (kind) {
      case HTTP -> http.port();
      case HTTPS -> https.port();
      default -> socks.port();
    };
  }

  private static Trace withoutBytes(Trace trace) {
    return new Trace() {
      @Override
      public void on(Event event) {
        trace.on(event);
      }

      @Override
      public boolean wantsBytes() {
        return false;
      }
    };
  }

  private static String scheme(Case at) {
    return switch (at.library()) {
      case OKHTTP -> at.security() == Security.PLAIN ? "http" : "https";
      case COMMONS_NET -> "ftp";
      case ANGUS -> "imap";
    };
  }

  private static void converse(Case at, Counted peer, LibrarySockets sockets) throws Exception {
    // A Unix domain socket has no port; the URL has one all the same.
    var endpoint = new Endpoint(PEER, peer.port() == 0 ? 1234 : peer.port());
    Target target =
        at.security() == Security.IMPLICIT ? Target.tls(endpoint) : Target.plain(endpoint);
    switch (at.library()) {
      case OKHTTP ->
          assertEquals(
              "Hello from the inet sandbox.\n",
              OkHttpTest.get(
                  OkHttpTest.client(sockets),
                  scheme(at) + "://" + endpoint.authority() + "/hello"));
      case COMMONS_NET -> {
        Ftp ftp = new Ftp(sockets);
        ftp.open(target);
        if (at.security() == Security.STARTTLS) {
          ftp.authTls();
        }
        if (at.over() == Over.UNIX) {
          // Data has no port there, and so no way.
          assertTrue(ftp.sendNoOp());
        } else {
          assertEquals(FtpPart.FILE, ftp.retrieve("file"));
        }
        ftp.logout();
        ftp.disconnect();
      }
      case ANGUS -> Mail.open(sockets, target, at.security() == Security.STARTTLS).close();
    }
  }

  private static String word(Case at) {
    return switch (at.library()) {
      case OKHTTP -> "GET /hello HTTP/1.1\r\n";
      case COMMONS_NET -> "USER demo\r\n";
      case ANGUS -> "LOGIN demo";
    };
  }

  private static int proxied() {
    return socks.heard().size() + http.heard().size() + https.heard().size();
  }

  private static List<String> expectedLookUps(Case at) {
    var expected = new ArrayList<String>();
    for (int i = 0; i < at.connections() && at.over() != Over.UNIX; i++) {
      expected.add(at.way() == Way.DIRECT ? PEER : "proxy.test");
      if (at.way() == Way.SOCKS4 || at.way() == Way.SOCKS5) {
        expected.add(PEER);
      }
    }
    return expected;
  }

  private static int expectedHandshakes(Case at) {
    int withProxies = (int) at.way().kinds().stream().filter(Proxy.Kind.HTTPS::equals).count();
    boolean dataToo = at.security() == Security.STARTTLS;
    int withPeer = at.security() == Security.PLAIN ? 0 : dataToo ? at.connections() : 1;
    return withProxies * at.connections() + withPeer;
  }
}
