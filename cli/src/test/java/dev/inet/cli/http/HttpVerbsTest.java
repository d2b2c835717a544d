package dev.inet.cli.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Inet;
import dev.inet.cli.Schema;
import dev.inet.cli.Shell;
import dev.inet.cli.Surroundings;
import dev.inet.sandbox.HttpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sockets, events, calls, and what is kept of answers. */
@Timeout(60)
class HttpVerbsTest {
  private static final AtomicInteger ASKED = new AtomicInteger();
  private static HttpServer server;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.start(ListenAt.freePort());
    server.route(
        "/fresh",
        exchange ->
            exchange
                .header("Cache-Control", "max-age=1000")
                .send(200, "answer " + ASKED.incrementAndGet()));
    server.route(
        "/hostile.json",
        exchange ->
            exchange
                .header("Content-Type", "application/json")
                .send(
                    200,
                    "{\"a\":[1,{\"b\":\"\u001b[2Jx\u009b\"},true],\"e\":{},\"f\":[],\"t\":\"q\\\"\"}"
                        .getBytes(StandardCharsets.UTF_8)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private Shell.Ending inet(String... words) {
    return new Shell(folder).run(http(words));
  }

  private static String[] http(String... words) {
    return Stream.concat(Stream.of("http"), Stream.of(words)).toArray(String[]::new);
  }

  /** Runs a command whose standard input holds something. */
  private byte[] fed(byte[] input, String... words) {
    var out = new ByteArrayOutputStream();
    Surroundings around = new Shell(folder).whoseOutput(out, true).around();
    var fed =
        new Surroundings(
            new ByteArrayInputStream(input),
            out,
            around.errors(),
            around.environment(),
            around.directory(),
            around.terminal());
    assertEquals(0, Inet.run(fed, http(words)));
    return out.toByteArray();
  }

  private static String page(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  private static String socket() {
    return "ws://127.0.0.1:" + server.port() + "/ws";
  }

  private static void obeys(String schema, String lines) throws IOException {
    assertFalse(lines.isEmpty());
    Schema known = Schema.of(schema);
    lines.lines().forEach(known::accepts);
  }

  // --- ws

  @Test
  void wsSendsLinesAndPrintsLines() {
    byte[] back = fed("one\r\ntwo\n\nlast".getBytes(StandardCharsets.UTF_8), "ws", socket());
    assertEquals("one\ntwo\n\nlast\n", new String(back, StandardCharsets.UTF_8));
  }

  @Test
  void wsSendsBytesAsTheyAre() {
    byte[] bytes = new byte[300_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * i);
    }
    assertArrayEquals(bytes, fed(bytes, "ws", "--binary", socket()));
  }

  @Test
  void wsSendsNoTextThatIsNone() {
    byte[] latin = "gut\nsch\u00f6n\n".getBytes(StandardCharsets.ISO_8859_1);
    Shell.Ending ending = new Shell(folder).reading(latin).run("http", "ws", socket());
    assertEquals(26, ending.status(), ending.err());
    assertTrue(ending.err().contains("--binary"), ending.err());
  }

  @Test
  void wsTellsMessagesAsJson() throws IOException {
    Shell.Ending texts = inet("ws", "--json", "--send", "a\u0007", "--send", "b", socket());
    assertEquals(0, texts.status(), texts.err());
    assertEquals(
        "{\"type\":\"text\",\"data\":\"a\\u0007\"}\n{\"type\":\"text\",\"data\":\"b\"}\n",
        texts.out());
    obeys("http-ws", texts.out());
    obeys("http-ws", inet("ws", "--json", "--binary", "--send", "a", socket()).out());
  }

  @Test
  void wsEndsAfterSomeMessages() {
    Shell.Ending ending =
        inet("ws", "-N", "--count", "2", "--send", "1", "--send", "2", "--send", "3", socket());
    assertEquals("1\n2\n", ending.out());
    assertEquals(0, ending.status(), ending.err());
  }

  @ParameterizedTest
  @CsvSource({
    "close 1000 bye, 0",
    "close 1001 leaving, 0",
    "close 1011 oops, 21",
    "close 4001 why, 21",
    "drop, 56"
  })
  void wsTellsHowTheServerEnds(String order, int status) {
    Shell.Ending ending = inet("ws", "-N", "--send", order, socket());
    assertEquals(status, ending.status(), ending.err());
    assertEquals(status == 21, ending.err().contains(order.substring(6 % order.length())));
  }

  @ParameterizedTest
  @CsvSource({"/hello, 8", "/status/401, 22", "/status/404, 22", "/redirect/1, 8"})
  void wsRefusesWhatIsNoSocket(String path, int status) {
    assertEquals(status, inet("ws", "--send", "x", page(path)).status());
  }

  @Test
  void aSocketIsNoPage() {
    assertEquals(3, inet("get", socket()).status());
    assertEquals(2, inet("ws", "--count", "0", socket()).status());
  }

  // --- events

  @Test
  void eventsComeInOrderOverBreaks() throws IOException {
    Shell.Ending ending = inet("events", "--json", page("/events?count=3"));
    assertEquals(0, ending.status(), ending.err());
    assertEquals(10, ending.out().lines().count());
    assertTrue(
        ending
            .out()
            .endsWith("{\"event\":\"tick\",\"id\":\"10\",\"data\":\"event 10\\nsecond line\"}\n"));
    obeys("http-events", ending.out());
  }

  @Test
  void eventsBeginAndEndWhereWanted() {
    Shell.Ending some = inet("events", "--last-event-id", "7", "--count", "2", page("/events"));
    assertEquals("event 8\nsecond line\nevent 9\nsecond line\n", some.out());
    Shell.Ending once = inet("events", "-i", "--no-reconnect", page("/events?count=1"));
    assertEquals("event: tick\nid: 1\ndata: event 1\ndata: second line\n\n", once.out());
    assertEquals(0, once.status(), once.err());
  }

  @ParameterizedTest
  @CsvSource({"/hello, 8", "/status/404, 22", "/empty-answer, 52"})
  void eventsRefuseWhatIsNoStream(String path, int status) {
    assertEquals(status, inet("events", page(path)).status());
  }

  // --- xmlrpc

  @Test
  void xmlrpcTakesJsonAndGivesJson() {
    Shell.Ending ending =
        inet(
            "xmlrpc",
            page("/xmlrpc"),
            "echo",
            "1",
            "2.50",
            "true",
            "null",
            "word",
            "\"7\"",
            "[1,{\"a\":\"<&>\"}]",
            "{\"$base64\":\"AP8=\"}",
            "{\"$dateTime\":\"2026-01-31T12:00:00Z\"}",
            "12345678901");
    assertEquals(0, ending.status(), ending.err());
    assertEquals(
        "[1,2.5,true,null,\"word\",\"7\",[1,{\"a\":\"<&>\"}],\"AP8=\",\"2026-01-31T12:00:00\","
            + "12345678901]\n",
        ending.out());
  }

  @Test
  void xmlrpcFailsByFaultsAndByWhatIsNone() {
    Shell.Ending fault = inet("xmlrpc", page("/xmlrpc"), "fail");
    assertEquals(21, fault.status());
    assertTrue(fault.err().contains("fault 42: It failed as asked for"), fault.err());
    assertEquals(8, inet("xmlrpc", page("/hello"), "x").status());
    assertEquals(22, inet("xmlrpc", page("/status/500"), "x").status());
    assertEquals(2, inet("xmlrpc", page("/xmlrpc"), "x", "1e400").status());
  }

  // --- answers

  @ParameterizedTest
  @CsvSource({
    "json:/method=GET, 0",
    "json:/headers/0/0=Accept, 0",
    "'json:/headers/0=[\"Accept\", \"*/*\"]', 0",
    "json:/tls=null, 0",
    "json:/nothing=1, 21",
    "json:/method=POST, 21",
    "json:/headers/99=1, 21",
    "json:method=GET, 2",
    "json:/a~2=1, 2",
    "json:/a, 2"
  })
  void assertionsLookIntoJson(String claim, int status) {
    Shell.Ending ending = inet("get", "--assert", claim, page("/echo"));
    assertEquals(status, ending.status(), ending.err());
    assertEquals(status == 0, ending.out().startsWith("{\"method\":\"GET\""), ending.out());
  }

  @Test
  void anAssertionAboutWhatIsNoJsonFails() {
    assertEquals(21, inet("get", "--assert", "json:=1", page("/hello")).status());
    server.route("/marked", exchange -> exchange.send(200, "\ufeff{\"a\":1}"));
    assertEquals(0, inet("get", "--assert", "json:/a=1", page("/marked")).status());
  }

  @Test
  void aTerminalShowsJsonAMemberALine() {
    String plain =
        new Shell(folder)
            .onTerminal()
            .with("NO_COLOR", "1")
            .run("http", "get", page("/hostile.json"))
            .out();
    assertEquals(
        """
        {
          "a": [
            1,
            {
              "b": "\\x1b[2Jx\\u009b"
            },
            true
          ],
          "e": {},
          "f": [],
          "t": "q\\""
        }
        """,
        plain);
    String coloured =
        new Shell(folder).onTerminal().run("http", "get", page("/hostile.json")).out();
    assertTrue(coloured.contains("\u001b[34;1m\"a\"\u001b[0m: ["), coloured);
    assertTrue(coloured.contains("\u001b[32m\"\\x1b[2Jx\\u009b\"\u001b[0m"), coloured);
    assertTrue(
        inet("get", page("/hostile.json")).out().startsWith("{\"a\":[1,{\"b\":\"\u001b[2Jx"));
  }

  @Test
  void answersAreObjects() throws IOException {
    Shell.Ending text = inet("get", "--json", page("/hello"));
    obeys("http-get", text.out());
    assertTrue(text.out().contains("\"body\":\"Hello from the inet sandbox.\\n\""), text.out());
    obeys("http-get", inet("head", "--json", page("/hello")).out());
    obeys("http-get", inet("get", "--json", page("/bytes/300")).out());
    obeys("http-get", inet("get", "--json", page("/status/404")).out());
    Shell.Ending trailers = inet("get", "--json", page("/chunked"));
    obeys("http-get", trailers.out());
    assertTrue(trailers.out().contains("\"trailers\":{\"x-lines\":[\"5\"]}"), trailers.out());
  }

  @Test
  void filesAreToldOnStandardOutput() throws IOException {
    for (String verb : new String[] {"get", "download"}) {
      Shell.Ending ending = inet(verb, "--json", "-o", "file", page("/bytes/1000"));
      assertEquals(0, ending.status(), ending.err());
      obeys("http-download", ending.out());
      assertEquals(1000, Files.size(folder.resolve("file")));
    }
    obeys("http-download", inet("get", "-i", "--json", "-o", "file", page("/hello")).out());
  }

  @Test
  void whatBrokeOffGoesOn() throws IOException {
    var begun = new AtomicInteger();
    server.route(
        "/breaks",
        exchange -> {
          exchange.header("ETag", "\"one\"").header("Accept-Ranges", "bytes");
          if (begun.getAndIncrement() == 0) {
            exchange.begin(200, 10);
            exchange.write("01234");
            exchange.caller().close();
          } else {
            assertEquals("bytes=5-", exchange.request().header("Range").orElse(""));
            assertEquals("\"one\"", exchange.request().header("If-Range").orElse(""));
            exchange.header("Content-Range", "bytes 5-9/10").send(206, "56789");
          }
        });
    assertEquals(18, inet("get", "-o", "file", page("/breaks")).status());
    assertEquals("01234", Files.readString(folder.resolve("file.part")));
    assertEquals(0, inet("get", "-C", "-o", "file", page("/breaks")).status());
    assertEquals("0123456789", Files.readString(folder.resolve("file")));
    assertFalse(Files.exists(folder.resolve("file.part")));
    assertFalse(Files.exists(folder.resolve("file.part.meta")));
    begun.set(0);
    Shell.Ending again =
        inet("get", "--retry", "1", "--retry-delay", "1ms", "-o", "file", page("/breaks"));
    assertEquals(0, again.status(), again.err());
    assertEquals("0123456789", Files.readString(folder.resolve("file")));
    assertEquals(2, inet("get", "-C", page("/breaks")).status());
  }

  /** As curl has it: a trouble that passes is worth another try, whatever becomes of the answer. */
  @Test
  void aTroubleThatPassesIsTriedAgain() {
    var asked = new AtomicInteger();
    server.route(
        "/busy",
        exchange -> {
          boolean busy = asked.incrementAndGet() % 3 != 0;
          exchange.body().readAllBytes();
          exchange.send(busy ? 503 : 200, busy ? "busy" : "done");
        });
    String[] patient = {"--retry", "2", "--retry-delay", "1ms"};
    Shell.Ending ending = inet(with(patient, "get", page("/busy"), page("/busy")));
    assertEquals("donedone", ending.out());
    assertEquals(4, ending.err().lines().count(), ending.err());
    assertEquals(6, asked.get());
    assertEquals(
        "done",
        inet(with(patient, "post", "-d", "a", "--assert", "status=200", page("/busy"))).out());
    // The last answer is the answer.
    assertEquals("busy", inet("get", "--retry", "1", "--retry-delay", "1ms", page("/busy")).out());
    assertEquals(11, asked.get());
    // What came over standard input cannot be sent twice.
    String[] once = with(patient, "post", "-d", "@-", page("/busy"));
    assertArrayEquals("done".getBytes(StandardCharsets.UTF_8), fed(new byte[] {'x'}, once));
    assertArrayEquals("busy".getBytes(StandardCharsets.UTF_8), fed(new byte[] {'x'}, once));
    assertEquals(13, asked.get());
    // So is the one after which there is no time for another try.
    Shell.Ending last =
        inet("get", "--retry=3", "--retry-delay=1h", "--retry-max-time=1m", page("/busy"));
    assertEquals("busy", last.out());
    assertEquals(0, last.status(), last.err());
    assertEquals(14, asked.get());
  }

  private static String[] with(String[] more, String... words) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }

  /** HTTP/2 codes its heads, so that nobody could read a conversation of bytes alone. */
  @Test
  void headsOfTheNewVersionAreToldInWords() throws IOException {
    try (Peer peer = Peer.of(HarTest::answerInHttp2)) {
      String url = "http://127.0.0.1:" + peer.port() + "/a?b";
      Shell.Ending ending = inet("get", "-v", "--http", "h2c", "--cookie", "c=crumbs", url);
      assertEquals("hello", ending.out());
      List<String> told = ending.err().lines().toList();
      int asked = told.indexOf("* GET /a?b HTTP/2");
      int answered = told.indexOf("* HTTP/2 200");
      assertTrue(asked > 0 && asked < answered, ending.err());
      assertTrue(told.contains("*   cookie: ****"), ending.err());
      assertTrue(told.contains("*   content-length: 5"), ending.err());
      assertFalse(ending.err().contains("crumbs"), ending.err());
    }
  }

  @Test
  void trailersOfTheNewVersionAreToldToo() throws IOException {
    try (Peer peer = Peer.of(HarTest::answerWithTrailersInHttp2)) {
      String url = "http://127.0.0.1:" + peer.port() + "/";
      assertEquals(
          "HTTP/2 200\r\n\r\nhello\r\nx-sum: 7\r\n", inet("get", "-i", "--http", "h2c", url).out());
      Shell.Ending ending = inet("get", "-v", "--http", "h2c", url);
      assertEquals("hello", ending.out());
      assertTrue(ending.err().contains("* HTTP/2 trailers\n*   x-sum: 7\n"), ending.err());
    }
  }

  @Test
  void remoteNamesAreThoseThatWereTyped() throws IOException {
    assertEquals(0, inet("get", "-O", page("/redirect/2")).status());
    assertTrue(Files.exists(folder.resolve("2")));
  }

  // --- what is kept

  @Test
  void aCacheAnswersWithoutTheServer() {
    int before = ASKED.get();
    String first = inet("get", "--cache", "kept", page("/fresh")).out();
    assertEquals(first, inet("get", "--cache", "kept", page("/fresh")).out());
    assertEquals(before + 1, ASKED.get());
    // What one user was told is not told to another.
    inet("get", "--cache", "kept", "-u", "ann:secret", page("/fresh"));
    inet("get", "--cache", "kept", "-H", "Cache-Control: no-cache", page("/fresh"));
    assertEquals(before + 3, ASKED.get());
    // The whole is no answer to who asks for a part.
    inet("get", "--cache", "kept", "--range", "0-3", page("/fresh"));
    assertEquals(before + 4, ASKED.get());
  }

  /** RFC 9111, section 4. */
  @Test
  void whatWasKeptTellsItsAge() {
    String told = "(?s).*\r\nAge: \\d+\r\n.*";
    String[] asked = {"get", "-i", "--cache", "aged", page("/fresh")};
    assertFalse(inet(asked).out().matches(told));
    assertTrue(inet(asked).out().matches(told));
  }

  @Test
  void aLogHoldsEveryExchangeAndNoSecret() throws IOException {
    Shell.Ending ending =
        inet(
            "post",
            "-L",
            "-d",
            "a=b",
            "-u",
            "ann:wonderland",
            "--cookie",
            "c=crumbs",
            "--har",
            "log.har",
            page("/redirect-to?url=/digest&status=307"));
    assertEquals(0, ending.status(), ending.err());
    String log = Files.readString(folder.resolve("log.har"));
    // The redirect, the question who we are, and the answer.
    new HarSchema(log).hasEntries(3);
    assertTrue(log.contains("\"redirectURL\":\"/digest\""), log);
    assertTrue(
        log.contains("{\"mimeType\":\"application/x-www-form-urlencoded\",\"text\":\"a=b\"}"));
    assertTrue(log.contains("{\"name\":\"url\",\"value\":\"/digest\"}"), log);
    for (String secret : new String[] {"wonderland", "crumbs", "YW5uOndvbmRlcmxhbmQ"}) {
      assertFalse(log.contains(secret), secret);
    }
  }

  @Test
  void aLogTellsWhatFailed() throws IOException {
    assertEquals(52, inet("get", "--har", "log.har", page("/empty-answer")).status());
    String log = Files.readString(folder.resolve("log.har"));
    new HarSchema(log).hasEntries(1);
    assertTrue(log.contains("\"status\":0"), log);
    assertEquals(18, inet("get", "--har", "log.har", page("/truncated/length")).status());
    log = Files.readString(folder.resolve("log.har"));
    assertTrue(log.contains("\"_error\":\"the body ended before it was whole\""), log);
  }

  @Test
  void hostsThatWantTlsGetIt() throws IOException {
    Files.writeString(folder.resolve("hsts"), ".example.test \"29991231 00:00:00\"\n");
    String url = "http://www.example.test:" + server.port() + "/hello";
    String pin = "www.example.test:" + server.port() + ":127.0.0.1";
    assertEquals(0, inet("get", "--resolve", pin, url).status());
    // The server speaks no TLS there.
    assertEquals(35, inet("get", "--resolve", pin, "--hsts", "hsts", url).status());
  }

  @Test
  void aListOfManyHostsIsFetchedWithACapForEach() throws IOException {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    server.route(
        "/slowly/",
        exchange -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          exchange.caller().pause(java.time.Duration.ofMillis(20));
          now.decrementAndGet();
          exchange.send(200, exchange.request().path());
        });
    String[] urls = new String[24];
    Arrays.setAll(urls, i -> page("/slowly/" + i));
    Files.writeString(folder.resolve("list"), String.join("\n", urls) + "\n");
    Shell.Ending ending =
        inet("download", "-P", "all", "--input-file", "list", "--parallel", "8", "--per-host", "3");
    assertEquals(0, ending.status(), ending.err());
    for (int i = 0; i < urls.length; i++) {
      assertEquals("/slowly/" + i, Files.readString(folder.resolve("all/" + i)));
    }
    assertTrue(most.get() <= 3, most + " at once");
  }
}
