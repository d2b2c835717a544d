package dev.inet.http;

import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What one request of a test comes to. */
final class Fetching {
  private Fetching() {}

  static Dialer dialer() {
    return Dialer.builder()
        .timeouts(new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO))
        .build();
  }

  /** What one request to a peer comes to: status and body, or the failure. */
  static String fetch(Peer peer, HttpOptions options) throws IOException {
    try (HttpClient client = HttpClient.open(dialer(), options)) {
      return outcome(client, "http://127.0.0.1:" + peer.port() + "/");
    }
  }

  static String outcome(HttpClient client, String url) throws IOException {
    try (HttpResponse response = client.get(HttpUrl.parse(url))) {
      var out = new ByteArrayOutputStream();
      response.writeTo(out);
      return response.status() + " " + out.toString(StandardCharsets.UTF_8);
    } catch (InetException e) {
      return e.failure().toString();
    }
  }

  static String answered(String answer) throws IOException {
    try (Peer peer =
        Peer.of(
            conversation -> {
              conversation.expectUntil("");
              conversation.sendRaw(answer);
            })) {
      return fetch(peer, HttpOptions.DEFAULT);
    }
  }
}
