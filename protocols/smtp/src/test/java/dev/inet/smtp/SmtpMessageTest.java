package dev.inet.smtp;

import static dev.inet.smtp.Talks.OPTIONS;
import static dev.inet.smtp.Talks.letter;
import static dev.inet.smtp.Talks.open;
import static dev.inet.smtp.Talks.statuses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.inet.sandbox.Peer;
import dev.inet.smtp.RecipientResult.Status;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a message goes out, byte by byte. */
@Timeout(30)
final class SmtpMessageTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\n.\nMAIL FROM:<eve@a.test>\n",
        "a\n.\r\nMAIL FROM:<eve@a.test>\r\n",
        "a\r\n.\nMAIL FROM:<eve@a.test>\n",
        "a\r.\rMAIL FROM:<eve@a.test>\r",
        "a\r.\r\nMAIL FROM:<eve@a.test>\r\n",
        "a\r\n.\r\nMAIL FROM:<eve@a.test>\r\n",
        "a\n\0.\n.\r\n",
      })
  void letsNoMessageSmuggleAnother(String body) throws Exception {
    try (Peer peer =
            Peer.of(
                talk -> {
                  talk.send("220 mx.test").expect("EHLO me.test");
                  talk.send("250 mx.test").expect("MAIL FROM:<ann@a.test>");
                  talk.send("250 ok").expect("RCPT {any}");
                  talk.send("250 ok").expect("DATA");
                  // What any server could take for an end stands before nothing but the end.
                  talk.send("354 go");
                  var lines = talk.expectUntil(".");
                  if (lines.stream().anyMatch(l -> l.contains("\r") || l.equals("."))) {
                    throw new AssertionError("smuggled: " + lines);
                  }
                  talk.send("250 queued").expect("QUIT");
                });
        var client = open(peer, OPTIONS)) {
      assertEquals(
          List.of(Status.ACCEPTED), statuses(client.send(letter("A: b\n\n" + body, "b@b.test"))));
      client.close();
      peer.heardAll();
    }
  }

  /** Returns what a server that strips the dots again gets of a text. */
  private static String arrived(String text) throws Exception {
    var got = new StringBuilder();
    try (Peer peer =
        Peer.of(
            talk -> {
              talk.send("220 mx.test").expect("EHLO me.test");
              talk.send("250 mx.test").expect("MAIL {any}");
              talk.send("250 ok").expect("RCPT {any}");
              talk.send("250 ok").expect("DATA");
              talk.send("354 go");
              for (String line : talk.expectUntil(".")) {
                got.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
              }
              talk.send("250 queued").expect("QUIT");
            })) {
      try (var client = open(peer, OPTIONS)) {
        assertEquals(List.of(Status.ACCEPTED), statuses(client.send(letter(text, "b@b.test"))));
      }
      peer.heardAll();
    }
    return got.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "'A: b\\r\\n\\r\\nend','A: b\\r\\n\\r\\nend\\r\\n'",
    "'A: b\\r\\n\\r\\n.','A: b\\r\\n\\r\\n.\\r\\n'",
    "'A: b\\r\\n\\r\\n..\\r\\n','A: b\\r\\n\\r\\n..\\r\\n'",
    "'A: b\\r\\n\\r\\nx\\r','A: b\\r\\n\\r\\nx\\r\\n'",
    "'A: b\\r\\n\\r\\nx\\n','A: b\\r\\n\\r\\nx\\r\\n'",
    "'A: b\\r\\n\\r\\nx\\r\\r\\n','A: b\\r\\n\\r\\nx\\r\\n\\r\\n'",
    "'.A: b\\n\\n','.A: b\\r\\n\\r\\n'",
    "'',''",
  })
  void arrivesWithEveryLineEndedAndNothingElseChanged(String text, String expected)
      throws Exception {
    String typed = text.replace("\\r", "\r").replace("\\n", "\n");
    assertEquals(expected.replace("\\r", "\r").replace("\\n", "\n"), arrived(typed));
  }

  /** Dots and line ends fall on each side of every buffer between the file and the wire. */
  @ParameterizedTest
  @ValueSource(ints = {16 * 1024, 64 * 1024, 128 * 1024})
  void dotsAtTheEndOfABufferAreStuffedToo(int buffer) throws Exception {
    var text = new StringBuilder("A: b\r\n\r\n");
    while (text.length() < buffer - 40) {
      text.append("0123456789abcdef0123456789abcd\r\n");
    }
    for (int shift = 0; shift < 12; shift++) {
      String before = text + "x".repeat(buffer - text.length() - 8 + shift);
      for (String tail : new String[] {"\r\n.\r\n..\r\n", "\r\n.x\r\n", "\r\n.\r\n.\r\n."}) {
        String whole = before + tail;
        assertEquals(whole.endsWith("\n") ? whole : whole + "\r\n", arrived(whole));
      }
    }
  }
}
