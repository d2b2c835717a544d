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
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.core.dial.Dialer;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.mail.MailAddress;
import dev.inet.mail.MessageFacts;
import dev.inet.mail.MessageSource;
import dev.inet.sandbox.Peer;
import dev.inet.sasl.SaslLogin;
import dev.inet.smtp.RecipientResult.Status;
import dev.inet.smtp.Talks.Heap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
final class SmtpClientTest {
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

  /** RFC 5321, section 4.5.3.1.10: what is too much for one envelope goes in another. */
  @Test
  void recipientsThatWereTooManyGetAnEnvelopeOfTheirOwn() throws Exception {
    var results =
        sent(
            PIPELINING
                + """
                C: MAIL FROM:<ann@a.test>
                C: RCPT TO:<a@b.test>
                C: RCPT TO:<b@b.test>
                C: RCPT TO:<c@b.test>
                C: DATA
                S: 250 ok
                S: 250 ok
                S: 452 4.5.3 too many recipients
                S: 550 5.1.1 nobody
                S: 354 go
                C: Subject: x
                C:
                C: body
                C: .
                S: 250 queued as 1
                C: MAIL FROM:<ann@a.test>
                C: RCPT TO:<b@b.test>
                C: DATA
                S: 250 ok
                S: 250 ok
                S: 354 go
                C: Subject: x
                C:
                C: body
                C: .
                S: 250 queued as 2
                C: QUIT
                S: 221 bye
                """,
            OPTIONS,
            "a@b.test",
            "b@b.test",
            "c@b.test");
    assertEquals(List.of(Status.ACCEPTED, Status.ACCEPTED, Status.REFUSED), statuses(results));
    assertEquals("250 queued as 2", results.get(1).reply().orElseThrow().toString());
  }

