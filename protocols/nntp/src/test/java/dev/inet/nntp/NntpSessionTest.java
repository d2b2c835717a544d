package dev.inet.nntp;

import static dev.inet.nntp.Chat.ANN;
import static dev.inet.nntp.Chat.DIALER;
import static dev.inet.nntp.Chat.HELLO;
import static dev.inet.nntp.Chat.failure;
import static dev.inet.nntp.Chat.open;
import static dev.inet.nntp.Chat.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.core.Security;
import dev.inet.core.dial.Dialer;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.NewsSamples;
import dev.inet.sandbox.NntpServer;
import dev.inet.sandbox.Peer;
import dev.inet.sasl.SaslLogin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class NntpSessionTest {
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
        S: 211 2 1 2 a.b
        C: XOVER 1-
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
  void aCommandThatIsNotKnownEndsNoSessionThough400SaysSo() throws IOException {
    String unknown = "S: 400 Unrecognized command\n";
    String script =
        "S: 200 x\nC: CAPABILITIES\n" + unknown + "C: MODE READER\n" + unknown + "C: DATE\n";
    try (Peer peer = Peer.plays(script + "S: 111 20260131235959\nC: QUIT\n")) {
      try (NntpClient client = open(peer)) {
        assertEquals(Instant.parse("2026-01-31T23:59:59Z"), client.date());
      }
      peer.heardAll();
    }
    String asks = "S: 200 x\nC: CAPABILITIES\n";
    for (String goodbye : List.of(asks, asks + "S: 500 what?\nC: MODE READER\n")) {
      assertEquals(Failure.REFUSED, failure(goodbye + "S: 400 bye\n", NntpOptions.DEFAULT));
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
  void aRefusalTellsWhoRefused() throws IOException {
    String script =
        HELLO
            + "C: AUTHINFO USER ann\nS: 281 welcome\n"
            + "C: LIST NEWSGROUPS\nC: LIST ACTIVE\nS: 502 no\nS: 502 not for you\n"
            + "C: DATE\nS: 480 that was long ago\nC: AUTHINFO USER ann\nS: 481 nobody\n";
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer, ANN)) {
      var listing = assertThrows(NntpException.class, () -> client.groups("*", group -> {}));
      assertEquals(peer.port(), listing.endpoint().orElseThrow().port());
      var signIn = assertThrows(InetException.class, client::date);
      assertEquals(peer.port(), signIn.endpoint().orElseThrow().port());
      peer.heardAll();
    }
  }

  @Test
  void asksForNoReaderModeForEver() throws IOException {
    String again = "C: BODY 1\nS: 401 MODE-READER\nC: MODE READER\nS: 200 here you are\n";
    String script = HELLO + again.repeat(4) + "C: BODY 1\nS: 401 MODE-READER\n";
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      NntpClient.ArticleTaker nobody =
          new NntpClient.ArticleTaker() {
            @Override
            public void take(String article, InputStream bytes) {
              fail(article);
            }

            @Override
            public void missing(String article, NntpException why) {
              fail(article);
            }
          };
      var refused =
          assertThrows(
              NntpException.class, () -> client.fetch(List.of("1"), NntpClient.Part.BODY, nobody));
      assertEquals(401, refused.code());
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

  // --- compression

  @Test
  void bothDirectionsAreCompressedWhereThatIsOffered() throws IOException {
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), NewsSamples.spool(), null)) {
      NntpUrl url = NntpUrl.parse("nntp://127.0.0.1:" + server.port());
      NntpOptions compressed = NntpOptions.DEFAULT.withCompression(true);
      try (NntpClient client = NntpClient.open(DIALER, url, compressed)) {
        assertTrue(client.profile().compressed());
        assertEquals(6, client.select("demo.general").count());
        String body = text(client, "<dots@sandbox.example>", NntpClient.Part.BODY);
        assertEquals(".\r\n..\r\n.one\r\nThe last line.\r\n", body);
      }
      assertTrue(server.heard().contains("COMPRESS DEFLATE"));
    }
  }

  @Test
  void withoutCompressionEverythingGoesOn() throws IOException {
    String offers =
        HELLO.replace("S: HDR", "S: COMPRESS DEFLATE") + "C: COMPRESS DEFLATE\nS: 403 not now\n";
    for (String script : List.of(HELLO, offers)) {
      try (Peer peer = Peer.plays(script + "C: DATE\nS: 111 20260131235959\nC: QUIT\n")) {
        try (NntpClient client = open(peer, NntpOptions.DEFAULT.withCompression(true))) {
          assertEquals(Instant.parse("2026-01-31T23:59:59Z"), client.date());
        }
        peer.heardAll();
      }
    }
  }
}
