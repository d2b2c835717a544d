package dev.inet.telnet;

import static dev.inet.telnet.Chat.DIALER;
import static dev.inet.telnet.Chat.SHORT;
import static dev.inet.telnet.Chat.SOON;
import static dev.inet.telnet.Chat.hears;
import static dev.inet.telnet.Chat.open;
import static dev.inet.telnet.Chat.re;
import static dev.inet.telnet.Chat.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TelnetClientTest {
  @Test
  void waitsAndSendsLineByLine() throws Exception {
    try (Peer peer =
            Peer.plays(
                """
                S: Hello.
                S: name? \\
                C: ann
                S: Hello, ann.
                """);
        TelnetClient client = open(peer)) {
      assertEquals("Hello.\r\nname? ", client.readUntil(re("name\\? $"), SOON).text());
      client.sendLine("ann");
      TelnetMatch match = client.readUntil(re("Hello, (?<who>\\w+)"), SOON);
      assertEquals("", match.before());
      assertEquals("Hello, ann", match.matched());
      assertEquals(List.of("ann"), match.groups());
      assertEquals("ann", match.names().get("who"));
      peer.heardAll();
    }
  }

  @Test
  void searchesFromTheEndOfTheLastMatch() throws Exception {
    try (Peer peer = Peer.plays("S: one two one three\n");
        TelnetClient client = open(peer)) {
      assertEquals("one", client.readUntil(re("one"), SOON).text());
      assertEquals(" two one", client.readUntil(re("one"), SOON).text());
      assertEquals(" three", client.readUntil(re("^ three"), SOON).text());
    }
  }

  @Test
  void takesTheFirstAlternativeThatMatches() throws Exception {
    try (Peer peer = Peer.plays("S: Login incorrect\n");
        TelnetClient client = open(peer)) {
      TelnetMatch match =
          client.expect(List.of(re("\\$ $"), re("(?i)incorrect"), re("Login")), SOON);
      assertEquals(1, match.index());
      assertEquals("incorrect", match.matched());
    }
  }

  @Test
  void findsWhatComesInPieces() throws Exception {
    try (Peer peer = Peer.of(c -> c.drip("pass\u00fcword: ", Duration.ofMillis(5)));
        TelnetClient client = open(peer)) {
      assertEquals("pass\u00fcword: ", client.readUntil(re("pass\u00fcword: "), SOON).text());
    }
  }

  @Test
  void readsWhatIsNoUtf8AsLatin1() throws Exception {
    try (Peer peer = Peer.plays("S: gr\\xfc\\xdfe, grüße, \\xff\\xff\n");
        TelnetClient client = open(peer)) {
      assertEquals("grüße, grüße, \u00ff\r\n", client.readUntil(re("\u00ff\r\n"), SOON).text());
    }
  }

  @Test
  void tellsWhatCameInsteadWhenTheTimeIsOver() throws Exception {
    try (Peer peer = Peer.plays("S: busy\n== STALL");
        TelnetClient client = open(peer)) {
      var failed =
          assertThrows(
              TelnetException.class, () -> client.readUntil(re("never"), Duration.ofMillis(300)));
      assertEquals(Failure.TIMEOUT, failed.failure());
      assertEquals("busy\r\n", failed.heard());
      assertEquals("busy", failed.reply().orElseThrow());
      assertTrue(String.valueOf(failed.getMessage()).contains("/never/"), failed.getMessage());
      // Nothing is lost by having waited.
      assertEquals("busy", client.readUntil(re("busy"), Duration.ZERO).text());
    }
  }

  @Test
  void waitsLongerThanTheConnectionDoesWhereItIsTold() throws Exception {
    Dialer hasty =
        Dialer.builder().timeouts(Timeouts.DEFAULT.withRead(Duration.ofMillis(100))).build();
    try (Peer peer =
            Peer.of(
                c -> {
                  c.drip("a", Duration.ofMillis(500));
                  c.send("b");
                });
        TelnetClient client = open(peer, hasty, TelnetOptions.DEFAULT)) {
      assertEquals("ab", client.readUntil(re("b"), SOON).text());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'S: something\nC: x', BROKEN_OFF",
    "'C: x\n== CLOSE', NO_ANSWER",
    "'S: a\nC: x\n== RESET', BROKEN_OFF"
  })
  void tellsThatThePeerEnded(String script, Failure failure) throws Exception {
    try (Peer peer = Peer.plays(script + "\n# nothing more");
        TelnetClient client = open(peer)) {
      client.sendLine("x");
      var failed = assertThrows(InetException.class, () -> client.readUntil(re("never"), SOON));
      assertEquals(failure, failed.failure());
    }
  }

  @Test
  void findsAPromptByItsSilence() throws Exception {
    try (Peer peer =
            Peer.plays("S: Welcome\nS: router#\\\nC: show\nS: ok\nS: router#\\\n== STALL");
        TelnetClient client = open(peer)) {
      assertEquals("Welcome\r\nrouter#", client.readQuiet(SHORT, SOON));
      client.sendLine("show");
      assertEquals("ok\r\nrouter#", client.readQuiet(SHORT, SOON));
      assertEquals("", client.readAvailable());
    }
  }

  @Test
  void givesUpListeningToWhoIsNeverSilent() throws Exception {
    try (Peer peer =
            Peer.of(
                c -> {
                  while (true) {
                    c.drip("tick ", Duration.ofMillis(5));
                  }
                });
        TelnetClient client = open(peer)) {
      assertFalse(client.awaitQuiet(Duration.ofSeconds(5), Duration.ofMillis(300)));
      assertTrue(client.heard().startsWith("tick"));
    }
  }

  @Test
  void keepsOnlySoMuchToBeSearched() throws Exception {
    try (Peer peer =
            Peer.of(
                c -> {
                  for (int i = 0; i < 100; i++) {
                    c.send("x".repeat(1000));
                  }
                  c.send("end");
                });
        TelnetClient client = open(peer, DIALER, TelnetOptions.DEFAULT.withMaxHeard(5000))) {
      assertTrue(client.readUntil(re("end"), SOON).text().length() <= 5000);
    }
  }

  @Test
  void endsASearchThatWouldTakeForEver() throws Exception {
    try (Peer peer = Peer.plays("S: " + "a".repeat(60) + "!\n== STALL");
        TelnetClient client = open(peer)) {
      var failed =
          assertThrows(
              InetException.class, () -> client.readUntil(re("(a*)*b$"), Duration.ofMillis(500)));
      assertEquals(Failure.TIMEOUT, failed.failure());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb", "a\nb", "a\0b"})
  void refusesALineThatIsTwo(String line) throws Exception {
    try (Peer peer = Peer.plays("== EXPECT-CLOSE\n")) {
      try (TelnetClient client = open(peer)) {
        assertEquals(
            Failure.USAGE,
            assertThrows(InetException.class, () -> client.sendLine(line)).failure());
        assertEquals(
            Failure.USAGE,
            assertThrows(InetException.class, () -> client.sendLine(Secret.of(line))).failure());
      }
      peer.heardAll();
    }
  }

  @Test
  void doublesIacAndCodesEndsOfLines() throws Exception {
    try (Peer peer = Peer.of(c -> hears(c, "'a' CR LF 'b' CR NUL 195 191 IAC IAC"))) {
      try (TelnetClient client = open(peer)) {
        client.send("a\nb\r");
        client.send("\u00ff");
        client.send(new byte[] {(byte) 255});
      }
      peer.heardAll();
    }
  }

  @Test
  void listensUntilThePeerEndsWithoutAnyThread() throws Exception {
    Set<String> before = threads();
    var heard = new ArrayList<String>();
    try (Peer peer =
            Peer.of(
                c -> {
                  c.send("one");
                  says(c, "IAC WILL ECHO");
                  hears(c, "IAC DO ECHO");
                  c.send("two");
                });
        TelnetClient client = open(peer)) {
      var changes = new ArrayList<Boolean>();
      client.listen(
          new TelnetListener() {
            @Override
            public void text(String text) {
              heard.add(text);
            }

            @Override
            public void negotiated() {
              changes.add(client.isRemoteEcho());
            }
          });
      assertEquals("one\r\ntwo\r\n", String.join("", heard));
      assertEquals(List.of(true), changes);
      assertTrue(client.isEnded());
      Set<String> now = threads();
      now.removeAll(before);
      now.removeIf(name -> name.startsWith("sandbox-") || name.startsWith("ForkJoin"));
      assertEquals(Set.of(), now);
    }
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }

  @Test
  void closingFromAnotherThreadEndsTheListening() throws Exception {
    try (Peer peer = Peer.plays("S: hello\n== STALL");
        TelnetClient client = open(peer)) {
      var started = new CountDownLatch(1);
      var failure = new AtomicReference<Throwable>();
      var listening =
          new Thread(
              () -> {
                try {
                  client.listen(text -> started.countDown());
                } catch (IOException e) {
                  failure.set(e);
                }
              });
      listening.start();
      assertTrue(started.await(10, TimeUnit.SECONDS));
      client.close();
      listening.join(10_000);
      assertFalse(listening.isAlive());
      assertEquals(null, failure.get());
    }
  }

  @Test
  void passesBytesOnWithoutTheNegotiation() throws Exception {
    try (Peer peer =
            Peer.of(
                c -> {
                  says(c, "'a' IAC WILL ECHO CR NUL 'b' IAC IAC 0 1 254 CR LF");
                  hears(c, "IAC DO ECHO");
                });
        TelnetClient client = open(peer)) {
      var out = new ByteArrayOutputStream();
      var changes = new ArrayList<Boolean>();
      assertTrue(client.pass(out, Duration.ZERO, () -> changes.add(client.isRemoteEcho())));
      assertEquals(Nvt.shown("'a' CR 'b' 255 0 1 254 CR LF"), Nvt.shown(out.toByteArray()));
      assertEquals(List.of(true), changes);
    }
  }

  /** Commands that nobody answers, and halves of others, may come in packets of their own. */
  @Test
  void commandsAreNoSilence() throws Exception {
    try (Peer peer =
            Peer.of(
                c -> {
                  for (String part :
                      List.of("IAC NOP", "IAC GA", "IAC", "SB TTYPE", "7", "IAC SE", "'done'")) {
                    c.caller().pause(Duration.ofMillis(40));
                    says(c, part);
                  }
                });
        TelnetClient client = open(peer)) {
      var out = new ByteArrayOutputStream();
      assertTrue(client.pass(out, Duration.ofSeconds(20), () -> {}));
      assertEquals("done", out.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void passingStopsWhereThePeerIsSilent() throws Exception {
    try (Peer peer = Peer.plays("S: prompt> \\\n== STALL");
        TelnetClient client = open(peer)) {
      var out = new ByteArrayOutputStream();
      assertFalse(client.pass(out, SHORT, () -> {}));
      assertEquals("prompt> ", out.toString(StandardCharsets.UTF_8));
    }
  }
}
