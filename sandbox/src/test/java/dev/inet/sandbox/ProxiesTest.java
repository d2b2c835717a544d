package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoThreadLeft.class)
@Timeout(30)
class ProxiesTest {
  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /** Speaks raw SOCKS and gives back the first bytes of the answer. */
  private static byte[] ask(Line line, byte[] request, int answer) throws IOException {
    line.socket.getOutputStream().write(request);
    return new DataInputStream(line.socket.getInputStream()).readNBytes(answer);
  }

  private static byte[] connect5(String host, int port) {
    byte[] name = host.getBytes(StandardCharsets.UTF_8);
    byte[] request = new byte[7 + name.length];
    request[0] = 5;
    request[1] = 1;
    request[3] = 3;
    request[4] = (byte) name.length;
    System.arraycopy(name, 0, request, 5, name.length);
    request[5 + name.length] = (byte) (port >> 8);
    request[6 + name.length] = (byte) port;
    return request;
  }

  @Test
  void socks5CarriesANameThatOnlyTheProxyKnows() throws Exception {
    try (EchoServer echo = EchoServer.echo(ListenAt.freePort());
        SocksServer socks = SocksServer.start(ListenAt.freePort()).map("far.example", echo.port());
        Line line = Line.to(socks.port())) {
      assertArrayEquals(bytes("0500"), ask(line, bytes("050100"), 2));
      byte[] reply = ask(line, connect5("far.example", 7), 10);
      assertEquals(0, reply[1]);
      assertEquals("ping", line.say("ping").end().hear());
      var request = new SocksServer.Request("5", 1, "far.example", 7, Optional.empty());
      assertEquals(List.of(request), socks.heard());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void socks5RefusesOnRequestWithEveryReply(int code) throws Exception {
    try (SocksServer socks = SocksServer.start(ListenAt.freePort());
        Line line = Line.to(socks.port())) {
      ask(line, bytes("050100"), 2);
      assertEquals(code, ask(line, connect5("reply-" + code + ".test", 80), 10)[1]);
    }
  }

  @Test
  void socks5ChecksUserAndPassword() throws Exception {
    try (EchoServer echo = EchoServer.echo(ListenAt.freePort());
        SocksServer socks = SocksServer.requiringLogin(ListenAt.freePort())) {
      try (Line line = Line.to(socks.port())) {
        assertArrayEquals(bytes("05ff"), ask(line, bytes("050100"), 2));
      }
      try (Line line = Line.to(socks.port())) {
        assertArrayEquals(bytes("0502"), ask(line, bytes("05020002"), 2));
        assertArrayEquals(bytes("0101"), ask(line, bytes("0104 64656d6f 0178"), 2));
      }
      try (Line line = Line.to(socks.port())) {
        ask(line, bytes("05020002"), 2);
        assertArrayEquals(bytes("0100"), ask(line, bytes("0104 64656d6f 04 64656d6f"), 2));
        assertEquals(0, ask(line, connect5("127.0.0.1", echo.port()), 10)[1]);
        assertEquals(Optional.of("demo"), socks.heard().get(0).user());
      }
    }
  }

  @Test
  void socks5ReachesLoopbackAndNothingElse() throws Exception {
    try (SocksServer socks = SocksServer.start(ListenAt.freePort())) {
      for (String host : new String[] {"192.0.2.1", "example.invalid"}) {
        try (Line line = Line.to(socks.port())) {
          ask(line, bytes("050100"), 2);
          assertTrue(ask(line, connect5(host, 80), 10)[1] != 0, host);
        }
      }
    }
  }

  @Test
  void socks4And4aCarryAddressAndName() throws Exception {
    try (EchoServer echo = EchoServer.echo(ListenAt.freePort());
        SocksServer socks = SocksServer.start(ListenAt.freePort())) {
      String port = "%04x".formatted(echo.port());
      try (Line line = Line.to(socks.port())) {
        byte[] reply = ask(line, bytes("0401" + port + "7f000001" + "6d6500"), 8);
        assertEquals(90, reply[1]);
        assertEquals("ping", line.say("ping").end().hear());
      }
      try (Line line = Line.to(socks.port())) {
        byte[] reply = ask(line, bytes("0401" + port + "00000001" + "00" + "612e7465737400"), 8);
        assertEquals(90, reply[1]);
        assertEquals("ping", line.say("ping").end().hear());
      }
      try (Line line = Line.to(socks.port())) {
        socks.refuse(93);
        assertEquals(93, ask(line, bytes("0401" + port + "7f00000100"), 8)[1]);
      }
      assertEquals(
          List.of("4 127.0.0.1 me", "4a a.test ", "4 127.0.0.1 "),
          socks.heard().stream()
              .map(r -> r.version() + " " + r.host() + " " + r.user().orElse(""))
              .toList());
    }
  }

  private static HttpClient through(int proxyPort, Authority authority) {
    return HttpClient.newBuilder()
        .proxy(ProxySelector.of(new InetSocketAddress(Loopback.IPV4, proxyPort)))
        .sslContext(Tls.trusting(authority))
        .build();
  }

  private static HttpRequest get(String url) {
    return HttpRequest.newBuilder(URI.create(url)).build();
  }

  @Test
  void httpProxyForwardsAndTunnelsToANameThatOnlyItKnows() throws Exception {
    try (Sandbox sandbox = Sandbox.start()) {
      HttpProxyServer proxy = sandbox.server("proxy", HttpProxyServer.class);
      int http = sandbox.server("http", HttpServer.class).port();
      int https = sandbox.server("https", HttpServer.class).port();
      HttpClient client = through(proxy.port(), sandbox.authority());
      String plain = "http://web.test:" + http + "/hello";
      String secured = "https://web.test:" + https + "/hello";
      assertEquals(200, client.send(get(plain), BodyHandlers.ofString()).statusCode());
      assertEquals(200, client.send(get(secured), BodyHandlers.ofString()).statusCode());
      assertEquals(
          List.of("GET " + plain, "CONNECT web.test:" + https),
          proxy.heard().stream().map(r -> r.method() + " " + r.target()).toList());
    }
    // The JDK's client keeps no thread of ours.
  }

  @Test
  void httpProxyAsksForASignInOnAConnectionThatGoesOn() throws Exception {
    try (EchoServer echo = EchoServer.echo(ListenAt.freePort());
        HttpProxyServer proxy = HttpProxyServer.requiringLogin(ListenAt.freePort());
        Line line = Line.to(proxy.port())) {
      String connect = "CONNECT a.test:" + echo.port() + " HTTP/1.1\r\nHost: a.test\r\n";
      line.say(connect + "\r\n");
      assertTrue(head(line).startsWith("HTTP/1.1 407 "));
      line.hear("Sign in at the proxy\n".length());
      line.say(connect + "Proxy-Authorization: Basic ZGVtbzpkZW1v\r\n\r\n");
      assertTrue(head(line).startsWith("HTTP/1.1 200 "));
      assertEquals("ping", line.say("ping").end().hear());
      assertEquals(1, echo.accepted());
    }
  }

  private static String head(Line line) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append(line.hear(1));
    }
    return head.toString();
  }

