package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** How HTTP becomes a WebSocket (RFC 6455, section 4). */
final class WebSocketHandshake {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private WebSocketHandshake() {}

  /** Returns what a server must have read to answer rightly. */
  static String key() {
    byte[] nonce = new byte[16];
    new SecureRandom().nextBytes(nonce);
    return Base64.getEncoder().encodeToString(nonce);
  }

  static HttpRequest request(HttpRequest asked, String key, List<String> subprotocols) {
    HttpFields fields =
        asked
            .fields()
            .without("Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version")
            .with("Connection", "Upgrade")
            .with("Upgrade", "websocket")
            .with("Sec-WebSocket-Version", "13")
            .with("Sec-WebSocket-Key", key);
    if (!subprotocols.isEmpty()) {
      fields = fields.with("Sec-WebSocket-Protocol", String.join(", ", subprotocols));
    }
    return asked.with(fields);
  }

  static WebSocket agreed(HttpResponse response, String key, List<String> subprotocols)
      throws InetException {
    if (response.isFailure()) {
      throw response.failure();
    }
    HttpAnswerWire.Upgraded upgraded = response.upgraded();
    if (response.status() != 101 || upgraded == null) {
      throw refused(
          response, "the server answers status " + response.status() + " and opens no WebSocket");
    }
    HttpFields fields = response.fields();
    String accepted = fields.first("Sec-WebSocket-Accept").orElse("");
    // A cache or another protocol's server could say 101 without knowing what we asked for.
    if (!fields.first("Upgrade").orElse("").equalsIgnoreCase("websocket")
        || !accepted.equals(accept(key))) {
      throw refused(response, "the server did not understand that a WebSocket was asked for");
    }
    if (fields.has("Sec-WebSocket-Extensions")) {
      throw refused(response, "the server uses an extension that nobody offered");
    }
    String chosen = fields.first("Sec-WebSocket-Protocol").orElse("");
    if (!chosen.isEmpty() && !subprotocols.contains(chosen)) {
      throw refused(response, "the server chose a subprotocol that nobody offered");
    }
    return new WebSocket(response, upgraded);
  }

  private static InetException refused(HttpResponse response, String why) {
    return new InetException(Failure.BAD_REPLY, why).at(response.request().url().endpoint());
  }

  private static String accept(String key) {
    try {
      byte[] bytes = (key + GUID).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java knows SHA-1", e);
    }
  }
}
