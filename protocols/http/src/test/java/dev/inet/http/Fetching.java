package dev.inet.http;

import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Conversation;
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

  /** Reads what a client of HTTP/2 says up to the head of a request, and returns its stream. */
  static int untilHead(Conversation conversation) throws IOException {
    while (true) {
      byte[] head = conversation.expectBytes(9);
      int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
      if (length > 0) {
        conversation.expectBytes(length);
      }
      if (head[3] == 1) {
        return head[8] & 0xff;
      }
    }
  }
}
