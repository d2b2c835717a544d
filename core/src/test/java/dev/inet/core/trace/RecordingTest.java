package dev.inet.core.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  @TempDir Path folder;

  @Test
  void givesBackEveryByte() throws IOException {
    Random random = new Random(11);
    var sent = new ByteArrayOutputStream();
    Path file = folder.resolve("t.jsonl");
    try (Recording recording = Recording.create(file, "inet test")) {
      for (int i = 0; i < 300; i++) {
        byte[] bytes = chunk(random, i);
        sent.writeBytes(bytes);
        recording.on(new Event.Sent(1, System.nanoTime(), bytes));
      }
    }
    var read = new ByteArrayOutputStream();
    for (Event event : events(file)) {
      read.writeBytes(((Event.Sent) event).bytes());
    }
    assertArrayEquals(sent.toByteArray(), read.toByteArray());
    for (String line : Files.readAllLines(file)) {
      assertTrue(line.length() < Recording.LONGEST_LINE, "a line of " + line.length());
      assertTrue(line.chars().noneMatch(Character::isISOControl), line);
    }
  }

  private static byte[] chunk(Random random, int round) {
    int length = round % 50 == 0 ? 100_000 : random.nextInt(200);
    if (round % 3 == 0) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return bytes;
    }
    var text = new StringBuilder();
    random.ints(length, 0, 0x11000).forEach(text::appendCodePoint);
    String all = round % 3 == 1 ? text.toString() : "\"\\\u202e\u0085é€😀\r\n\t".repeat(length);
    return all.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void keepsTextReadable() throws IOException {
    Path file = folder.resolve("t.jsonl");
    try (Recording recording = Recording.create(file, "inet test")) {
      recording.on(new Event.Received(3, System.nanoTime(), bytes("220 grüß \"Gott\"\r\n")));
      recording.on(new Event.Received(3, System.nanoTime(), new byte[] {0, 1, (byte) 0xff}));
    }
    List<String> lines = Files.readAllLines(file);
    assertTrue(
        lines
            .get(0)
            .startsWith("{\"format\":\"inet-trace\",\"version\":1,\"program\":\"inet test\""));
    assertTrue(
        lines.get(1).endsWith("\"bytes\":19,\"text\":\"220 grüß \\\"Gott\\\"\\r\\n\"}"),
        lines.get(1));
    assertTrue(lines.get(2).endsWith("\"bytes\":3,\"base64\":\"AAH/\"}"), lines.get(2));
  }

  @Test
  void givesBackEveryKindOfEvent() throws IOException {
    Path file = folder.resolve("t.jsonl");
    long t;
    List<Event> told;
    try (Recording recording = Recording.create(file, "inet test")) {
      t = System.nanoTime();
      told =
          List.of(
              new Event.Planned(1, t, "tcp h:1 > tls h"),
              new Event.Resolved(1, t, "h", List.of("::1", "127.0.0.1"), t),
              new Event.Racing(1, t, "[::1]:1"),
              new Event.Lost(1, t, "[::1]:1", "refused"),
              new Event.Reached(1, t, "127.0.0.1:1", "127.0.0.1:9"),
              new Event.Tunnelled(1, t, "socks5 p:1080", "h:1"),
              new Event.Secured(1, t, "h", "TLSv1.3", "TLS_AES_128_GCM_SHA256", "h2"),
              new Event.Secured(1, t, "h", "TLSv1.3", "TLS_AES_128_GCM_SHA256", null),
              new Event.Began(1, t, Phase.SIGN_IN),
              new Event.Noted(1, t, "AUTH PLAIN, the only one offered"),
              new Event.Closed(1, t, 12, Long.MAX_VALUE));
      told.forEach(recording::on);
      recording.on(new Event.Turned(1, t, true));
      recording.on(
          new Event.Failed(
              2, t, new InetException(Failure.TIMEOUT, "timed out").during(Phase.TLS)));
    }
    List<Event> read = events(file);
    assertEquals(told.size() + 1, read.size());
    for (int i = 0; i < told.size(); i++) {
      assertEquals(timeless(told.get(i)), timeless(read.get(i)));
    }
    Event.Failed failed = assertInstanceOf(Event.Failed.class, read.get(told.size()));
    assertEquals(Failure.TIMEOUT, failed.failure().failure());
    assertEquals(Optional.of(Phase.TLS), failed.failure().phase());
    assertEquals("timed out", failed.failure().getMessage());
  }

  private static String timeless(Event event) {
    return event.toString().replaceAll("(nanos|since)=\\d+", "$1");
  }

  @Test
  void isWholeAtAnyMomentOfADialogue() throws IOException {
    Path file = folder.resolve("t.jsonl");
    try (Recording recording = Recording.create(file, "inet test")) {
      recording.on(new Event.Sent(1, System.nanoTime(), bytes("NOOP\r\n")));
      assertEquals(1, events(file).size());
    }
  }

  @Test
  void belongsToItsOwnerAlone() throws IOException {
    Path fresh = folder.resolve("fresh.jsonl");
    Recording.create(fresh, "inet test").close();
    Path old = Files.writeString(folder.resolve("old.jsonl"), "what was there");
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-rw-rw-"));
    Recording.create(old, "inet test").close();
    for (Path file : List.of(fresh, old)) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      assertEquals(List.of(), events(file));
    }
  }

  @Test
  @Timeout(30)
  void goesIntoAPipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    var read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readAllBytes(pipe);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    try (Recording recording = Recording.create(pipe, "inet test")) {
      recording.on(new Event.Noted(1, System.nanoTime(), "hello"));
    }
    var lines = new ByteArrayInputStream(read.get(20, TimeUnit.SECONDS));
    try (RecordingReader reader = Recording.read(lines, "pipe")) {
      assertEquals("hello", ((Event.Noted) reader.next().orElseThrow()).text());
      assertTrue(reader.next().isEmpty());
    }
  }

  @Test
  void failsOnceWhereTheFolderIsMissing() {
    InetException e =
        assertThrows(
            InetException.class, () -> Recording.create(folder.resolve("no/t.jsonl"), "inet test"));
    assertEquals(Failure.LOCAL_WRITE, e.failure());
    assertTrue(e.getMessage().endsWith("t.jsonl: no such folder"), e.getMessage());
  }

  @Test
  void failsOnceWhereTheDiskIsFull() {
    Path full = Path.of("/dev/full");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(full));
    InetException e = assertThrows(InetException.class, () -> Recording.create(full, "inet test"));
    assertEquals(Failure.LOCAL_WRITE, e.failure());
  }

  @Test
  void namesBadLinesByNumberAndGoesOn() throws IOException {
    Path file = folder.resolve("t.jsonl");
    String good = "{\"connection\":1,\"time\":5,\"kind\":\"noted\",\"text\":\"fine\"}\n";
    Files.writeString(
        file,
        "{\"format\":\"inet-trace\",\"version\":1,\"program\":\"x\",\"start\":\"2026-01-02T03:04:05Z\"}\n"
            + good
            + "{\"connection\":1,\"time\":5,\"kind\":\"sent\",\"bytes\":2,\"text\":\"abc\"}\n"
            + "{\"connection\":1,\"time\":5,\"kind\":\"dreamt\",\"of\":[\"sheep\"],\"a\":true}\n"
            + "x".repeat(Recording.LONGEST_LINE + 1)
            + "\n"
            + good
            + good.substring(0, 30));
    try (RecordingReader reader = Recording.read(file)) {
      assertEquals("2026-01-02T03:04:05Z", reader.start().toString());
      assertTrue(reader.next().isPresent());
      assertBad(reader, "line 3: \"bytes\" says 2 but there are 3");
      assertBad(reader, "line 5: longer than 1048576 bytes");
      assertTrue(reader.next().isPresent());
      assertBad(reader, "line 7: the line ends too early");
      assertFalse(reader.next().isPresent());
    }
  }

  private static void assertBad(RecordingReader reader, String end) {
    InetException e = assertThrows(InetException.class, reader::next);
    assertEquals(Failure.LOCAL_READ, e.failure());
    assertTrue(e.getMessage().endsWith(end), e.getMessage());
  }

  @Test
  void refusesOtherFilesAndLaterVersions() throws IOException {
    for (String content :
        List.of(
            "",
            "hello\n",
            "{}\n",
            "{\"format\":\"har\",\"version\":1}\n",
            "{\"format\":\"inet-trace\",\"version\":2,\"program\":\"x\",\"start\":\"?\"}\n")) {
      Path file = Files.writeString(folder.resolve("t"), content);
      InetException e = assertThrows(InetException.class, () -> Recording.read(file), content);
      assertEquals(Failure.LOCAL_READ, e.failure());
    }
  }

  private static List<Event> events(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    try (RecordingReader reader = Recording.read(file)) {
      for (var event = reader.next(); event.isPresent(); event = reader.next()) {
        events.add(event.get());
      }
    }
    return events;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
