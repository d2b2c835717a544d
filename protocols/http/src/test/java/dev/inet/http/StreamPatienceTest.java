package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a stream of HTTP/2 may take, whatever else its connection carries. */
@Timeout(30)
class StreamPatienceTest {
  private static final Duration READ = Duration.ofMillis(300);
  private static final String SETTINGS = "000000040000000000";
  private static final String PING = "0000080600000000000000000000000000";

  /** WINDOW_UPDATE of the first stream. */
  private static final String ROOM = "00000408000000000300000001";

  /** HEADERS with :status 103. */
  private static final String HINT = "0000050104000000030803313033";

  /** HEADERS with :status 200. */
  private static final String HEAD = "00000101040000000388";

  private static HttpClient client() throws IOException {
    return client(READ);
  }

  private static HttpClient client(Duration read) throws IOException {
    var timeouts = new Timeouts(Duration.ofSeconds(5), read, Duration.ofSeconds(5));
    return HttpClient.open(
        Dialer.builder().timeouts(timeouts).build(),
        HttpOptions.DEFAULT.withVersion(HttpVersion.H2C));
  }

  private static void send(Conversation conversation, String hex) throws IOException {
    conversation.caller().write(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  /** A server that says that it is alive, and nothing else, holds nobody up. */
  @ParameterizedTest
  @ValueSource(strings = {"", HEAD})
  void pingsAreNoAnswer(String begun) throws IOException {
    try (Peer peer =
            Peer.of(
                conversation -> {
                  send(conversation, SETTINGS + begun);
                  byte[] heard = new byte[1024];
                  while (conversation.caller().input().read(heard) >= 0) {
                    send(conversation, PING);
                  }
                });
        HttpClient client = client()) {
      HttpUrl url = HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/");
      var e =
          assertThrows(
              InetException.class,
              () -> {
                try (HttpResponse response = client.get(url)) {
                  response.body().readAllBytes();
                }
              });
      assertEquals(Failure.TIMEOUT, e.failure());
      assertTrue(e.getMessage().contains("read-timeout"), e.getMessage());
    }
  }

  /** Nor are what names the stream, and heads before the one that counts. */
  @ParameterizedTest
  @CsvSource({"'', " + HINT, "'', " + ROOM, HEAD + ", " + ROOM})
  void framesWithoutEndAreNoAnswer(String begun, String frame) throws IOException {
    try (Peer peer =
            Peer.of(
                conversation -> {
                  conversation.expectBytes(24);
                  send(conversation, SETTINGS);
                  Fetching.untilHead(conversation);
                  send(conversation, begun);
                  while (true) {
                    // As fast as they are taken: each one came within the time.
                    send(conversation, frame);
                  }
                });
        HttpClient client = client()) {
      assertEquals("TIMEOUT", Fetching.outcome(client, "http://127.0.0.1:" + peer.port() + "/"));
    }
  }

  /** A server that is silent since it waits for the rest of a request keeps nobody waiting. */
  @Test
  void whoIsStillSendingIsNotAnswered() throws IOException {
    try (var server = new MockWebServer()) {
      server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      server.enqueue(new MockResponse.Builder().code(200).body("done").build());
      server.start(InetAddress.getLoopbackAddress(), 0);
      var slow =
          new ByteArrayInputStream("body".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
              try {
                boolean never =
                    new CountDownLatch(1).await(2 * READ.toMillis(), TimeUnit.MILLISECONDS);
                return never ? -1 : super.read(into, offset, length);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            }
          };
      try (HttpClient client = client();
          HttpResponse response = client.send(put(server.getPort(), slow))) {
        assertEquals("done", new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }

  /** OkHttp counts milliseconds in an int. */
  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "P100D", "P1000000D"})
  void patienceHasNoLimitOfItsOwn(Duration read) throws IOException {
    try (var server = new MockWebServer()) {
      server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      server.enqueue(new MockResponse.Builder().code(200).body("done").build());
      server.start(InetAddress.getLoopbackAddress(), 0);
      try (HttpClient client = client(read)) {
        String url = "http://localhost:" + server.getPort() + "/";
        assertEquals("200 done", Fetching.outcome(client, url));
      }
    }
  }

  private static HttpRequest put(int port, InputStream body) throws InetException {
    return HttpRequest.of("PUT", HttpUrl.parse("http://localhost:" + port + "/"))
        .with(HttpBody.of(body));
  }
}
