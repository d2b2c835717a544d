package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks with the JDK's client, and with raw lines where the protocol itself is the question. */
@ExtendWith(NoThreadLeft.class)
@Timeout(30)
class HttpServerTest {
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.start(ListenAt.freePort());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(url(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private String raw(String request) throws IOException {
    try (Line line = Line.to(server.port())) {
      return line.say(request).end().hear();
    }
  }

  @Test
  void listsItsPagesAndServesTheSamples() throws Exception {
    assertTrue(text(get("/")).lines().toList().contains("/redirect/"));
    assertArrayEquals(Samples.FILES.get("grüße.txt"), get("/files/gr%C3%BC%C3%9Fe.txt").body());
    assertEquals(404, get("/files/missing.txt").statusCode());
    assertEquals(404, get("/missing").statusCode());
  }

  @Test
  void keepsAConnectionAliveAndAnswersPipelinedRequestsInOrder() throws IOException {
    String answers =
        raw(
            "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
                + "POST /hello HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                + "GET /status/204 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertEquals(
        "200 200 204",
        String.join(
            " ",
            answers
                .lines()
                .filter(line -> line.contains("HTTP/1.1 "))
                .map(line -> line.replaceFirst(".*HTTP/1.1 (\\d+) .*", "$1"))
                .toList()));
    assertEquals(1, server.accepted());
  }

  @Test
  void servesManyBytesAndRangesOfThem() throws Exception {
    assertArrayEquals(Samples.bytes(0, 1_000_000), get("/bytes/1000000").body());
    var part = get("/bytes/3000000000", "Range", "bytes=2500000000-2500000009");
    assertEquals(206, part.statusCode());
    assertEquals(
        "bytes 2500000000-2500000009/3000000000",
        part.headers().firstValue("Content-Range").orElseThrow());
    assertArrayEquals(Samples.bytes(2_500_000_000L, 10), part.body());
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 206, 0, 1",
    "bytes=10-, 206, 10, 90",
    "bytes=-5, 206, 95, 5",
    "bytes=90-1000, 206, 90, 10",
    "bytes=100-, 416, 0, 0",
    "bytes=-0, 416, 0, 0",
    "lines=0-1, 200, 0, 100",
    "bytes=5-1x, 200, 0, 100"
  })
  void readsRanges(String range, int status, int from, int length) throws Exception {
    var answer = get("/bytes/100", "Range", range);
    assertEquals(status, answer.statusCode());
    assertArrayEquals(Samples.bytes(from, length), answer.body());
  }

  @Test
  void sendsSeveralRangesAsParts() throws Exception {
    String parts =
        new String(
            get("/bytes/100", "Range", "bytes=0-1,50-51").body(), StandardCharsets.ISO_8859_1);
    assertTrue(parts.contains("Content-Range: bytes 0-1/100\r\n\r\n\0\1\r\n--"), parts);
    assertTrue(parts.contains("Content-Range: bytes 50-51/100\r\n\r\n23\r\n--"), parts);
  }

  @Test
  void heedsConditions() throws Exception {
    var whole = get("/files/hello.txt");
    String etag = whole.headers().firstValue("ETag").orElseThrow();
    String date = whole.headers().firstValue("Last-Modified").orElseThrow();
    assertEquals("Fri, 02 Jan 2026 03:04:05 GMT", date);
    String path = "/files/hello.txt";
    assertEquals(304, get(path, "If-None-Match", etag).statusCode());
    assertEquals(304, get(path, "If-Modified-Since", date).statusCode());
    assertEquals(200, get(path, "If-Modified-Since", "Thu, 01 Jan 2026 00:00:00 GMT").statusCode());
    assertEquals(412, get(path, "If-Match", "\"other\"").statusCode());
    String range = "bytes=0-1";
    assertEquals(206, get(path, "Range", range, "If-Range", etag).statusCode());
    assertEquals(206, get(path, "Range", range, "If-Range", date).statusCode());
    assertEquals(200, get(path, "Range", range, "If-Range", "\"other\"").statusCode());
  }

  @Test
  void echoesARequestAsJson() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(url("/echo?a=1&b=%20"))
            .header("X-Quote", "\"yes\"")
            .method("PATCH", BodyPublishers.ofString("grüße\n"))
            .build();
    String json = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    assertTrue(json.startsWith("{\"method\":\"PATCH\",\"target\":\"/echo?a=1&b=%20\""), json);
    assertTrue(json.contains("[\"X-Quote\",\"\\\"yes\\\"\"]"), json);
    assertTrue(json.contains("\"body\":\"grüße\\u000a\",\"body_base64\":\"Z3LDvMOfZQo=\""), json);
  }

  @Test
  void readsChunksWithTrailersAndWritesThem() throws IOException {
    String head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    String echo = raw(head + "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 7\r\n\r\n");
    assertTrue(echo.contains("\"body\":\"abcde\""), echo);
    assertTrue(echo.contains("\"trailers\":[[\"X-Sum\",\"7\"]]"), echo);
    String chunked = raw("GET /chunked HTTP/1.1\r\nHost: x\r\n\r\n");
    assertTrue(chunked.endsWith("8\r\nchunk 5\n\r\n0\r\nX-Lines: 5\r\n\r\n"), chunked);
    String old = raw("GET /chunked HTTP/1.0\r\n\r\n");
    assertTrue(old.endsWith("\r\n\r\nchunk 1\nchunk 2\nchunk 3\nchunk 4\nchunk 5\n"), old);
  }

  @Test
  void saysContinueOnlyToWhoeverWaitsForIt() throws IOException {
    String head =
        "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n";
    try (Line line = Line.to(server.port())) {
      assertEquals("HTTP/1.1 100 Continue\r\n\r\n", line.say(head + "\r\n").hear(25));
      assertTrue(line.say("ok").end().hear().endsWith("\r\n\r\n2\n"));
    }
    String refused = raw(head.replace("/upload", "/expect/417") + "\r\n");
    assertTrue(refused.startsWith("HTTP/1.1 417 ") && refused.contains("Connection: close"));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirects(int status) throws Exception {
    var answer = get("/redirect/2?status=" + status);
    assertEquals(status, answer.statusCode());
    assertEquals(
        "/redirect/1?status=" + status, answer.headers().firstValue("Location").orElseThrow());
    var last = get("/redirect/1");
    assertEquals("/hello", last.headers().firstValue("Location").orElseThrow());
    assertEquals("/loop", get("/loop").headers().firstValue("Location").orElseThrow());
  }

  @Test
  void packs() throws Exception {
    var packed = get("/gzip");
    assertEquals("gzip", packed.headers().firstValue("Content-Encoding").orElseThrow());
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertArrayEquals(Samples.FILES.get("lines.txt"), in.readAllBytes());
    }
  }

  @Test
  void asksForASignIn() throws Exception {
    assertEquals(401, get("/basic").statusCode());
    HttpClient demo =
        HttpClient.newBuilder()
            .authenticator(
                new Authenticator() {
                  @Override
                  protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication("demo", "demo".toCharArray());
                  }
                })
            .build();
    HttpRequest request = HttpRequest.newBuilder(url("/basic")).build();
    assertEquals(200, demo.send(request, BodyHandlers.ofString()).statusCode());
    assertEquals(200, get("/bearer", "Authorization", "Bearer demo-token").statusCode());
    assertEquals(401, get("/bearer", "Authorization", "Bearer other").statusCode());
  }

