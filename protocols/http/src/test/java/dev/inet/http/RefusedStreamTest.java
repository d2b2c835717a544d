package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.InetException;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9113, sections 6.8 and 8.7: what a server says it did not look at may be sent again. */
@Timeout(30)
class RefusedStreamTest {
  private static final String SETTINGS = "000000040000000000";

  /** RST_STREAM of the first stream with REFUSED_STREAM. */
  private static final String REFUSED = "00000403000000000300000007";

  private final AtomicInteger asked = new AtomicInteger();

  private static void send(Conversation conversation, String hex) throws IOException {
    conversation.caller().write(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  /** Refuses the first requests, on whatever connection, and answers 200 to all others. */
  private Peer refusing(int most, String how) {
    return Peer.of(
        conversation -> {
          conversation.expectBytes(24);
          send(conversation, SETTINGS);
          while (true) {
            int stream = Fetching.untilHead(conversation);
            boolean refuses = asked.getAndIncrement() < most;
            String answer = String.format("000001010500%06x%s", stream, "88");
            send(conversation, refuses ? how : answer);
          }
        });
  }

  private static String outcome(Peer peer, HttpBody body) throws IOException {
    HttpOptions options = HttpOptions.DEFAULT.withVersion(HttpVersion.H2C);
    HttpUrl url = HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/");
    try (HttpClient client = HttpClient.open(Fetching.dialer(), options);
        HttpResponse response = client.send(HttpRequest.of("POST", url).with(body))) {
      return Integer.toString(response.status());
    } catch (InetException e) {
      return e.failure().toString();
    }
  }

  @ParameterizedTest
  @CsvSource({
    REFUSED,
    // GOAWAY that takes nothing.
    "0000080700000000000000000000000000",
  })
  void whatNobodyLookedAtIsSentAgain(String how) throws IOException {
    try (Peer peer = refusing(1, how)) {
      assertEquals("200", outcome(peer, HttpBody.of(new byte[] {'a'})));
    }
    assertEquals(2, asked.get());
  }

  /** What came over standard input is gone. */
  @Test
  void whatCanBeSentOnceIsNot() throws IOException {
    try (Peer peer = refusing(1, REFUSED)) {
      HttpBody once = HttpBody.of(new ByteArrayInputStream(new byte[] {'a'}));
      assertEquals("BROKEN_OFF", outcome(peer, once));
    }
    assertEquals(1, asked.get());
  }

  /** A stream that was reset for any other reason may have had its effect. */
  @Test
  void whatSomebodyLookedAtIsNot() throws IOException {
    try (Peer peer = refusing(1, "00000403000000000300000002")) {
      assertEquals("BROKEN_OFF", outcome(peer, HttpBody.of(new byte[] {'a'})));
    }
    assertEquals(1, asked.get());
  }

  @Test
  void whoRefusesAlwaysIsNotAskedForEver() throws IOException {
    try (Peer peer = refusing(Integer.MAX_VALUE, "0000080700000000000000000000000000")) {
      assertEquals("BROKEN_OFF", outcome(peer, HttpBody.of(new byte[] {'a'})));
    }
    assertEquals(6, asked.get());
  }

  /**
   * What is no Huffman code (RFC 7541, section 5.2) has OkHttp's reader fall: whoever waits hears
   * of it, and nothing is printed.
   */
  @Test
  void aHeadInNoCodeIsAFailureAndNoStackTrace() throws Exception {
    var fallen = new AtomicInteger();
    var before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> fallen.incrementAndGet());
    var readers = new CopyOnWriteArrayList<Thread>();
    try (Peer peer =
        Peer.of(
            conversation -> {
              conversation.expectBytes(24);
              send(conversation, SETTINGS);
              Fetching.untilHead(conversation);
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> thread.getName().equals("inet-http2"))
                  .forEach(readers::add);
              send(conversation, "000009010500000003" + "8800016184ffffffff");
              conversation.stall();
            })) {
      // Which of the two is a race between OkHttp's threads.
      String outcome = outcome(peer, HttpBody.of(new byte[0]));
      assertTrue(Set.of("BROKEN_OFF", "BAD_REPLY").contains(outcome), outcome);
      assertFalse(readers.isEmpty());
      for (Thread reader : readers) {
        // One that fell has told its handler by then; the others rest, and are not waited for long.
        reader.join(1000);
      }
      assertEquals(0, fallen.get());
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }
}
