package dev.inet.nntp;

import static dev.inet.nntp.Chat.ANN;
import static dev.inet.nntp.Chat.HELLO;
import static dev.inet.nntp.Chat.open;
import static dev.inet.nntp.Chat.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.NewsSpool;
import dev.inet.sandbox.NntpServer;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Tls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NntpClientTest {
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
  void aServerThatHangsUpWithinAnArticleMaySayWhy() throws IOException {
    byte[] article = "all work and no play\r\n".repeat(500_000).getBytes(StandardCharsets.UTF_8);
    try (Peer peer = Peer.plays(HELLO + "C: POST\nS: 340 x\nS: 441 too large\n== CLOSE\n");
        NntpClient client = open(peer)) {
      var failed = assertThrows(NntpException.class, () -> client.post(article));
      assertEquals(Failure.UPLOAD_REFUSED, failed.failure());
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
            C: NEWGROUPS 20260131 235959 GMT
            S: 215 list
            S: a.c 4 1 y
            S: .
            """;
    try (Peer peer = Peer.plays(script);
        NntpClient client = open(peer)) {
      Instant since = Instant.parse("2026-01-31T23:59:59Z");
      List<String> seen = new ArrayList<>();
      client.newArticles("a.*", since, seen::add);
      client.newGroups(since, group -> seen.add(group.name()));
      client.newGroups(since, group -> seen.add(group.name()));
      assertEquals(List.of("<1@x>", "<2@x>", "a.b", "a.c"), seen);
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

  @Test
  void theSchemeAloneAsksForTls() throws IOException {
    Dialer trusting = Dialer.builder().tls(TlsPolicy.DEFAULT.withInsecure(true)).build();
    ListenAt secured = ListenAt.freePort().tls(Tls.serving(Peer.authority().server()));
    try (NntpServer server = NntpServer.start(secured, new NewsSpool(), null);
        NntpClient client =
            NntpClient.open(
                trusting,
                NntpUrl.parse("nntps://127.0.0.1:" + server.port()),
                NntpOptions.DEFAULT)) {
      assertTrue(client.profile().tls().isPresent());
    }
  }
}
