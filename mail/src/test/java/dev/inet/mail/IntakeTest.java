package dev.inet.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each message once, wherever a program is killed. */
@Timeout(60)
final class IntakeTest {
  @TempDir Path folder;

  /** What a machine does before each thing that is done to a store. */
  private interface Life {
    void live() throws IOException;

    /** A power cut before the n-th of them. */
    static Life of(int n) {
      var left = new AtomicInteger(n);
      return () -> {
        if (left.getAndDecrement() <= 0) {
          throw new IOException("killed");
        }
      };
    }
  }

  private static final class Living implements MailStore {
    private final MailStore store;
    private final Life life;

    Living(MailStore store, Life life) {
      this.store = store;
      this.life = life;
    }

    @Override
    public Delivery begin(Arrival arrival) throws IOException {
      life.live();
      return store.begin(arrival);
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
        private boolean sealed;

        @Override
        public List<String> seal() throws IOException {
          life.live();
          List<String> lines = batch.seal();
          sealed = true;
          life.live();
          return lines;
        }

        @Override
        public void place() throws IOException {
          life.live();
          batch.place();
          life.live();
        }

        @Override
        public void close() throws IOException {
          // A killed program discards nothing, but the system lets go of its locks.
          if (sealed) {
            batch.close();
          }
        }
      };
    }