  @Test
  void aServerThatTakesNobodyOfTheRestIsNotAskedForEver() throws Exception {
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
                S: 452 later
                S: 354 go
                C: Subject: x
                C:
                C: body
                C: .
                S: 250 queued as 1
                C: MAIL FROM:<ann@a.test>
                C: RCPT TO:<b@b.test>
                C: DATA
                S: 250 ok
                S: 452 still later
                S: 503 nobody is named
                C: QUIT
                S: 221 bye
                """,
            OPTIONS,
            "a@b.test",
            "b@b.test");
    assertEquals(List.of(Status.ACCEPTED, Status.DEFERRED), statuses(results));
    assertEquals("452 still later", results.get(1).reply().orElseThrow().toString());
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

  private static List<RecipientResult> given(
      String script, SmtpOptions options, String text, Envelope envelope) throws IOException {
    MessageSource source = MessageSource.of(text.getBytes(StandardCharsets.UTF_8));
    try (Peer peer = Peer.plays(script)) {
      List<RecipientResult> results;
      try (var client = open(peer, options)) {
        results = client.send(new Letter(envelope, source, MessageFacts.of(source), 1));
      }
      peer.heardAll();
      return results;
    }
  }

  private static final String TAKEN =
      """
      S: 250 ok
      C: DATA
      S: 354 go
      C: {until:.}
      S: 250 queued
      C: QUIT
      S: 221 bye
      """;

  @ParameterizedTest
  @CsvSource({
    "A: b||ü|,8BITMIME",
    "A: ü||b|,SMTPUTF8",
  })
  void strictlySendsNothingThatAServerDoesNotAnnounceToTake(String lines, String missing)
      throws IOException {
    String text = lines.replace('|', '\n');
    var envelope = Envelope.of(MailAddress.parse("ann@a.test"), MailAddress.parseList("b@b.test"));
    String offer = missing.equals("SMTPUTF8") ? "8BITMIME" : "SIZE";
    String hello = GREETING + "S: 250-mx.test\nS: 250 " + offer + "\nC: QUIT\nS: 221 bye\n";
    var results = given(hello, OPTIONS.withStrict(true), text, envelope);
    InetException why = results.get(0).failure().orElseThrow();
    assertEquals(Failure.UNSUPPORTED, why.failure());
    assertTrue(why.getMessage().contains(missing), why.getMessage());
    // Others send it all the same; servers that cannot take it are rarer than those that do not
    // say.
    String plain = PLAIN + "C: MAIL FROM:<ann@a.test>\nS: 250 ok\nC: RCPT TO:<b@b.test>\n" + TAKEN;
    assertEquals(List.of(Status.ACCEPTED), statuses(given(plain, OPTIONS, text, envelope)));
  }

  @Test
  void domainsGoOutInAsciiWhereNothingElseNeedsUtf8() throws Exception {
    var envelope =
        Envelope.of(MailAddress.parse("ann@bücher.test"), MailAddress.parseList("bob@Müller.TEST"));
    String script =
        GREETING
            + "S: 250-mx.test\nS: 250 SMTPUTF8\nC: MAIL FROM:<ann@xn--bcher-kva.test>\nS: 250 ok\n"
            + "C: RCPT TO:<bob@xn--mller-kva.test>\n"
            + TAKEN;
    assertEquals(List.of(Status.ACCEPTED), statuses(given(script, OPTIONS, "A: b\n\n", envelope)));
  }

  @Test
  void reportsAreAskedOfThoseAloneWhoWriteThem() throws Exception {
    var reports =
        new DeliveryReports(
            java.util.Set.of(DeliveryReports.When.NEVER), Optional.empty(), Optional.empty());
    var envelope =
        new Envelope(
            Optional.of(MailAddress.parse("ann@a.test")),
            MailAddress.parseList("\"a b+c=\"@b.test"),
            reports);
    String none = PLAIN + "C: QUIT\nS: 221 bye\n";
    var refused = given(none, OPTIONS, "A: b\n\n", envelope);
    assertEquals(Failure.UNSUPPORTED, refused.get(0).failure().orElseThrow().failure());
    String script =
        GREETING
            + "S: 250-mx.test\nS: 250 DSN\nC: MAIL FROM:<ann@a.test>\nS: 250 ok\n"
            + "C: RCPT TO:<\"a b+c=\"@b.test> NOTIFY=NEVER"
            + " ORCPT=rfc822;\"a+20b+2Bc+3D\"@b.test\n"
            + TAKEN;
    assertEquals(List.of(Status.ACCEPTED), statuses(given(script, OPTIONS, "A: b\n\n", envelope)));
  }

  @Test
  void piecesCostNoTurnMoreThanLines() throws Exception {
    var script =
        new StringBuilder(GREETING)
            .append("S: 250-mx.test\nS: 250-CHUNKING\nS: 250 PIPELINING\n")
            .append("C: MAIL FROM:<ann@a.test>\nC: RCPT TO:<bob@b.test>\nS: 250 ok\nS: 250 ok\n");
    for (int i = 0; i < 20; i++) {
      script.append("C: BDAT 14 LAST\nC: {bytes:14}\n");
      if (i < 19) {
        script.append("C: MAIL FROM:<ann@a.test>\nC: RCPT TO:<bob@b.test>\n");
        script.append("S: 250 queued\nS: 250 ok\nS: 250 ok\n");
      }
    }
    script.append("S: 250 queued\nC: QUIT\nS: 221 bye\n");
    var post = new Heap(20);
    try (Peer peer = Peer.plays(script.toString())) {
      try (var client = open(peer, OPTIONS)) {
        client.deliver(post);
      }
      peer.heardAll();
      assertEquals(20, post.done.stream().filter(each -> each == Status.ACCEPTED).count());
      assertEquals(24, peer.turns());
    }
  }

  /** A message must not go out in clear to a place that was named as one of TLS. */
  @Test
  void theSchemeAloneAsksForTls() throws Exception {
    Dialer trusting = Dialer.builder().tls(TlsPolicy.DEFAULT.withInsecure(true)).build();
    try (Peer peer =
            Peer.of(
                conversation -> {
                  conversation.secure();
                  conversation.send("220 mx.test ready").expect("EHLO {any}");
                  conversation.send("250 mx.test").expect("QUIT");
                });
        SmtpClient client =
            SmtpClient.open(
                trusting,
                SmtpUrl.parse("smtps://127.0.0.1:" + peer.port()),
                SmtpOptions.DEFAULT,
                SaslLogin.NONE)) {
      assertTrue(client.tls().isPresent());
    }
  }
}
