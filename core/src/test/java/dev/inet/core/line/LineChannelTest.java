package dev.inet.core.line;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.core.trace.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class LineChannelTest {
  private final List<Event> events = new ArrayList<>();
  private ServerSocket server;
  private Socket peer;
  private Connection connection;
  private LineChannel lines;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Dialer dialer =
        Dialer.builder()
            .timeouts(Timeouts.DEFAULT.withRead(Duration.ofMillis(300)))
            .trace(events::add)
            .build();
    connection = dialer.dial(Target.plain(new Endpoint("127.0.0.1", server.getLocalPort())));
    peer = server.accept();
    lines = new LineChannel(connection, StandardCharsets.UTF_8, 1000);
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
    peer.close();
    server.close();
  }

  private void says(String text) throws IOException {
    peer.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private void saysNoMore(String text) throws IOException {
    says(text);
    peer.shutdownOutput();
  }

  @Test
  void linesEndInCrLfOrBareLf() throws IOException {
    saysNoMore("one\r\ntwo\nthr\ree\r\n\r\n");

    assertEquals("one", lines.readLine());
    assertEquals("two", lines.readLine());
    assertEquals("thr\ree", lines.readLine());
    assertEquals("", lines.readLine());
    assertNull(lines.readLine());
  }

  @Test
  void whatHasArrivedIsKnownWithoutAWait() throws IOException {
    assertFalse(lines.hasArrived());
    says("one\r\ntwo\r\n");
    assertEquals("one", lines.readLine());
    assertTrue(lines.hasArrived());
    assertEquals("two", lines.readLine());
    assertFalse(lines.hasArrived());
    saysNoMore("");
    while (!lines.hasArrived()) {
      Thread.onSpinWait();
    }
    assertNull(lines.readLine());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "220", "220 rea", "220 ready\r", "+OK", "* OK ready", "250-more"})
  void halfALineIsNone(String half) throws IOException {
    saysNoMore("220 before\r\n" + half);

    assertEquals("220 before", lines.readLine());
    var e = assertThrows(InetException.class, lines::readLine);
    assertEquals(Failure.BROKEN_OFF, e.failure());
    assertEquals("the server closed the connection within a line: " + half.strip(), e.getMessage());
    assertEquals(half.strip(), e.reply().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "220", "220 ready", "220-and\r\n220 rea"})
  void halfAReplyIsNone(String half) throws IOException {
    saysNoMore(half);

    assertEquals(Failure.BROKEN_OFF, assertThrows(InetException.class, lines::readReply).failure());
  }

  @Test
  void whoeverSaysNothingGivesNoAnswerAndWhoeverLeavesBreaksOff() throws IOException {
    saysNoMore("220 ready\r\n");

    assertEquals(Failure.NO_ANSWER, lines.ended().failure());
    lines.readReply();
    assertEquals(Failure.BROKEN_OFF, assertThrows(InetException.class, lines::readReply).failure());
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 30_000})
  void aLineIsBounded(int length) throws IOException {
    says("x".repeat(length) + "\r\n");

    if (length <= 1000) {
      assertEquals(length, lines.readLine().length());
    } else {
      var e = assertThrows(InetException.class, lines::readLine);
      assertEquals(Failure.BAD_REPLY, e.failure());
      assertEquals("the server sent a line of more than 1000 bytes", e.getMessage());
    }
  }

  @Test
  void anEndlessLineEndsWithoutFillingMemory() throws IOException {
    Executors.newSingleThreadExecutor()
        .submit(
            () -> {
              byte[] much = new byte[64 * 1024];
              while (true) {
                peer.getOutputStream().write(much);
              }
            });

    assertEquals(Failure.BAD_REPLY, assertThrows(InetException.class, lines::readLine).failure());
  }

  @Test
  void aReplyThatDripsIsBoundedAsAWhole() throws IOException {
    var dripper = Executors.newSingleThreadScheduledExecutor();
    dripper.scheduleAtFixedRate(
        () -> {
          try {
            says("x");
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        },
        0,
        50,
        java.util.concurrent.TimeUnit.MILLISECONDS);
    try {
      var e = assertThrows(InetException.class, lines::readLine);
      assertEquals(Failure.TIMEOUT, e.failure());
      assertEquals("timed out (read-timeout 300ms)", e.getMessage());
    } finally {
      dripper.shutdownNow();
    }
  }

  @Test
  void repliesHaveOneLineOrSeveral() throws IOException {
    says("220 ready\r\n250-mx\r\n250-SIZE 1000\r\n250 HELP\r\n");
    says("211-Features:\r\n MDTM\r\n 2110 not the end\r\n211 End\r\n354\r\n");

    assertEquals(new Reply(220, List.of("ready")), lines.readReply());
    assertEquals(new Reply(250, List.of("mx", "SIZE 1000", "HELP")), lines.readReply());
    assertEquals(
        new Reply(211, List.of("Features:", " MDTM", " 2110 not the end", "End")),
        lines.readReply());
    assertEquals(new Reply(354, List.of("")), lines.readReply());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello\r\n", "2x0 no\r\n", "999 no\r\n", "220no\r\n", "\r\n", "22\r\n"})
  void whatIsNoReplyIsSaid(String line) throws IOException {
    says(line);

    var e = assertThrows(InetException.class, lines::readReply);

    assertEquals(Failure.BAD_REPLY, e.failure());
    assertEquals(line.strip(), e.reply().orElseThrow());
  }

  @Test
  void aConnectionClosedWithinAReplyIsBrokenOff() throws IOException {
    saysNoMore("250-one\r\n250-two\r\n");

    var e = assertThrows(InetException.class, lines::readReply);
    assertEquals(Failure.BROKEN_OFF, e.failure());
    assertEquals("the server closed the connection within a reply", e.getMessage());
  }

  @Test
  void aConnectionClosedWithoutAWordIsNoAnswer() throws IOException {
    saysNoMore("");

    assertEquals(Failure.NO_ANSWER, assertThrows(InetException.class, lines::readReply).failure());
  }

  @Test
  void aReplyOfEndlessLinesIsBounded() throws IOException {
    Executors.newSingleThreadExecutor()
        .submit(
            () -> {
              String much = "250-and more\r\n".repeat(10_000);
              while (true) {
                says(much);
              }
            });

    var e = assertThrows(InetException.class, lines::readReply);

    assertEquals(Failure.BAD_REPLY, e.failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb", "a\nb", "a\0b"})
  void aCommandCannotHoldASecondOne(String line) {
    assertThrows(InetException.class, () -> lines.send(line));
    assertThrows(InetException.class, () -> lines.sendConcealed("PASS ", Secret.of(line)));
    assertEquals(0, connection.sent());
  }

  @Test
  void queuedCommandsGoOutTogether() throws IOException {
    lines.queue("MAIL");
    lines.queue("RCPT");
    lines.send("DATA");
    connection.finish();

    assertEquals("MAIL\r\nRCPT\r\nDATA\r\n", heard());
    assertEquals(1, events.stream().filter(Event.Sent.class::isInstance).count());
  }

  @Test
  void aSecretIsSentButNotShown() throws IOException {
    lines.sendConcealed("PASS ", Secret.of("hunter2"));
    connection.finish();

    assertEquals("PASS hunter2\r\n", heard());
    var shown = new StringBuilder();
    for (Event event : events) {
      if (event instanceof Event.Sent sent) {
        shown.append(new String(sent.bytes(), StandardCharsets.UTF_8));
      }
    }
    assertEquals("PASS ****\r\n", shown.toString());
  }

  private String heard() throws IOException {
    return new String(peer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  // --- blocks

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "one~two~.~, one~two~",
        ".~, ''",
        "..~.~, .~",
        "...dots~.~, ..dots~",
        ".x~.~, x~",
        "a~..~b~.~, a~.~b~",
        "~~.~, ~~",
      })
  void aBlockIsExactWithoutItsStuffing(String sent, String block) throws IOException {
    says(sent.replace("~", "\r\n") + "after\r\n");

    assertEquals(
        block.replace("''", "").replace("~", "\r\n"),
        new String(lines.block(false).readAllBytes(), StandardCharsets.UTF_8));
    assertEquals("after", lines.readLine());
  }

  @Test
  void onlyCrLfEndsALineOfABlock() throws IOException {
    says("a\n.\nb\r.\rc\r\n.\rd\r\n.\r\n");

    assertEquals(
        "a\n.\nb\r.\rc\r\n\rd\r\n",
        new String(lines.block(false).readAllBytes(), StandardCharsets.UTF_8));
  }

  @Test
  void aLenientBlockTakesBareLfAndTheEndOfTheStream() throws IOException {
    says("a\n..b\n.\nafter\n");
    assertEquals("a\n.b\n", text(lines.block(true)));
    assertEquals("after", lines.readLine());

    saysNoMore("no dot\n");
    assertEquals("no dot\n", text(lines.block(true)));
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aBlockWithoutItsEndIsIncomplete() throws IOException {
    saysNoMore("half a messa");
    InputStream block = lines.block(false);

    var e = assertThrows(InetException.class, block::readAllBytes);

    assertEquals(Failure.INCOMPLETE, e.failure());
  }

  @Test
  void aBlockIsTheSameWhereverItIsCut() throws IOException {
    var random = new Random(7);
    String alphabet = "\r\n..\r\nab";
    for (int round = 0; round < 300; round++) {
      var body = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        body.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String message = body + "\r\n";
      says(stuffed(message) + ".\r\n");
      var got = new ByteArrayOutputStream();
      InputStream block = lines.block(false);
      byte[] some = new byte[3];
      for (int n = 0; n >= 0; n = block.read(some, 0, 1 + random.nextInt(3))) {
        got.write(some, 0, n);
      }

      assertEquals(message, got.toString(StandardCharsets.UTF_8));
      assertFalse(lines.hasBuffered());
    }
  }

  /** What a server does before it sends a message: RFC 3977, section 3.1.1. */
  private static String stuffed(String message) {
    var out = new StringBuilder();
    boolean lineStart = true;
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      if (lineStart && c == '.') {
        out.append('.');
      }
      out.append(c);
      lineStart = c == '\n' && i > 0 && message.charAt(i - 1) == '\r';
    }
    return out.toString();
  }

  @Test
  void aLiteralFollowsALine() throws IOException {
    byte[] literal = new byte[50_000];
    new Random(4).nextBytes(literal);
    peer.getOutputStream().write("* {50000}\r\n".getBytes(StandardCharsets.UTF_8));
    peer.getOutputStream().write(literal);
    peer.getOutputStream().write(")\r\n".getBytes(StandardCharsets.UTF_8));

    assertEquals("* {50000}", lines.readLine());
    var got = new ByteArrayOutputStream();
    assertEquals(50_000, lines.drainTo(Channels.newChannel(got), 50_000));
    assertArrayEquals(literal, got.toByteArray());
    assertEquals(")", lines.readLine());
  }

  @Test
  void whatCameInClearBeforeTlsIsRefused() throws IOException {
    says("220 go ahead\r\n250 injected\r\n");
    assertEquals(220, lines.readReply().code());

    var e = assertThrows(InetException.class, lines::secure);

    assertEquals(Failure.BAD_REPLY, e.failure());
    assertTrue(connection.isClosed());
  }

  @Test
  void aDeadlineOfTheCallersStandsBeforeAndAfterAReply() throws IOException {
    Deadline own = Deadline.in(Duration.ofMinutes(5), "fetch");
    connection.deadline(own);
    says("250 done\r\nline\r\n");

    lines.readReply();
    lines.readLine();

    assertEquals(own, connection.deadline());
    connection.deadline(Deadline.in(Duration.ofMillis(50), "fetch"));
    var e = assertThrows(InetException.class, lines::readLine);
    assertEquals(Failure.TIMEOUT, e.failure());
    assertTrue(e.getMessage().contains("fetch"), e.getMessage());
  }
}
