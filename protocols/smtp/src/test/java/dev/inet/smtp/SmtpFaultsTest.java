package dev.inet.smtp;

import static dev.inet.smtp.Talks.GREETING;
import static dev.inet.smtp.Talks.OPTIONS;
import static dev.inet.smtp.Talks.PIPELINING;
import static dev.inet.smtp.Talks.PLAIN;
import static dev.inet.smtp.Talks.letter;
import static dev.inet.smtp.Talks.open;
import static dev.inet.smtp.Talks.sent;
import static dev.inet.smtp.Talks.statuses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.core.Secret;
import dev.inet.core.Security;
import dev.inet.sandbox.Peer;
import dev.inet.sasl.SaslLogin;
import dev.inet.smtp.RecipientResult.Status;
import dev.inet.smtp.Talks.Heap;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that drop, stall, lie, or refuse; TLS that is stripped; questions. */
@Timeout(30)
final class SmtpFaultsTest {
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
    "'S: 220 mx.test ready|C: EHLO me.test|S: 554 blocked',REFUSED",
    "'S: 220 mx.test ready|C: EHLO me.test|S: 554 blocked|C: HELO me.test',REFUSED",
    "'S: hello there',BAD_REPLY",
    "'S: 220 mx.test ready|C: EHLO me.test|S: 250-mx.test|S: 999 what',BROKEN_OFF",
    "'S: 220 mx.test ready|C: EHLO me.test|S: 250-mx.test|S: 550 no',BAD_REPLY",
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

  private static final String MAIL = "C: MAIL FROM:<ann@a.test>|";
  private static final String RCPT = MAIL + "S: 250 ok|C: RCPT TO:<a@b.test>|";
  private static final String DATA = RCPT + "S: 250 ok|C: DATA|";
  private static final String DOT = DATA + "S: 354 go|C: {until:.}|";

  /** What the server has not taken it may take from another session; nothing more is said to it. */
  @ParameterizedTest
  @ValueSource(strings = {MAIL, RCPT, DATA, DOT})
  void takesAGoodbyeInTheMiddleForADeferral(String before) throws Exception {
    String script = PLAIN + before.replace('|', '\n') + "S: 421 4.3.2 shutting down\n== CLOSE\n";
    var results = sent(script, OPTIONS, "a@b.test");
    assertEquals(List.of(Status.DEFERRED), statuses(results));
    assertEquals(Retry.SAFE, results.get(0).failure().orElseThrow().retry());
  }

  @Test
  void aGoodbyeToOneRecipientIsOneFailureOfAllWhoWereNotRefused() throws Exception {
    String script =
        PLAIN
            + """
            C: MAIL FROM:<ann@a.test>
            S: 250 ok
            C: RCPT TO:<a@b.test>
            S: 250 ok
            C: RCPT TO:<b@b.test>
            S: 550 no such user
            C: RCPT TO:<c@b.test>
            S: 421 4.3.2 shutting down
            == CLOSE
            """;
    var results = sent(script, OPTIONS, "a@b.test", "b@b.test", "c@b.test", "d@b.test");
    assertEquals(
        List.of(Status.DEFERRED, Status.REFUSED, Status.DEFERRED, Status.DEFERRED),
        statuses(results));
    assertSame(results.get(0).failure().orElseThrow(), results.get(2).failure().orElseThrow());
    assertSame(results.get(0).failure().orElseThrow(), results.get(3).failure().orElseThrow());
  }

