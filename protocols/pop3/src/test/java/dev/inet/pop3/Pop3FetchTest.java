package dev.inet.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.mail.Arrival;
import dev.inet.mail.Delivery;
import dev.inet.mail.FetchState;
import dev.inet.mail.MailBatch;
import dev.inet.mail.MailStore;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Mailboxes;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Pop3Server;
import dev.inet.sandbox.Sandbox;
import dev.inet.sasl.SaslLogin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New messages, each once. */
@Timeout(60)
final class Pop3FetchTest {
  private static final Pop3Fetch.Plan KEEP =
      new Pop3Fetch.Plan("ann@h", false, Duration.ZERO, Long.MAX_VALUE);
  private static final Pop3Fetch.Plan DELETE =
      new Pop3Fetch.Plan("ann@h", true, Duration.ZERO, Long.MAX_VALUE);

  @TempDir Path folder;

  private final Mailboxes mailboxes = new Mailboxes();
  private final Heard heard = new Heard();
  private Pop3Server server;

  private static final class Heard implements Pop3Fetch.Listener {
    final List<String> uids = new ArrayList<>();
    final List<Integer> skipped = new ArrayList<>();
    final List<String> failed = new ArrayList<>();

    @Override
    public void fetched(Pop3Fetch.Fetched message) {
      uids.add(String.valueOf(message.message().uid()));
    }

    @Override
    public void skipped(Pop3Message message) {
      skipped.add(message.number());
    }

    @Override
    public void failed(Pop3Message message, InetException why) {
      failed.add(message.number() + " " + why.failure());
    }
  }

