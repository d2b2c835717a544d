package dev.inet.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as lines of JSON, there and back. */
@Timeout(60)
final class JsonLinesTest {
  private static final String MESSAGE = "From: ann@a.test\r\nSubject: x\r\n\r\nHello\r\n";
  private static final Instant DATE = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;

  private Path box() {
    return folder.resolve("box");
  }

  private MailStore store() throws IOException {
    return MailStore.open("jsonl:box", folder, false);
  }

  private static void place(MailStore store) throws IOException {
    try (MailBatch batch = store.cut()) {
      batch.seal();
      batch.place();
    }
  }

  private static void put(MailStore store, Arrival arrival, byte[] bytes) throws IOException {
    try (Delivery to = store.begin(arrival)) {
      to.write(bytes);
      to.commit();
    }
  }

  private void add(String... messages) throws IOException {
    try (MailStore store = store()) {
      for (String message : messages) {
        put(store, Arrival.named("1"), message.getBytes(StandardCharsets.UTF_8));
      }
      place(store);
    }
  }

  private static byte[] bytes(StoredMail message) throws IOException {
    try (InputStream in = message.source().open()) {
      return in.readAllBytes();
    }
  }

  private List<StoredMail> read() throws IOException {
    var all = new ArrayList<StoredMail>();
    StoredMail.read("jsonl:box", folder, all::add);
    return all;
  }

  private List<String> texts() throws IOException {
    var texts = new ArrayList<String>();
    for (StoredMail message : read()) {
      texts.add(new String(bytes(message), StandardCharsets.UTF_8));
    }
    return texts;
  }

