package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.HttpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebSocketTest {
  private static HttpServer server;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.start(ListenAt.freePort());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpClient client() throws InetException {
    return client(Duration.ofSeconds(5));
  }

  private static HttpClient client(Duration read) throws InetException {
    Dialer dialer =
        Dialer.builder().timeouts(new Timeouts(Duration.ofSeconds(5), read, Duration.ZERO)).build();
    return HttpClient.open(dialer, HttpOptions.DEFAULT.withCompressed(false));
  }

  private static HttpRequest request(int port, String path) throws InetException {
    return HttpRequest.of("GET", HttpUrl.parse("ws://127.0.0.1:" + port + path));
  }

  private static WebSocket echo(HttpClient client) throws IOException {
    return client.webSocket(request(server.port(), "/ws"), List.of());
  }

  @Test
  void sendsTextsAndBytesOfEveryLength() throws IOException {
    try (HttpClient client = client();
        WebSocket socket = echo(client)) {
      for (int length : new int[] {0, 1, 125, 126, 65_535, 65_536, 300_000}) {
        socket.send("ü".repeat(length / 2));
        assertEquals("ü".repeat(length / 2), whole(socket.receive()).text());
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xfe);
        socket.send(bytes);
        WebSocket.Message back = whole(socket.receive());
        assertArrayEquals(bytes, back.bytes());
      }
      socket.close(WebSocket.NORMAL, "done");
      assertNull(socket.receive());
      assertEquals(WebSocket.NORMAL, socket.closeCode());
      assertEquals("done", socket.closeReason());
    }
  }

  private static WebSocket.Message whole(WebSocket.@Nullable Message message) {
    return Objects.requireNonNull(message);
  }

  @Test
  void answersPingsPutsPiecesTogetherAndPings() throws IOException {
    try (HttpClient client = client();
        WebSocket socket = echo(client)) {
      socket.send("ping");
      socket.send("fragments");
      assertEquals("fragments", whole(socket.receive()).text());
      for (int i = 0; i < 3; i++) {
        socket.ping();
        socket.send("after");
        assertEquals("after", whole(socket.receive()).text());
      }
    }
  }

  @Test
  void tellsHowTheOtherSideEnds() throws IOException {
    try (HttpClient client = client();
        WebSocket socket = echo(client)) {
      socket.send("close 4001 why");
      assertNull(socket.receive());
      assertEquals(4001, socket.closeCode());
      assertEquals("why", socket.closeReason());
      assertThrows(InetException.class, () -> socket.send("late"));
    }
    try (HttpClient client = client();
        WebSocket socket = echo(client)) {
      socket.send("drop");
      InetException e = assertThrows(InetException.class, socket::receive);
      assertEquals(Failure.BROKEN_OFF, e.failure());
    }
  }

  @Test
  void offersSubprotocols() throws IOException {
    try (HttpClient client = client();
        WebSocket socket =
            client.webSocket(request(server.port(), "/ws"), List.of("chat", "soap"))) {
      assertEquals("chat", socket.subprotocol());
    }
  }

  @ParameterizedTest
  @CsvSource({"/hello, BAD_REPLY", "/status/403, HTTP_STATUS", "/loop, BAD_REPLY"})
  void refusesWhatIsNoWebSocket(String path, Failure failure) throws IOException {
    try (HttpClient client = client()) {
      HttpRequest request = request(server.port(), path);
      InetException e =
          assertThrows(InetException.class, () -> client.webSocket(request, List.of()));
      assertEquals(failure, e.failure());
    }
  }

  /** Answers the handshake rightly or not, then sends bytes. */
  private static Peer peer(String accept, String more, String hex) {
    return Peer.of(conversation -> answer(conversation, accept, more, hex));
  }

  /** Answers the handshake, sends bytes, and keeps the connection. */
  private static Peer stalling(String hex) {
    return Peer.of(
        conversation -> {
          answer(conversation, "", "", hex);
          conversation.stall();
        });
  }

  private static void answer(Conversation conversation, String accept, String more, String hex)
      throws IOException {
    String head = String.join("\n", conversation.expectUntil(""));
    conversation.sendRaw(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + (accept.isEmpty() ? accept(head) : accept)
            + "\r\n"
            + more
            + "\r\n");
    conversation.caller().write(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
  }

  private static String accept(String head) throws IOException {
    Matcher key = Pattern.compile("(?i)Sec-WebSocket-Key: (\\S+)").matcher(head);
    assertTrue(key.find(), head);
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (java.security.GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'AAAAAAAAAAAAAAAAAAAAAAAAAAA=', ''",
    "'', 'Sec-WebSocket-Extensions: permessage-deflate\r\n'",
    "'', 'Sec-WebSocket-Protocol: other\r\n'"
  })
  void refusesAnAnswerToAnotherQuestion(String accept, String more) throws IOException {
    try (Peer peer = peer(accept, more, "");
        HttpClient client = client()) {
      HttpRequest request = request(peer.port(), "/");
      InetException e =
          assertThrows(InetException.class, () -> client.webSocket(request, List.of("mine")));
      assertEquals(Failure.BAD_REPLY, e.failure());
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Masked, an extension's bit, an unknown kind, a control frame in pieces and one too long.
    "818141414141, BAD_REPLY",
    "c10161, BAD_REPLY",
    "830161, BAD_REPLY",
    "0900, BAD_REPLY",
    "897e00800000, BAD_REPLY",
    // Goes on with nothing, begins within another, longer than is held, no UTF-8.
    "800161, BAD_REPLY",
    "010161010161, BAD_REPLY",
    "827f7fffffffffffffff, BAD_REPLY",
    "827f0000000001000001, BAD_REPLY",
    "8101ff, BAD_REPLY",
    // Close codes that are none; half a frame, no frame.
    "880103, BAD_REPLY",
    "880203ed, BAD_REPLY",
    "88020001, BAD_REPLY",
    "810561, BROKEN_OFF",
    "'', BROKEN_OFF"
  })
  void refusesFramesThatAreNone(String hex, Failure failure) throws IOException {
    try (Peer peer = peer("", "", hex);
        HttpClient client = client();
        WebSocket socket = client.webSocket(request(peer.port(), "/"), List.of())) {
      InetException e = assertThrows(InetException.class, socket::receive);
      assertEquals(failure, e.failure());
    }
  }

  /**
   * RFC 6455, sections 5.2 and 8.1: what can be nothing any more fails where it is seen, though the
   * server promises more.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // Unknown kinds, and a control frame in pieces, of which only the first byte comes.
        "83",
        "8b",
        "09",
        // Text in pieces and in one, with a character beyond U+10FFFF in it.
        "0102cebb0002f490",
        "810961f490"
      })
  void whatCannotBecomeRightIsNotWaitedFor(String hex) throws IOException {
    try (Peer peer = stalling(hex);
        HttpClient client = client();
        WebSocket socket = client.webSocket(request(peer.port(), "/"), List.of())) {
      InetException e = assertThrows(InetException.class, socket::receive);
      assertEquals(Failure.BAD_REPLY, e.failure());
    }
  }

  /** A character may be cut where one piece ends and the next begins. */
  @Test
  void piecesMayCutCharacters() throws IOException {
    try (Peer peer = peer("", "", "0101f0" + "0002a4ad" + "8001a2" + "810161");
        HttpClient client = client();
        WebSocket socket = client.webSocket(request(peer.port(), "/"), List.of())) {
      assertEquals("\ud852\udf62", whole(socket.receive()).text());
      assertEquals("a", whole(socket.receive()).text());
    }
  }

  /** Whoever listens holds up nobody who speaks, however long the server takes to read. */
  @Test
  void whoSpeaksMuchDoesNotWaitForWhoListens() throws Exception {
    try (Peer peer =
            Peer.of(
                conversation -> {
                  answer(conversation, "", "", "");
                  conversation.caller().pause(Duration.ofMillis(500));
                  conversation.stall();
                });
        HttpClient client = client(Duration.ZERO);
        WebSocket socket = client.webSocket(request(peer.port(), "/"), List.of())) {
      Thread listener = thread(socket::receive);
      Thread speaker =
          thread(
              () -> {
                for (int i = 0; i < 4; i++) {
                  socket.send(new byte[8 << 20]);
                }
              });
      speaker.join(20_000);
      assertFalse(speaker.isAlive());
      socket.close(WebSocket.NORMAL, "");
      socket.close();
      listener.join(20_000);
      assertFalse(listener.isAlive());
    }
  }

  private static Thread thread(Executable task) {
    var thread =
        new Thread(
            () -> {
              try {
                task.execute();
              } catch (Throwable e) {
                // How a conversation ends is not asked here.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Test
  void textsAreSentAsTheyAreInUtf8OrNotAtAll() throws IOException {
    try (HttpClient client = client();
        WebSocket socket = echo(client)) {
      assertThrows(
          CharacterCodingException.class, () -> socket.sendText(new byte[] {'a', (byte) 0xff}));
      assertThrows(CharacterCodingException.class, () -> socket.sendText(new byte[] {(byte) 0xc3}));
      socket.sendText("ü".getBytes(StandardCharsets.UTF_8));
      assertEquals("ü", whole(socket.receive()).text());
    }
  }

  /** Who was told goodbye may go without a word, but not within one. */
  @ParameterizedTest
  @CsvSource({"810161, a", "810561, BROKEN_OFF", "010161, BROKEN_OFF", "81, BROKEN_OFF"})
  void whatWasBegunIsOwedAfterAGoodbye(String hex, String expected) throws IOException {
    try (Peer peer = peer("", "", hex);
        HttpClient client = client();
        WebSocket socket = client.webSocket(request(peer.port(), "/"), List.of())) {
      try {
        socket.close(WebSocket.NORMAL, "");
      } catch (InetException e) {
        // The peer was faster.
      }
      var found = new StringBuilder();
      try {
        for (var message = socket.receive(); message != null; message = socket.receive()) {
          found.append(message.text());
        }
      } catch (InetException e) {
        found.append(e.failure());
      }
      assertEquals(expected, found.toString());
    }
  }

  /**
   * RFC 9110, section 7.6.1: other options may stand beside the upgrade, in fields of their own.
   */
  @ParameterizedTest
  @ValueSource(strings = {"keep-alive, upgrade", "Upgrade, Keep-Alive", "x\r\nConnection: Upgrade"})
  void theUpgradeMayStandAmongOtherOptions(String options) throws IOException {
    try (Peer peer =
            Peer.of(
                conversation -> {
                  String head = String.join("\n", conversation.expectUntil(""));
                  conversation.sendRaw(
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: "
                          + options
                          + "\r\nSec-WebSocket-Accept: "
                          + accept(head)
                          + "\r\n\r\n");
                  conversation.caller().write(ByteBuffer.wrap(HexFormat.of().parseHex("810161")));
                });
        HttpClient client = client();
        WebSocket socket = client.webSocket(request(peer.port(), "/"), List.of())) {
      assertEquals("a", whole(socket.receive()).text());
    }
  }

  @Test
  void givesUpOnWhoDoesNotAnswerPings() throws IOException {
    try (Peer peer =
            Peer.of(
                conversation -> {
                  String head = String.join("\n", conversation.expectUntil(""));
                  conversation.sendRaw(
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          + "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                          + accept(head)
                          + "\r\n\r\n");
                  conversation.stall();
                });
        HttpClient client = client();
        WebSocket socket = client.webSocket(request(peer.port(), "/"), List.of())) {
      socket.ping();
      socket.ping();
      InetException e = assertThrows(InetException.class, socket::receive);
      assertEquals(Failure.TIMEOUT, e.failure());
    }
  }
}