  /**
   * The JDK's old client knows Digest; its answer is computed by nobody of us. It learned SHA-256
   * in version 22 and refuses MD5 since then.
   */
  @Test
  void checksADigest() throws Exception {
    String path = Runtime.version().feature() < 22 ? "/digest/md5" : "/digest/sha-256";
    for (String[] login : new String[][] {{"demo", "200"}, {"wrong", "401"}}) {
      var connection = (HttpURLConnection) url(path).toURL().openConnection();
      connection.setAuthenticator(
          new Authenticator() {
            private boolean asked;

            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
              boolean again = asked;
              asked = true;
              return again ? null : new PasswordAuthentication("demo", login[0].toCharArray());
            }
          });
      assertEquals(Integer.parseInt(login[1]), connection.getResponseCode());
    }
  }

  @Test
  void setsAndShowsCookies() throws Exception {
    var set = get("/cookies/set?a=1&b=2");
    assertEquals(
        List.of("a=1; Path=/; HttpOnly", "b=2; Path=/; HttpOnly"),
        set.headers().allValues("Set-Cookie"));
    assertEquals("a=1; b=2\n", text(get("/cookies", "Cookie", "a=1; b=2")));
  }

  @ParameterizedTest
  @CsvSource({
    "/truncated/length, 'This is not the whole'",
    "/truncated/chunked, '15\r\nThis is not the whole\r\n'",
    "/garbage, '220 This is no web server\r\n'"
  })
  void endsEarly(String path, String end) throws IOException {
    assertTrue(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").endsWith(end));
  }

  @Test
  void breaksStallsAndDrips() throws Exception {
    assertEquals("", raw("GET /empty-answer HTTP/1.1\r\nHost: x\r\n\r\n"));
    try (Line line = Line.to(server.port())) {
      line.say("GET /reset HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThrows(SocketException.class, line::hear);
    }
    try (Line line = Line.to(server.port())) {
      line.say("GET /stall HTTP/1.1\r\nHost: x\r\n\r\n");
      line.socket.setSoTimeout(100);
      assertThrows(SocketTimeoutException.class, line::hear);
    }
    assertEquals("**********", text(get("/drip/10?every=1")));
    assertEquals("late\n", text(get("/delay/20")));
  }

  @Test
  void isBusyFirstAndSaysWhenToTryAgain() throws Exception {
    var busy = get("/flaky/1");
    assertEquals(503, busy.statusCode());
    assertEquals("1", busy.headers().firstValue("Retry-After").orElseThrow());
    assertEquals(200, get("/flaky/1").statusCode());
    assertEquals(503, get("/flaky/1").statusCode());
  }

  @Test
  void sendsEventsAndGoesOnWhereTheClientLeft() throws Exception {
    String first = text(get("/events?count=2&every=1"));
    assertTrue(first.contains("id: 2\n") && !first.contains("id: 3\n"), first);
    String next = text(get("/events?count=50&every=1", "Last-Event-ID", "2"));
    assertTrue(next.contains("id: 3\n") && next.contains("id: 10\n"), next);
    assertFalse(next.contains("id: 11\n"));
    assertEquals(204, get("/events", "Last-Event-ID", "10").statusCode());
  }

  @Test
  void echoesOverAWebSocket() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    StringBuilder texts = new StringBuilder();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            texts.append(data).append(last ? "|" : "");
            if (texts.toString().endsWith("fragments|")) {
              heard.complete(texts.toString());
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
          }

          @Override
          public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedStage(null);
          }
        };
    URI url = URI.create(url("/ws").toString().replace("http:", "ws:"));
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(url, listener)
            .get(5, TimeUnit.SECONDS);
    String large = "ö".repeat(70_000);
    socket.sendText(large, true).get(5, TimeUnit.SECONDS);
    socket.sendText("fragments", true).get(5, TimeUnit.SECONDS);
    assertEquals(large + "|fragments|", heard.get(5, TimeUnit.SECONDS));
    socket.sendText("close 4001 why", true).get(5, TimeUnit.SECONDS);
    assertEquals(4001, closed.get(5, TimeUnit.SECONDS));
    socket.abort();
  }

  @Test
  void answersXmlRpc() throws Exception {
    String call =
        "<methodCall><methodName>%s</methodName><params><param><value><int>7</int></value></param>"
            + "</params></methodCall>";
    String[][] rows = {
      {"echo", "<array><data><value><int>7</int></value></data></array>"},
      {"first", "<params><param><value><int>7</int></value></param></params>"},
      {"fail", "<name>faultCode</name><value><int>42</int>"},
      {"other", "No method other"}
    };
    for (String[] row : rows) {
      HttpRequest request =
          HttpRequest.newBuilder(url("/xmlrpc"))
              .POST(BodyPublishers.ofString(call.formatted(row[0])))
              .build();
      String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
      assertTrue(answer.contains(row[1]), answer);
    }
  }

  @Test
  void takesAPageOfTheTestsOwn() throws Exception {
    server.route("/mine", exchange -> exchange.header("X-Mine", "1").send(201, "made\n"));
    assertEquals(201, get("/mine").statusCode());
    assertEquals("/mine", server.heard().get(0).path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET / HTTP/3\r\n\r\n",
        "GET / HTTP/1.1\r\nno field\r\n\r\n",
        "POST /upload HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /upload HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"
      })
  void refusesWhatIsNoHttp(String request) throws IOException {
    assertTrue(raw(request).startsWith("HTTP/1.1 400 "));
  }

  @Test
  void refusesALineWithoutEnd() throws IOException {
    try (Line line = Line.to(server.port())) {
      line.say("GET /" + "a".repeat(Caller.MAX_LINE));
      assertTrue(line.hear().startsWith("HTTP/1.1 400 "));
    }
  }
}
