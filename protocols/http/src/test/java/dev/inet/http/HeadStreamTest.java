package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.sandbox.Peer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HeadStreamTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns what is read, a few bytes at a time, where as many come at once. */
  private static byte[] through(byte[] came, int step) throws IOException {
    var in =
        new ByteArrayInputStream(came) {
          @Override
          public int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, step));
          }
        };
    var heads = new HeadStream(in);
    heads.expectHead();
    byte[] read = heads.readAllBytes();
    assertFalse(heads.holds());
    return read;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8192})
  void aFieldThatIsNoUtf8IsLatin1AndABodyIsItsOwn(int step) throws IOException {
    String head = OK + "X-Name: gr\u00fc\u00dfe\r\nX-Next: plain\r\n\r\n";
    var came = new ByteArrayOutputStream();
    came.writeBytes(latin(head + "\u00fc\r\nX: \u00fc"));
    var meant = new ByteArrayOutputStream();
    meant.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    meant.writeBytes(latin("\u00fc\r\nX: \u00fc"));
    assertArrayEquals(meant.toByteArray(), through(came.toByteArray(), step));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8192})
  void whatIsUtf8StaysSo(int step) throws IOException {
    byte[] came =
        (OK + "X-Name: gr\u00fc\u00dfe \ufffd\n\r\nbody").getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(came, through(came, step));
  }

  /** RFC 9110, section 2.5: what is understood of a later version is what 1.1 has. */
  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.0  401 No', HTTP/1.0 401 No",
    "'HTTP/1.1   200  a  b', HTTP/1.1 200  a  b",
    "HTTP/1.2 200 OK, HTTP/1.1 200 OK",
    "'HTTP/1.9  200 OK', HTTP/1.1 200 OK",
    "HTTP/1.10 200 OK, HTTP/1.10 200 OK",
    "HTTP/2.0 200 OK, HTTP/2.0 200 OK",
    "HTTP/1.A 200 OK, HTTP/1.A 200 OK",
    "'XTTP/1.1  200 OK', 'XTTP/1.1  200 OK'",
  })
  void aStatusLineIsReadAsServersWriteIt(String line, String meant) throws IOException {
    String rest = "\r\nHTTP/1.2  X: HTTP/1.2  x\r\n\r\nHTTP/1.2  200 OK\r\n";
    assertEquals(
        meant + rest, new String(through(latin(line + rest), 7), StandardCharsets.US_ASCII));
  }

  @Test
  void emptyLinesBeforeAHeadAreNone() throws IOException {
    String early = "HTTP/1.1 103 Early Hints\r\n\r\n";
    byte[] read = through(latin("\r\n\n" + early + "\r\n" + OK + "\r\n\r\nbody"), 3);
    assertEquals(early + OK + "\r\n\r\nbody", new String(read, StandardCharsets.US_ASCII));
    String endless = "\r\n".repeat(9);
    assertEquals(10, through(latin(endless + "\r"), 3).length - 1);
  }

  @Test
  void anInterimHeadIsNotTheLast() throws IOException {
    String early = "HTTP/1.1 103 Early Hints\r\nLink: </\u00fc>\r\n\r\n";
    String last = OK + "X: \u00fc\r\n\r\n";
    byte[] read = through(latin(early + last + "\u00fc"), 7);
    assertEquals(early + last, new String(read, 0, read.length - 1, StandardCharsets.UTF_8));
    assertEquals((byte) 0xfc, read[read.length - 1]);
  }

  @Test
  void behindASwitchIsAnotherProtocol() throws IOException {
    byte[] came = latin("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n\u00fc\n\n\u00fc\n");
    assertArrayEquals(came, through(came, 8192));
  }

  @Test
  void aLineWithoutEndStaysAsItCame() throws IOException {
    byte[] came = latin("\u0015\u0003\u0003\u00fc\u00e4");
    assertArrayEquals(came, through(came, 2));
  }

  /** A hostile server's line without end is passed on in pieces, whoever reads it gives up. */
  @Test
  void noLineIsHeldForever() throws IOException {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };
    var heads = new HeadStream(endless);
    heads.expectHead();
    assertEquals(1000, heads.read(new byte[1000], 0, 1000));
    assertTrue(heads.holds());
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 413 Too Large, true",
    "HTTP/1.1 200 OK, false",
    "HTTP/1.1 100 Continue, false",
    "HTTP/1.1 41, false",
    "SSH-2.0-x, true"
  })
  void whatCameEarlyIsLookedAtAndReadLater(String line, boolean refuses) throws IOException {
    String came = line.endsWith("41") ? line : line + "\r\n\r\n";
    var heads = new HeadStream(new ByteArrayInputStream(latin(came)));
    heads.expectHead();
    assertEquals(refuses, heads.refuses());
    assertTrue(heads.holds());
    assertEquals(came, new String(heads.readAllBytes(), StandardCharsets.ISO_8859_1));
  }

  @Test
  void aRefusalBehindAnInterimHeadIsSeen() throws IOException {
    String came = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 No\r\nX: \u00fc\r\n\r\n";
    var heads = new HeadStream(new ByteArrayInputStream(latin(came)));
    heads.expectHead();
    assertTrue(heads.refuses());
    assertEquals(came, new String(heads.readAllBytes(), StandardCharsets.UTF_8));
  }

  private static Peer answering(byte[] answer) throws IOException {
    return Peer.of(
        conversation -> {
          conversation.expectUntil("");
          conversation.caller().write(ByteBuffer.wrap(answer));
        });
  }

  /** As curl and browsers do: which page it is, its octets say. */
  @Test
  void aRedirectGoesWhereItsOctetsSay() throws IOException {
    String redirect =
        "HTTP/1.1 302 Found\r\nLocation: /gr\u00fc\u00dfe\r\nContent-Length: 0\r\n\r\n";
    try (Peer peer =
            Peer.of(
                conversation -> {
                  conversation.expectUntil("");
                  conversation.caller().write(ByteBuffer.wrap(latin(redirect)));
                  conversation.expect("GET /gr%FC%DFe HTTP/1.1");
                  conversation.expectUntil("");
                  conversation.send("HTTP/1.1 204 No Content");
                  conversation.send("");
                });
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT);
        HttpResponse response = client.get(url(peer))) {
      assertEquals(204, response.status());
    }
  }

  /** Bulk goes past OkHttp, and past what the head's longer form left behind. */
  @Test
  void nothingOfALongBodyIsLost() throws IOException {
    byte[] body = new byte[3 << 20];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (i * 31 + (i >> 8));
    }
    var answer = new ByteArrayOutputStream();
    answer.writeBytes(latin(OK + "Content-Length: " + body.length + "\r\nX: "));
    answer.writeBytes(latin("\u00fc".repeat(3000) + "\r\n\r\n"));
    answer.writeBytes(body);
    try (Peer peer = answering(answer.toByteArray());
        HttpClient client = HttpClient.open(Fetching.dialer(), HttpOptions.DEFAULT);
        HttpResponse response = client.get(url(peer))) {
      var moved = new ByteArrayOutputStream();
      response.moveTo(Channels.newChannel(moved), Long.MAX_VALUE);
      assertArrayEquals(body, moved.toByteArray());
    }
  }

  private static HttpUrl url(Peer peer) throws IOException {
    return HttpUrl.parse("http://127.0.0.1:" + peer.port() + "/");
  }
}
