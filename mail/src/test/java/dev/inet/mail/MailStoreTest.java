package dev.inet.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Maildir, mbox and folders of files. */
@Timeout(60)
final class MailStoreTest {
  private static final String MESSAGE = "From: ann@a.test\r\nSubject: x\r\n\r\nHello\r\n";

  @TempDir Path folder;

  private MailStore store(String word) throws IOException {
    return MailStore.open(word, folder, true);
  }

  private static void put(MailStore store, Arrival arrival, String text) throws IOException {
    try (Delivery to = store.begin(arrival)) {
      to.write(text.getBytes(StandardCharsets.UTF_8));
      to.commit();
    }
  }

  private static void place(MailStore store) throws IOException {
    try (MailBatch batch = store.cut()) {
      batch.seal();
      batch.place();
    }
  }

  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void aMaildirShowsMessagesOnceTheyArePlaced() throws IOException {
    try (MailStore store = store("maildir:box")) {
      put(store, Arrival.named("1"), MESSAGE);
      assertEquals("tmp", parent(files(folder).get(0)));
      place(store);
    }
    Path file = files(folder).get(0);
    assertEquals("new", parent(file));
    assertEquals(MESSAGE.replace("\r\n", "\n"), Files.readString(file));
    assertTrue(Files.isDirectory(folder.resolve("box/cur")));
    assertEquals(1, files(folder).size());
  }

  private static String parent(Path file) {
    return file.getParent().getFileName().toString();
  }

  @Test
  void aMaildirKeepsFlagsAndTheDate() throws IOException {
    Instant date = Instant.parse("2026-01-02T03:04:05Z");
    Set<String> flags = Set.of("\\Seen", "\\Answered", "\\Flagged", "$Forwarded", "keyword");
    try (MailStore store = store("maildir:box")) {
      put(store, new Arrival("1", flags, date), MESSAGE);
      place(store);
    }
    Path file = files(folder).get(0);
    assertEquals("cur", parent(file));
    assertTrue(file.toString().endsWith(":2,FPRS"), file.toString());
    assertEquals(date, Files.getLastModifiedTime(file).toInstant());
  }

  @Test
  void namesInAMaildirAreUniqueAndPlain() throws IOException {
    try (MailStore store = store("maildir:box");
        MailStore other = store("maildir:box")) {
      for (int i = 0; i < 50; i++) {
        put(store, Arrival.named("../../evil\n"), MESSAGE);
        put(other, Arrival.named("../../evil\n"), MESSAGE);
      }
      place(store);
      place(other);
    }
    List<Path> all = files(folder);
    assertEquals(100, all.size());
    assertTrue(all.stream().allMatch(f -> f.getFileName().toString().matches("[!-~&&[^/:]]+")));
  }

