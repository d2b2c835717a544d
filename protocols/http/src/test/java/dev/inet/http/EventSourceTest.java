package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.HttpServer;
import dev.inet.sandbox.ListenAt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class EventSourceTest {
  private static HttpServer server;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.start(ListenAt.freePort());
    server.route(
        "/page", exchange -> exchange.header("Content-Type", "text/html").send(200, new byte[0]));
    server.route(
        "/coded",
        exchange -> events(exchange.header("Content-Encoding", "gzip"), "data: as if\n\n"));
    server.route("/empty", exchange -> events(exchange, "retry: 1\n\n"));
    server.route("/patient", exchange -> events(exchange, "retry: 50000\ndata: a\n\n"));
    server.route("/once", exchange -> events(exchange, "data: only\n\n"));
  }

  private static void events(dev.inet.sandbox.HttpExchange exchange, String text)
      throws IOException {
    exchange
        .header("Content-Type", "text/event-stream; charset=utf-8")
        .send(200, text.getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<String> parsed(String text) throws IOException {
    return parsed(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> parsed(InputStream in) throws IOException {
    var stream = new EventStream(in, "0");
    var events = new ArrayList<String>();
    for (ServerEvent event = stream.next(); event != null; event = stream.next()) {
      events.add(event.id() + "|" + event.name() + "|" + event.data().replace("\n", "/"));
    }
    return events;
  }

  /** The examples and the corners of the specification. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "data: a\\n\\n ~ [0|message|a]",
        "data: a\\ndata: b\\n\\n ~ [0|message|a/b]",
        "data\\n\\ndata\\ndata\\n\\ndata: ~ [0|message|, 0|message|/]",
        "data:test\\n\\ndata: test\\n\\n ~ [0|message|test, 0|message|test]",
        ": a comment\\n"
            + "\\n"
            + "data: x\\n"
            + "id: 1\\n"
            + "\\n"
            + "data:y\\n"
            + "id\\n"
            + "\\n"
            + "data: z\\n"
            + " ~ [1|message|x, |message|y]",
        "event: add\\r\\ndata: 7\\r\\n\\r\\nevent: drop\\rdata: 8\\r\\r ~ [0|add|7, 0|drop|8]",
        "event: nothing\\n\\ndata: x\\n\\n ~ [0|message|x]",
        "id: 5\\n\\ndata: x\\n\\n ~ [5|message|x]",
        "unknown: 1\\ndata:  two blanks\\n\\n ~ [0|message| two blanks]",
        "\\uFEFFdata: a\\n\\n ~ [0|message|a]",
        "data: not whole ~ []"
      })
  void readsEvents(String text, String expected) throws IOException {
    String stream = text.replace("\\n", "\n").replace("\\r", "\r").replace("\\uFEFF", "\uFEFF");
    assertEquals(expected, parsed(stream).toString());
    assertEquals(expected, parsed(new OneByOne(stream)).toString());
  }

  /** Comes byte by byte: CR and LF apart, characters torn. */
  private static final class OneByOne extends ByteArrayInputStream {
    OneByOne(String text) {
      super(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      return super.read(into, offset, Math.min(1, length));
    }
  }

  @Test
  void refusesAnEventWithoutEnd() {
    String line = "data: " + "x".repeat(1 << 20) + "\n";
    InetException e = assertThrows(InetException.class, () -> parsed(line.repeat(5)));
    assertEquals(Failure.BAD_REPLY, e.failure());
    assertThrows(InetException.class, () -> parsed("x".repeat(5 << 20)));
  }

  private static EventSource source(HttpClient client, String path, boolean comesBack)
      throws InetException {
    HttpUrl url = HttpUrl.parse("http://127.0.0.1:" + server.port() + path);
    return new EventSource(client, HttpRequest.of("GET", url), "", comesBack, (why, wait) -> {});
  }

  private static HttpClient client() throws InetException {
    Dialer dialer =
        Dialer.builder()
            .timeouts(new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO))
            .build();
    return HttpClient.open(dialer, HttpOptions.DEFAULT.withCompressed(false));
  }

  @Test
  void comesBackFromWhereItEndedUntilTheServerHasNoMore() throws IOException {
    try (HttpClient client = client();
        EventSource source = source(client, "/events?count=3", true)) {
      for (int i = 1; i <= 10; i++) {
        ServerEvent event = source.next();
        assertEquals(new ServerEvent("" + i, "tick", "event " + i + "\nsecond line"), event);
      }
      assertEquals(null, source.next());
      assertEquals("10", source.lastId());
    }
  }

  @Test
  void endsWithTheStreamWhereThatIsWanted() throws IOException {
    try (HttpClient client = client();
        EventSource source = source(client, "/once", false)) {
      assertEquals(new ServerEvent("", "message", "only"), source.next());
      assertEquals(null, source.next());
    }
  }

  @Test
  void leavesAServerThatGivesNothing() throws IOException {
    try (HttpClient client = client();
        EventSource source = source(client, "/empty", true)) {
      InetException e = assertThrows(InetException.class, source::next);
      assertEquals(Failure.NO_ANSWER, e.failure());
      assertEquals(server.port(), e.endpoint().orElseThrow().port());
    }
  }

  /** What is wrong with the stream itself is told of the server, too. */
  @Test
  void saysWhoSendsAnEventWithoutEnd() throws IOException {
    server.route(
        "/endless",
        exchange ->
            exchange
                .header("Content-Type", "text/event-stream")
                .send(200, "data: " + "x".repeat(5 << 20) + "\n\n"));
    try (HttpClient client = client();
        EventSource source = source(client, "/endless", true)) {
      InetException e = assertThrows(InetException.class, source::next);
      assertEquals(Failure.BAD_REPLY, e.failure());
      assertEquals(server.port(), e.endpoint().orElseThrow().port());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/page, BAD_REPLY",
    "/coded, BAD_REPLY",
    "/status/404, HTTP_STATUS",
    "/status/503, HTTP_STATUS"
  })
  void refusesWhatIsNoStream(String path, Failure failure) throws IOException {
    try (HttpClient client = client();
        EventSource source = source(client, path, true)) {
      InetException e = assertThrows(InetException.class, source::next);
      assertEquals(failure, e.failure());
    }
  }

  /** A server may have us wait for minutes, and the command has a moment. */
  @Test
  void theTimeOfAllGoesOnBetweenTwoStreams() throws IOException {
    var timeouts =
        new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(1));
    HttpUrl url = HttpUrl.parse("http://127.0.0.1:" + server.port() + "/patient");
    try (HttpClient client =
            HttpClient.open(Dialer.builder().timeouts(timeouts).build(), HttpOptions.DEFAULT);
        var source =
            new EventSource(client, HttpRequest.of("GET", url), "", true, (why, wait) -> {})) {
      assertNotNull(source.next());
      InetException e = assertThrows(InetException.class, source::next);
      assertEquals(Failure.TIMEOUT, e.failure());
      assertEquals("timed out (max-time 1s)", e.getMessage());
    }
  }
}