  /** It hangs up without the answers that it still owes to what was written ahead. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "S: 550 no|== CLOSE",
        "S: 550 no|S: 421 bye|== CLOSE",
        "S: 250 ok|S: 550 no|== CLOSE",
        "S: 250 ok|S: 550 no|S: 354 go|C: .|== CLOSE",
      })
  void aRefusalStandsWhereTheServerHangsUpOverIt(String answers) throws Exception {
    String envelope =
        "C: MAIL FROM:<ann@a.test>\nC: RCPT TO:<a@b.test>\nC: DATA\n"
            + answers.replace('|', '\n')
            + "\n";
    var results = sent(PIPELINING + envelope, OPTIONS, "a@b.test");
    assertEquals(List.of(Status.REFUSED), statuses(results));
    assertEquals(Failure.REFUSED, results.get(0).failure().orElseThrow().failure());
  }

  @Test
  void aRecipientThatWasRefusedIsToldWhereTheServerIsGoneBeforeItTakesTheOther() {
    String script =
        PIPELINING
            + """
            C: MAIL FROM:<ann@a.test>
            C: RCPT TO:<a@b.test>
            C: RCPT TO:<b@b.test>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 550 no such user
            == CLOSE
            """;
    var failed =
        assertThrows(InetException.class, () -> sent(script, OPTIONS, "a@b.test", "b@b.test"));
    assertEquals(Failure.BROKEN_OFF, failed.failure());
    assertEquals(
        "recipient b@b.test refused: 550 no such user, before that", failed.hint().orElse(""));
  }

  @Test
  void anAnswerThatIsNeitherYesNorNoLeavesTheStateUnknown() throws Exception {
    String script = PLAIN + DOT.replace('|', '\n') + "S: 354 what\n== CLOSE\n";
    var results = sent(script, OPTIONS, "a@b.test");
    assertEquals(List.of(Status.UNKNOWN), statuses(results));
    assertEquals(Failure.BAD_REPLY, results.get(0).failure().orElseThrow().failure());
  }

  @Test
  void anAnswerToAMessageBeforeItIsSentIsNone() throws Exception {
    String early = PLAIN + DATA.replace('|', '\n') + "S: 354 go\nS: 250 queued\n== CLOSE\n";
    var failed = assertThrows(InetException.class, () -> sent(early, OPTIONS, "a@b.test"));
    assertEquals(Failure.BAD_REPLY, failed.failure());
  }

  @Test
  void aGoodbyeInsteadOfASessionIsARefusalForNow() throws Exception {
    for (String script :
        new String[] {
          "S: 421 later\n== CLOSE\n", GREETING + "S: 421 later\n== CLOSE\n",
        }) {
      try (Peer peer = Peer.plays(script)) {
        var failed = assertThrows(InetException.class, () -> open(peer, OPTIONS));
        assertEquals(Failure.REFUSED, failed.failure());
        assertEquals(Retry.SAFE, failed.retry());
        peer.heardAll();
      }
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

  @Test
  void aServerThatHangsUpInTheMessageMaySayWhy() throws Exception {
    String script =
        PLAIN
            + "C: MAIL FROM:<ann@a.test>\nS: 250 ok\nC: RCPT TO:<bob@b.test>\nS: 250 ok\n"
            + "C: DATA\nS: 354 go\nS: 552 5.3.4 too much\n== CLOSE\n";
    try (Peer peer = Peer.plays(script);
        var client = open(peer, OPTIONS)) {
      String text = "A: b\n\n" + "all work and no play\n".repeat(500_000);
      List<RecipientResult> results = client.send(letter(text, "bob@b.test"));
      assertEquals(List.of(Status.REFUSED), statuses(results));
      assertEquals(552, results.get(0).reply().orElseThrow().code());
      assertFalse(client.isOpen());
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
  void asksInAsciiWhereOnlyTheDomainHasOtherLetters() throws Exception {
    String script = PLAIN + "C: VRFY ann@xn--bcher-kva.test\nS: 250 <ann>\nC: QUIT\nS: 221 bye\n";
    try (Peer peer = Peer.plays(script)) {
      try (var client = open(peer, OPTIONS)) {
        assertEquals(250, client.verify("ann@bücher.test").code());
        var failed = assertThrows(InetException.class, () -> client.verify("ännchen@a.test"));
        assertEquals(Failure.UNSUPPORTED, failed.failure());
      }
      peer.heardAll();
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
