package dev.inet.nntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import dev.inet.mail.FetchState;
import dev.inet.mail.MailStore;
import dev.inet.sandbox.Fault;
import dev.inet.sandbox.FaultRelay;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.NewsSpool;
import dev.inet.sandbox.NntpServer;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GroupFetchTest {
  private static final Dialer DIALER =
      Dialer.builder().timeouts(Timeouts.DEFAULT.withRead(Duration.ofSeconds(5))).build();

  @TempDir Path folder;
  private final NewsSpool spool = new NewsSpool();
  private NntpServer server;

  @BeforeEach
  void start() throws IOException {
    spool.addGroup("a.b", "", 'y', true);
    for (int i = 1; i <= 300; i++) {
      post(i);
    }
    server = NntpServer.start(ListenAt.freePort(), spool, null);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void post(int number) {
    spool.add(
        "From: a@x\nNewsgroups: a.b\nSubject: s\nMessage-ID: <"
            + number
            + "@x>\n\n.body "
            + number
            + "\n",
        Samples.MODIFIED);
  }

  private GroupFetch.Outcome fetch(int port, String to, GroupFetch.Settings settings)
      throws IOException {
    NntpUrl url = NntpUrl.parse("nntp://127.0.0.1:" + port + "/a.b");
    try (MailStore store = MailStore.open(to, folder, false);
        FetchState state = FetchState.open(folder.resolve("state"))) {
      return new GroupFetch(DIALER, url, NntpOptions.DEFAULT, store, state, settings).run("a.b");
    }
  }

  private GroupFetch.Outcome fetch(String to) throws IOException {
    return fetch(server.port(), to, GroupFetch.Settings.DEFAULT);
  }

  @Test
  void anArticleThatWasTakenDownIsGone() throws IOException {
    String script =
        Chat.HELLO
            + "C: GROUP a.b\nS: 211 2 1 2 a.b\n"
            + "C: LISTGROUP a.b\nS: 211 2 1 2 a.b\nS: 1\nS: 2\nS: .\n"
            + "C: ARTICLE 1\nC: ARTICLE 2\nS: 451 taken down\n"
            + "S: 220 2 <2@x>\nS: Message-ID: <2@x>\nS:\nS: two\nS: .\nC: QUIT\n";
    try (Peer peer = Peer.plays(script)) {
      var one = new GroupFetch.Settings(1, NumberRange.ALL, 0, Long.MAX_VALUE);
      GroupFetch.Outcome outcome = fetch(peer.port(), "out", one);
      peer.heardAll();
      assertEquals(1, outcome.gone());
    }
    assertEquals(1, stored());
  }

  private long stored() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      return files.count();
    }
  }

  @Test
  void fetchesWhatIsNewAndNothingTwice() throws IOException {
    assertEquals(new GroupFetch.Outcome(300, 0, 0, 300), fetch("out"));
    assertEquals(300, stored());
    assertEquals(0, fetch("out").fetched());
    post(301);
    post(302);
    assertEquals(new GroupFetch.Outcome(2, 0, 0, 302), fetch("out"));
    assertEquals(302, stored());
  }

  @Test
  void writesAnMboxInWhichDotsAreOrdinaryBytes() throws IOException {
    var one = new GroupFetch.Settings(1, NumberRange.ALL, 0, Long.MAX_VALUE);
    fetch(server.port(), "mbox:out", one);
    String mbox = Files.readString(folder.resolve("out"));
    assertEquals(300, mbox.lines().filter(line -> line.startsWith("From ")).count());
    assertTrue(mbox.contains("\n.body 300\n"), "the last article");
  }

  @Test
  void anMboxIsInTheOrderOfTheNumbersHoweverManyConnectionsThereAre() throws IOException {
    // Some do not fit into what a connection keeps in memory while it is ahead.
    for (int i = 301; i <= 600; i++) {
      String fill = i % 50 == 0 ? "x".repeat(70) : "";
      spool.add(
          "From: a@x\nNewsgroups: a.b\nSubject: s\nMessage-ID: <"
              + i
              + "@x>\n\n.body "
              + i
              + "\n"
              + (fill + "\n").repeat(fill.isEmpty() ? 1 : 5000),
          Samples.MODIFIED);
    }
    var four = new GroupFetch.Settings(4, NumberRange.ALL, 0, Long.MAX_VALUE);
    assertEquals(new GroupFetch.Outcome(600, 0, 0, 600), fetch(server.port(), "mbox:out", four));
    List<String> bodies =
        Files.readString(folder.resolve("out")).lines().filter(l -> l.startsWith(".body")).toList();
    assertEquals(IntStream.rangeClosed(1, 600).mapToObj(i -> ".body " + i).toList(), bodies);
    assertTrue(server.accepted() > 1, "one connection has it easy");
  }

  @Test
  void gapsAndArticlesThatGoMeanwhileAreNoFailures() throws IOException {
    spool.remove("<7@x>");
    spool.remove("<300@x>");
    assertEquals(new GroupFetch.Outcome(298, 0, 0, 299), fetch("out"));
    assertEquals(0, fetch("out").fetched());
  }

  @Test
  void aBrokenConnectionCostsNothingThatCameBefore() throws IOException {
    try (FaultRelay relay =
        FaultRelay.start(ListenAt.freePort(), server.port(), Fault.parse("drop-after=20K"))) {
      var one = new GroupFetch.Settings(1, NumberRange.ALL, 0, Long.MAX_VALUE);
      var failed = assertThrows(InetException.class, () -> fetch(relay.port(), "out", one));
      assertTrue(
          List.of(Failure.INCOMPLETE, Failure.BROKEN_OFF, Failure.NO_ANSWER)
              .contains(failed.failure()),
          failed.toString());
    }
    long before = stored();
    assertTrue(before > 20 && before < 300, "stored: " + before);
    assertEquals(300 - before, fetch("out").fetched());
    assertEquals(300, stored());
  }

  @Test
  void fetchesTheLastOnesAndGoesOnFromThere() throws IOException {
    var last = new GroupFetch.Settings(2, NumberRange.ALL, 10, Long.MAX_VALUE);
    assertEquals(10, fetch(server.port(), "out", last).fetched());
    assertEquals(0, fetch("out").fetched());
  }

  @Test
  void aRangeLeavesTheMarkWhereItWas() throws IOException {
    var range = new GroupFetch.Settings(2, new NumberRange(100, 109), 0, Long.MAX_VALUE);
    assertEquals(10, fetch(server.port(), "out", range).fetched());
    assertEquals(0, fetch(server.port(), "out", range).fetched());
    assertEquals(290, fetch("out").fetched());
    assertEquals(300, stored());
  }

  @Test
  void aMarkThatIsNoNumberIsTold() throws IOException {
    Files.writeString(folder.resolve("state"), "inet-fetch 1\n=\tmark a.b\tabc\n");
    var refused = assertThrows(InetException.class, () -> fetch("out"));
    assertEquals(Failure.LOCAL_READ, refused.failure());
  }

  @Test
  void largeArticlesArePassedOver() throws IOException {
    spool.add(
        "From: a@x\nNewsgroups: a.b\nSubject: s\nMessage-ID: <big@x>\n\n" + "x\n".repeat(300_000),
        Samples.MODIFIED);
    var small = new GroupFetch.Settings(2, NumberRange.ALL, 0, 100_000);
    assertEquals(new GroupFetch.Outcome(300, 0, 1, 301), fetch(server.port(), "out", small));
  }

  @Test
  void aGroupThatWasNumberedAnewIsFetchedAnew() throws IOException {
    fetch("out");
    NewsSpool fresh = new NewsSpool();
    fresh.addGroup("a.b", "", 'y', true);
    fresh.add("From: a@x\nNewsgroups: a.b\nSubject: s\nMessage-ID: <n@x>\n\nx\n", Samples.MODIFIED);
    try (NntpServer other = NntpServer.start(ListenAt.freePort(), fresh, null)) {
      assertEquals(1, fetch(other.port(), "out", GroupFetch.Settings.DEFAULT).fetched());
    }
  }

  @Test
  void messageIdsAndGroupsNameNoFilesElsewhere() throws IOException {
    spool.addGroup("..", "", 'y', true);
    spool.add(
        "From: a@x\nNewsgroups: ..\nSubject: s\nMessage-ID: <../../evil@x>\n\nx\n",
        Samples.MODIFIED);
    NntpUrl url = NntpUrl.parse("nntp://127.0.0.1:" + server.port() + "/..");
    Path inside = folder.resolve("deep/er");
    try (MailStore store = MailStore.open("out", inside, false);
        FetchState state = FetchState.open(folder.resolve("state"))) {
      new GroupFetch(DIALER, url, NntpOptions.DEFAULT, store, state, GroupFetch.Settings.DEFAULT)
          .run("..");
    }
    try (Stream<Path> all = Files.walk(folder)) {
      assertEquals(
          1,
          all.filter(Files::isRegularFile)
              .filter(file -> !file.endsWith("state"))
              .filter(file -> file.startsWith(inside.resolve("out")))
              .count());
    }
  }
}