  @ParameterizedTest
  @CsvSource({"mail.example.org, mail.example.org", "a/b:c, a\\057b\\072c", "x y, x\\040y"})
  void hostsInNamesAreEscaped(String host, String safe) {
    assertEquals(safe, Maildir.safeHost(host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"maildir:box", "mbox:box", "box"})
  void aMessageThatIsNotWholeLeavesNoTrace(String word) throws IOException {
    try (MailStore store = store(word)) {
      put(store, Arrival.named("1"), MESSAGE);
      try (Delivery half = store.begin(Arrival.named("2"))) {
        half.write(new byte[200_000]);
      }
      put(store, Arrival.named("3"), MESSAGE);
      place(store);
    }
    var text = new StringBuilder();
    for (Path file : files(folder)) {
      text.append(Files.readString(file));
    }
    assertEquals(2, text.toString().split("Hello", -1).length - 1);
    assertFalse(text.indexOf("\0") >= 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"maildir:box", "mbox:box", "jsonl:box", "box"})
  void whatIsNotSealedIsDiscarded(String word) throws IOException {
    try (MailStore store = store(word)) {
      put(store, Arrival.named("1"), MESSAGE);
    }
    assertEquals(List.of(), files(folder));
  }

  @ParameterizedTest
  @CsvSource({
    "abc-1.2_x@h, abc-1.2_x@h",
    "../../etc/passwd, _._.._etc_passwd-",
    ".hidden, _hidden-",
    "a b, a_b-",
    "'', -e3b0c44298fc",
  })
  void aFileIsNamedAsTheServerNamesItButSafely(String name, String start) {
    String safe = MessageFolder.safe(name);
    assertTrue(safe.startsWith(start.replace("_._.", "_.")) || safe.startsWith(start), safe);
    assertTrue(safe.matches("[A-Za-z0-9_+=@-][A-Za-z0-9._+=@-]*"), safe);
  }

  @Test
  void controlCharactersAndLongNamesStayDifferent() {
    assertFalse(MessageFolder.safe("a\u001b[31m").equals(MessageFolder.safe("a\u001b[32m")));
    String a = MessageFolder.safe("x".repeat(300) + "a");
    assertFalse(a.equals(MessageFolder.safe("x".repeat(300) + "b")));
    assertTrue(a.length() < 150);
  }

  @Test
  void aFolderHoldsExactBytesAndWritesOverNothing() throws IOException {
    Files.createDirectories(folder.resolve("box"));
    Files.writeString(folder.resolve("box/one.eml"), "mine");
    try (MailStore store = store("box")) {
      put(store, Arrival.named("one"), MESSAGE);
      put(store, Arrival.named("one"), MESSAGE + "again\r\n");
      place(store);
    }
    assertEquals("mine", Files.readString(folder.resolve("box/one.eml")));
    assertEquals(MESSAGE, Files.readString(folder.resolve("box/one-2.eml")));
    assertEquals(MESSAGE + "again\r\n", Files.readString(folder.resolve("box/one-3.eml")));
  }

  @Test
  void twoProgramsThatNameMessagesAlikeWriteOverNothing() throws IOException {
    try (MailStore store = store("box");
        MailStore other = store("box")) {
      put(store, Arrival.named("one"), MESSAGE);
      put(other, Arrival.named("one"), MESSAGE + "other\r\n");
      place(other);
      place(store);
    }
    assertEquals(MESSAGE + "other\r\n", Files.readString(folder.resolve("box/one.eml")));
    assertEquals(MESSAGE, Files.readString(folder.resolve("box/one-2.eml")));
    assertEquals(2, files(folder).size());
  }

  /** Killed after it was sealed, or between having the name and losing the other. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void afterACrashAMessageIsPlacedBesideWhatAnotherProgramPutThere(boolean linked)
      throws IOException {
    MailStore store = store("box");
    put(store, Arrival.named("one"), MESSAGE);
    try (MailBatch killed = store.cut()) {
      List<String> how = killed.seal();
      Path staged = files(folder).get(0);
      Files.writeString(folder.resolve("box/one.eml"), "mine");
      if (linked) {
        Files.createLink(folder.resolve("box/one-2.eml"), staged);
      }
      MailStore.recover(how);
    }
    assertEquals("mine", Files.readString(folder.resolve("box/one.eml")));
    assertEquals(MESSAGE, Files.readString(folder.resolve("box/one-2.eml")));
    assertEquals(2, files(folder).size());
  }

  @Test
  void anMboxParstMessagesAndQuotesWhatLooksLikeTheStartOfOne() throws IOException {
    String body =
        "Return-Path: <ann@a.test>\r\nSubject: x\r\n\r\n"
            + "From here on\r\n>From there\r\n> From x\r\nFro\r\nFrom\r\n>>From y\r\n From z\r\n"
            + "a From b\r\nFF\r\nno end";
    Instant date = Instant.parse("2026-01-02T03:04:05Z");
    try (MailStore store = store("mbox:box")) {
      put(store, new Arrival("1", Set.of(), date), body);
      put(store, new Arrival("2", Set.of(), date), MESSAGE);
      place(store);
    }
    assertEquals(
        """
        From ann@a.test Fri Jan  2 03:04:05 2026
        Return-Path: <ann@a.test>
        Subject: x

        >From here on
        >>From there
        > From x
        Fro
        From
        >>>From y
         From z
        a From b
        FF
        no end

        From MAILER-DAEMON Fri Jan  2 03:04:05 2026
        From: ann@a.test
        Subject: x

        Hello

        """,
        Files.readString(folder.resolve("box")));
    assertEquals(1, files(folder).size());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "<a@b>, a@b",
        "a@b, a@b",
        "<>, MAILER-DAEMON",
        "<a b@c>, MAILER-DAEMON",
      })
  void theSenderIsOneWord(String path, String sender) {
    assertEquals(sender, MboxDelivery.sender("X: y\nReturn-Path: " + path + "\n\n"));
  }

  @ParameterizedTest
  @CsvSource({"''", "'From x\\n\\nend\\n\\n'", "'no end'", "'one end\\n'"})
  void anMboxIsAppendedToBehindAnEmptyLine(String before) throws IOException {
    String old = before.replace("\\n", "\n");
    Files.writeString(folder.resolve("box"), old);
    try (MailStore store = store("mbox:box")) {
      put(store, Arrival.named("1"), MESSAGE);
      place(store);
      put(store, Arrival.named("2"), MESSAGE);
      place(store);
    }
    String all = Files.readString(folder.resolve("box"));
    assertTrue(all.startsWith(old));
    String added = all.substring(old.length()).strip();
    assertEquals(2, ("\n\n" + added).split("\n\nFrom MAILER-DAEMON ", -1).length - 1, all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mbox:box", "jsonl:box"})
  void aFileThatIsLockedIsWaitedFor(String word) throws Exception {
    Path box = Files.writeString(folder.resolve("box"), "");
    try (MailStore store = store(word);
        FileChannel other = FileChannel.open(box, StandardOpenOption.WRITE)) {
      put(store, Arrival.named("1"), MESSAGE);
      other.lock();
      var placing =
          new Thread(
              () -> {
                try {
                  place(store);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      placing.start();
      placing.join(300);
      assertEquals(0, Files.size(box));
      other.close();
      placing.join();
    }
    assertTrue(Files.size(box) > 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"maildir:file/box", "mbox:file/box", "file/box", "mbox:folder", "jsonl:folder"})
  void whatCannotBeWrittenIsSaid(String word) throws IOException {
    Files.writeString(folder.resolve("file"), "");
    Files.createDirectories(folder.resolve("folder"));
    try (MailStore store = store(word)) {
      var e = assertThrows(InetException.class, () -> store.begin(Arrival.named("1")));
      assertEquals(Failure.LOCAL_WRITE, e.failure());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "maildir:", "mbox:", "jsonl:", "mbox:a\0b"})
  void wordsThatNameNothingAreRefused(String word) {
    var e = assertThrows(InetException.class, () -> store(word));
    assertEquals(Failure.USAGE, e.failure());
  }

  @Test
  void lineEndsAreThoseOfUnixHoweverTheBytesCome() throws IOException {
    var random = new Random(7);
    var text = new StringBuilder();
    for (int i = 0; i < 300_000; i++) {
      text.append("\r\nab>F".charAt(random.nextInt(6)));
    }
    byte[] bytes = text.append("x\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    try (MailStore store = store("maildir:box")) {
      try (Delivery to = store.begin(Arrival.named("1"))) {
        for (int at = 0; at < bytes.length; ) {
          int step = Math.min(bytes.length - at, 1 + random.nextInt(70_000));
          to.write(bytes, at, step);
          at += step;
        }
        to.commit();
      }
      place(store);
    }
    assertEquals(text.toString().replace("\r\n", "\n"), Files.readString(files(folder).get(0)));
  }
}
