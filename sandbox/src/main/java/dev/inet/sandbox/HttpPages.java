package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** The plain pages of the {@link HttpServer}, as a table of paths. */
final class HttpPages {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private HttpPages() {}

  static Map<String, HttpServer.Handler> all() {
    Map<String, HttpServer.Handler> pages = new TreeMap<>();
    pages.put("/hello", exchange -> exchange.send(200, "Hello from the inet sandbox.\n"));
    pages.put("/files/", HttpPages::file);
    pages.put("/bytes/", HttpPages::bytes);
    pages.put("/echo", HttpEcho::json);
    pages.put("/echo/", HttpEcho::json);
    pages.put("/body", HttpEcho::body);
    pages.put("/upload", HttpEcho::swallow);
    pages.put("/status/", HttpPages::status);
    pages.put("/gzip", HttpPages::gzip);
    pages.put("/chunked", HttpPages::chunked);
    pages.put("/redirect/", HttpPages::redirect);
    pages.put("/redirect-to", HttpPages::redirectTo);
    pages.put("/loop", exchange -> exchange.header("Location", "/loop").send(302, ""));
    pages.put("/delay/", HttpPages::delay);
    pages.put("/basic", HttpLogin::basic);
    pages.put("/bearer", HttpLogin::bearer);
    pages.put("/digest", HttpLogin::digest);
    pages.put("/digest/md5", HttpLogin::digest);
    pages.put("/digest/sha-256", HttpLogin::digest);
    pages.put("/cookies", HttpLogin::cookies);
    pages.put("/cookies/set", HttpLogin::setCookies);
    pages.put("/cookies/odd", HttpLogin::oddCookies);
    pages.put("/drip/", HttpOddities::drip);
    pages.put("/stall", HttpOddities::stall);
    pages.put("/truncated/length", HttpOddities::truncated);
    pages.put("/truncated/chunked", HttpOddities::truncated);
    pages.put("/truncated/head", HttpOddities::truncatedHead);
    pages.put("/empty-answer", HttpOddities::emptyAnswer);
    pages.put("/reset", HttpOddities::reset);
    pages.put("/endless-head", HttpOddities::endlessHead);
    pages.put("/garbage", HttpOddities::garbage);
    pages.put("/not-gzip", HttpOddities::notGzip);
    pages.put("/flaky/", HttpOddities.flaky());
    pages.put("/disposition/", HttpOddities::disposition);
    pages.put("/expect/417", HttpOddities::refuseExpectation);
    pages.put("/events", HttpEvents::answer);
    pages.put("/ws", WebSocketEcho::answer);
    pages.put("/xmlrpc", XmlRpcEcho::answer);
    String list = pages.keySet().stream().collect(Collectors.joining("\n", "", "\n"));
    pages.put("/", exchange -> exchange.send(200, list));
    return pages;
  }

  /** What stands behind the path's prefix: {@code 17} in {@code /bytes/17}. */
  static String rest(HttpExchange exchange, String prefix) {
    return exchange.request().path().substring(prefix.length());
  }

  /** A number behind the prefix; a page without it is asked for wrongly. */
  static long number(HttpExchange exchange, String prefix, long most) {
    String rest = rest(exchange, prefix).split("/", 2)[0];
    return rest.matches("\\d{1,15}") ? Math.min(Long.parseLong(rest), most) : 0;
  }

  private static void file(HttpExchange exchange) throws IOException {
    String name = rest(exchange, "/files/");
    byte[] contents = Samples.FILES.get(name);
    if (name.isEmpty()) {
      exchange.send(200, String.join("\n", Samples.FILES.keySet()) + "\n");
    } else if (contents == null) {
      exchange.send(404, "No file " + name + "\n");
    } else {
      exchange.header(
          "Content-Type",
          name.endsWith(".txt") ? "text/plain; charset=utf-8" : "application/octet-stream");
      HttpRanges.send(
          exchange,
          contents.length,
          "\"" + Integer.toHexString(Arrays.hashCode(contents)) + "\"",
          (from, length) -> ByteBuffer.wrap(contents, (int) from, (int) length));
    }
  }

  /** Any number of bytes, made while they are sent: byte n has the value n modulo 251. */
  private static void bytes(HttpExchange exchange) throws IOException {
    long length = number(exchange, "/bytes/", Long.MAX_VALUE);
    exchange.header("Content-Type", "application/octet-stream");
    HttpRanges.send(exchange, length, "\"bytes-" + length + "\"", Samples::pattern);
  }

  private static void status(HttpExchange exchange) throws IOException {
    int status = (int) number(exchange, "/status/", 999);
    exchange.send(Math.max(200, status), "Status " + status + "\n");
  }

  private static void gzip(HttpExchange exchange) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(Samples.FILES.getOrDefault("lines.txt", new byte[0]));
    }
    exchange
        .header("Content-Type", "text/plain; charset=utf-8")
        .header("Content-Encoding", "gzip")
        .header("Vary", "Accept-Encoding")
        .send(200, packed.toByteArray());
  }

  private static void chunked(HttpExchange exchange) throws IOException {
    exchange.header("Content-Type", "text/plain").header("Trailer", "X-Lines");
    exchange.begin(200, -1);
    for (int i = 1; i <= 5; i++) {
      exchange.write("chunk " + i + "\n");
    }
    exchange.end("X-Lines: 5");
  }

  /** {@code /redirect/N} redirects N times and ends at {@code /hello}; {@code ?status=307}. */
  private static void redirect(HttpExchange exchange) throws IOException {
    long left = number(exchange, "/redirect/", 10_000);
    String query = exchange.request().query();
    String next = left > 1 ? "/redirect/" + (left - 1) : "/hello";
    exchange
        .header("Location", query.isEmpty() ? next : next + "?" + query)
        .send(redirectStatus(exchange), "");
  }

  /** {@code /redirect-to?url=URL&status=303} redirects wherever the client likes. */
  private static void redirectTo(HttpExchange exchange) throws IOException {
    String url = exchange.request().parameter("url").orElse("/hello");
    exchange.header("Location", url.replaceAll("[\r\n]", "")).send(redirectStatus(exchange), "");
  }

  private static int redirectStatus(HttpExchange exchange) {
    String status = exchange.request().parameter("status").orElse("302");
    return status.matches("30[12378]") ? Integer.parseInt(status) : 302;
  }

  /** {@code /delay/MILLIS} answers after that time. */
  private static void delay(HttpExchange exchange) throws IOException {
    long millis = number(exchange, "/delay/", LONGEST.toMillis());
    exchange.caller().pause(Duration.ofMillis(millis));
    exchange.send(200, "late\n");
  }
}