  @Test
  void httpProxyRefusesOnRequestAndReachesLoopbackOnly() throws Exception {
    try (HttpProxyServer proxy = HttpProxyServer.start(ListenAt.freePort())) {
      for (String[] row :
          new String[][] {
            {"reply-503.test:80", "503"},
            {"192.0.2.1:80", "502"},
            {"no.invalid:80", "502"},
            {"nonsense", "400"},
            {"[::1]:1", "502"}
          }) {
        try (Line line = Line.to(proxy.port())) {
          line.say("CONNECT " + row[0] + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
          assertTrue(line.hear().startsWith("HTTP/1.1 " + row[1] + " "), row[0]);
        }
      }
    }
  }

  @Test
  void httpProxySpeaksTlsToItsClient() throws Exception {
    Authority authority = Authority.create();
    ListenAt at = ListenAt.freePort().tls(Tls.serving(authority.server()));
    try (EchoServer echo = EchoServer.echo(ListenAt.freePort());
        HttpProxyServer proxy = HttpProxyServer.start(at);
        Line line = Line.to(proxy.port(), authority)) {
      line.say("CONNECT localhost:" + echo.port() + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertTrue(head(line).startsWith("HTTP/1.1 200 "));
      assertEquals("ping", line.say("ping").end().hear());
    }
  }
}
