package dev.inet.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.trace.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private final List<String> lines = new ArrayList<>();
  private final Conversation conversation = new Conversation(lines::add, false);

  @Test
  void showsADialogue() {
    conversation.on(new Event.Planned(7, 0, "tcp mx:25"));
    conversation.on(new Event.Resolved(7, 2_500_000, "mx", List.of("::1", "127.0.0.1"), 1_000_000));
    conversation.on(new Event.Lost(7, 0, "[::1]:25", "refused"));
    conversation.on(new Event.Reached(7, 0, "127.0.0.1:25", "127.0.0.1:9"));
    received(7, "220 mx ready\r\n");
    sent(7, "EHLO me\r\n");
    received(7, "250-mx\r\n250 STARTTLS\r\n");
    sent(7, "STARTTLS\r\n");
    conversation.on(new Event.Turned(7, 0, false));
    received(7, "220 go ahead\r\n");
    conversation.on(new Event.Secured(7, 0, "mx", "TLSv1.3", "TLS_AES_128_GCM_SHA256", null));
    conversation.on(new Event.Closed(7, 0, 19, 60));
    assertLines(
        "* route: tcp mx:25",
        "* mx is ::1, 127.0.0.1 (1.5 ms)",
        "* not [::1]:25: refused",
        "* connected to 127.0.0.1:25 from 127.0.0.1:9",
        "< 220 mx ready",
        "> EHLO me",
        "< 250-mx",
        "< 250 STARTTLS",
        "> STARTTLS",
        "< 220 go ahead",
        "* TLSv1.3 with mx, TLS_AES_128_GCM_SHA256",
        "* closed: 19 bytes sent, 60 received");
  }

  @Test
  void joinsLinesWhereverChunksAreCut() {
    String said = "one\r\ntwö\r\n\r\nthree\n";
    byte[] all = said.getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= all.length; cut++) {
      lines.clear();
      conversation.on(new Event.Received(1, 0, Arrays.copyOf(all, cut)));
      conversation.on(new Event.Received(1, 0, Arrays.copyOfRange(all, cut, all.length)));
      assertLines("< one", "< twö", "< ", "< three");
    }
  }

  @Test
  void endsALineWhereTheOtherSideSpeaks() {
    received(1, "login: ");
    sent(1, "ann\r\n");
    received(1, "password: ");
    conversation.finish();
    assertLines("< login: ", "> ann", "< password: ");
  }

  @Test
  void keepsConnectionsApart() {
    sent(3, "RETR a");
    received(4, "data");
    sent(3, "\r\n");
    conversation.on(new Event.Closed(4, 0, 0, 4));
    assertLines("> RETR a", "[4] < data", "[4] * closed: 0 bytes sent, 4 received");
  }

  @Test
  void letsNoServerWriteToTheTerminal() {
    received(1, "220 \u001b]0;pwned\u0007\r\n");
    conversation.on(
        new Event.Failed(
            1, 0, new InetException(Failure.REFUSED, "no\r\n* all is \u001b[32mwell")));
    assertLines("< 220 \\x1b]0;pwned\\x07", "* failed: no  * all is \\x1b[32mwell");
  }

  @Test
  void sumsUpBinaryBehindText() {
    byte[] body = new byte[16384];
    new Random(1).nextBytes(body);
    body[0] = 0;
    byte[] head =
        "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n".getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(head, head.length + 100);
    System.arraycopy(body, 0, both, head.length, 100);
    conversation.on(new Event.Received(1, 0, both));
    conversation.on(new Event.Received(1, 0, Arrays.copyOfRange(body, 100, 9000)));
    conversation.on(new Event.Received(1, 0, Arrays.copyOfRange(body, 9000, body.length)));
    sent(1, "GET /next HTTP/1.1\r\n");
    assertLines(
        "< HTTP/1.1 200 OK",
        "< Content-Type: image/png",
        "< ",
        "< [16384 bytes]",
        "> GET /next HTTP/1.1");
  }

  @Test
  void dumpsBinaryWhereItIsAskedFor() {
    var dumped = new Conversation(lines::add, true, true);
    byte[] bytes = new byte[40];
    bytes[1] = 'A';
    dumped.on(new Event.Sent(1, 1_500_000, bytes));
    dumped.finish();
    assertLines(
        "  0.001500 > 00000000  00 41 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |.A..............|",
        "  0.001500 > 00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|",
        "  0.001500 > 00000020  00 00 00 00 00 00 00 00                           |........|",
        "  0.001500 > [40 bytes]");
  }

  @Test
  void showsTelnetsFewOddBytesOneByOne() {
    conversation.on(new Event.Received(1, 0, new byte[] {(byte) 0xff, (byte) 0xfb, 1}));
    conversation.finish();
    assertLines("< \\xff\\xfb\\x01");
  }

  @Test
  void cutsEndlessLinesAndHoldsNoneOfThem() {
    for (int i = 0; i < 1000; i++) {
      received(1, "x".repeat(1000));
    }
    received(1, "\r\n");
    assertLines("< " + "x".repeat(Talk.LONGEST) + " [998001 more bytes]");
  }

  private void sent(long id, String text) {
    conversation.on(new Event.Sent(id, 0, text.getBytes(StandardCharsets.UTF_8)));
  }

  private void received(long id, String text) {
    conversation.on(new Event.Received(id, 0, text.getBytes(StandardCharsets.UTF_8)));
  }

  private void assertLines(String... expected) {
    assertEquals(String.join("\n", expected), String.join("\n", lines));
  }
}
