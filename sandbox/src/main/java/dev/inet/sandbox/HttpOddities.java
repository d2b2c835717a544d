package dev.inet.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Pages that are slow, broken, or say something that needs care. */
final class HttpOddities {
  private static final long LONGEST_MILLIS = 60_000;
  private static final Map<String, String> DISPOSITIONS =
      Map.of(
          "plain", "attachment; filename=report.txt",
          "quoted", "attachment; filename=\"my report.txt\"",
          "utf8", "attachment; filename=\"gruesse.txt\"; filename*=UTF-8''gr%C3%BC%C3%9Fe.txt",
          "path", "attachment; filename=\"../../etc/passwd\"",
          "backslash", "attachment; filename=\"..\\\\..\\\\autoexec.bat\"",
          "hidden", "attachment; filename=\".bashrc\"",
          "control", "attachment; filename*=UTF-8''a%0D%0Ab%1B%5B31m.txt",
          "empty", "attachment; filename=\"\"",
          "inline", "inline");

  private HttpOddities() {}

  /** {@code /drip/BYTES?every=MILLIS} sends one byte after the other. */
  static void drip(HttpExchange exchange) throws IOException {
    long count = HttpPages.number(exchange, "/drip/", 100_000);
    String every = exchange.request().parameter("every").orElse("10");
    long millis = every.matches("\\d{1,5}") ? Math.min(Long.parseLong(every), LONGEST_MILLIS) : 10;
    exchange.begin(200, count);
    for (long i = 0; i < count; i++) {
      exchange.write("*");
      exchange.caller().pause(Duration.ofMillis(millis));
    }
  }

  /** {@code /stall} sends a head and a part of the body, then nothing more. */
  static void stall(HttpExchange exchange) throws IOException {
    exchange.begin(200, 1000);
    exchange.write("The rest does not come.\n");
    exchange.caller().pause(Duration.ofMinutes(2));
    exchange.closeAfter();
  }

  /** {@code /truncated/length} and {@code /truncated/chunked} end in the middle of the body. */
  static void truncated(HttpExchange exchange) throws IOException {
    boolean chunked = exchange.request().path().endsWith("/chunked");
    exchange.begin(200, chunked ? -1 : 1000);
    exchange.write("This is not the whole");
    cutOff(exchange);
  }

  /** {@code /truncated/head} ends in the middle of the header section. */
  static void truncatedHead(HttpExchange exchange) throws IOException {
    exchange.caller().send("HTTP/1.1 200 OK\r\nContent-Le");
    cutOff(exchange);
  }

  /** {@code /empty-answer} closes without a word. */
  static void emptyAnswer(HttpExchange exchange) throws IOException {
    cutOff(exchange);
  }

  private static void cutOff(HttpExchange exchange) throws IOException {
    exchange.caller().finish();
    exchange.caller().close();
  }

  /** {@code /reset} breaks the connection with a reset in the middle of the body. */
  static void reset(HttpExchange exchange) throws IOException {
    exchange.begin(200, 1000);
    exchange.write("Until here");
    exchange.caller().reset();
  }

  /** {@code /endless-head} sends header fields without end. */
  static void endlessHead(HttpExchange exchange) throws IOException {
    exchange.caller().send("HTTP/1.1 200 OK\r\n");
    String field = "X-More: " + "x".repeat(1000) + "\r\n";
    while (true) {
      exchange.caller().send(field);
    }
  }

  /** {@code /garbage} answers in something that is not HTTP. */
  static void garbage(HttpExchange exchange) throws IOException {
    exchange.caller().send("220 This is no web server\r\n");
    cutOff(exchange);
  }

  /** {@code /not-gzip} says gzip and sends something else. */
  static void notGzip(HttpExchange exchange) throws IOException {
    exchange.header("Content-Encoding", "gzip").send(200, "This is plain text.\n");
  }

  /**
   * {@code /flaky/N} answers 503 with Retry-After to the first N requests, then 200, and begins
   * again; {@code ?date} gives Retry-After as a date.
   */
  static HttpServer.Handler flaky() {
    AtomicInteger seen = new AtomicInteger();
    return exchange -> {
      long failing = HttpPages.number(exchange, "/flaky/", 1000);
      if (seen.getAndIncrement() < failing) {
        boolean date = exchange.request().query().equals("date");
        Instant soon = Instant.now().plusSeconds(1);
        exchange.header("Retry-After", date ? HttpRanges.date(soon) : "1");
        exchange.send(503, "Try again.\n");
      } else {
        seen.set(0);
        exchange.send(200, "At last.\n");
      }
    };
  }

  /** {@code /disposition/KIND} gives names for a download, dangerous ones too. */
  static void disposition(HttpExchange exchange) throws IOException {
    String kind = HttpPages.rest(exchange, "/disposition/");
    String value = DISPOSITIONS.get(kind);
    if (value == null) {
      exchange.send(404, "There are " + DISPOSITIONS.keySet() + "\n");
    } else {
      exchange.header("Content-Disposition", value).send(200, "Contents\n");
    }
  }

  /** {@code /expect/417} refuses a body that was announced, before it comes. */
  static void refuseExpectation(HttpExchange exchange) throws IOException {
    exchange.closeAfter();
    exchange.send(417, "No.\n");
  }
}