    @Override
    public void close() {
      // As above.
    }
  }

  private Path state() {
    return folder.resolve("state/fetched");
  }

  private void fetch(String word, int life) throws IOException {
    fetch(word, life, 4);
  }

  /** Brings so many messages, and returns the keys that were told to be safe. */
  private List<String> fetch(String word, int life, int count) throws IOException {
    var safe = new ArrayList<String>();
    MailStore store = MailStore.open(word, folder.resolve("mail"), true);
    try (FetchState state = FetchState.open(state());
        var intake = new Intake(new Living(store, Life.of(life)), state)) {
      for (int i = 1; i <= count; i++) {
        if (!state.has("uid" + i)) {
          take(intake, i);
        }
        safe.addAll(i == 2 ? intake.settle() : intake.advance());
      }
      safe.addAll(intake.settle());
    }
    return safe;
  }

  private List<String> bodies(String word) throws IOException {
    var bodies = new ArrayList<String>();
    for (Path file : MailStoreTest.files(folder.resolve("mail"))) {
      String path = file.toString();
      boolean visible =
          !path.contains("/box/tmp/") && !file.getFileName().toString().startsWith(".");
      if (visible) {
        StoredMail.read(
            word.startsWith("jsonl:") ? "jsonl:" + file : path,
            folder,
            message -> {
              try (var in = message.source().open()) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> l.startsWith("body"))
                    .forEach(bodies::add);
              }
            });
      }
    }
    return bodies.stream().sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"maildir:box", "mbox:box", "jsonl:box", "box"})
  void whereverItDiesTheNextRunBringsTheRestOnce(String word) throws IOException {
    int deaths = 0;
    for (int life = 0; life < 30; life++) {
      Files.createDirectories(folder.resolve("mail"));
      try {
        fetch(word, life);
      } catch (IOException e) {
        deaths++;
      }
      fetch(word, Integer.MAX_VALUE);
      assertEquals(List.of("body1", "body2", "body3", "body4"), bodies(word), "life " + life);
      fetch(word, Integer.MAX_VALUE);
      assertEquals(4, bodies(word).size());
      delete(folder.resolve("mail"));
      delete(folder.resolve("state"));
    }
    assertTrue(deaths >= 12, () -> "the store is used more often");
  }

  /** Batches settle while the next ones come; each of these numbers is another moment of that. */
  @ParameterizedTest
  @CsvSource({
    "maildir:box, 150",
    "maildir:box, 206",
    "maildir:box, 208",
    "maildir:box, 300",
    "maildir:box, 410",
    "mbox:box, 206",
    "mbox:box, 207",
    "mbox:box, 209",
    "mbox:box, 415",
    "jsonl:box, 207",
    "jsonl:box, 209",
    "box, 206",
    "box, 208"
  })
  void whereverItDiesWhileABatchSettlesTheNextRunBringsTheRestOnce(String word, int life)
      throws IOException {
    var dead = assertThrows(IOException.class, () -> fetch(word, life, 450));
    assertEquals("killed", dead.getMessage());
    fetch(word, Integer.MAX_VALUE, 450);
    List<String> all = IntStream.rangeClosed(1, 450).mapToObj(i -> "body" + i).sorted().toList();
    assertEquals(all, bodies(word));
    assertEquals(List.of(), fetch(word, Integer.MAX_VALUE, 450));
  }

  /** The disk is as slow as can be: a batch is safe only once the next one has begun. */
  @Test
  void whatComesNextDoesNotWaitForTheDisk() throws IOException {
    var begun = new CountDownLatch(1);
    MailStore store =
        new Living(
            MailStore.open("maildir:box", folder.resolve("mail"), true),
            () -> {
              if (Thread.currentThread().getName().equals("settling")) {
                await(begun);
              }
            });
    try (FetchState state = FetchState.open(state());
        var intake = new Intake(store, state)) {
      for (int i = 1; i <= MailStore.BATCH; i++) {
        take(intake, i);
      }
      assertEquals(List.of(), intake.advance());
      take(intake, 0);
      begun.countDown();
      assertEquals(MailStore.BATCH + 1, intake.settle().size());
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IOException("nothing came meanwhile");
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  private static void take(Intake intake, int number) throws IOException {
    try (Delivery to = intake.begin("uid" + number, Arrival.named("uid" + number))) {
      to.write(("\r\nbody" + number + "\r\n").getBytes(StandardCharsets.UTF_8));
      to.commit();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"maildir:box", "mbox:box", "jsonl:box", "box"})
  void noBatchFollowsOneThatCouldNotBePlaced(String word) throws IOException {
    // The 200 that are begun, then seal and place of the first batch.
    MailStore store = new Living(MailStore.open(word, folder.resolve("mail"), true), Life.of(202));
    try (FetchState state = FetchState.open(state());
        var intake = new Intake(store, state)) {
      for (int i = 1; i <= 200; i++) {
        take(intake, i);
        assertEquals(List.of(), intake.advance());
      }
      assertThrows(IOException.class, intake::settle);
      assertThrows(IOException.class, intake::settle);
    }
    fetch(word, Integer.MAX_VALUE, 200);
    assertEquals(200, bodies(word).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"maildir:box", "mbox:box", "jsonl:box", "box"})
  void everyMessageIsToldToBeSafeOnceAndInItsOrder(String word) throws IOException {
    List<String> all = IntStream.rangeClosed(1, 1000).mapToObj(i -> "uid" + i).toList();
    assertEquals(all, fetch(word, Integer.MAX_VALUE, 1000));
  }

  /** Between the copy and its removal: in full, in part, and after the reader moved it. */
  @ParameterizedTest
  @CsvSource({"0", "7", "1000000"})
  void anMboxThatWasAppendedToInPartIsMended(long kept) throws IOException {
    Path box = folder.resolve("box");
    Files.writeString(box, "From x\n\nold\n\n");
    MailStore store = MailStore.open("mbox:box", folder, true);
    try (Delivery to = store.begin(Arrival.named("1"))) {
      to.write("\r\nbody\r\n".getBytes(StandardCharsets.UTF_8));
      to.commit();
    }
    MailBatch batch = store.cut();
    List<String> how = batch.seal();
    Path beside = MailStoreTest.files(folder).get(0);
    byte[] collected = Files.readAllBytes(beside);
    int part = (int) Math.min(kept, collected.length);
    batch.close();
    Files.write(box, java.util.Arrays.copyOf(collected, part), StandardOpenOption.APPEND);
    MailStore.recover(how);
    assertEquals(
        "From x\n\nold\n\n" + new String(collected, StandardCharsets.UTF_8), Files.readString(box));
    assertFalse(Files.exists(beside));
    MailStore.recover(how);
    assertEquals(2, Files.readString(box).split("From ", -1).length - 1);
  }

  /** One that fetches with another state came before the one that was killed comes again. */
  @ParameterizedTest
  @CsvSource({"mbox:box, 0", "mbox:box, 30000", "mbox:box, 700000", "jsonl:box, 700000"})
  void whatIsWholeBeforeWhatAnotherProgramAppendedIsNotAppendedAgain(String word, int kept)
      throws IOException {
    Files.createDirectories(folder.resolve("mail"));
    MailStore killed = MailStore.open(word, folder.resolve("mail"), true);
    var first = new ArrayList<String>();
    for (int i = 100; i < 140; i++) {
      deliver(killed, i);
      first.add("body" + i);
    }
    List<String> how;
    try (MailBatch batch = killed.cut()) {
      how = batch.seal();
    }
    byte[] collected = Files.readAllBytes(MailStoreTest.files(folder.resolve("mail")).get(0));
    Path box = folder.resolve("mail/box");
    Files.write(box, java.util.Arrays.copyOf(collected, kept));
    try (MailStore other = MailStore.open(word, folder.resolve("mail"), true)) {
      deliver(other, 900);
      try (MailBatch batch = other.cut()) {
        batch.seal();
        batch.place();
      }
    }
    MailStore.recover(how);
    List<String> whole = bodies(word).stream().filter(body -> body.endsWith("whole")).toList();
    first.add("body900");
    assertEquals(first, whole.stream().map(body -> body.split(" ", -1)[0]).toList());
  }

  private static void deliver(MailStore store, int number) throws IOException {
    try (Delivery to = store.begin(Arrival.named("uid" + number))) {
      String line = "x".repeat(70) + "\r\n";
      to.write(("\r\n" + line.repeat(300)).getBytes(StandardCharsets.UTF_8));
      to.write(("body" + number + " whole\r\n").getBytes(StandardCharsets.UTF_8));
      to.commit();
    }
  }

  @Test
  void aMessageThatTheReaderMovedMeanwhileIsNotBroughtAgain() throws IOException {
    assertThrows(IOException.class, () -> fetch("maildir:box", 5));
    for (Path file : MailStoreTest.files(folder.resolve("mail"))) {
      if (file.toString().contains("/new/")) {
        Files.delete(file);
      }
    }
    fetch("maildir:box", Integer.MAX_VALUE);
    assertEquals(List.of("body3", "body4"), bodies("maildir:box"));
  }

  @Test
  void aStateHasOneUserAtATime() throws IOException {
    try (FetchState first = FetchState.open(state())) {
      assertFalse(first.has("x"));
      var e = assertThrows(InetException.class, () -> FetchState.open(state()));
      assertEquals(Failure.LOCAL_WRITE, e.failure());
    }
  }

  @Test
  void aStateKeepsWhateverAServerPutsIntoAName() throws IOException {
    String evil = "a\tb\nc%41\u0000\u001b\uD800\u00e9";
    try (FetchState state = FetchState.open(state())) {
      state.begin(List.of(evil, "plain"), List.of());
      state.end();
      state.note("mailbox\tx", "value\n");
      state.forget(List.of("plain"));
    }
    try (FetchState state = FetchState.open(state())) {
      assertTrue(state.has(evil));
      assertFalse(state.has("plain"));
      assertEquals("value\n", state.note("mailbox\tx").orElseThrow());
      state.note("mailbox\tx", null);
    }
    try (FetchState state = FetchState.open(state())) {
      assertTrue(state.note("mailbox\tx").isEmpty());
    }
  }

  @Test
  void aStateCutAnywhereIsRead() throws IOException {
    try (FetchState state = FetchState.open(state())) {
      state.begin(List.of("one", "two"), List.of());
      state.end();
    }
    byte[] whole = Files.readAllBytes(state());
    for (int cut = whole.length; cut >= 0; cut--) {
      Files.write(state(), java.util.Arrays.copyOf(whole, cut));
      try (FetchState state = FetchState.open(state())) {
        assertTrue(state.keys().size() <= 2);
        state.begin(List.of("three"), List.of());
        state.end();
      }
      try (FetchState state = FetchState.open(state())) {
        assertTrue(state.has("three"), "cut at " + cut);
      }
    }
  }

  /** A power cut, or SIGKILL within the call that writes, leaves any part of what was written. */
  @ParameterizedTest
  @ValueSource(strings = {"maildir:box", "mbox:box", "jsonl:box", "box"})
  void aStateCutWhileABatchIsWrittenDownPlacesAllOfItOrNothing(String word) throws IOException {
    // One batch, dead before it is placed.
    assertThrows(IOException.class, () -> fetch(word, 4, 2));
    byte[] whole = Files.readAllBytes(state());
    Path before = Files.move(folder.resolve("mail"), folder.resolve("before"));
    for (int cut = whole.length; cut >= 0; cut--) {
      copy(before, folder.resolve("mail"));
      Files.write(state(), java.util.Arrays.copyOf(whole, cut));
      fetch(word, Integer.MAX_VALUE, 2);
      assertEquals(List.of("body1", "body2"), bodies(word), "cut at " + cut);
      delete(folder.resolve("mail"));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    try (var all = Files.walk(tree)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void aStateIsRewrittenWhereMostOfItSaysNothing() throws IOException {
    try (FetchState state = FetchState.open(state())) {
      for (int i = 0; i < 600; i++) {
        state.begin(List.of("k" + i), List.of());
        state.forget(List.of("k" + i));
      }
      state.begin(List.of("last"), List.of());
      state.end();
    }
    try (FetchState state = FetchState.open(state())) {
      assertTrue(state.has("last"));
      state.begin(List.of("more"), List.of());
      state.end();
    }
    assertTrue(Files.size(state()) < 200);
    try (FetchState state = FetchState.open(state())) {
      assertEquals(List.of("last", "more"), List.copyOf(state.keys()));
    }
  }

  @Test
  void aLongStateIsReadInPieces() throws IOException {
    var keys = new ArrayList<String>();
    for (int i = 0; i < 20_000; i++) {
      keys.add((i % 2 == 0 ? "even/" : "odd/") + "\u00e9".repeat(i % 7) + i);
    }
    try (FetchState state = FetchState.open(state())) {
      state.record(keys);
    }
    try (FetchState state = FetchState.open(state())) {
      assertEquals(keys, List.copyOf(state.keys()));
      state.forgetAll("even/");
    }
    assertTrue(Files.size(state()) > 5 * 65_536);
    keys.removeIf(key -> key.startsWith("even/"));
    try (FetchState state = FetchState.open(state())) {
      assertEquals(keys, List.copyOf(state.keys()));
      assertTrue(state.when("odd/" + "\u00e9".repeat(1) + 1).isPresent());
      state.forgetAll("odd/");
    }
    try (FetchState state = FetchState.open(state())) {
      assertTrue(state.keys().isEmpty());
    }
    assertTrue(Files.size(state()) < 200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {">", "~", ">\tmbox\t/x\n:", ">\tfile\t/x\n:", ">\tmbox\t/x\t/y\ta\tb\tc\n:"})
  void aDamagedStateIsSaidToBeNone(String lines) throws IOException {
    Path file = Files.writeString(folder.resolve("fetched"), "inet-fetch 1\n" + lines + "\n");
    var e = assertThrows(InetException.class, () -> FetchState.open(file));
    assertEquals(Failure.LOCAL_READ, e.failure());
  }

  @Test
  void aFileThatIsNoStateIsLeftAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("mine"), "dear diary\n");
    var e = assertThrows(InetException.class, () -> FetchState.open(file));
    assertEquals(Failure.LOCAL_READ, e.failure());
    assertEquals("dear diary\n", Files.readString(file));
  }
}
