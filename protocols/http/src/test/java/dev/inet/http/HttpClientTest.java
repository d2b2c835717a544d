package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Detour;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.HttpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpClientTest {
  private static HttpServer server;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.start(ListenAt.freePort());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpUrl page(String path) throws InetException {
    return HttpUrl.parse("http://127.0.0.1:" + server.port() + path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi ~ 200 hi",
        "HTTP/1.0 200 OK\\r\\n\\r\\nto the end ~ 200 to the end",
        "HTTP/1.1 200\\r\\nContent-Length: 2\\r\\n\\r\\nhi ~ 200 hi",
        "HTTP/1.1 200 OK\\nContent-Length: 2\\n\\nhi ~ 200 hi",
        // Twice the same length is one; two lengths are a trick.
        "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nContent-Length: 2\\r\\n\\r\\nhi ~ 200 hi",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nContent-Length: 3\\r\\n\\r\\nhi ~ BAD_REPLY",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 2, 3\\r\\n\\r\\nhi ~ BAD_REPLY",
        // A list, or a blank before the colon: OkHttp would wait for the end of the connection.
        "HTTP/1.1 200 OK\\r\\nContent-Length: 2, 2\\r\\n\\r\\nhi ~ BAD_REPLY",
        "HTTP/1.1 200 OK\\r\\nContent-Length : 2\\r\\n\\r\\nhi ~ BAD_REPLY",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding : chunked\\r\\n\\r\\n0\\r\\n\\r\\n ~ BAD_REPLY",
        "HTTP/1.1 200 OK\\r\\nContent-Length: -1\\r\\n\\r\\nhi ~ BAD_REPLY",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 99999999999999999999\\r\\n\\r\\nhi ~ BAD_REPLY",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\nhi ~ BAD_REPLY",
        // Chunks with extensions and trailers; chunked wins over a length.
        "HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "2;a=b\\r"
            + "\\n"
            + "hi\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "X: y\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " ~ 200 hi",
        "HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "Content-Length: 9\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "2\\r"
            + "\\n"
            + "hi\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " ~ 200 hi",
        "HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "zz\\r"
            + "\\n"
            + "hi\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " ~ BAD_REPLY",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nhi\\r\\n ~ INCOMPLETE",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nh ~ INCOMPLETE",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nhi ~ INCOMPLETE",
        // Informational answers come before the one that counts.
        "HTTP/1.1 103 Early Hints\\r"
            + "\\n"
            + "Link: <x>\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "HTTP/1.1 200 OK\\r"
            + "\\n"
            + "Content-Length: 2\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "hi ~ 200 hi",
        "HTTP/1.1 100 Continue\\r\\n\\r\\nHTTP/1.1 204 No Content\\r\\n\\r\\n ~ 204 ''",
        "HTTP/1.1 304 Not Modified\\r\\nContent-Length: 5\\r\\n\\r\\n ~ 304 ''",
        // No HTTP at all; HTTP/0.9 is none any more.
        "<html>hello</html>\\n ~ BAD_REPLY",
        "<html>hello</html> ~ BAD_REPLY",
        "HTT ~ BROKEN_OFF",
        "SSH-2.0-OpenSSH_9.2\\r\\n ~ BAD_REPLY",
        "HTTP/3.0 200 OK\\r\\n\\r\\n ~ BAD_REPLY",
        "HTTP/1.1 2000 OK\\r\\n\\r\\n ~ BAD_REPLY",
        "HTTP/1.1 200 OK\\r\\nContent-Le ~ BROKEN_OFF",
        // No status has a sign, and none is below 100.
        "HTTP/1.1 -12 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi ~ BAD_REPLY",
        "HTTP/1.1 +20 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi ~ BAD_REPLY",
        "HTTP/1.1 099 OK\\r\\nContent-Length: 2\\r\\n\\r\\nhi ~ BAD_REPLY",
        // The body would have begun already where the second line of a length is read.
        "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n 3\\r\\n\\r\\nhi ~ BAD_REPLY",
        "HTTP/1.1 200 OK\\r\\nTransfer-Encoding:\\r\\n chunked\\r\\n\\r\\n0 ~ BAD_REPLY",
        "HTTP/1.1 200 OK\\r\\n X: y\\r\\n\\r\\nhi ~ BAD_REPLY",
      })
  void readsOddAnswers(String answer, String expected) throws IOException {
    String raw = answer.replace("\\r", "\r").replace("\\n", "\n");
    assertEquals(expected.replace("''", ""), Fetching.answered(raw));
  }

  @Test
  void whoRefusesAProofWithoutAskingAgainHasRefusedTheSignIn() throws IOException {
    try (Peer peer =
            Peer.of(
                conversation -> {
                  conversation.expectUntil("");
                  conversation.sendRaw(
                      "HTTP/1.1 401 Who\r\nWWW-Authenticate: Digest realm=x, nonce=1\r\n"
                          + "Content-Length: 0\r\n\r\n");
                  conversation.expectUntil("");
                  conversation.sendRaw("HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno");
                });
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT)) {
      var ann = new Credentials("ann", Secret.of("wrong"));
      HttpUrl url = HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/");
      HttpRequest request =
          HttpRequest.of("GET", url).signedBy(HttpLogin.of(HttpLogin.Mechanism.DIGEST, ann));
      try (HttpResponse response = client.send(request)) {
        assertEquals("401 No", response.status() + " " + response.reason());
      }
    }
  }

  /** Each question is called stale, whatever the answer to it was. */
  @Test
  void whoAlwaysAsksAgainIsNotAnsweredForEver() throws IOException {
    var asked = new AtomicInteger();
    server.route(
        "/stale",
        exchange -> {
          String question = "Digest realm=x, stale=true, nonce=" + asked.incrementAndGet();
          exchange.header("WWW-Authenticate", question).send(401, "no");
        });
    var ann = new Credentials("ann", Secret.of("secret"));
    HttpRequest request =
        HttpRequest.of("GET", page("/stale"))
            .signedBy(HttpLogin.of(HttpLogin.Mechanism.DIGEST, ann));
    try (HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT);
        HttpResponse response = client.send(request)) {
      assertEquals(401, response.status());
    }
    assertEquals(6, asked.get());
  }

  /** As curl does: an empty body goes first, since the other can be sent once alone. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatCanBeSentOnceWaitsForTheQuestion(boolean wants) throws IOException {
    String question =
        wants ? "401 Who\r\nWWW-Authenticate: Digest realm=x, nonce=1\r\n" : "200 Nobody asked\r\n";
    String second = wants ? "Authorization: Digest " : "Transfer-Encoding: chunked";
    try (Peer peer =
            Peer.of(
                conversation -> {
                  List<String> asked = conversation.expectUntil("");
                  assertTrue(asked.contains("Content-Length: 0"), asked.toString());
                  conversation.sendRaw("HTTP/1.1 " + question + "Content-Length: 0\r\n\r\n");
                  List<String> answered = conversation.expectUntil("");
                  assertTrue(
                      answered.stream().anyMatch(line -> line.startsWith(second)),
                      answered.toString());
                  conversation.expect("5");
                  conversation.expect("hello");
                  conversation.sendRaw("HTTP/1.1 201 Done\r\nContent-Length: 0\r\n\r\n");
                });
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT)) {
      var ann = new Credentials("ann", Secret.of("secret"));
      var body = HttpBody.of(new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)));
      HttpRequest put =
          HttpRequest.of("PUT", HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/"))
              .with(body)
              .signedBy(HttpLogin.of(HttpLogin.Mechanism.DIGEST, ann));
      try (HttpResponse response = client.send(put)) {
        assertEquals(201, response.status());
      }
      peer.heardAll();
    }
  }

  /** RFC 6874: an address of a link means something together with its interface alone. */
  @Test
  void anAddressMayHaveAZone() throws IOException {
    try (Peer peer =
        Peer.of(
            conversation -> {
              List<String> lines = conversation.expectUntil("");
              assertTrue(lines.contains("Host: [fe80::1]:81"), lines.toString());
              conversation.sendRaw(
                  "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nhi");
              lines = conversation.expectUntil("");
              assertTrue(lines.contains("Cookie: a=b"), lines.toString());
              conversation.sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
            })) {
      // It holds for that address with that zone: whoever loses the zone goes elsewhere.
      String detour = "[fe80::1%veryLongInterface0]:81:127.0.0.1:" + peer.port();
      Dialer around = Dialer.builder().detours(List.of(Detour.parse(detour))).build();
      try (HttpClient client = HttpClient.open(around, HttpOptions.DEFAULT)) {
        String url = "http://[fe80::1%25veryLongInterface0]:81/";
        assertEquals("200 hi", Fetching.outcome(client, url));
        assertEquals("200 hi", Fetching.outcome(client, url));
      }
      peer.heardAll();
    }
  }

  /** RFC 9112, section 6.3: what follows an answer is no answer to what is asked next. */
  @Test
  void whatNobodyAskedForIsNoAnswer() throws IOException {
    try (Peer peer =
            Peer.of(
                conversation -> {
                  conversation.expectUntil("");
                  conversation.sendRaw(
                      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood"
                          + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                  conversation.expectClose();
                });
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT)) {
      String url = "http://127.0.0.1:" + peer.port() + "/";
      assertEquals("200 good", Fetching.outcome(client, url));
      assertEquals("200 good", Fetching.outcome(client, url));
      assertEquals(2, peer.accepted());
    }
  }

  /** What OkHttp would take for the answer; a late 408 it tries again by itself. */
  @Test
  void whatComesLateIsNoAnswerEither() throws IOException {
    var answered = new CountDownLatch(1);
    var said = new CountDownLatch(1);
    try (Peer peer =
            Peer.of(
                conversation -> {
                  conversation.expectUntil("");
                  conversation.sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
                  if (said.getCount() > 0) {
                    await(answered);
                    conversation.sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                    said.countDown();
                  }
                  conversation.expectClose();
                });
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT)) {
      String url = "http://127.0.0.1:" + peer.port() + "/";
      assertEquals("200 good", Fetching.outcome(client, url));
      answered.countDown();
      await(said);
      assertEquals("200 good", Fetching.outcome(client, url));
      assertEquals(2, peer.accepted());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aHeadHasNoRange() throws IOException {
    HttpRequest head = HttpRequest.of("HEAD", page("/")).with("Range", "bytes=1-3");
    try (HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT);
        HttpResponse response = client.send(head)) {
      response.mustBePart();
      assertEquals(200, response.status());
    }
  }

  /** Digits and dots that make no address are a name, which nobody has. */
  @Test
  void whatIsNoAddressIsNotFound() throws IOException {
    try (HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT)) {
      assertEquals("HOST_NAME", Fetching.outcome(client, "http://127.0.0.1./"));
      assertEquals("HOST_NAME", Fetching.outcome(client, "http://1.2.3.4.5/"));
    }
  }

  @Test
  void anEmptyAnswerIsNone() throws IOException {
    assertEquals("NO_ANSWER", Fetching.answered(""));
    String interim = "HTTP/1.1 100 Continue\r\n\r\n";
    assertEquals("NO_ANSWER", Fetching.answered(interim));
    assertEquals("BROKEN_OFF", Fetching.answered(interim + "HTTP/1"));
    assertEquals("BROKEN_OFF", Fetching.answered(interim + "HTTP/1.1 200 OK\r\n"));
    assertEquals("BROKEN_OFF", Fetching.answered("HTTP/1.1 100 Continue\r\n"));
  }

  @Test
  void aHeadWithoutEndIsBounded() throws IOException {
    assertEquals("BAD_REPLY", Fetching.answered("HTTP/1.1 200 OK\r\nX: " + "x".repeat(300_000)));
    String many = "X: y\r\n".repeat(100_000);
    assertEquals("BAD_REPLY", Fetching.answered("HTTP/1.1 200 OK\r\n" + many));
    assertEquals("BAD_REPLY", Fetching.answered("x".repeat(300_000)));
  }

  @Test
  void aChunkExtensionWithoutEndIsBounded() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;";
    assertEquals("BAD_REPLY", Fetching.answered(head + "x".repeat(4 << 20)));
  }

  @Test
  void aServerOfTheOldVersionLacksTheNewOne() throws IOException {
    try (Peer peer =
        Peer.of(
            conversation -> {
              conversation.expectUntil("");
              conversation.sendRaw("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
              // Servers read on after such an answer: closed at once, it is lost with a reset.
              conversation.caller().input().transferTo(OutputStream.nullOutputStream());
            })) {
      assertEquals(
          "UNSUPPORTED", Fetching.fetch(peer, HttpOptions.DEFAULT.withVersion(HttpVersion.H2C)));
    }
  }

  @Test
  void theHandshakeBelongsToTheTimeForConnecting() throws IOException {
    var hasty =
        Dialer.builder()
            .timeouts(new Timeouts(Duration.ofMillis(300), Duration.ofSeconds(20), Duration.ZERO))
            .build();
    // Nobody accepts: the system completes the connection, and no word comes.
    try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpClient client = HttpClient.open(hasty, HttpOptions.DEFAULT)) {
      HttpUrl url = HttpUrl.parse("https://127.0.0.1:" + mute.getLocalPort() + "/");
      InetException e = assertThrows(InetException.class, () -> client.get(url));
      assertEquals(Failure.TIMEOUT, e.failure());
      assertTrue(e.getMessage().contains("connect-timeout"), e::getMessage);
    }
  }

  @Test
  void aHeadThatDripsIsTimedAsAWhole() throws IOException {
    var slow =
        Dialer.builder()
            .timeouts(new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ZERO))
            .build();
    try (Peer peer =
            Peer.of(
                conversation -> {
                  conversation.expectUntil("");
                  conversation.drip("HTTP/1.1 200 OK\r\n".repeat(100), Duration.ofMillis(100));
                });
        HttpClient client = HttpClient.open(slow, HttpOptions.DEFAULT)) {
      HttpUrl url = HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/");
      InetException e = assertThrows(InetException.class, () -> client.get(url));
      assertEquals(Failure.TIMEOUT, e.failure());
      assertTrue(e.getMessage().contains("read-timeout"), e::getMessage);
    }
  }

  @Test
  void aLongBodyGoesPastTheHeapExactly() throws IOException {
    for (long length : new long[] {1 << 20, 3_000_001}) {
      Path file = folder.resolve("body" + length);
      try (HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT);
          HttpResponse response = client.get(page("/bytes/" + length));
          FileChannel to =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        assertEquals(length, response.moveTo(to, Long.MAX_VALUE));
      }
      byte[] expected = new byte[(int) length];
      for (int i = 0; i < length; i++) {
        expected[i] = (byte) (i % 251);
      }
      assertArrayEquals(expected, Files.readAllBytes(file));
    }
  }

  @Test
  void aLongBodyThatEndsEarlyIsIncomplete() throws IOException {
    try (Peer peer =
            Peer.of(
                conversation -> {
                  conversation.expectUntil("");
                  conversation.sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\nabc");
                });
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT);
        HttpResponse response =
            client.get(HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/"))) {
      var out = new ByteArrayOutputStream();
      InetException e =
          assertThrows(
              InetException.class, () -> response.moveTo(Channels.newChannel(out), Long.MAX_VALUE));
      assertEquals(Failure.INCOMPLETE, e.failure());
      assertEquals("abc", out.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void oneConnectionServesManyRequests() throws IOException {
    int before = server.accepted();
    try (HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT)) {
      for (int i = 0; i < 3; i++) {
        try (HttpResponse response = client.get(page("/redirect/2"))) {
          assertEquals(29, response.writeTo(new ByteArrayOutputStream()));
        }
      }
    }
    assertEquals(1, server.accepted() - before);
  }

  @Test
  void redirectsAreCounted() throws IOException {
    try (HttpClient client =
        HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT.withRedirects(true, 3))) {
      try (HttpResponse response = client.get(page("/redirect/3"))) {
        assertEquals(200, response.status());
        assertEquals("/hello", response.request().url().path());
      }
      InetException e = assertThrows(InetException.class, () -> client.get(page("/redirect/4")));
      assertEquals(Failure.TOO_MANY_REDIRECTS, e.failure());
    }
    try (HttpClient client =
            HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT.withRedirects(false, 0));
        HttpResponse response = client.get(page("/redirect/1"))) {
      assertEquals(302, response.status());
    }
  }

  @Test
  void aPostIsNotSentTwiceOnAConnectionThatDied() throws IOException {
    try (Peer peer =
            Peer.plays(
                """
                C: GET / HTTP/1.1
                C: {until:}
                S: HTTP/1.1 200 OK
                S: Content-Length: 0
                S:
                C: POST / HTTP/1.1
                == CLOSE
                """);
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT)) {
      HttpUrl url = HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/");
      client.get(url).close();
      InetException e =
          assertThrows(InetException.class, () -> client.send(HttpRequest.of("POST", url)));
      assertEquals(Failure.NO_ANSWER, e.failure());
      peer.heardAll();
    }
  }

  /** HTTP/2 by hand: a head and five bytes of ten, then an end in one way or another. */
  @ParameterizedTest
  @CsvSource({
    "00000403000000000300000002, INCOMPLETE",
    "00000403000000000300000000, INCOMPLETE",
    "0000080700000000000000000300000002, INCOMPLETE",
    // An orderly end, before the length that was promised.
    "000000000100000003, INCOMPLETE",
    "'', INCOMPLETE"
  })
  void aStreamThatEndsEarlyIsIncomplete(String hex, String expected) throws IOException {
    // HEADERS with :status 200 and content-length 10; DATA.
    String begun = "000006010400000003880f0d023130" + "00000500000000000368656c6c6f";
    assertEquals(expected, inHttp2(begun + hex, false));
  }

  /** Whoever begins with SETTINGS speaks HTTP/2, however badly. */
  @ParameterizedTest
  @CsvSource({
    // No :status; one that is no number; DATA before any head; a name in upper case.
    "0000050105000000030001780179, BAD_REPLY",
    "00000d01050000000300073a73746174757303616263, BAD_REPLY",
    "00000500010000000368656c6c6f, BAD_REPLY",
    "000006010500000003880001580179, BAD_REPLY",
    // A value that would be two fields elsewhere.
    "0000080105000000038800017803610a62, BAD_REPLY",
    // A field of a request alone: :path, /.
    "0000020105000000038884, BAD_REPLY",
    // GOAWAY that takes nothing.
    "0000080700000000000000000000000000, BROKEN_OFF"
  })
  void whoBeginsInTheNewVersionDoesNotLackIt(String hex, String expected) throws IOException {
    assertEquals(expected, inHttp2(hex, true));
  }

  @Test
  void whoClosesInTheNewVersionGivesNoAnswer() throws IOException {
    assertEquals("NO_ANSWER", inHttp2("", false));
  }

  /** Returns what comes of an answer in HTTP/2, in hex, after SETTINGS. */
  private static String inHttp2(String hex, boolean stays) throws IOException {
    try (Peer peer =
        Peer.of(
            conversation -> {
              conversation.expectBytes(24);
              Fetching.untilHead(conversation);
              String settings = "000000040000000000";
              conversation.caller().write(ByteBuffer.wrap(HexFormat.of().parseHex(settings + hex)));
              if (stays) {
                conversation.caller().input().transferTo(OutputStream.nullOutputStream());
              }
            })) {
      HttpOptions options = HttpOptions.DEFAULT.withVersion(HttpVersion.H2C);
      return Fetching.fetch(peer, options);
    }
  }
}
