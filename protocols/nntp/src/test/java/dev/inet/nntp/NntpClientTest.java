package dev.inet.nntp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.Security;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.sandbox.Peer;
import dev.inet.sasl.SaslLogin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class NntpClientTest {
  private static final Dialer DIALER =
      Dialer.builder().timeouts(Timeouts.DEFAULT.withRead(Duration.ofSeconds(5))).build();
  private static final NntpOptions ANN =
      NntpOptions.DEFAULT.withLogin(SaslLogin.of(new Credentials("ann", Secret.of("pass word"))));

  /** How a session with a modern server begins. */
  private static final String HELLO =
      """
      S: 200 news.example ready
      C: CAPABILITIES
      S: 101 here they are
      S: VERSION 2
      S: READER
      S: OVER
      S: HDR
      S: POST
      S: LIST ACTIVE NEWSGROUPS
      S: AUTHINFO USER
      S: .
      """;

  private static NntpClient open(Peer peer, NntpOptions options) throws IOException {
    return NntpClient.open(DIALER, NntpUrl.parse("nntp://127.0.0.1:" + peer.port() + "/"), options);
  }

  private static NntpClient open(Peer peer) throws IOException {
    return open(peer, NntpOptions.DEFAULT);
  }

  private static Failure failure(String script, NntpOptions options) {
    try (Peer peer = Peer.plays(script)) {
      var failed = assertThrows(InetException.class, () -> open(peer, options).close(), script);
      peer.heardAll();
      return failed.failure();
    }
  }

  private static String text(NntpClient client, String article, NntpClient.Part part)
      throws IOException {
    var out = new ByteArrayOutputStream();
    client.get(article, part, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  // --- how sessions begin

  @Test
  void asksWhatTheServerCanAndSaysGoodbye() throws IOException {
    try (Peer peer = Peer.plays(HELLO + "C: DATE\nS: 111 20260131235959\nC: QUIT\n")) {
      try (NntpClient client = open(peer)) {
        assertEquals(Instant.parse("2026-01-31T23:59:59Z"), client.date());
        assertEquals(3, peer.turns());
      }
      peer.heardAll();
    }
  }

  @Test
  void putsUpWithServersOlderThanCapabilities() throws IOException {
    String script =
        """
        S: 201 old
        C: CAPABILITIES
        S: 500 what?
        C: MODE READER
        S: 500 what?
        C: GROUP a.b
        C: XOVER 1-
        S: 211 2 1 2 a.b
        S: 224 data follows
        S: 2\\tHello\\tann@x\\tFri, 02 Jan 2026 03:04:05 GMT\\t<2@x>\\t<1@x>\\t123\\t4
        S: .
        """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      List<Overview> seen = new ArrayList<>();
      client.overview("a.b", NumberRange.ALL, seen::add);
      assertEquals(1, seen.size());
      Overview article = seen.get(0);
      assertEquals(2, article.number());
      assertEquals("Hello", article.subject());
      assertEquals(List.of("<1@x>"), article.references());
      assertEquals(123, article.size());
      assertEquals(4, article.lines());
      assertEquals(Instant.parse("2026-01-02T03:04:05Z"), article.written().orElseThrow());
    }
  }

  @Test
  void entersReaderModeWhereTheServerHasOne() throws IOException {
    String script =
        """
        S: 200 transit
        C: CAPABILITIES
        S: 101 here
        S: VERSION 2
        S: MODE-READER
        S: .
        C: MODE READER
        S: 201 reading only
        C: CAPABILITIES
        S: 101 here
        S: VERSION 2
        S: READER
        S: .
        C: CAPABILITIES
        S: 101 here
        S: READER
        S: .
        """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      assertFalse(client.profile().mayPost());
      peer.heardAll();
    }
  }

  @Test
  void aServerThatWantsNobodySaysSo() {
    assertEquals(Failure.ACCESS_DENIED, failure("S: 502 not you\n", NntpOptions.DEFAULT));
    assertEquals(Failure.REFUSED, failure("S: 400 come back later\n", NntpOptions.DEFAULT));
    assertEquals(Failure.BAD_REPLY, failure("S: SSH-2.0-x\n", NntpOptions.DEFAULT));
    assertEquals(Failure.BAD_REPLY, failure("S: 2000 x\n", NntpOptions.DEFAULT));
    assertEquals(Failure.NO_ANSWER, failure("== CLOSE\n", NntpOptions.DEFAULT));
    assertEquals(
        Failure.BAD_REPLY, failure("S: 200 " + "x".repeat(70_000) + "\n", NntpOptions.DEFAULT));
  }

  @Test
  void aReplyIsOneLineEvenWithAMinusBehindItsCode() throws IOException {
    try (Peer peer = Peer.plays("S: 200-welcome\nC: CAPABILITIES\nS: 101-x\nS: READER\nS: .\n");
        NntpClient client = open(peer)) {
      assertEquals("nntp", client.url().scheme().name());
      peer.heardAll();
    }
  }

  // --- TLS

  @Test
  void upgradesToTlsAndAsksAgain(@TempDir Path folder) throws IOException {
    Path ca = folder.resolve("ca.pem");
    Files.writeString(ca, Peer.authority().pem());
    Dialer trusting = DIALER.toBuilder().tls(TlsPolicy.DEFAULT.withCaFile(ca)).build();
    String script =
        """
        S: 200 hello
        C: CAPABILITIES
        S: 101 here
        S: READER
        S: STARTTLS
        S: .
        C: STARTTLS
        S: 382 go on
        == TLS
        C: CAPABILITIES
        S: 101 here
        S: READER
        S: AUTHINFO USER
        S: .
        C: AUTHINFO USER ann
        S: 381 password
        C: AUTHINFO PASS pass word
        S: 281 welcome
        C: DATE
        S: 111 20260131235959
        """;
    try (Peer peer = Peer.plays(script);
        NntpClient client =
            NntpClient.open(
                trusting, NntpUrl.parse("nntp://localhost:" + peer.port() + "/"), ANN)) {
      client.date();
      peer.heardAll();
    }
  }

  @Test
  void tlsThatIsRequiredOrRefusedIsNotPassedOver() {
    NntpOptions required = NntpOptions.DEFAULT.withSecurity(Security.STARTTLS);
    assertEquals(Failure.TLS_NOT_OFFERED, failure(HELLO, required));
    String old = "S: 200 x\nC: CAPABILITIES\nS: 500 what?\nC: STARTTLS\nS: 500 what?\n";
    assertEquals(Failure.TLS_NOT_OFFERED, failure(old, required));
    String offers = "S: 200 x\nC: CAPABILITIES\nS: 101 x\nS: READER\nS: STARTTLS\nS: .\n";
    assertEquals(
        Failure.TLS_NOT_OFFERED, failure(offers + "C: STARTTLS\nS: 580 no\n", NntpOptions.DEFAULT));
  }

  @Test
  void wordsInClearBehindTheGoAheadAreNoWordsUnderTls() {
    String offers = "S: 200 x\nC: CAPABILITIES\nS: 101 x\nS: READER\nS: STARTTLS\nS: .\n";
    assertEquals(
        Failure.BAD_REPLY,
        failure(offers + "C: STARTTLS\nS: 382 go\nS: 101 injected\n", NntpOptions.DEFAULT));
  }

  // --- sign-in

  @Test
  void signsInBeforeItAsks() throws IOException {
    String script =
        HELLO
            + """
            C: AUTHINFO USER ann
            S: 381 password
            C: AUTHINFO PASS pass word
            S: 281 welcome
            C: GROUP a.b
            S: 211 3 1 3 a.b
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer, ANN)) {
      assertEquals(new Selected("a.b", 3, 1, 3), client.select("a.b"));
      peer.heardAll();
    }
  }

  @Test
  void signsInAgainWhereTheServerAsksInTheMiddle() throws IOException {
    String login =
        """
        C: AUTHINFO USER ann
        S: 381 password
        C: AUTHINFO PASS pass word
        S: 281 welcome
        """;
    String script =
        HELLO
            + login
            + "C: GROUP a.b\nS: 211 3 1 3 a.b\n"
            + "C: HEAD 2\nS: 480 that was long ago\n"
            + login
            + "C: GROUP a.b\nS: 211 3 1 3 a.b\n"
            + "C: HEAD 2\nS: 221 2 <2@x>\nS: Subject: x\nS: .\n";
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer, ANN)) {
      client.select("a.b");
      assertEquals("Subject: x\r\n", text(client, "2", NntpClient.Part.HEAD));
      peer.heardAll();
    }
  }

  @Test
  void asksForNoSignInForEver() throws IOException {
    String login =
        """
        C: AUTHINFO USER ann
        S: 381 password
        C: AUTHINFO PASS pass word
        S: 281 welcome
        """;
    String script =
        HELLO + login + "C: GROUP a.b\nS: 480 more\n" + login + "C: GROUP a.b\nS: 480 x\n";
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer, ANN)) {
      var failed = assertThrows(NntpException.class, () -> client.select("a.b"));
      assertEquals(Failure.SIGN_IN_REFUSED, failed.failure());
      peer.heardAll();
    }
  }

  @Test
  void aRefusedSignInIsThatAtEveryStep() {
    for (String no :
        List.of(
            "C: AUTHINFO USER ann\nS: 481 no\n",
            "C: AUTHINFO USER ann\nS: 502 no\n",
            "C: AUTHINFO USER ann\nS: 381 x\nC: AUTHINFO PASS pass word\nS: 481 no\n",
            "C: AUTHINFO USER ann\nS: 381 x\nC: AUTHINFO PASS pass word\nS: 452 no\n")) {
      assertEquals(Failure.SIGN_IN_REFUSED, failure(HELLO + no, ANN), no);
    }
    assertEquals(
        Failure.NO_MECHANISM, failure(HELLO + "C: AUTHINFO USER ann\nS: 500 what?\n", ANN));
    NntpOptions odd = ANN.withLogin(ANN.login().withMechanism("SCRAM-SHA-1"));
    assertEquals(Failure.NO_MECHANISM, failure(HELLO, odd));
  }

  @Test
  void aPasswordThatIsNoLineIsNotSent() {
    var evil = SaslLogin.of(new Credentials("ann", Secret.of("x\r\nPOST")));
    assertEquals(Failure.USAGE, failure(HELLO, NntpOptions.DEFAULT.withLogin(evil)));
  }

  @Test
  void signsInBySaslWithTheInitialResponseOnTheLine() throws IOException {
    String script =
        """
        S: 200 x
        C: CAPABILITIES
        S: 101 x
        S: READER
        S: AUTHINFO SASL
        S: SASL PLAIN
        S: .
        C: AUTHINFO SASL PLAIN AGFubgBwYXNzIHdvcmQ=
        S: 281 welcome
        """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer, ANN)) {
      assertTrue(client.isLoopback());
      peer.heardAll();
    }
  }

  // --- groups

  @Test
  void listsGroupsAndTheirDescriptionsInOneTurn() throws IOException {
    String script =
        HELLO
            + """
            C: LIST NEWSGROUPS a.*
            C: LIST ACTIVE a.*
            S: 215 descriptions
            S: a.b\\tAbout b
            S: .
            S: 215 groups
            S: a.b 0000000010 0000000003 y
            S: nonsense
            S: a.c 0 1 m
            S: .
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      List<Newsgroup> groups = new ArrayList<>();
      client.groups("a.*", groups::add);
      assertEquals(
          List.of(
              new Newsgroup("a.b", 3, 10, 8, "y", "About b"),
              new Newsgroup("a.c", 1, 0, 0, "m", "")),
          groups);
      assertEquals(3, peer.turns());
      peer.heardAll();
    }
  }

  @Test
  void choosesGroupsItselfWhereTheServerKnowsNoPatterns() throws IOException {
    String script =
        HELLO
            + """
            C: LIST NEWSGROUPS a.*
            C: LIST ACTIVE a.*
            S: 503 none
            S: 501 what?
            C: LIST
            S: 215 groups
            S: a.b 10 3 y
            S: c.d 10 3 y
            S: .
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      List<String> names = new ArrayList<>();
      client.groups("a.*", group -> names.add(group.name()));
      assertEquals(List.of("a.b"), names);
      peer.heardAll();
    }
  }

  @Test
  void numbersThatAreNoneAreABrokenProtocol() throws IOException {
    for (String numbers : List.of("1 2", "x 1 2 a.b", "99999999999999999999 1 2 a.b", "-1 1 2 g")) {
      try (Peer peer = Peer.plays(HELLO + "C: GROUP a.b\nS: 211 " + numbers + "\n");
          NntpClient client = open(peer)) {
        var failed = assertThrows(NntpException.class, () -> client.select("a.b"));
        assertEquals(Failure.BAD_REPLY, failed.failure());
      }
    }
  }

  // --- overviews

  @Test
  void listsAGroupInOneTurnAndSkipsLinesThatAreNone() throws IOException {
    String script =
        HELLO
            + """
            C: GROUP a.b
            C: OVER 5-9
            S: 211 1000000 1 3 a.b
            S: 224 overview
            S: rubbish
            S: 5\\tS\\tF\\tD\\t<5@x>\\t\\t\\t\\tXref: news a.b:5 c.d:7
            S: 6
            S: .
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      List<Overview> seen = new ArrayList<>();
      client.overview("a.b", new NumberRange(5, 9), seen::add);
      assertEquals(2, seen.size());
      assertEquals(List.of("a.b", "c.d"), seen.get(0).groups());
      assertEquals(-1, seen.get(0).size());
      assertTrue(seen.get(0).written().isEmpty());
      assertEquals("", seen.get(1).messageId());
      assertEquals(3, peer.turns());
      peer.heardAll();
    }
  }

  @Test
  void aGroupThatIsNotThereLeavesTheSessionUsable() throws IOException {
    String script =
        HELLO
            + """
            C: GROUP nope
            C: OVER 1-
            S: 411 no such group
            S: 412 no group selected
            C: DATE
            S: 111 20260131235959
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      var failed =
          assertThrows(
              NntpException.class, () -> client.overview("nope", NumberRange.ALL, each -> {}));
      assertEquals(Failure.NOT_FOUND, failed.failure());
      client.date();
      peer.heardAll();
    }
  }

  @Test
  void anEmptyGroupIsNoFailure() throws IOException {
    try (Peer peer =
            Peer.plays(HELLO + "C: GROUP a.b\nC: OVER 1-\nS: 211 0 1 0 a.b\nS: 423 none\n");
        NntpClient client = open(peer)) {
      client.overview("a.b", NumberRange.ALL, each -> assertEquals("none", each.subject()));
      peer.heardAll();
    }
  }

  @Test
  void asksFieldByFieldWhereThereIsNoOverview() throws IOException {
    String script =
        HELLO
            + """
            C: GROUP a.b
            C: OVER 1-
            S: 211 2 1 2 a.b
            S: 503 no overview
            C: XOVER 1-
            S: 500 what?
            C: HDR Subject 1-2
            C: HDR From 1-2
            C: HDR Date 1-2
            C: HDR Message-ID 1-2
            C: HDR References 1-2
            C: HDR :bytes 1-2
            C: HDR :lines 1-2
            C: HDR Xref 1-2
            S: 225 x
            S: 1 One
            S: 2 Two
            S: .
            S: 225 x
            S: 1 ann@x
            S: 2 bob@x
            S: .
            S: 225 x
            S: 1 Fri, 02 Jan 2026 03:04:05 GMT
            S: .
            S: 225 x
            S: 1 <1@x>
            S: 2 <2@x>
            S: .
            S: 225 x
            S: 2 <1@x>
            S: .
            S: 503 no
            S: 225 x
            S: 1 7
            S: .
            S: 225 x
            S: .
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      List<Overview> seen = new ArrayList<>();
      client.overview("a.b", NumberRange.ALL, seen::add);
      assertEquals(List.of("One", "Two"), seen.stream().map(Overview::subject).toList());
      assertEquals(List.of("<1@x>"), seen.get(1).references());
      assertEquals(7, seen.get(0).lines());
      assertEquals(-1, seen.get(0).size());
      peer.heardAll();
    }
  }

  @Test
  void readsHeadersWhereThereIsNothingElse() throws IOException {
    StringBuilder fields = new StringBuilder();
    String none = "S: 500 what?\n";
    for (String field :
        List.of(
            "Subject", "From", "Date", "Message-ID", "References", ":bytes", ":lines", "Xref")) {
      fields.append("C: HDR ").append(field).append(" 1-2\n");
    }
    String script =
        HELLO
            + "C: GROUP a.b\nC: OVER 1-\nS: 211 2 1 2 a.b\nS: 500 what?\nC: XOVER 1-\n"
            + none
            + fields
            + none.repeat(8)
            + "C: LISTGROUP a.b 1-2\nS: 211 2 1 2 a.b\nS: 1\nS: 2\nS: .\n"
            + "C: HEAD 1\nS: 221 x\nS: subject: folded\nS:  twice\nS: From: ann\nS: .\n"
            + "C: HEAD 2\nS: 423 gone\n";
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      List<Overview> seen = new ArrayList<>();
      client.overview("a.b", NumberRange.ALL, seen::add);
      assertEquals(1, seen.size());
      assertEquals("folded twice", seen.get(0).subject());
      peer.heardAll();
    }
  }

  @Test
  void anOverviewLineWithoutEndIsRefused() throws IOException {
    String line = "S: " + "x".repeat(1000) + "\\\n";
    String script = HELLO + "C: GROUP a.b\nC: OVER 1-\nS: 211 1 1 1 a.b\nS: 224 x\n";
    try (Peer peer = Peer.plays(script + line.repeat(1100) + "== STALL\n");
        NntpClient client = open(peer)) {
      var failed =
          assertThrows(
              InetException.class, () -> client.overview("a.b", NumberRange.ALL, each -> {}));
      assertEquals(Failure.BAD_REPLY, failed.failure());
    }
  }

  // --- articles

  @Test
  void fetchesAnArticleWithoutTheDotsOfTheProtocol() throws IOException {
    String script =
        HELLO
            + """
            C: ARTICLE <1@x>
            S: 220 0 <1@x>
            S: Subject: x
            S:
            S: ..
            S: ...two
            S: Gr\\xFC\\xDFe
            S: .
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      var out = new ByteArrayOutputStream();
      long size = client.get("<1@x>", NntpClient.Part.ARTICLE, out);
      byte[] wanted =
          "Subject: x\r\n\r\n.\r\n..two\r\nGr\u00fc\u00dfe\r\n"
              .getBytes(StandardCharsets.ISO_8859_1);
      assertArrayEquals(wanted, out.toByteArray());
      assertEquals(wanted.length, size);
      peer.heardAll();
    }
  }

  @Test
  void anArticleThatDoesNotEndIsIncomplete() throws IOException {
    try (Peer peer =
            Peer.plays(HELLO + "C: BODY 1\nS: 222 1 <1@x>\nS: begins\nS: .\\\n== CLOSE\n");
        NntpClient client = open(peer)) {
      var failed = assertThrows(InetException.class, () -> text(client, "1", NntpClient.Part.BODY));
      assertEquals(Failure.INCOMPLETE, failed.failure());
    }
  }

  @Test
  void aBareLineFeedCannotEndAnArticle() throws IOException {
    String script = HELLO + "C: BODY 1\nS: 222 1 <1@x>\nS: a\\n.\\n223 forged\nS: .\n";
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      assertEquals("a\n.\n223 forged\r\n", text(client, "1", NntpClient.Part.BODY));
    }
  }

  /** The channel reads ahead 16 KiB: a dot stands on each side of that, and of every step of it. */
  @Test
  void dotsAreTakenOffAtEveryPlaceInABuffer() throws IOException {
    for (int pad = 16_340; pad < 16_400; pad++) {
      String filler = "x".repeat(pad - 60);
      String sent = filler + "\r\n..\r\n...\r\n..a\r\n\r\n..\r\n.\r\n";
      String wanted = filler + "\r\n.\r\n..\r\n.a\r\n\r\n.\r\n";
      try (Peer peer =
              Peer.of(
                  talk -> {
                    talk.send("200 x").expect("CAPABILITIES");
                    talk.send("500 x").expect("MODE READER");
                    talk.send("200 x").expect("BODY 1");
                    talk.sendRaw("222 1 <1@x>\r\n" + sent).expect("QUIT");
                  });
          NntpClient client = open(peer)) {
        assertEquals(wanted, text(client, "1", NntpClient.Part.BODY), "after " + pad);
      }
    }
  }

  @Test
  void asksForManyArticlesInFewTurns() throws IOException {
    int count = 500;
    try (Peer peer =
        Peer.of(
            talk -> {
              talk.send("200 x").expect("CAPABILITIES");
              talk.send("500 x").expect("MODE READER");
              talk.send("200 x");
              for (int i = 1; i <= count; i++) {
                talk.expect("ARTICLE " + i);
                talk.send(i % 7 == 0 ? "423 gone" : "220 " + i + "\\r\\nbody " + i + "\\r\\n.");
              }
            })) {
      List<String> articles = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        articles.add(Integer.toString(i));
      }
      var taker = new Collecting();
      try (NntpClient client = open(peer)) {
        client.fetch(articles, NntpClient.Part.ARTICLE, taker);
      }
      assertEquals(count / 7, taker.missing.size());
      assertEquals(count - count / 7, taker.taken.size());
      assertEquals("500=body 500\r\n", taker.taken.get(taker.taken.size() - 1));
      assertTrue(peer.turns() < 40, "turns: " + peer.turns());
    }
  }

  private static final class Collecting implements NntpClient.ArticleTaker {
    final List<String> taken = new ArrayList<>();
    final List<String> missing = new ArrayList<>();

    @Override
    public void take(String article, InputStream bytes) throws IOException {
      taken.add(article + "=" + new String(bytes.readAllBytes(), StandardCharsets.UTF_8));
    }

    @Override
    public void missing(String article, NntpException why) {
      missing.add(article);
    }
  }

  @Test
  void signsInInTheMiddleOfAPipeline() throws IOException {
    String login = "C: AUTHINFO USER ann\nS: 381 x\nC: AUTHINFO PASS pass word\nS: 281 welcome\n";
    String script =
        HELLO
            + login
            + "C: HEAD 1\nC: HEAD 2\nC: HEAD 3\n"
            + "S: 221 1\nS: a: 1\nS: .\nS: 480 x\nS: 480 x\n"
            + login
            + "C: HEAD 2\nC: HEAD 3\nS: 221 2\nS: a: 2\nS: .\nS: 221 3\nS: a: 3\nS: .\n";
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer, ANN)) {
      var taker = new Collecting();
      client.fetch(List.of("1", "2", "3"), NntpClient.Part.HEAD, taker);
      assertEquals(List.of("1=a: 1\r\n", "2=a: 2\r\n", "3=a: 3\r\n"), taker.taken);
      peer.heardAll();
    }
  }

  @Test
  void aServerThatGivesUpInTheMiddleIsHeard() throws IOException {
    String script =
        HELLO + "C: HEAD 1\nC: HEAD 2\nS: 221 1\nS: a: 1\nS: .\nS: 400 shutting down\n== CLOSE\n";
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      var taker = new Collecting();
      var failed =
          assertThrows(
              NntpException.class,
              () -> client.fetch(List.of("1", "2"), NntpClient.Part.HEAD, taker));
      assertEquals(Failure.REFUSED, failed.failure());
      assertEquals(1, taker.taken.size());
    }
  }

  // --- posting and what is new

  @Test
  void postsWithDotsDoubledAndLineEndsMended() throws IOException {
    String script =
        HELLO
            + """
            C: POST
            S: 340 send it
            C: Subject: x
            C: {regex:}
            C: ..
            C: ..one
            C: last
            C: .
            S: 240 thank you
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      client.post("Subject: x\n\n.\n.one\r\nlast".getBytes(StandardCharsets.UTF_8));
      peer.heardAll();
    }
  }

  @Test
  void aRefusedArticleIsARefusedUpload() throws IOException {
    for (String no :
        List.of("C: POST\nS: 440 no\n", "C: POST\nS: 340 x\nC: {until:.}\nS: 441 no\n")) {
      try (Peer peer = Peer.plays(HELLO + no);
          NntpClient client = open(peer)) {
        var failed =
            assertThrows(
                NntpException.class,
                () -> client.post("a: b\r\n\r\nc\r\n".getBytes(StandardCharsets.UTF_8)));
        assertEquals(Failure.UPLOAD_REFUSED, failed.failure());
        peer.heardAll();
      }
    }
  }

  @Test
  void asksForWhatIsNewInUniversalTime() throws IOException {
    String script =
        HELLO
            + """
            C: NEWNEWS a.* 20260131 235959 GMT
            S: 230 new
            S: <1@x>
            S: <2@x>
            S: .
            C: NEWGROUPS 20260131 235959 GMT
            S: 231 new
            S: a.b 4 1 y
            S: .
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      Instant since = Instant.parse("2026-01-31T23:59:59Z");
      List<String> seen = new ArrayList<>();
      client.newArticles("a.*", since, seen::add);
      client.newGroups(since, group -> seen.add(group.name()));
      assertEquals(List.of("<1@x>", "<2@x>", "a.b"), seen);
      peer.heardAll();
    }
  }

  @Test
  void findsNumbersWithoutListgroupAndBoundsThem() throws IOException {
    String script = HELLO + "C: LISTGROUP a.b\nS: 500 x\nC: GROUP a.b\nS: 211 9 2 4 a.b\n";
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      assertArrayEquals(new long[] {2, 3, 4}, client.numbers("a.b", NumberRange.ALL));
    }
    String endless =
        HELLO + "C: LISTGROUP a.b\nS: 500 x\nC: GROUP a.b\nS: 211 9 1 999999999999999 a.b\n";
    try (Peer peer = Peer.plays(endless);
        NntpClient client = open(peer)) {
      assertEquals(1_000_000, client.numbers("a.b", NumberRange.ALL).length);
    }
  }
}
