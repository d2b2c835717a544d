package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoThreadLeft.class)
@Timeout(30)
class PeerTest {
  @Test
  void playsItsScriptAndHearsAll() throws Exception {
    try (Peer peer =
            Peer.plays(
                """
                # a comment
                S: 220 ready
                C: EHLO {any}
                S: 250-mx.example
                S: 250 SIZE
                C: {regex:(MAIL|mail) FROM:<[a-z]{1,4}@x>}
                S: 250 ok
                C: DATA
                C: {until:.}
                S: \\xFF\\x00\\t|\\
                C: {bytes:3}
                """);
        Line line = Line.to(peer.port())) {
      assertEquals("220 ready\r\n", line.hear(11));
      line.say("EHLO me\r\n");
      assertEquals("250-mx.example\r\n250 SIZE\r\n", line.hear(26));
      line.say("MAIL FROM:<abc@x>\r\n");
      assertEquals("250 ok\r\n", line.hear(8));
      line.say("DATA\r\nhello\r\n..\r\n.\r\n");
      assertEquals(0xFF, line.socket.getInputStream().read());
      assertEquals("\0\t|", line.hear(3));
      line.say("abc");
      assertEquals("", line.hear());
      peer.heardAll();
      assertTrue(peer.heardSoFar().contains("C: EHLO me"));
    }
  }

  @Test
  void tellsWhatWasSaidInstead() throws Exception {
    try (Peer peer = Peer.plays("S: hello\nC: STARTTLS\n");
        Line line = Line.to(peer.port())) {
      line.say("QUIT\r\n").hear();
      AssertionError error = assertThrows(AssertionError.class, peer::heardAll);
      assertTrue(error.getMessage().contains("- C: STARTTLS\n  + C: QUIT"), error.getMessage());
    }
  }

  @Test
  void insistsOnTheEndOfALine() throws Exception {
    try (Peer peer = Peer.plays("S: hello\nC: QUIT\n");
        Line line = Line.to(peer.port())) {
      line.say("QUIT\n").hear();
      AssertionError error = assertThrows(AssertionError.class, peer::heardAll);
      assertTrue(error.getMessage().contains("QUIT\\n\\   (no CR LF)"), error.getMessage());
    }
  }

  @Test
  void tellsOfAConnectionThatIsNotInTheScript() throws Exception {
    try (Peer peer = Peer.plays("S: one\n== NEXT\nS: two\n")) {
      for (String expected : new String[] {"one\r\n", "two\r\n", ""}) {
        try (Line line = Line.to(peer.port())) {
          assertEquals(expected, line.hear());
        }
      }
      assertThrows(AssertionError.class, peer::heardAll);
      assertEquals(3, peer.accepted());
    }
  }

  @Test
  void countsTheRoundTripsOfAClientThatWaitsAndOfOneThatDoesNot() throws Exception {
    String script = "S: hi\nC: a\nS: 1\nC: b\nS: 2\nC: c\nS: 3\n";
    try (Peer peer = Peer.plays(script);
        Line line = Line.to(peer.port())) {
      line.hear(4);
      for (String word : new String[] {"a", "b", "c"}) {
        line.say(word + "\r\n").hear(3);
      }
      peer.heardAll();
      assertEquals(4, peer.turns());
    }
    try (Peer peer = Peer.plays(script);
        Line line = Line.to(peer.port())) {
      line.hear(4);
      line.say("a\r\nb\r\nc\r\n").hear(9);
      peer.heardAll();
      assertEquals(2, peer.turns());
    }
  }

  @Test
  void securesTheConnectionInTheMiddle() throws Exception {
    try (Peer peer =
            Peer.plays("C: STARTTLS\nS: go\n== TLS\nC: {any}\nS: safe\n== EXPECT-CLOSE\n");
        Line plain = Line.to(peer.port())) {
      plain.say("STARTTLS\r\n").hear(4);
      SSLSocketFactory factory = Tls.trusting(Peer.authority()).getSocketFactory();
      try (SSLSocket secured =
          (SSLSocket) factory.createSocket(plain.socket, "localhost", peer.port(), true)) {
        secured.getOutputStream().write("hello\r\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals(
            "safe\r\n",
            new String(secured.getInputStream().readNBytes(6), StandardCharsets.US_ASCII));
      }
      peer.heardAll();
    }
  }

  @Test
  void resetsStallsAndNeverReads() throws Exception {
    try (Peer peer =
        Peer.plays("S: x\\\n== RESET\n== NEXT\nS: y\\\n== STALL\n== NEXT\n== NEVER-READ\n")) {
      try (Line line = Line.to(peer.port())) {
        assertThrows(SocketException.class, () -> line.hear());
      }
      try (Line line = Line.to(peer.port())) {
        line.say("anything").hear(1);
        line.socket.setSoTimeout(50);
        assertThrows(SocketTimeoutException.class, () -> line.hear(1));
      }
      try (Line line = Line.to(peer.port())) {
        line.socket.setSoTimeout(50);
        assertThrows(SocketTimeoutException.class, () -> line.hear(1));
        peer.heardAll();
      }
    }
  }

  @Test
  void readsAScriptFromAResourceBesideTheTest() throws Exception {
    try (Peer peer = Peer.plays("hello.chat");
        Line line = Line.to(peer.port())) {
      assertEquals("hello\r\n", line.say("hi\r\n").hear());
      peer.heardAll();
    }
  }

  @Test
  void refusesAScriptThatIsNone() {
    for (String script : new String[] {"X: y\n", "S: \\q\n", "C: {regex:(}\n", "== SLEEP\n"}) {
      IllegalArgumentException error =
          assertThrows(IllegalArgumentException.class, () -> Peer.plays(script));
      assertTrue(error.getMessage().startsWith("line 1 of the script"), error.getMessage());
    }
  }

  @Test
  void playsAPartWrittenInJava() throws Exception {
    try (Peer peer =
            Peer.of(
                talk -> {
                  talk.send("hello").expect("{any}");
                  talk.drip("abc", Duration.ofMillis(1));
                });
        Line line = Line.to(peer.port())) {
      assertEquals("hello\r\nabc", line.say("hi\r\n").hear());
      peer.heardAll();
    }
  }

  @Test
  void stopsAnEndlessLineWhenTheClientHasHadEnough() throws Exception {
    try (Peer peer =
            Peer.of(
                talk -> {
                  while (true) {
                    talk.caller().send("a".repeat(1000));
                  }
                });
        Line line = Line.to(peer.port())) {
      assertEquals("a".repeat(100_000), line.hear(100_000));
    }
  }

  @Test
  void doesNotWaitForeverForAClientThatSaysNothing() throws IOException {
    ListenAt hasty = ListenAt.freePort().patience(Duration.ofMillis(100));
    try (Peer peer = Peer.plays("C: hello\n", hasty, Tls.serving(Peer.authority().server()));
        Line line = Line.to(peer.port())) {
      assertEquals("", line.hear());
      AssertionError error = assertThrows(AssertionError.class, peer::heardAll);
      assertTrue(error.getMessage().contains("as long as the peer waits"), error.getMessage());
    }
  }
}