  @Test
  void tellsWhatIsKnownBeforeTheMessageAndItsSizeBehindIt() throws IOException {
    String message =
        "From: =?utf-8?q?J=C3=B6rg?= <j@a.test>\r\nTo: ann@a.test\r\n"
            + "Subject: \"quoted\" \\ \tand =?utf-8?q?=1B[31m_=F0=9F=93=AC?=\r\n"
            + "Date: Fri, 02 Jan 2026 05:04:05 +0100\r\nMessage-ID: <1@a>\r\n\r\nhi\n";
    try (MailStore store = store()) {
      put(
          store,
          new Arrival("7.42", Set.of("\\Seen", "$Work"), DATE)
              .from("mailbox", "Ärger/\"x\"")
              .from("uid", 42),
          message.getBytes(StandardCharsets.UTF_8));
      place(store);
    }
    String base64 = Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "{\"mailbox\":\"Ärger/\\\"x\\\"\",\"uid\":42,\"message_id\":\"<1@a>\","
            + "\"date\":\"2026-01-02T04:04:05Z\",\"from\":\"Jörg <j@a.test>\","
            + "\"to\":\"ann@a.test\","
            + "\"subject\":\"\\\"quoted\\\" \\\\ \\u0009and \\u001b[31m \\ud83d\\udcec\","
            + "\"flags\":[\"$Work\",\"\\\\Seen\"],\"received\":\"2026-01-02T03:04:05Z\","
            + "\"message\":\""
            + base64
            + "\",\"size\":"
            + message.getBytes(StandardCharsets.UTF_8).length
            + "}\n",
        Files.readString(box()));
  }

  @Test
  void bringsBackEveryByteAndTheFlagsAndTheDate() throws IOException {
    var random = new Random(3);
    var all = new ArrayList<byte[]>();
    for (int size : new int[] {0, 1, 2, 3, 49_151, 49_152, 49_153, 200_000, 1 << 20}) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      all.add(bytes);
    }
    try (MailStore store = store()) {
      for (byte[] bytes : all) {
        try (Delivery to = store.begin(new Arrival("1", Set.of("\\Seen", "[Work]"), DATE))) {
          for (int at = 0; at < bytes.length; ) {
            int step = Math.min(bytes.length - at, 1 + random.nextInt(70_000));
            to.write(bytes, at, step);
            at += step;
          }
          to.commit();
        }
      }
      place(store);
    }
    List<StoredMail> back = read();
    assertEquals(all.size(), back.size());
    for (int i = 0; i < all.size(); i++) {
      assertArrayEquals(all.get(i), bytes(back.get(i)));
      assertEquals(all.get(i).length, back.get(i).source().size());
      assertEquals(Set.of("\\Seen", "[Work]"), back.get(i).flags());
      assertEquals(DATE, back.get(i).date());
    }
  }

  @Test
  void aMessageThatIsNotWholeLeavesNoTrace() throws IOException {
    try (MailStore store = store()) {
      put(store, Arrival.named("1"), "\r\none\r\n".getBytes(StandardCharsets.UTF_8));
      try (Delivery half = store.begin(Arrival.named("2"))) {
        half.write(new byte[200_000]);
      }
      put(store, Arrival.named("3"), "\r\nthree\r\n".getBytes(StandardCharsets.UTF_8));
      place(store);
    }
    assertEquals(List.of("\r\none\r\n", "\r\nthree\r\n"), texts());
    assertEquals(List.of(box()), MailStoreTest.files(folder));
  }

  @Test
  void aLineThatIsLeftHalfIsCutOff() throws IOException {
    add(MESSAGE);
    byte[] whole = Files.readAllBytes(box());
    for (int cut = 1; cut < whole.length - 1; cut++) {
      Files.write(box(), whole);
      Files.write(box(), Arrays.copyOf(whole, cut), StandardOpenOption.APPEND);
      add("\r\nnext\r\n");
      assertEquals(List.of(MESSAGE, "\r\nnext\r\n"), texts(), "cut at " + cut);
    }
    // What a power cut leaves behind the end of what was written.
    Files.write(box(), whole);
    Files.writeString(box(), "{\"message\":\"AA\0\0\0", StandardOpenOption.APPEND);
    add("\r\nnext\r\n");
    assertEquals(List.of(MESSAGE, "\r\nnext\r\n"), texts());
  }

  @Test
  void aWholeLineWithoutItsEndStays() throws IOException {
    Files.writeString(box(), "{\"message\":\"YQ==\"}\n{\"message\":\"Yg==\"}");
    add("c");
    assertEquals(List.of("a", "b", "c"), texts());
    assertEquals(3, Files.readAllLines(box()).size());
  }

  @Test
  void aFileThatHoldsSomethingElseIsLeftAlone() throws IOException {
    Files.writeString(box(), "dear diary");
    var e = assertThrows(InetException.class, () -> add(MESSAGE));
    assertEquals(Failure.LOCAL_WRITE, e.failure());
    assertEquals("dear diary", Files.readString(box()));
    assertEquals(List.of(box()), MailStoreTest.files(folder));
  }

  /** Between the copy and its removal: nothing, in part, in full. */
  @ParameterizedTest
  @ValueSource(ints = {0, 7, 60, 100, 1_000_000})
  void whatWasAppendedInPartIsMended(int kept) throws IOException {
    add("old");
    MailStore store = store();
    put(store, Arrival.named("1"), "one".getBytes(StandardCharsets.UTF_8));
    put(store, Arrival.named("2"), "two".getBytes(StandardCharsets.UTF_8));
    MailBatch batch = store.cut();
    List<String> how = batch.seal();
    Path beside = MailStoreTest.files(folder).get(0);
    byte[] collected = Files.readAllBytes(beside);
    batch.close();
    byte[] part = Arrays.copyOf(collected, Math.min(kept, collected.length));
    Files.write(box(), part, StandardOpenOption.APPEND);
    MailStore.recover(how);
    assertEquals(List.of("old", "one", "two"), texts());
    assertFalse(Files.exists(beside));
    MailStore.recover(how);
    assertEquals(List.of("old", "one", "two"), texts());
  }

  @Test
  void readsWhatOtherProgramsMakeOfIt() throws IOException {
    Files.writeString(
        box(),
        "{ \"size\": 3, \"x\": {\"message\": [1, {}, \"}\\\"\\u00e9\", null, -1.5E+3, true]},\r\n"
            + " \"message\" : \"Pz8\\/\" , \"flags\": [ \"\\\\Seen\", \"\\\\Recent\" ] }\n\n"
            + "{\"received\":\"2026-01-02T04:04:05+01:00\",\"message\":\"YQ==\"}");
    List<StoredMail> all = read();
    assertArrayEquals("???".getBytes(StandardCharsets.UTF_8), bytes(all.get(0)));
    assertEquals(3, all.get(0).source().size());
    assertEquals(Set.of("\\Seen"), all.get(0).flags());
    assertEquals(DATE, all.get(1).date());
    assertEquals("a", texts().get(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"message\":\"YQ==\"}x{}          | object 2",
        "dear diary                        | object 1",
        "[]                                | object 1",
        "{}                                | no \"message\"",
        "{\"message\":\"YQ                 | ends within it",
        "{\"message\":\"Y\\u0051==\"}      | no Base64",
        "{\"message\":\"\",\"flags\":[\"a b\"]} | \"flags\" are none",
        "{\"message\":\"\",\"flags\":[\"a\\r\\nb\"]} | \"flags\" are none",
        "{\"message\":\"\",\"received\":\"x\"} | could not be parsed",
        "{\"message\":\"\" \"size\":1}     | ',' is missing",
        "{\"message\":\"\",}               | '\"' is missing",
        "{\"x\":,\"message\":\"\"}         | a value is missing",
        "{\"x\\q\":1}                      | no escape",
        "{\"x                              | ends within it",
      })
  void refusesWhatIsNoMessage(String text, String why) throws IOException {
    Files.writeString(box(), text);
    var e = assertThrows(InetException.class, this::read);
    assertEquals(Failure.LOCAL_READ, e.failure());
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  @Test
  void isBoundedWhateverAFileHolds() throws IOException {
    Files.writeString(box(), "{\"x\":" + "[".repeat(100_000));
    assertTrue(assertThrows(InetException.class, this::read).getMessage().contains("too deep"));
    Files.writeString(
        box(),
        "{\"" + "x".repeat(3 << 20) + "\":\"" + "\\u00e9".repeat(1 << 20) + "\",\"message\":\"\"}");
    assertEquals(List.of(""), texts());
    var flags = new StringBuilder("\"f\"");
    for (int i = 0; i < 2000; i++) {
      flags.append(",\"f").append(i).append('"');
    }
    Files.writeString(box(), "{\"message\":\"\",\"flags\":[" + flags + "]}");
    assertTrue(assertThrows(InetException.class, this::read).getMessage().contains("flags"));
  }

  @Test
  void whatIsNoBase64IsToldWhereItIsRead() throws IOException {
    Files.writeString(box(), "{\"message\":\"Y!==\"}");
    StoredMail message = read().get(0);
    assertThrows(IOException.class, () -> bytes(message));
  }
}
