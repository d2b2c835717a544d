package dev.inet.cli.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Shell;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.HttpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs of all that can happen in an exchange obey the rules of HAR 1.2. */
@Timeout(60)
class HarTest {
  private static final int HEADERS = 1;
  private static final int GOAWAY = 7;

  private static HttpServer server;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.start(ListenAt.freePort());
    server.route(
        "/fresh", exchange -> exchange.header("Cache-Control", "max-age=1000").send(200, "once"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String page(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  /** Runs a command with {@code --har} and returns its log. */
  private HarSchema log(int status, String... words) throws IOException {
    String[] all =
        Stream.of(Stream.of("http"), Stream.of(words), Stream.of("--har", "log.har"))
            .flatMap(part -> part)
            .toArray(String[]::new);
    Shell.Ending ending = new Shell(folder).run(all);
    assertEquals(status, ending.status(), ending.err());
    return new HarSchema(Files.readString(folder.resolve("log.har")));
  }

  private static BigDecimal number(HarSchema log, int entry, String... names) {
    return (BigDecimal) log.value(entry, names);
  }

  @Test
  void redirectsAreEntries() throws IOException {
    HarSchema log = log(0, "get", page("/redirect/3"));
    log.hasEntries(4);
    for (int i = 0; i < 3; i++) {
      assertEquals(302, number(log, i, "response", "status").intValue());
      assertEquals("127.0.0.1", log.value(i, "serverIPAddress"));
    }
    assertEquals("", log.value(3, "response", "redirectURL"));
    log(47, "get", page("/loop"), "--max-redirects", "4").hasEntries(5);
  }

  @Test
  void everyUrlIsAnEntryAlsoWhatFails() throws IOException {
    HarSchema log =
        log(
            99,
            "get",
            page("/hello"),
            page("/empty-answer"),
            page("/truncated/chunked"),
            "http://127.0.0.1:1/",
            "http://no.such.name.invalid/");
    log.hasEntries(5);
    assertNull(log.value(0, "_error"));
    for (int i = 1; i < 5; i++) {
      assertFalse(String.valueOf(log.value(i, "_error")).isEmpty());
    }
    assertEquals(0, number(log, 3, "response", "status").intValue());
    assertNull(log.value(3, "serverIPAddress"));
  }

  @Test
  void whatIsCodedIsLoggedDecoded() throws IOException {
    HarSchema log = log(0, "get", page("/gzip"));
    String text = (String) log.value(0, "response", "content", "text");
    assertEquals(text.length(), number(log, 0, "response", "content", "size").intValue());
    // How many bytes that were is not known any more, and the schema wants -1 then.
    assertEquals(-1, number(log, 0, "response", "bodySize").intValue());
  }

  @Test
  void bytesThatAreNoTextAreBase64() throws IOException {
    HarSchema log = log(0, "get", page("/bytes/300"), "-o", "bytes");
    assertEquals("base64", log.value(0, "response", "content", "encoding"));
    assertEquals(300, number(log, 0, "response", "content", "size").intValue());
    assertEquals(300, number(log, 0, "response", "bodySize").intValue());
    HarSchema large = log(0, "get", page("/bytes/1000000"), "-o", "bytes");
    assertNull(large.value(0, "response", "content", "text"));
    assertEquals(1_000_000, number(large, 0, "response", "bodySize").intValue());
  }

  /** The first segment is the beginning of an answer whose rest nobody wants. */
  @Test
  void everySegmentIsAnEntryWithItsBytes() throws IOException {
    HarSchema log = log(0, "download", "--segments", "2", page("/bytes/3000000"));
    log.hasEntries(2);
    int all = number(log, 0, "response", "bodySize").intValue();
    all += number(log, 1, "response", "bodySize").intValue();
    assertEquals(3_000_000, all);
  }

  @Test
  void bodiesThatWereSentAreLogged() throws IOException {
    Files.write(folder.resolve("file"), new byte[] {0, -1, 7});
    HarSchema form = log(0, "post", "-F", "a=b", "-F", "f=@file", page("/echo"));
    String type = (String) form.value(0, "request", "postData", "mimeType");
    assertTrue(type.startsWith("multipart/form-data; boundary="), type);
    HarSchema json = log(0, "post", "--json-body", "{\"a\":1}", page("/echo"));
    assertEquals("{\"a\":1}", json.value(0, "request", "postData", "text"));
    assertEquals(7, number(json, 0, "request", "bodySize").intValue());
    log(0, "put", "file", page("/upload")).hasEntries(1);
    HarSchema stream = log(0, "post", "-d", "@-", page("/echo"));
    assertEquals(-1, number(stream, 0, "request", "bodySize").intValue());
    log(0, "delete", page("/echo")).hasEntries(1);
  }

  @Test
  void cookiesAreLoggedWithoutTheirValues() throws IOException {
    HarSchema log =
        log(0, "get", "--cookie-jar", "jar", page("/cookies/set?flavour=plain"), page("/cookies"));
    Map<String, String> cookie = Map.of("name", "flavour", "value", "****");
    assertEquals(List.of(cookie), log.value(0, "response", "cookies"));
    assertEquals(List.of(cookie), log.value(log.size() - 1, "request", "cookies"));
  }

  @Test
  void whatComesFromTheCacheIsAnEntryWithoutAServer() throws IOException {
    log(0, "get", "--cache", "kept", page("/fresh")).hasEntries(1);
    HarSchema log = log(0, "get", "--cache", "kept", page("/fresh"));
    log.hasEntries(1);
    assertEquals("once", log.value(0, "response", "content", "text"));
    assertNull(log.value(0, "connection"));
  }

  /** A log holds URIs, whatever was typed. */
  @ParameterizedTest
  @CsvSource({
    "/echo/a|b?{c}=\"d\", /echo/a%7Cb?%7Bc%7D=%22d%22",
    "/echo/%41?a+b=%20, /echo/%41?a+b=%20"
  })
  void addressesAreValid(String typed, String logged) throws IOException {
    HarSchema log = log(0, "get", page(typed));
    assertEquals(page(logged), log.value(0, "request", "url"));
  }

  @Test
  void pagesByTheNewVersionAreLoggedAlike() throws IOException {
    try (Peer peer = Peer.of(HarTest::answerInHttp2)) {
      HarSchema log = log(0, "get", "--http", "h2c", "http://127.0.0.1:" + peer.port() + "/a");
      log.hasEntries(1);
      assertEquals("HTTP/2", log.value(0, "response", "httpVersion"));
      assertEquals("HTTP/2", log.value(0, "request", "httpVersion"));
      assertEquals("hello", log.value(0, "response", "content", "text"));
      assertEquals("", log.value(0, "response", "statusText"));
    }
  }

  /** HTTP/2 by hand: hears one request, sends frames in hex, and waits for the goodbye. */
  private static void answerByFrames(Conversation conversation, String frames) throws IOException {
    assertEquals("PRI", new String(conversation.expectBytes(24), 0, 3, US_ASCII));
    skipTo(HEADERS, conversation);
    conversation.caller().write(ByteBuffer.wrap(HexFormat.of().parseHex(frames)));
    skipTo(GOAWAY, conversation);
  }

  /** One request, one page. */
  static void answerInHttp2(Conversation conversation) throws IOException {
    // SETTINGS; HEADERS with :status 200 and content-length 5; DATA, the last of its stream.
    String answer =
        "000000040000000000"
            + "00000501040000000388"
            + "0f0d0135"
            + "000005000100000003"
            + "68656c6c6f";
    answerByFrames(conversation, answer);
  }

  /** A page with no length, and behind it the trailer field {@code x-sum: 7}. */
  static void answerWithTrailersInHttp2(Conversation conversation) throws IOException {
    // SETTINGS; HEADERS with :status 200; DATA; HEADERS, the last of its stream.
    String answer =
        "000000040000000000"
            + "00000101040000000388"
            + "00000500000000000368656c6c6f"
            + "0000090105000000030005782d73756d0137";
    answerByFrames(conversation, answer);
  }

  /** Half of what its length says, and then it resets the stream. */
  static void breakOffInHttp2(Conversation conversation) throws IOException {
    // As above, but for a length of 10 and RST_STREAM in the place of an end.
    String answer =
        "000000040000000000"
            + "000006010400000003880f0d023130"
            + "00000500000000000368656c6c6f"
            + "00000403000000000300000002";
    answerByFrames(conversation, answer);
  }

  private static void skipTo(int wanted, Conversation conversation) throws IOException {
    int type;
    do {
      byte[] head = conversation.expectBytes(9);
      type = head[3];
      int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
      if (length > 0) {
        conversation.expectBytes(length);
      }
    } while (type != wanted);
  }
}
