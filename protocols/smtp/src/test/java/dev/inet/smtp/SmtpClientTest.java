package dev.inet.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.core.Secret;
import dev.inet.core.Security;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.mail.MailAddress;
import dev.inet.mail.MessageFacts;
import dev.inet.mail.MessageSource;
import dev.inet.sandbox.Peer;
import dev.inet.sasl.SaslLogin;
import dev.inet.smtp.RecipientResult.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SmtpClientTest {
  private static final Dialer DIALER =
      Dialer.builder().timeouts(Timeouts.DEFAULT.withRead(Duration.ofSeconds(20))).build();
  private static final SmtpOptions OPTIONS = SmtpOptions.DEFAULT.withEhlo(Optional.of("me.test"));
  private static final String GREETING =
      """
      S: 220 mx.test ready
      C: EHLO me.test
      """;
  private static final String PIPELINING =
      GREETING
          + """
          S: 250-mx.test
          S: 250 PIPELINING
          """;
  private static final String PLAIN = GREETING + "S: 250 mx.test\n";

  private static SmtpClient open(Peer peer, SmtpOptions options) throws IOException {
    return open(peer, options, "smtp", SaslLogin.NONE);
  }

  private static SmtpClient open(Peer peer, SmtpOptions options, String scheme, SaslLogin login)
      throws IOException {
    SmtpUrl url = SmtpUrl.parse(scheme + "://127.0.0.1:" + peer.port());
    return SmtpClient.open(DIALER, url, options, login);
  }

  private static Letter letter(String text, String... recipients) throws IOException {
    MessageSource source = MessageSource.of(text.getBytes(StandardCharsets.UTF_8));
    Envelope envelope =
        Envelope.of(MailAddress.parse("ann@a.test"), MailAddress.parseAll(List.of(recipients)));
    return new Letter(envelope, source, MessageFacts.of(source), 1);
  }

  private static List<Status> statuses(List<RecipientResult> results) {
    return results.stream().map(RecipientResult::status).toList();
  }

  /** Sends one message over a script and returns what became of it. */
  private static List<RecipientResult> sent(
      String script, SmtpOptions options, String... recipients) throws IOException {
    try (Peer peer = Peer.plays(script)) {
      List<RecipientResult> results;
      try (var client = open(peer, options)) {
        results = client.send(letter("Subject: x\n\nbody\n", recipients));
      }
      peer.heardAll();
      return results;
    }
  }

  // --- the conversation

  @Test
  void namesTheWholeEnvelopeInOneTurn() throws Exception {
    String script =
        PIPELINING
            + """
            C: MAIL FROM:<ann@a.test>
            C: RCPT TO:<bob@b.test>
            C: RCPT TO:<carl@c.test>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 550 5.1.1 no carl
            S: 354 go
            C: Subject: x
            C:
            C: ..dot
            C: body
            C: .
            S: 250 2.0.0 queued
            C: QUIT
            S: 221 bye
            """;
    try (Peer peer = Peer.plays(script)) {
      try (var client = open(peer, OPTIONS)) {
        var results = client.send(letter("Subject: x\n\n.dot\nbody", "bob@b.test", "carl@c.test"));
        assertEquals(List.of(Status.ACCEPTED, Status.REFUSED), statuses(results));
        assertEquals("5.1.1", results.get(1).enhanced());
        assertEquals(Failure.REFUSED, results.get(1).failure().orElseThrow().failure());
      }
      peer.heardAll();
      // Greeting, EHLO, envelope, message, goodbye.
      assertEquals(5, peer.turns());
    }
  }

  @Test
  void waitsForEachAnswerWherePipeliningIsNotOffered() throws Exception {
    var results =
        sent(
            PLAIN
                + """
                C: MAIL FROM:<ann@a.test>
                S: 250 ok
                C: RCPT TO:<bob@b.test>
                S: 451 4.7.1 greylisted
                C: RCPT TO:<carl@c.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C: {until:.}
                S: 250 queued
                C: QUIT
                S: 221 bye
                """,
            OPTIONS,
            "bob@b.test",
            "carl@c.test");
    assertEquals(List.of(Status.DEFERRED, Status.ACCEPTED), statuses(results));
    assertEquals(Retry.SAFE, results.get(0).failure().orElseThrow().retry());
  }

  @Test
  void greetsOldServersByHelo() throws Exception {
    var results =
        sent(
            """
            S: 220-mx.test
            S: 220 ready
            C: EHLO me.test
            S: 502 what?
            C: HELO me.test
            S: 250 hello
            C: MAIL FROM:<ann@a.test>
            S: 250 ok
            C: RCPT TO:<bob@b.test>
            S: 250 ok
            C: DATA
            S: 354 go
            C: {until:.}
            S: 250 queued
            C: QUIT
            S: 221 bye
            """,
            OPTIONS,
            "bob@b.test");
    assertEquals(List.of(Status.ACCEPTED), statuses(results));
  }

  @Test
  void sendsInPiecesOfKnownLengthWhereChunkingIsOffered() throws Exception {
    String script =
        GREETING
            + """
            S: 250-mx.test
            S: 250-CHUNKING
            S: 250-SIZE 1000
            S: 250 PIPELINING
            C: MAIL FROM:<ann@a.test> SIZE=11
            C: RCPT TO:<bob@b.test>
            S: 250 ok
            S: 250 ok
            C: BDAT 11 LAST
            C: {bytes:11}
            S: 250 queued
            C: QUIT
            S: 221 bye
            """;
    try (Peer peer = Peer.plays(script);
        var client = open(peer, OPTIONS)) {
      assertEquals(
          List.of(Status.ACCEPTED), statuses(client.send(letter("A: b\n\n.\n", "bob@b.test"))));
    }
  }

  @Test
  void sendsLargeMessagesInSeveralPieces() throws Exception {
    String text = "A: b\r\n\r\n" + "0123456789abcd\r\n".repeat(150_000);
    var heard = new ArrayList<Integer>();
    try (Peer peer =
            Peer.of(
                talk -> {
                  talk.send("220 mx.test").expect("EHLO me.test");
                  talk.send("250-mx.test").send("250 CHUNKING").expect("MAIL {any}");
                  talk.send("250 ok").expect("RCPT {any}");
                  talk.send("250 ok");
                  for (boolean last = false; !last; ) {
                    String[] words = talk.expect("BDAT {any}").split(" ");
                    heard.add(talk.expectBytes(Integer.parseInt(words[1])).length);
                    last = words.length > 2;
                    talk.send("250 ok");
                  }
                });
        var client = open(peer, OPTIONS)) {
      assertEquals(List.of(Status.ACCEPTED), statuses(client.send(letter(text, "bob@b.test"))));
    }
    assertEquals(text.length(), heard.stream().mapToInt(each -> each).sum());
    assertTrue(heard.size() > 1 && heard.get(0) == 1 << 20, heard.toString());
  }

  @Test
  void takesOneTurnForEachOfManyMessages() throws Exception {
    var script =
        new StringBuilder(PIPELINING)
            .append("C: MAIL FROM:<ann@a.test>\nC: RCPT TO:<bob@b.test>\nC: DATA\n")
            .append("S: 250 ok\nS: 250 ok\nS: 354 go\n");
    for (int i = 0; i < 20; i++) {
      script.append("C: {until:.}\n");
      if (i < 19) {
        script.append("C: MAIL FROM:<ann@a.test>\nC: RCPT TO:<bob@b.test>\nC: DATA\n");
        script.append("S: 250 queued\nS: 250 ok\nS: 250 ok\nS: 354 go\n");
      }
    }
    script.append("S: 250 queued\nC: QUIT\nS: 221 bye\n");
    var post = new Heap(20);
    try (Peer peer = Peer.plays(script.toString())) {
      try (var client = open(peer, OPTIONS)) {
        client.deliver(post);
      }
      peer.heardAll();
      assertEquals(20, post.done.size());
      assertTrue(post.done.stream().allMatch(status -> status == Status.ACCEPTED));
      // Greeting, EHLO, first envelope, twenty messages, goodbye.
      assertEquals(24, peer.turns());
    }
  }

  /** A heap of letters to one recipient. */
  private static final class Heap implements Post {
    private final List<Status> done = new ArrayList<>();
    private final List<Failure> lost = new ArrayList<>();
    private int left;

    Heap(int count) {
      left = count;
    }

    @Override
    public @Nullable Letter next() throws IOException {
      return left-- > 0 ? letter("A: b\n\nbody\n", "bob@b.test") : null;
    }

    @Override
    public void done(Letter letter, List<RecipientResult> results) {
      done.addAll(statuses(results));
    }

    @Override
    public void notSent(Letter letter, InetException why) {
      lost.add(why.failure());
    }
  }

  @Test
  void answersForEachRecipientInLmtp() throws Exception {
    String script =
        """
        S: 220 lmtp ready
        C: LHLO me.test
        S: 250-lmtp
        S: 250 PIPELINING
        C: MAIL FROM:<ann@a.test>
        C: RCPT TO:<a@b.test>
        C: RCPT TO:<b@b.test>
        C: RCPT TO:<c@b.test>
        C: DATA
        S: 250 ok
        S: 250 ok
        S: 550 no b
        S: 250 ok
        S: 354 go
        C: {until:.}
        S: 250 delivered
        S: 452 4.2.2 full
        C: QUIT
        S: 221 bye
        """;
    try (Peer peer = Peer.plays(script)) {
      try (var client = open(peer, OPTIONS, "lmtp", SaslLogin.NONE)) {
        var results = client.send(letter("A: b\n\n", "a@b.test", "b@b.test", "c@b.test"));
        assertEquals(List.of(Status.ACCEPTED, Status.REFUSED, Status.DEFERRED), statuses(results));
        assertEquals(Failure.UPLOAD_REFUSED, results.get(2).failure().orElseThrow().failure());
      }
      peer.heardAll();
    }
  }

  @Test
  void sendsNothingWhereAllAreRequiredAndOneIsRefused() throws Exception {
    var results =
        sent(
            PIPELINING
                + """
                C: MAIL FROM:<ann@a.test>
                C: RCPT TO:<a@b.test>
                C: RCPT TO:<b@b.test>
                S: 250 ok
                S: 250 ok
                S: 550 no b
                C: QUIT
                S: 221 bye
                """,
            OPTIONS.withRequireAll(true),
            "a@b.test",
            "b@b.test");
    assertEquals(List.of(Status.NOT_SENT, Status.REFUSED), statuses(results));
  }

  @Test
  void endsAMessageToNobodyThatTheServerAsksForNevertheless() throws Exception {
    var results =
        sent(
            PIPELINING
                + """
                C: MAIL FROM:<ann@a.test>
                C: RCPT TO:<a@b.test>
                C: DATA
                S: 250 ok
                S: 550 no a
                S: 354 go
                C: .
                S: 554 nobody
                C: QUIT
                S: 221 bye
                """,
            OPTIONS,
            "a@b.test");
    assertEquals(List.of(Status.REFUSED), statuses(results));
  }

  @Test
  void forgetsAnEnvelopeThatCameToNothingBeforeTheNext() throws Exception {
    String script =
        PIPELINING
            + """
            C: MAIL FROM:<ann@a.test>
            C: RCPT TO:<bob@b.test>
            C: DATA
            S: 250 ok
            S: 550 no bob
            S: 503 nobody
            C: RSET
            C: MAIL FROM:<ann@a.test>
            C: RCPT TO:<bob@b.test>
            C: DATA
            S: 250 flushed
            S: 250 ok
            S: 250 ok
            S: 354 go
            C: {until:.}
            S: 250 queued
            C: QUIT
            S: 221 bye
            """;
    var post = new Heap(2);
    try (Peer peer = Peer.plays(script)) {
      try (var client = open(peer, OPTIONS)) {
        client.deliver(post);
      }
      peer.heardAll();
      assertEquals(List.of(Status.REFUSED, Status.ACCEPTED), post.done);
    }
  }

  @Test
  void namesManyRecipientsInGroupsSoThatTheAnswersFindRoom() throws Exception {
    var names = new ArrayList<String>();
    for (int i = 0; i < 450; i++) {
      names.add("user" + i + "@b.test");
    }
    try (Peer peer =
            Peer.of(
                talk -> {
                  talk.send("220 mx.test").expect("EHLO me.test");
                  talk.send("250-mx.test").send("250 PIPELINING").expect("MAIL {any}");
                  talk.send("250 ok");
                  for (int i = 0; i < 450; i++) {
                    talk.expect("RCPT TO:<user" + i + "@b.test>");
                    talk.send("250 ok");
                  }
                  talk.expect("DATA");
                  talk.send("354 go").expectUntil(".");
                  talk.send("250 queued").expect("QUIT");
                });
        var client = open(peer, OPTIONS)) {
      var results = client.send(letter("A: b\n\n", names.toArray(new String[0])));
      assertEquals(450, results.stream().filter(r -> r.status() == Status.ACCEPTED).count());
      assertEquals("user449@b.test", results.get(449).recipient().address());
    }
  }

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

  // --- parameters

  @Test
  void tellsTheServerWhatTheMessageNeeds() throws Exception {
    String script =
        GREETING
            + """
            S: 250-mx.test
            S: 250-8BITMIME
            S: 250-SMTPUTF8
            S: 250-DSN
            S: 250 SIZE 100000
            C: MAIL FROM:<> SIZE=12 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb
            S: 250 ok
            C: RCPT TO:<j\\xc3\\xb6rg@m\\xc3\\xbcller.test> NOTIFY=SUCCESS,DELAY ORCPT=utf-8;j\\xc3\\xb6rg@m\\xc3\\xbcller.test
            S: 250 ok
            C: DATA
            S: 354 go
            C: {until:.}
            S: 250 queued
            C: QUIT
            S: 221 bye
            """;
    var reports =
        new DeliveryReports(
            java.util.Set.of(DeliveryReports.When.DELAY, DeliveryReports.When.SUCCESS),
            Optional.of(DeliveryReports.What.HDRS),
            Optional.of("a+b"));
    MessageSource source = MessageSource.of("A: b\n\nü\n".getBytes(StandardCharsets.UTF_8));
    var envelope =
        new Envelope(Optional.empty(), MailAddress.parseList("jörg@müller.test"), reports);
    try (Peer peer = Peer.plays(script)) {
      try (var client = open(peer, OPTIONS)) {
        var results = client.send(new Letter(envelope, source, MessageFacts.of(source), 1));
        assertEquals(List.of(Status.ACCEPTED), statuses(results));
      }
      peer.heardAll();
    }
  }

  @Test
  void asksForNothingThatTheServerDoesNotOffer() throws Exception {
    String hello = PLAIN + "C: QUIT\nS: 221 bye\n";
    var utf8 = sent(hello, OPTIONS, "jörg@b.test");
    assertEquals(Failure.UNSUPPORTED, utf8.get(0).failure().orElseThrow().failure());
    String small = GREETING + "S: 250-mx.test\nS: 250 SIZE 10\nC: QUIT\nS: 221 bye\n";
    var large = sent(small, OPTIONS, "bob@b.test");
    assertEquals(Failure.UPLOAD_REFUSED, large.get(0).failure().orElseThrow().failure());
    assertTrue(large.get(0).failure().orElseThrow().getMessage().contains("takes 10"));
  }

  // --- faults

  @ParameterizedTest
  @CsvSource({
    "'',NO_ANSWER",
    "'S: 220 mx.test ready|C: EHLO me.test',BROKEN_OFF",
    "'S: 220 mx.test ready|C: EHLO me.test|S: 250 mx.test|C: MAIL FROM:<ann@a.test>',BROKEN_OFF",
    "'S: 220 mx.test ready|C: EHLO me.test|S: 250 mx.test|C: MAIL FROM:<ann@a.test>|S: 250 ok"
        + "|C: RCPT TO:<bob@b.test>',BROKEN_OFF",
    "'S: 220 mx.test ready|C: EHLO me.test|S: 250 mx.test|C: MAIL FROM:<ann@a.test>|S: 250 ok"
        + "|C: RCPT TO:<bob@b.test>|S: 250 ok|C: DATA',BROKEN_OFF",
    "'S: 554 no service|C: QUIT',REFUSED",
    "'S: 421 later',REFUSED",
    "'S: hello there',BAD_REPLY",
    "'S: 220 mx.test ready|C: EHLO me.test|S: 250-mx.test|S: 999 what',BROKEN_OFF",
  })
  void saysHowAServerFailed(String script, Failure expected) throws Exception {
    try (Peer peer = Peer.plays(script.replace('|', '\n') + "\n== CLOSE\n")) {
      var failed =
          assertThrows(
              InetException.class,
              () -> {
                try (var client = open(peer, OPTIONS)) {
                  client.send(letter("A: b\n\n", "bob@b.test"));
                }
              });
      assertEquals(expected, failed.failure(), failed.toString());
      assertEquals(peer.port(), failed.endpoint().orElseThrow().port());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"== CLOSE", "== RESET", "== STALL"})
  void doesNotKnowWhatBecameOfAMessageWithoutAnAnswer(String end) throws Exception {
    var results =
        sent(
            PIPELINING
                + """
                C: MAIL FROM:<ann@a.test>
                C: RCPT TO:<bob@b.test>
                C: DATA
                S: 250 ok
                S: 250 ok
                S: 354 go
                C: {until:.}
                """
                + end
                + "\n",
            OPTIONS.withPatience(Duration.ofMillis(end.equals("== STALL") ? 300 : 20_000)),
            "bob@b.test");
    assertEquals(List.of(Status.UNKNOWN), statuses(results));
    InetException why = results.get(0).failure().orElseThrow();
    boolean stalled = end.equals("== STALL");
    assertEquals(stalled ? Failure.TIMEOUT : Failure.BROKEN_OFF, why.failure());
    assertEquals(Retry.NEVER, why.retry());
    assertTrue(why.getMessage().contains("unknown"), why.getMessage());
  }

  @Test
  void tellsWhichOfTwoIsUnknownAndWhichWasNotSent() throws Exception {
    var post = new Heap(2);
    try (Peer peer =
        Peer.plays(
            PIPELINING
                + """
                C: MAIL FROM:<ann@a.test>
                C: RCPT TO:<bob@b.test>
                C: DATA
                S: 250 ok
                S: 250 ok
                S: 354 go
                C: {until:.}
                C: MAIL FROM:<ann@a.test>
                C: RCPT TO:<bob@b.test>
                C: DATA
                == CLOSE
                """)) {
      try (var client = open(peer, OPTIONS)) {
        client.deliver(post);
        assertFalse(client.isOpen());
      }
      assertEquals(List.of(Status.UNKNOWN), post.done);
      assertEquals(List.of(Failure.BROKEN_OFF), post.lost);
    }
  }

  @Test
  void endsTheSessionWhenTheServerDoes() throws Exception {
    var results =
        sent(
            PIPELINING
                + """
                C: MAIL FROM:<ann@a.test>
                C: RCPT TO:<a@b.test>
                C: RCPT TO:<b@b.test>
                C: DATA
                S: 250 ok
                S: 250 ok
                S: 421 4.3.2 shutting down
                == CLOSE
                """,
            OPTIONS,
            "a@b.test",
            "b@b.test");
    assertEquals(List.of(Status.DEFERRED, Status.DEFERRED), statuses(results));
    assertEquals(421, results.get(0).reply().orElseThrow().code());
  }

  @Test
  void takesNoLineWithoutAnEnd() throws Exception {
    try (Peer peer =
        Peer.of(
            talk -> {
              byte[] piece = new byte[64 * 1024];
              java.util.Arrays.fill(piece, (byte) '2');
              // Ten gigabytes, if anybody took them.
              for (long sent = 0; sent < 10L << 30; sent += piece.length) {
                talk.caller().output().write(piece);
              }
            })) {
      var failed = assertThrows(InetException.class, () -> open(peer, OPTIONS));
      assertEquals(Failure.BAD_REPLY, failed.failure());
    }
  }

  // --- TLS and signing in

  @Test
  void refusesWhatWasInjectedBeforeTls() throws Exception {
    try (Peer peer =
        Peer.plays(
            GREETING
                + """
                S: 250-mx.test
                S: 250 STARTTLS
                C: STARTTLS
                S: 220 go ahead
                S: 250 injected
                """)) {
      var failed = assertThrows(InetException.class, () -> open(peer, OPTIONS));
      assertEquals(Failure.BAD_REPLY, failed.failure());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STARTTLS,'S: 250 mx.test|C: QUIT|S: 221 bye'",
    "STARTTLS,'S: 250-mx.test|S: 250 STARTTLS|C: STARTTLS|S: 454 not now|C: QUIT|S: 221 bye'",
    "STARTTLS_IF_OFFERED,"
        + "'S: 250-mx.test|S: 250 STARTTLS|C: STARTTLS|S: 454 not now|C: QUIT|S: 221 bye'",
  })
  void doesNotGoOnInClearWhereTlsIsWanted(Security security, String script) throws Exception {
    try (Peer peer = Peer.plays(GREETING + script.replace('|', '\n') + "\n")) {
      var failed =
          assertThrows(InetException.class, () -> open(peer, OPTIONS.withSecurity(security)));
      assertEquals(Failure.TLS_NOT_OFFERED, failed.failure());
      peer.heardAll();
    }
  }

  private static SaslLogin ann() {
    return SaslLogin.of(new Credentials("ann", Secret.of("secret")));
  }

  @Test
  void signsInAndRefusesWhatTheServerRefuses() throws Exception {
    String auth = GREETING + "S: 250-mx.test\nS: 250-AUTH PLAIN\nS: 250 AUTH=LOGIN\n";
    try (Peer peer =
        Peer.plays(
            auth
                + """
                C: AUTH PLAIN AGFubgBzZWNyZXQ=
                S: 535 5.7.8 no
                C: QUIT
                S: 221 bye
                == NEXT
                """
                + auth
                + """
                C: AUTH PLAIN AGFubgBzZWNyZXQ=
                S: 235 welcome
                C: QUIT
                S: 221 bye
                """)) {
      var failed = assertThrows(InetException.class, () -> open(peer, OPTIONS, "smtp", ann()));
      assertEquals(Failure.SIGN_IN_REFUSED, failed.failure());
      open(peer, OPTIONS, "smtp", ann()).close();
      peer.heardAll();
    }
  }

  @Test
  void namesAMissingMechanism() throws Exception {
    try (Peer peer = Peer.plays(PLAIN + "C: QUIT\nS: 221 bye\n")) {
      var failed = assertThrows(InetException.class, () -> open(peer, OPTIONS, "smtp", ann()));
      assertEquals(Failure.NO_MECHANISM, failed.failure());
    }
  }

  // --- questions

  @ParameterizedTest
  @CsvSource({
    "550 5.1.1 no,NOT_FOUND",
    "551 elsewhere,NOT_FOUND",
    "553 ambiguous,NOT_FOUND",
    "502 no VRFY here,UNSUPPORTED",
    "450 later,REFUSED",
    "530 sign in,REFUSED",
  })
  void namesTheAnswersToQuestions(String reply, Failure expected) throws Exception {
    String script = PLAIN + "C: VRFY ann\nS: " + reply + "\nC: QUIT\nS: 221 bye\n";
    try (Peer peer = Peer.plays(script);
        var client = open(peer, OPTIONS)) {
      var failed = assertThrows(SmtpException.class, () -> client.verify("ann"));
      assertEquals(expected, failed.failure());
      assertEquals(Integer.parseInt(reply.substring(0, 3)), failed.code());
    }
  }

  @Test
  void refusesCommandsOfSeveralLines() throws Exception {
    try (Peer peer = Peer.plays(PLAIN + "C: QUIT\nS: 221 bye\n");
        var client = open(peer, OPTIONS)) {
      for (String word : new String[] {"a\r\nQUIT", "a\nQUIT", "a\rb", "a\0"}) {
        var failed = assertThrows(InetException.class, () -> client.verify(word));
        assertEquals(Failure.USAGE, failed.failure());
        assertThrows(InetException.class, () -> client.raw(word));
      }
    }
  }
}
