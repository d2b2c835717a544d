package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.sandbox.HttpServer;
import dev.inet.sandbox.ListenAt;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program passes on from others cannot add a line to a request (CWE-113). */
@Timeout(30)
final class RequestLinesTest {
  private interface Asking {
    void with(HttpClient client, HttpRequest request) throws Exception;
  }

  private static void refuses(Asking asking) throws Exception {
    try (HttpServer server = HttpServer.start(ListenAt.freePort());
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT)) {
      HttpUrl url = HttpUrl.parse("http://127.0.0.1:" + server.port() + "/echo");
      InetException refused =
          assertThrows(InetException.class, () -> asking.with(client, HttpRequest.of("GET", url)));
      assertEquals(Failure.USAGE, refused.failure(), refused.toString());
      assertEquals(List.of(), server.heard());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX: b", "a\nX: b", "a\r", "a\0b"})
  void aValueCannotAddAField(String value) throws Exception {
    refuses((client, request) -> client.send(request.with("A", value)));
    refuses((client, request) -> client.send(request.signedBy(HttpLogin.bearer(Secret.of(value)))));
    refuses(
        (client, request) ->
            client.webSocket(request.to(request.url().asWebSocket()), List.of(value)));
  }

  @Test
  void aMethodOrAPlaceCannotAddARequest() throws Exception {
    String second = "GET /x HTTP/1.1\r\nHost: y\r\n\r\nGET";
    refuses(
        (client, request) ->
            client.send(new HttpRequest(second, request.url(), HttpFields.NONE, null, null)));
    for (String query : new String[] {"a\r\nX: b", "a\nb"}) {
      refuses(
          (client, request) -> {
            HttpUrl url = request.url();
            client.send(request.to(new HttpUrl(url.scheme(), url.endpoint(), "/echo", query)));
          });
    }
  }
}
