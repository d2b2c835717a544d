package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.InetException;
import dev.inet.core.dial.Detour;
import dev.inet.core.dial.Dialer;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.trace.Event;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests by way of an HTTP proxy. */
@Timeout(60)
class ForwardedTest {
  /** Returns a dialer that goes by way of a peer; who signs in there stands before an at sign. */
  private static Dialer.Builder through(String login, Peer proxy) throws InetException {
    String url = "http://" + login + "127.0.0.1:" + proxy.port();
    return Dialer.builder().proxies(ProxyRules.of(List.of(ProxyRules.parse(url)), ""));
  }

  /** Who typed an address of this machine for a proxy to reach may be sent about there. */
  @Test
  void aRedirectMayStayAtTheOriginThatWasTyped() throws IOException {
    try (Peer proxy =
        Peer.of(
            conversation -> {
              List<String> first = conversation.expectUntil("");
              boolean elsewhere = first.get(0).contains("/elsewhere");
              conversation.sendRaw(
                  "HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:"
                      + (elsewhere ? "2" : "1")
                      + "/b\r\nContent-Length: 0\r\n\r\n");
              conversation.expect("GET http://127.0.0.1:1/b HTTP/1.1");
              conversation.expectUntil("");
              conversation.sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
            })) {
      Dialer through = through("", proxy).build();
      try (HttpClient client = HttpClient.open(through, HttpOptions.DEFAULT)) {
        assertEquals("200 hi", Fetching.outcome(client, "http://127.0.0.1:1/a"));
      }
      try (HttpClient client = HttpClient.open(through, HttpOptions.DEFAULT)) {
        assertEquals("BAD_REPLY", Fetching.outcome(client, "http://127.0.0.1:1/elsewhere"));
        assertEquals("BAD_REPLY", Fetching.outcome(client, "http://far.test/a"));
      }
    }
  }

  /** A proxy that was handed the request would go where the URL says. */
  @Test
  void aDetourBehindAProxyIsATunnel() throws IOException {
    try (Peer proxy =
        Peer.of(
            conversation -> {
              conversation.expect("CONNECT there.test:81 HTTP/1.1");
              conversation.expectUntil("");
              conversation.sendRaw("HTTP/1.1 200 OK\r\n\r\n");
              conversation.expect("GET / HTTP/1.1");
              conversation.expectUntil("");
              conversation.sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
            })) {
      Dialer through = through("", proxy).detours(List.of(Detour.parse("::there.test:81"))).build();
      try (HttpClient client = HttpClient.open(through, HttpOptions.DEFAULT)) {
        assertEquals("200 hi", Fetching.outcome(client, "http://here.test/"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "502 Bad Gateway ~ PROXY_FAILED",
        "504 Gateway Timeout ~ PROXY_FAILED",
        "500 Unable to connect\\r\\nServer: tinyproxy/1.11.1 ~ PROXY_FAILED",
        "401 Unauthorized\\r\\nServer: tinyproxy/1.11.1 ~ PROXY_FAILED",
        "503 No\\r\\nVia: 1.1 p (squid)\\r\\nX-Squid-Error: ERR_CONNECT_FAIL 111 ~ PROXY_FAILED",
        "502 No\\r\\nVia: 1.1 p\\r\\nProxy-Status: p; error=connection_refused ~ PROXY_FAILED",
        "407 Proxy Authentication Required ~ PROXY_FAILED",
        // What a server behind it says is an answer.
        "502 Bad Gateway\\r\\nVia: 1.1 p ~ 502 hi",
        "500 Internal ~ 500 hi",
        "404 Not Found ~ 404 hi",
      })
  void whatAForwardingProxySaysOfItselfIsItsFailure(String head, String expected)
      throws IOException {
    String raw = head.replace("\\r", "\r").replace("\\n", "\n");
    String answer = "HTTP/1.1 " + raw + "\r\nContent-Length: 2\r\n\r\nhi";
    try (Peer peer =
        Peer.of(
            conversation -> {
              conversation.expectUntil("");
              conversation.sendRaw(answer);
            })) {
      Dialer through = through("", peer).build();
      try (HttpClient client = HttpClient.open(through, HttpOptions.DEFAULT)) {
        assertEquals(expected, Fetching.outcome(client, "http://far.invalid/"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"'', wants a sign-in", "user:wrong@, refused the user name or password"})
  void aForwardingProxyThatRefusesASignInIsNotSaidToWantOne(String login, String said)
      throws IOException {
    try (Peer peer =
        Peer.of(
            conversation -> {
              conversation.expectUntil("");
              conversation.sendRaw(
                  "HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"p\"\r\n"
                      + "Content-Length: 0\r\n\r\n");
            })) {
      Dialer through = through(login, peer).build();
      try (HttpClient client = HttpClient.open(through, HttpOptions.DEFAULT)) {
        var failed =
            assertThrows(
                InetException.class,
                () -> client.get(HttpUrl.parse("http://far.invalid/")).close());
        assertTrue(failed.getMessage().endsWith(said), failed.getMessage());
      }
    }
  }

  @Test
  void whatSignsInShowsInNoTrace() throws IOException {
    var heard = new ArrayList<String>();
    var shown = new StringBuffer();
    try (Peer peer =
        Peer.of(
            conversation -> {
              heard.addAll(conversation.expectUntil(""));
              conversation.sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
            })) {
      Dialer through =
          through("user:geheim@", peer)
              .trace(
                  event -> {
                    if (event instanceof Event.Sent sent) {
                      shown.append(new String(sent.bytes(), StandardCharsets.ISO_8859_1));
                    }
                  })
              .build();
      try (HttpClient client =
          HttpClient.open(through, HttpOptions.DEFAULT.withCleartextAuth(true))) {
        HttpRequest request =
            HttpRequest.of("GET", HttpUrl.parse("http://far.invalid/"))
                .with("Authorization", "Bearer own-token")
                .with("Cookie", "id=own-cookie");
        client.send(request).close();
      }
    }
    assertTrue(shown.toString().contains("Authorization: Bearer ****"), shown.toString());
    assertTrue(shown.toString().contains("Cookie: ****"), shown.toString());
    assertTrue(heard.contains("Proxy-Authorization: Basic dXNlcjpnZWhlaW0="), heard.toString());
    assertTrue(shown.toString().contains("Proxy-Authorization: Basic ****"), shown.toString());
  }
}
