package dev.inet.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockserver.model.HttpError.error;
import static org.mockserver.model.HttpRequest.request;
import static org.mockserver.model.HttpResponse.response;

import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockserver.configuration.Configuration;
import org.mockserver.integration.ClientAndServer;
import org.mockserver.model.ConnectionOptions;
import org.mockserver.model.Delay;

/** Odd answers from a server that nobody here wrote. */
@Timeout(120)
class MockServerTest {
  private static ClientAndServer mock;

  @BeforeAll
  static void start() {
    // It reads places and switches of its own from system properties else.
    Configuration quiet =
        Configuration.configuration()
            .localBoundIP("127.0.0.1")
            .logLevel("ERROR")
            .disableLogging(true)
            .disableSystemOut(true);
    mock = ClientAndServer.startClientAndServer(quiet, 0);
  }

  @AfterAll
  static void stop() {
    mock.stop();
  }

  @AfterEach
  void forget() {
    mock.reset();
  }

  private static HttpUrl page(String path) throws InetException {
    return HttpUrl.parse("http://127.0.0.1:" + mock.getLocalPort() + path);
  }

  private static HttpClient client(Duration patience) throws InetException {
    var timeouts = new Timeouts(Duration.ofSeconds(20), patience, Duration.ZERO);
    return HttpClient.open(Dialer.builder().timeouts(timeouts).build(), HttpOptions.DEFAULT);
  }

  private static String get(HttpClient client, String path) throws IOException {
    try (HttpResponse answer = client.get(page(path))) {
      var out = new ByteArrayOutputStream();
      answer.writeTo(out);
      return answer.status() + " " + out.toString(UTF_8);
    } catch (InetException e) {
      return e.failure().name().toLowerCase(Locale.ROOT);
    }
  }

  private static String get(String path) throws IOException {
    try (HttpClient client = client(Duration.ofSeconds(20))) {
      return get(client, path);
    }
  }

  @Test
  void whoHangsUpGaveNoAnswer() throws IOException {
    mock.when(request("/")).error(error().withDropConnection(true));
    assertEquals("no_answer", get("/"));
  }

  @ParameterizedTest
  @CsvSource({
    "220 ftp.example ready, bad_reply",
    "HTTP/9.9 what, bad_reply",
    "HTTP/1.1 200 OK, broken_off",
    "HTT, broken_off"
  })
  void bytesThatAreNoAnswerAreNamed(String bytes, String failure) throws IOException {
    boolean line = bytes.startsWith("2") || bytes.contains("9.9");
    byte[] answer = (bytes + (line ? "\r\n" : "")).getBytes(US_ASCII);
    mock.when(request("/")).error(error().withDropConnection(true).withResponseBytes(answer));
    assertEquals(failure, get("/"));
  }

  @Test
  void aLengthThatIsTooLongMakesTheBodyIncomplete() throws IOException {
    ConnectionOptions lie =
        new ConnectionOptions().withContentLengthHeaderOverride(100).withCloseSocket(true);
    mock.when(request("/")).respond(response("short").withConnectionOptions(lie));
    assertEquals("incomplete", get("/"));
  }

  @Test
  void aLengthThatIsTooShortCutsTheBody() throws IOException {
    ConnectionOptions lie =
        new ConnectionOptions().withContentLengthHeaderOverride(5).withCloseSocket(true);
    mock.when(request("/")).respond(response("short and more").withConnectionOptions(lie));
    assertEquals("200 short", get("/"));
  }

  @Test
  void withoutALengthTheBodyEndsWithTheConnection() throws IOException {
    ConnectionOptions none =
        new ConnectionOptions()
            .withSuppressContentLengthHeader(true)
            .withSuppressConnectionHeader(true)
            .withCloseSocket(true);
    mock.when(request("/")).respond(response("to the end").withConnectionOptions(none));
    assertEquals("200 to the end", get("/"));
  }

  @Test
  void chunksThatDripAreOneBody() throws IOException {
    ConnectionOptions drip =
        new ConnectionOptions().withChunkSize(3).withChunkDelay(Delay.milliseconds(1));
    mock.when(request("/")).respond(response("one two three four").withConnectionOptions(drip));
    assertEquals("200 one two three four", get("/"));
  }

  @Test
  void anAnswerThatDoesNotComeTimesOut() throws IOException {
    mock.when(request("/")).respond(response("late").withDelay(Delay.minutes(2)));
    try (HttpClient hasty = client(Duration.ofMillis(300))) {
      assertEquals("timeout", get(hasty, "/"));
    }
  }

  @ParameterizedTest
  @CsvSource({"300", "304", "305", "306", "399", "301"})
  void aRedirectWithoutAPlaceIsAnAnswer(int status) throws IOException {
    mock.when(request("/")).respond(response("").withStatusCode(status));
    assertEquals(status + " ", get("/"));
  }

  @ParameterizedTest
  @CsvSource({
    "//[, bad_reply",
    "javascript:alert(1), bad_reply",
    "http://127.0.0.1:99999/, bad_reply",
    "'', 302 here",
    "./x/../again, 200 again",
    "#here, too_many_redirects"
  })
  void placesOfRedirectsAreReadWithCare(String location, String outcome) throws IOException {
    mock.when(request("/again")).respond(response("again"));
    mock.when(request("/"))
        .respond(response("here").withStatusCode(302).withHeader("Location", location));
    assertEquals(outcome, get("/"));
  }

  @Test
  void aConnectionThatIsNotKeptThoughItSaysSoIsMadeAnew() throws IOException {
    ConnectionOptions closes =
        new ConnectionOptions().withKeepAliveOverride(true).withCloseSocket(true);
    mock.when(request("/")).respond(response("one").withConnectionOptions(closes));
    try (HttpClient client = client(Duration.ofSeconds(20))) {
      for (int i = 0; i < 3; i++) {
        assertEquals("200 one", get(client, "/"));
      }
    }
  }

  @Test
  void cookiesAreHandedBack() throws IOException {
    mock.when(request("/").withCookie("crumb", "one")).respond(response("known"));
    mock.when(request("/")).respond(response("new").withCookie("crumb", "one"));
    try (HttpClient client = client(Duration.ofSeconds(20))) {
      assertEquals("200 new", get(client, "/"));
      assertEquals("200 known", get(client, "/"));
    }
  }

  @ParameterizedTest
  @CsvSource({"br", "zstd", "rot13"})
  void aCodingThatIsNotWhatItSaysIsNamed(String coding) throws IOException {
    mock.when(request("/"))
        .respond(response("not coded at all").withHeader("Content-Encoding", coding));
    assertEquals("bad_reply", get("/"));
  }
}
