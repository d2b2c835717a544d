package dev.inet.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.core.trace.Event;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TelnetClientTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Dialer DIALER = Dialer.builder().build();

  private static TelnetClient open(Peer peer) throws IOException {
    return open(peer, DIALER, TelnetOptions.DEFAULT);
  }

  private static TelnetClient open(Peer peer, Dialer dialer, TelnetOptions options)
      throws IOException {
    return TelnetClient.open(dialer, TelnetUrl.parse("telnet://127.0.0.1:" + peer.port()), options);
  }

  private static Pattern re(String regex) {
    return Pattern.compile(regex);
  }

  private static void hears(Conversation peer, String words) throws IOException {
    byte[] bytes = Nvt.bytes(words);
    assertEquals(Nvt.shown(bytes), Nvt.shown(peer.expectBytes(bytes.length)));
  }

  private static void says(Conversation peer, String words) throws IOException {
    peer.caller().output().write(Nvt.bytes(words));
  }

  // --- sending and waiting

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

  // --- negotiating

  @Test
  void saysNothingOfTelnetWhereThePeerDoesNot() throws Exception {
    try (Peer peer =
        Peer.plays("S: 220 mail.example ready\nC: QUIT\nS: 221 bye\n== EXPECT-CLOSE")) {
      try (TelnetClient client = open(peer)) {
        client.readUntil(re("^220 .*\r\n"), SOON);
        client.sendLine("QUIT");
        client.readUntil(re("221 bye"), SOON);
        assertFalse(client.isNegotiated());
      }
      peer.heardAll();
    }
  }

  @Test
  void negotiatesWhereThePeerBegins() throws Exception {
    try (Peer peer =
        Peer.of(
            c -> {
              says(c, "IAC WILL ECHO IAC WILL SGA IAC DO TTYPE IAC DO LINEMODE 'login: '");
              hears(c, "IAC DO ECHO IAC DO SGA IAC WILL TTYPE IAC WONT LINEMODE");
              says(c, "IAC SB TTYPE SEND IAC SE");
              hears(c, "IAC SB TTYPE IS 'VT100' IAC SE 'ann' CR LF");
              says(c, "IAC WONT ECHO 'ok'");
              hears(c, "IAC DONT ECHO");
            })) {
      try (TelnetClient client = open(peer)) {
        client.readUntil(re("login: "), SOON);
        assertTrue(client.isRemoteEcho());
        assertTrue(client.isCharacterMode());
        assertTrue(client.isNegotiated());
        assertEquals("", client.readQuiet(SHORT, SOON));
        client.sendLine("ann");
        client.readUntil(re("ok"), SOON);
        assertFalse(client.isRemoteEcho());
        assertEquals(List.of("they WILL SGA", "we WILL TTYPE"), client.status());
      }
      peer.heardAll();
    }
  }

  @Test
  void beginsWhereItIsToldTo() throws Exception {
    try (Peer peer = Peer.of(c -> hears(c, "IAC DO SGA IAC WILL TTYPE IAC WILL NAWS"))) {
      var always = TelnetOptions.DEFAULT.withOpening(TelnetOptions.Opening.ALWAYS);
      try (TelnetClient client = open(peer, DIALER, always)) {
        assertTrue(client.isNegotiated());
      }
      peer.heardAll();
    }
  }

  @Test
  void isNotHeldUpByAStormOfRequests() throws Exception {
    var storm = new StringBuilder();
    for (int option = 0; option < 256; option++) {
      storm.append("IAC DO ").append(option).append(" IAC WILL ").append(option).append(' ');
    }
    try (Peer peer =
            Peer.of(
                c -> {
                  for (int i = 0; i < 50; i++) {
                    says(c, storm.toString());
                  }
                  says(c, "'done'");
                  c.stall();
                });
        TelnetClient client = open(peer)) {
      assertEquals("done", client.readUntil(re("done"), SOON).text());
    }
  }

  @Test
  void endsWithAPeerThatOnlyNegotiates() throws Exception {
    try (Peer peer =
            Peer.of(
                c -> {
                  while (true) {
                    says(c, "IAC WILL ECHO IAC WONT ECHO ".repeat(500));
                  }
                });
        TelnetClient client = open(peer)) {
      var failed = assertThrows(InetException.class, () -> client.readUntil(re("x"), SOON));
      assertTrue(
          Set.of(Failure.BAD_REPLY, Failure.TIMEOUT).contains(failed.failure()),
          failed.getMessage());
    }
  }

  @Test
  void endsWithASubnegotiationThatNeverDoes() throws Exception {
    try (Peer peer =
            Peer.of(
                c -> {
                  says(c, "IAC SB TTYPE SEND");
                  while (true) {
                    c.send("x".repeat(1000));
                  }
                });
        TelnetClient client = open(peer)) {
      var failed = assertThrows(InetException.class, () -> client.readUntil(re("x"), SOON));
      assertEquals(Failure.BAD_REPLY, failed.failure());
      assertEquals(peer.port(), failed.endpoint().orElseThrow().port());
    }
  }

  @Test
  void endsWithAPeerThatNeverReads() throws Exception {
    Dialer hasty =
        Dialer.builder().timeouts(Timeouts.DEFAULT.withRead(Duration.ofMillis(500))).build();
    try (Peer peer = Peer.plays("S: hello\n== NEVER-READ");
        TelnetClient client = open(peer, hasty, TelnetOptions.DEFAULT)) {
      client.readUntil(re("hello"), SOON);
      byte[] much = "0123456789abcdef".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
      var failed =
          assertThrows(
              InetException.class,
              () -> {
                for (int i = 0; i < 100; i++) {
                  client.send(much);
                }
              });
      assertEquals(Failure.TIMEOUT, failed.failure());
    }
  }

  @Test
  void sendsControlFunctions() throws Exception {
    try (Peer peer = Peer.of(c -> hears(c, "IAC AYT IAC IP IAC DM 'x' CR LF"))) {
      try (TelnetClient client = open(peer)) {
        client.send(TelnetControl.AYT);
        client.send(TelnetControl.IP);
        client.synch();
        client.sendLine("x");
      }
    }
  }

  @Test
  void tellsTheNewSizeWhileAnotherThreadReads() throws Exception {
    try (Peer peer =
            Peer.of(
                c -> {
                  says(c, "IAC DO NAWS 'go'");
                  hears(c, "IAC WILL NAWS IAC SB NAWS 0 80 0 24 IAC SE");
                  hears(c, "IAC SB NAWS 0 132 0 43 IAC SE");
                  says(c, "'bye'");
                });
        TelnetClient client = open(peer)) {
      client.listen(
          text -> {
            if (text.contains("go")) {
              client.resize(new TelnetOptions.Window(132, 43));
            }
          });
      peer.heardAll();
    }
  }

  // --- listening

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

  @Test
  void passingStopsWhereThePeerIsSilent() throws Exception {
    try (Peer peer = Peer.plays("S: prompt> \\\n== STALL");
        TelnetClient client = open(peer)) {
      var out = new ByteArrayOutputStream();
      assertFalse(client.pass(out, SHORT, () -> {}));
      assertEquals("prompt> ", out.toString(StandardCharsets.UTF_8));
    }
  }

  // --- signing in

  @ParameterizedTest
  @ValueSource(
      strings = {
        "login: |Password: ",
        "Debian GNU/Linux 12\\r\\nhost login: |Password: ",
        "User Access Verification\\r\\n\\r\\nUsername: |Password: ",
        "Last login: never\\r\\nUser Name : |PASSWORD for ann: ",
      })
  void answersTheQuestionsOfServers(String questions) throws Exception {
    String[] two = questions.split("\\|");
    try (Peer peer =
            Peer.plays(
                "S: "
                    + two[0]
                    + "\\\nC: ann\nS: "
                    + two[1]
                    + "\\\nC: s3cret\nS: \nS: host$ \\\n== STALL");
        TelnetClient client = open(peer, DIALER, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      client.signIn(new Credentials("ann", Secret.of("s3cret")), SOON, null);
      assertEquals("host$ ", client.readUntil(re("host\\$ "), SOON).matched());
    }
  }

  @Test
  void answersOneThatAsksForThePasswordAlone() throws Exception {
    try (Peer peer = Peer.plays("S: Password: \\\nC: s3cret\nS: router>\\\n== STALL");
        TelnetClient client = open(peer)) {
      client.signIn(new Credentials("ann", Secret.of("s3cret")), SOON, re("router>"));
      assertEquals("router>", client.readUntil(re(".*>"), SOON).matched());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S: \nS: Login incorrect\n== STALL",
        "S: \nS: % Login invalid\nS: Username: \\\n== STALL",
        "S: \nS: % Authentication failed\n== STALL",
        "S: \nS: Password: \\\n== STALL",
        "S: \nS: Access denied\n== CLOSE",
        "== CLOSE",
      })
  void knowsARefusalByItsWords(String end) throws Exception {
    try (Peer peer = Peer.plays("S: login: \\\nC: ann\nS: Password: \\\nC: wrong\n" + end);
        TelnetClient client = open(peer, DIALER, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      var failed =
          assertThrows(
              InetException.class,
              () -> client.signIn(new Credentials("ann", Secret.of("wrong")), SOON, null));
      assertEquals(Failure.SIGN_IN_REFUSED, failed.failure());
    }
  }

  @Test
  void doesNotTakeTheLastLoginForAQuestion() throws Exception {
    try (Peer peer =
            Peer.plays(
                "S: login: \\\nC: ann\nS: Password: \\\nC: s3cret\n"
                    + "S: \nS: Last login: \\\nC: ls\nS: x$ \\\n== STALL");
        TelnetClient client = open(peer, DIALER, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      client.signIn(new Credentials("ann", Secret.of("s3cret")), SOON, null);
      client.sendLine("ls");
      client.readUntil(re("x\\$ "), SOON);
    }
  }

  @Test
  void secretsShowInNoTrace() throws Exception {
    Queue<String> shown = new ConcurrentLinkedQueue<>();
    Dialer watched =
        Dialer.builder()
            .trace(
                event -> {
                  if (event instanceof Event.Sent sent) {
                    shown.add(new String(sent.bytes(), StandardCharsets.UTF_8));
                  }
                })
            .build();
    try (Peer peer =
            Peer.plays(
                "S: login: \\\nC: ann\nS: Password: \\\nC: s3cret\nS: # \\\nC: enable\n"
                    + "S: Enable password: \\\nC: hush\nS: # \\\nC: ls\nS: ok\n== STALL");
        TelnetClient client = open(peer, watched, TelnetOptions.DEFAULT.withSettle(SHORT))) {
      client.signIn(new Credentials("ann", Secret.of("s3cret")), SOON, null);
      client.sendLine("enable");
      client.readUntil(re("password: "), SOON);
      // Key by key, as it is typed.
      for (String key : List.of("h", "u", "s", "h\n")) {
        client.send(key);
      }
      client.readUntil(re("# "), SOON);
      client.sendLine("ls");
      client.readUntil(re("ok"), SOON);
      String all = String.join("", shown);
      assertFalse(all.contains("s3cret"), all);
      assertFalse(all.contains("h****") || all.contains("hush"), all);
      assertTrue(all.contains("enable\r\n") && all.contains("ls\r\n"), all);
    }
  }
}
