package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.sandbox.HttpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heads of requests as they are typed, and of answers as RFC 9112 wants them read. */
@Timeout(60)
class HeadsTest {
  /** What is read of a response. */
  private interface Reading<T> {
    T of(HttpResponse response) throws IOException;
  }

  private static <T> T read(String answer, Reading<T> reading) throws IOException {
    try (Peer peer =
            Peer.of(
                conversation -> {
                  conversation.expectUntil("");
                  conversation.sendRaw(answer);
                });
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT);
        HttpResponse response =
            client.get(HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/"))) {
      return reading.of(response);
    }
  }

  private static HttpFields fieldsOf(String answer) throws IOException {
    return read(answer, HttpResponse::fields);
  }

  /** RFC 9112, section 5.2: a line that begins with a blank belongs to the field before it. */
  @Test
  void aFieldMayGoOverSeveralLines() throws IOException {
    HttpFields fields =
        fieldsOf(
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=b;\r\n\tpath=/only;\r\n Secure\r\n"
                + "X: see\r\n  http://there/\r\nContent-Length: 0\r\n\r\n");
    assertEquals(
        List.of(
            new HttpField("Set-Cookie", "a=b; path=/only; Secure"),
            new HttpField("X", "see http://there/"),
            new HttpField("Content-Length", "0")),
        fields.all());
  }

  /** RFC 9112, section 5.1: a blank before the colon belongs to neither name nor value. */
  @Test
  void aNameEndsBeforeTheBlankThatFollowsIt() throws IOException {
    HttpFields fields =
        fieldsOf("HTTP/1.1 200 OK\r\nETag : \"a\"\r\nOdd name: x\r\nContent-Length: 0\r\n\r\n");
    assertEquals("\"a\"", fields.first("ETag").orElseThrow());
    assertEquals("x", fields.first("Odd name").orElseThrow());
  }

  /** RFC 9110, section 5.6.7: what reads dates reads all three forms. */
  @ParameterizedTest
  @CsvSource({
    "'Sun, 06 Nov 1994 08:49:37 GMT', 1994-11-06T08:49:37Z",
    "'Sunday, 06-Nov-94 08:49:37 GMT', 1994-11-06T08:49:37Z",
    "'Sunday, 06-Nov-1994 08:49:37 GMT', 1994-11-06T08:49:37Z",
    "'Wednesday, 01-Jul-20 00:00:00 GMT', 2020-07-01T00:00:00Z",
    "'Sun Nov  6 08:49:37 1994', 1994-11-06T08:49:37Z",
    "'Tue Nov 16 08:49:37 1999', 1999-11-16T08:49:37Z",
    // What servers make of them.
    "'Mon, 06 Nov 1994 08:49:37 GMT', 1994-11-06T08:49:37Z",
    "'Sun, 6 Nov 94 08:49:37 GMT', 1994-11-06T08:49:37Z",
    "'Sun, 06 Nov 1994 08:49:37 UTC', 1994-11-06T08:49:37Z",
    "'Sun, 06 Nov 1994 09:49:37 +0100', 1994-11-06T08:49:37Z",
    "'Sunday, 06-Nov-94 08:49:37', 1994-11-06T08:49:37Z",
    "'06 Nov 1994 08:49 GMT', 1994-11-06T08:49:00Z",
    "'Sun Nov 06 08:49:37 GMT 1994', 1994-11-06T08:49:37Z",
    "'Sun, 06 Nov 1994 24:49:37 GMT',",
    "'Sun, 06 Nov 1994 08:49:37 +9900',",
    "'Sunday, 06-Abc-94 08:49:37 GMT',",
    "'Sun Nov 31 08:49:37 1994',",
    "'yesterday',",
  })
  void readsDatesInTheirThreeForms(String typed, @Nullable Instant meant) {
    assertEquals(Optional.ofNullable(meant), HttpDate.parse(typed));
  }

