package dev.inet.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocket;

/** Pages that tell what the client has sent. */
final class HttpEcho {
  private static final int MOST = 16 << 20;

  private HttpEcho() {}

  /**
   * Answers a JSON object with method, target, path, query, version, headers (a list of pairs),
   * body (ISO 8859-1 where it is no UTF-8), body_base64, trailers and tls.
   */
  static void json(HttpExchange exchange) throws IOException {
    HttpRequest request = exchange.request();
    byte[] body = exchange.body().readNBytes(MOST);
    SSLSocket tls = exchange.caller().tls();
    String json =
        "{\"method\":%s,\"target\":%s,\"path\":%s,\"query\":%s,\"version\":%s,\"headers\":%s,"
                .formatted(
                    quote(request.method()),
                    quote(request.target()),
                    quote(request.path()),
                    quote(request.query()),
                    quote(request.version()),
                    pairs(request.fields()))
            + "\"body\":%s,\"body_base64\":%s,\"trailers\":%s,\"tls\":%s}\n"
                .formatted(
                    quote(text(body)),
                    quote(Base64.getEncoder().encodeToString(body)),
                    pairs(exchange.trailers()),
                    tls == null ? "null" : quote(tls.getSession().getProtocol()));
    exchange
        .header("Content-Type", "application/json")
        .send(200, json.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] body) {
    String utf8 = new String(body, StandardCharsets.UTF_8);
    return utf8.indexOf('\uFFFD') < 0 ? utf8 : new String(body, StandardCharsets.ISO_8859_1);
  }

  private static String pairs(List<HttpRequest.Field> fields) {
    return fields.stream()
        .map(field -> "[" + quote(field.name()) + "," + quote(field.value()) + "]")
        .collect(Collectors.joining(",", "[", "]"));
  }

  static String quote(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || c == 0x7F) {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  /** Sends the body back while it arrives, with its type. */
  static void body(HttpExchange exchange) throws IOException {
    HttpRequest request = exchange.request();
    exchange.header(
        "Content-Type", request.header("Content-Type").orElse("application/octet-stream"));
    InputStream body = exchange.body();
    byte[] piece = new byte[Caller.CHUNK];
    int count = body.read(piece, 0, piece.length);
    exchange.begin(200, -1);
    for (; count >= 0; count = body.read(piece, 0, piece.length)) {
      exchange.write(ByteBuffer.wrap(piece, 0, count));
    }
    exchange.end();
  }

  /** Reads an upload of any size and tells how long it was. */
  static void swallow(HttpExchange exchange) throws IOException {
    InputStream body = exchange.body();
    byte[] piece = new byte[Caller.CHUNK];
    long total = 0;
    for (int count = 0; count >= 0; count = body.read(piece, 0, piece.length)) {
      total += count;
    }
    exchange.send(200, total + "\n");
  }
}