  @BeforeEach
  void start() throws IOException {
    mailboxes.addUser(Sandbox.USER);
    server = Pop3Server.start(ListenAt.freePort(), mailboxes, null);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void add(String body) {
    byte[] bytes = ("Subject: x\r\n\r\n" + body + "\r\n").getBytes(StandardCharsets.UTF_8);
    mailboxes.inbox(Sandbox.USER).add(bytes, Set.of(), Instant.EPOCH);
  }

  private Pop3Client open() throws IOException {
    var login = SaslLogin.of(new Credentials(Sandbox.USER, Secret.of(Sandbox.PASSWORD)));
    return Pop3Client.open(
        Chats.dialer(),
        Pop3Url.parse("pop3://127.0.0.1:" + server.port()),
        Pop3Options.DEFAULT.withLogin(login));
  }

  private interface Opening {
    Pop3Client open() throws IOException;
  }

  private Pop3Fetch.Summary fetch(Opening opening, MailStore store, Pop3Fetch.Plan plan)
      throws IOException {
    try (store;
        FetchState state = FetchState.open(folder.resolve("state"));
        Pop3Client client = opening.open()) {
      return Pop3Fetch.run(client, store, state, plan, heard);
    }
  }

  private MailStore maildir() throws IOException {
    return MailStore.open("maildir:mail", folder, true);
  }

  private Pop3Fetch.Summary fetch(Pop3Fetch.Plan plan) throws IOException {
    return fetch(this::open, maildir(), plan);
  }

  private List<String> bodies() throws IOException {
    var bodies = new ArrayList<String>();
    try (Stream<Path> files = Files.walk(folder.resolve("mail"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertFalse(file.getParent().endsWith("tmp"), () -> file + " was left");
        bodies.add(Files.readString(file).replaceFirst("(?s)^(.*?\n)?\n", "").strip());
      }
    }
    return bodies.stream().sorted().toList();
  }

  private int onServer() {
    return mailboxes.inbox(Sandbox.USER).messages().size();
  }

  @Test
  void onlyWhatIsNewComes() throws IOException {
    add("one");
    add(".two\r\n.");
    assertEquals(2, fetch(KEEP).fetched());
    assertEquals(0, fetch(KEEP).fetched());
    add("three");
    var summary = fetch(KEEP);
    assertEquals(1, summary.fetched());
    assertEquals("Subject: x\r\n\r\nthree\r\n".length(), summary.bytes());
    assertEquals(List.of(".two\n.", "one", "three"), bodies());
    assertEquals(3, onServer());
    assertEquals(3, heard.uids.size());
  }

  @Test
  void whatIsSafeIsDeletedAndLaterMessagesOfTheSameIdsAreOthers() throws IOException {
    add("one");
    add("two");
    assertEquals(2, fetch(DELETE).deleted());
    assertEquals(0, onServer());
    assertEquals(List.of("one", "two"), bodies());
    assertEquals(0, fetch(DELETE).deleted());
  }

  @Test
  void whatWasFetchedBeforeIsDeletedOnceThatIsWanted() throws IOException {
    add("one");
    fetch(KEEP);
    var summary = fetch(DELETE);
    assertEquals(0, summary.fetched());
    assertEquals(1, summary.deleted());
    assertEquals(0, onServer());
  }

  @Test
  void daysAreCountedFromWhenAMessageWasFetched() throws IOException {
    add("old");
    fetch(KEEP);
    Path state = folder.resolve("state");
    long then = Instant.now().minus(Duration.ofDays(8)).getEpochSecond();
    Files.writeString(
        state, Files.readString(state).replaceAll("(?m)^(\\+.*\t)[0-9]+$", "$1" + then));
    add("new");
    var week = new Pop3Fetch.Plan("ann@h", true, Duration.ofDays(7), Long.MAX_VALUE);
    var summary = fetch(week);
    assertEquals(1, summary.fetched());
    assertEquals(1, summary.deleted());
    assertTrue(
        new String(mailboxes.inbox(Sandbox.USER).messages().get(0).bytes(), StandardCharsets.UTF_8)
            .contains("new"));
  }

  @Test
  void whatIsTooLargeStaysAndComesOnceItMay() throws IOException {
    add("x".repeat(1000));
    add("small");
    var small = new Pop3Fetch.Plan("ann@h", true, Duration.ZERO, 100);
    var summary = fetch(small);
    assertEquals(1, summary.fetched());
    assertEquals(1, summary.skipped());
    assertEquals(List.of(1), heard.skipped);
    assertEquals(1, onServer());
    assertEquals(1, fetch(KEEP).fetched());
  }

  @Test
  void anEmptyListMakesNothingForgotten() throws IOException {
    add("one");
    fetch(KEEP);
    Mailboxes.Message message = mailboxes.inbox(Sandbox.USER).messages().get(0);
    String listed = Chats.ENTER + "C: LIST\nC: UIDL\nS: +OK\nS: .\nS: +OK\nS: .\nC: QUIT\nS: +OK\n";
    try (Peer peer = Peer.plays(listed)) {
      assertEquals(0, fetch(() -> Chats.open(peer), maildir(), KEEP).fetched());
    }
    assertEquals(1, message.uid());
    assertEquals(0, fetch(KEEP).fetched());
  }

  private static final String TWO =
      Chats.ENTER
          + "C: LIST\nC: UIDL\nS: +OK\nS: 1 10\nS: 2 20\nS: .\nS: +OK\nS: 1 a\nS: 2 b\nS: .\n";
  private static final String ONE_CAME = TWO + "C: RETR 1\nC: RETR 2\nS: +OK\nS: \nS: one\nS: .\n";
  private static final String BOTH_CAME = ONE_CAME + "S: +OK\nS: \nS: two\nS: .\n";

  private InetException failing(String script, MailStore store) {
    try (Peer peer = Peer.plays(script)) {
      return assertThrows(InetException.class, () -> fetch(() -> Chats.open(peer), store, DELETE));
    }
  }

  private void completes(String script, int fetched, int deleted) throws IOException {
    try (Peer peer = Peer.plays(script)) {
      var summary = fetch(() -> Chats.open(peer), maildir(), DELETE);
      assertEquals(fetched, summary.fetched());
      assertEquals(deleted, summary.deleted());
      peer.heardAll();
    }
    assertEquals(List.of("one", "two"), bodies());
  }

  private static final String DELETED = "C: DELE 1\nC: DELE 2\nS: +OK\nS: +OK\nC: QUIT\nS: +OK\n";

  /** The first message is whole: it is kept, and the next run brings the second alone. */
  @ParameterizedTest
  @ValueSource(strings = {"", "S: +OK\nS: tw\n", "S: +OK\nS: \nS: two\n", "S: odd\n", "== RESET\n"})
  void aConnectionThatEndsBetweenMessagesLosesNothing(String rest) throws IOException {
    failing(ONE_CAME + rest, maildir());
    assertEquals(List.of("a"), heard.uids);
    assertEquals(List.of("one"), bodies());
    completes(TWO + "C: RETR 2\nS: +OK\nS: \nS: two\nS: .\n" + DELETED, 1, 2);
  }

  /** Nothing was deleted then, so it is deleted by the next run, which brings nothing twice. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "C: DELE 1\nC: DELE 2\n",
        "C: DELE 1\nC: DELE 2\nS: +OK\n",
        "C: DELE 1\nC: DELE 2\nS: +OK\nS: +OK\nC: QUIT\n",
        "C: DELE 1\nC: DELE 2\nS: +OK\nS: +OK\nC: QUIT\nS: -ERR not removed\n",
      })
  void aConnectionThatEndsWhileDeletingBringsNothingTwice(String rest) throws IOException {
    failing(BOTH_CAME + rest, maildir());
    assertEquals(List.of("one", "two"), bodies());
    completes(TWO + DELETED, 0, 2);
  }

  @Test
  void aMessageThatIsRefusedIsPassedOverAndStays() throws IOException {
    try (Peer peer =
        Peer.plays(
            TWO
                + "C: RETR 1\nC: RETR 2\nS: -ERR [SYS/TEMP] broken\nS: +OK\nS: \nS: two\nS: .\n"
                + "C: DELE 2\nS: +OK\nC: QUIT\nS: +OK\n")) {
      var summary = fetch(() -> Chats.open(peer), maildir(), DELETE);
      assertEquals(1, summary.fetched());
      assertEquals(1, summary.failed());
      assertEquals(List.of("1 REFUSED"), heard.failed);
      peer.heardAll();
    }
  }

  @Test
  void aDeletionThatIsRefusedIsTold() throws IOException {
    try (Peer peer =
        Peer.plays(
            BOTH_CAME + "C: DELE 1\nC: DELE 2\nS: -ERR [SYS/PERM] no\nS: +OK\nC: QUIT\nS: +OK\n")) {
      var summary = fetch(() -> Chats.open(peer), maildir(), DELETE);
      assertEquals(1, summary.deleted());
      assertEquals(1, summary.failed());
      assertEquals(List.of("1 REFUSED"), heard.failed);
    }
  }

  /** A disk that is full at the n-th step. */
  private static final class Full implements MailStore {
    private final MailStore store;
    private final String at;

    Full(MailStore store, String at) {
      this.store = store;
      this.at = at;
    }

    private void check(String step) throws IOException {
      if (step.equals(at)) {
        throw new InetException(Failure.LOCAL_WRITE, "No space left on device");
      }
    }

    @Override
    public Delivery begin(Arrival arrival) throws IOException {
      check("begin " + arrival.name());
      Delivery to = store.begin(arrival);
      return new Delivery() {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          check("write " + arrival.name());
          to.write(bytes, offset, length);
        }

        @Override
        public void commit() throws IOException {
          check("commit " + arrival.name());
          to.commit();
        }

        @Override
        public String place() {
          return to.place();
        }

        @Override
        public void close() throws IOException {
          to.close();
        }
      };
    }

    @Override
    public String litter() {
      return store.litter();
    }

    @Override
    public int staged() {
      return store.staged();
    }

    @Override
    public MailBatch cut() throws IOException {
      MailBatch batch = store.cut();
      return new MailBatch() {
        @Override
        public List<String> seal() throws IOException {
          check("seal");
          return batch.seal();
        }

        @Override
        public void place() throws IOException {
          check("place");
          batch.place();
        }

        @Override
        public void close() throws IOException {
          batch.close();
        }
      };
    }

    @Override
    public void close() throws IOException {
      store.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "begin a",
        "write a",
        "commit a",
        "begin b",
        "write b",
        "commit b",
        "seal",
        "place"
      })
  void aFullDiskLosesNothingAndDeletesNothing(String at) throws IOException {
    var e = failing(BOTH_CAME, new Full(maildir(), at));
    assertEquals(Failure.LOCAL_WRITE, e.failure());
    assertEquals(List.of(), heard.uids);
    try (Peer peer = Peer.plays(at.equals("place") ? TWO + DELETED : BOTH_CAME + DELETED)) {
      assertEquals(2, fetch(() -> Chats.open(peer), maildir(), DELETE).deleted());
      peer.heardAll();
    }
    assertEquals(List.of("one", "two"), bodies());
  }

  @Test
  void aSizeThatLiesIsNoWayAroundTheBound() throws IOException {
    var bounded = new Pop3Fetch.Plan("ann@h", false, Duration.ZERO, 25);
    try (Peer peer = Peer.plays(ONE_CAME + "S: +OK\nS: \nS: " + "x".repeat(5000) + "\nS: .\n")) {
      var e =
          assertThrows(
              InetException.class, () -> fetch(() -> Chats.open(peer), maildir(), bounded));
      assertEquals(Failure.BAD_REPLY, e.failure());
    }
    assertEquals(List.of("one"), bodies());
  }

  /** Servers that count LF for CR LF list a message as smaller than it is. */
  @Test
  void whatIsALittleLargerThanItWasListedIsPassedOver() throws IOException {
    var bounded = new Pop3Fetch.Plan("ann@h", false, Duration.ZERO, 25);
    String script =
        TWO
            + "C: RETR 1\nC: RETR 2\nS: +OK\nS: \nS: "
            + "x".repeat(40)
            + "\nS: .\nS: +OK\nS: \nS: two\nS: .\nC: QUIT\nS: +OK\n";
    try (Peer peer = Peer.plays(script)) {
      var summary = fetch(() -> Chats.open(peer), maildir(), bounded);
      assertEquals(1, summary.fetched());
      assertEquals(1, summary.skipped());
      peer.heardAll();
    }
    assertEquals(List.of(1), heard.skipped);
    assertEquals(List.of("two"), bodies());
  }

  @Test
  void idsMayHoldAnythingAndMayEvenBeTheSame() throws IOException {
    String script =
        Chats.ENTER
            + "C: LIST\nC: UIDL\nS: +OK\nS: 1 1\nS: 2 1\nS: 3 1\nS: .\n"
            + "S: +OK\nS: 1 ../../x\\x1b[2J\\t/\nS: 2 same\nS: 3 same\nS: .\n";
    String messages =
        "C: RETR 1\nC: RETR 2\nC: RETR 3\n"
            + "S: +OK\nS: \nS: 1\nS: .\nS: +OK\nS: \nS: 2\nS: .\nS: +OK\nS: \nS: 3\nS: .\n";
    String end = "C: QUIT\nS: +OK\n";
    for (String word : List.of("maildir:mail", "mail")) {
      Files.deleteIfExists(folder.resolve("state"));
      try (Peer peer = Peer.plays(script + messages + end + "== NEXT\n" + script + end)) {
        MailStore store = MailStore.open(word, folder, true);
        assertEquals(3, fetch(() -> Chats.open(peer), store, KEEP).fetched());
        MailStore again = MailStore.open(word, folder, true);
        assertEquals(0, fetch(() -> Chats.open(peer), again, KEEP).fetched());
        peer.heardAll();
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertEquals(7, all.size(), all.toString());
      assertTrue(all.stream().allMatch(f -> f.getFileName().toString().matches("[ -~]+")));
    }
  }

  /** What was fetched under the id that is missing is not forgotten: it would come again. */
  @Test
  void aMessageThatTheListOfIdsLeavesOutIsToldAndTheOthersCome() throws IOException {
    String gap = TWO.replace("S: 1 a\n", "");
    String end = "C: QUIT\nS: +OK\n";
    try (Peer peer =
        Peer.plays(BOTH_CAME + end + "== NEXT\n" + gap + end + "== NEXT\n" + TWO + end)) {
      assertEquals(2, fetch(() -> Chats.open(peer), maildir(), KEEP).fetched());
      assertEquals(1, fetch(() -> Chats.open(peer), maildir(), KEEP).failed());
      assertEquals(List.of("1 BAD_REPLY"), heard.failed);
      assertEquals(0, fetch(() -> Chats.open(peer), maildir(), KEEP).fetched());
      peer.heardAll();
    }
  }

  @Test
  void aServerWithoutIdsIsNotFetchedFrom() {
    String script =
        Chats.ENTER + "C: LIST\nC: UIDL\nS: +OK\nS: 1 1\nS: .\nS: -ERR what?\n== STALL\n";
    var e = failing(script, assertDoesNotThrowMaildir());
    assertEquals(Failure.UNSUPPORTED, e.failure());
  }

  private MailStore assertDoesNotThrowMaildir() {
    try {
      return maildir();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void manyMessagesComeInBatches() throws IOException {
    for (int i = 0; i < 3 * MailStore.BATCH + 7; i++) {
      add("message " + i);
    }
    assertEquals(607, fetch(DELETE).fetched());
    assertEquals(607, bodies().size());
    assertEquals(0, onServer());
  }
}