  /** RFC 9110, section 5.5: a NUL is refused, and a CR alone is a blank. */
  @Test
  void noFieldHoldsWhatEndsALineElsewhere() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
    assertEquals("a b", fieldsOf(head + "X: a\rb\r\n\r\n").first("X").orElseThrow());
    assertEquals("BAD_REPLY", Fetching.answered(head + "X: a\0b\r\n\r\n"));
    assertEquals("BAD_REPLY", Fetching.answered(head + "X\0: b\r\n\r\n"));
  }

  /** RFC 9112, section 2.2: in the status line as well. */
  @Test
  void noReasonHoldsWhatEndsALineElsewhere() throws IOException {
    String rest = "\r\nContent-Length: 0\r\n\r\n";
    assertEquals("a b", read("HTTP/1.1 200 a\rb" + rest, HttpResponse::reason));
    assertEquals("BAD_REPLY", Fetching.answered("HTTP/1.1 200 a\0b" + rest));
  }

  @ParameterizedTest
  @CsvSource({
    "1-3, bytes 1-3/9, hey",
    "1-30, bytes 1-3/4, hey",
    "1-, bytes 1-3/4, hey",
    "1-3, bytes 1-5/9, BAD_REPLY",
    "1-3, bytes 0-2/9, BAD_REPLY",
    "-3, bytes 6-8/9, hey",
    "-3, bytes 0-2/9, BAD_REPLY",
    "-30, bytes 0-2/3, hey",
    "-3, bytes 6-8/*, hey",
    // As some servers write it.
    "1-3, bytes=1-3/9, hey",
    "1-3, bytes: 1-3/9, hey",
    "1-3, 1-3/9, hey",
    "1-3, bytes 1 - 3 / 9, hey",
    "1-3, bytes=0-2/9, BAD_REPLY",
    "1-3, bits 1-3/9, BAD_REPLY",
    "1-3, bytes1-3/9, BAD_REPLY",
  })
  void aPartIsTheOneThatWasAskedFor(String asked, String sent, String expected) throws IOException {
    String answer =
        "HTTP/1.1 206 Part\r\nContent-Range: " + sent + "\r\nContent-Length: 3\r\n\r\nhey";
    try (Peer peer =
            Peer.of(
                conversation -> {
                  conversation.expectUntil("");
                  conversation.sendRaw(answer);
                });
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT);
        HttpResponse response =
            client.send(
                HttpRequest.of("GET", HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/"))
                    .with("Range", "bytes=" + asked))) {
      response.mustBePart();
      assertEquals(expected, new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
    } catch (InetException e) {
      assertEquals(expected, e.failure().toString());
    }
  }

  /** RFC 9112, section 7.1: a chunk has the bytes that its size says, and its line ends there. */
  @Test
  void aChunkIsAsLongAsItSays() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertEquals("BAD_REPLY", Fetching.answered(head + "2\r\nhi!\r\n0\r\n\r\n"));
    assertEquals("BAD_REPLY", Fetching.answered(head + "2\r\nhi\r0\r\n\r\n"));
    assertEquals("BAD_REPLY", Fetching.answered(head + "2\r\nhi0\r\n\r\n"));
    assertEquals("INCOMPLETE", Fetching.answered(head + "2\r\nhi\r"));
    assertEquals("200 hi", Fetching.answered(head + "1\nh\n1\ni\n0\n\n"));
    String many = "x".repeat(20_000);
    String chunks = "4e20\r\n" + many + "\r\n1;a=b\r\ny\r\n4e20\r\n" + many + "\r\n0\r\n\r\n";
    assertEquals("200 " + many + "y" + many, Fetching.answered(head + chunks));
  }

  /** Decoders ask for what is behind the end: nothing comes there until the next request. */
  @Test
  void whoeverReadsBeyondTheLastChunkDoesNotWait() throws IOException {
    try (Peer peer =
            Peer.of(
                conversation -> {
                  for (int i = 0; i < 2; i++) {
                    conversation.expectUntil("");
                    conversation.sendRaw(
                        "HTTP/1.1 200 OK\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n"
                            + "2\r\n"
                            + "hi\r\n"
                            + "0\r\n\r\n");
                  }
                });
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT)) {
      HttpUrl url = HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/");
      for (int i = 0; i < 2; i++) {
        try (HttpResponse response = client.get(url)) {
          assertEquals("hi", new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
          assertEquals(-1, response.body().read());
        }
      }
      assertEquals(1, peer.accepted());
    }
  }

  /** RFC 9112, section 6.3: a 204 ends with its head, whatever that says. */
  @Test
  void whatHasNoBodyMaySpeakOfOne() throws IOException {
    String head = "HTTP/1.1 204 Done\r\nContent-Length: 2\r\nX: y\r\n\r\n";
    assertEquals("204 ", Fetching.answered(head + "hi"));
    assertEquals("2", fieldsOf(head).first("Content-Length").orElseThrow());
  }

  /** Who asked decides whether it is asked again, and a server's 407 is about no proxy. */
  @ParameterizedTest
  @CsvSource({"407 Who", "408 Slow", "503 Busy"})
  void aStatusIsAnAnswerWhateverItWishes(String status) throws IOException {
    try (Peer peer =
            Peer.of(
                conversation -> {
                  String head = "\r\nRetry-After: 0\r\nContent-Length: 3\r\n\r\n";
                  conversation.expectUntil("");
                  conversation.sendRaw("HTTP/1.1 " + status + head + "one");
                  conversation.expectUntil("");
                  conversation.sendRaw("HTTP/1.1 200 OK" + head + "two");
                });
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT)) {
      String url = "http://127.0.0.1:" + peer.port() + "/";
      assertEquals(status.substring(0, 4) + "one", Fetching.outcome(client, url));
      assertEquals("200 two", Fetching.outcome(client, url));
    }
  }

  /** RFC 9112, section 9.3: what says that it is the last answer of its connection is. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "HTTP/1.1 200 OK\\r\\nX: y ~ 1",
        "HTTP/1.1 200 OK\\r\\nConnection: x, Keep-Alive ~ 1",
        "HTTP/1.1 200 OK\\r\\nConnection: close ~ 2",
        "HTTP/1.1 200 OK\\r\\nConnection: x , Close ~ 2",
        "HTTP/1.0 200 OK\\r\\nX: y ~ 2",
        "HTTP/1.0 200 OK\\r\\nConnection: keep-alive ~ 1",
      })
  void aConnectionEndsWithItsLastAnswer(String head, int connections) throws IOException {
    String answer = head.replace("\\r\\n", "\r\n") + "\r\nContent-Length: 2\r\n\r\nhi";
    try (Peer peer =
            Peer.of(
                conversation -> {
                  for (int i = 0; i < 2; i++) {
                    conversation.expectUntil("");
                    conversation.sendRaw(answer);
                  }
                });
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT)) {
      String url = "http://127.0.0.1:" + peer.port() + "/";
      assertEquals("200 hi", Fetching.outcome(client, url));
      assertEquals("200 hi", Fetching.outcome(client, url));
      assertEquals(connections, peer.accepted());
    }
  }

  /** RFC 9110, section 6.5.1: a trailer is a header field as another, but for where it stands. */
  @Test
  void aTrailerMayGoOverSeveralLines() throws IOException {
    String answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: a\r\n b\r\nY: z\r\n\r\n";
    HttpFields trailers =
        read(
            answer,
            response -> {
              response.writeTo(OutputStream.nullOutputStream());
              return response.trailers();
            });
    assertEquals(List.of(new HttpField("X", "a b"), new HttpField("Y", "z")), trailers.all());
  }

  /** Returns a request for {@link #heard}, which sends it to its own peer. */
  private static HttpRequest typed(String method) throws InetException {
    return HttpRequest.of(method, HttpUrl.parse("http://127.0.0.1/"));
  }

  /** Returns what a peer hears of one request, lines of its head and its body. */
  private static List<String> heard(HttpRequest typed, int body) throws IOException {
    var heard = new ArrayList<String>();
    try (Peer peer =
            Peer.of(
                conversation -> {
                  heard.addAll(conversation.expectUntil(""));
                  byte[] bytes = conversation.expectBytes(body);
                  heard.add(new String(bytes, StandardCharsets.UTF_8));
                  conversation.sendRaw("HTTP/1.1 204 Done\r\n\r\n");
                });
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT)) {
      HttpUrl url = HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/");
      client.send(typed.to(url)).close();
      peer.heardAll();
    }
    return heard;
  }

  @Test
  void whatIsUsuallySentCanBeLeftOut() throws IOException {
    HttpRequest request = typed("GET");
    for (String name : List.of("host", "ACCEPT", "User-Agent", "Connection", "Accept-Encoding")) {
      request = request.with(name, "");
    }
    assertEquals(List.of("GET / HTTP/1.1", ""), heard(request, 0));
  }

  @Test
  void aFieldMayHaveNoValue() throws IOException {
    HttpField empty = HttpFields.field("X-Empty;");
    List<String> heard = heard(typed("GET").with(empty.name(), empty.value()), 0);
    assertTrue(heard.contains("X-Empty: "), heard.toString());
    assertThrows(InetException.class, () -> HttpFields.field("a b;"));
  }

  /** RFC 6265, section 5.4. */
  @Test
  void cookiesAreOneField() throws IOException {
    List<String> heard = heard(typed("GET").with("Cookie", "a=b").with("Cookie", "c=d"), 0);
    assertEquals(
        List.of("Cookie: a=b; c=d"), heard.stream().filter(l -> l.startsWith("Cookie")).toList());
  }

  @Test
  void whoTypesHowABodyIsFramedGetsIt() throws IOException {
    HttpRequest put = typed("PUT");
    var unknown = HttpBody.of(new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)));
    List<String> heard = heard(put.with("Content-Length", "5").with(unknown), 5);
    assertTrue(heard.contains("Content-Length: 5") && heard.contains("hello"), heard.toString());
    var known = HttpBody.of("hello".getBytes(StandardCharsets.UTF_8));
    heard = heard(put.with("Transfer-Encoding", "chunked").with(known), 15);
    assertTrue(heard.contains("Transfer-Encoding: chunked"), heard.toString());
    assertTrue(heard.contains("5\r\nhello\r\n0\r\n\r\n"), heard.toString());
  }

  @ParameterizedTest
  @CsvSource({"4", "6"})
  void aBodyOfOtherLengthThanTypedIsNotSent(String length) throws IOException {
    var body = HttpBody.of(new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)));
    try (HttpServer server = HttpServer.start(ListenAt.freePort());
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT)) {
      HttpUrl url = HttpUrl.parse("http://127.0.0.1:" + server.port() + "/");
      HttpRequest put = HttpRequest.of("PUT", url).with("Content-Length", length);
      var refused = assertThrows(InetException.class, () -> client.send(put.with(body)));
      assertEquals(Failure.LOCAL_READ, refused.failure());
    }
  }
}
