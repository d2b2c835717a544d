package dev.inet.cli.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Shell;
import dev.inet.sandbox.HttpExchange;
import dev.inet.sandbox.HttpRequest;
import dev.inet.sandbox.HttpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that come whole, in the end, from servers that break off, change and pretend. */
@Timeout(60)
class DownloadTest {
  private static final int MIB = 1 << 20;

  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;

  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.start(ListenAt.freePort());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Shell.Ending download(String... words) {
    String[] all =
        Stream.concat(Stream.of("http", "download"), Stream.of(words)).toArray(String[]::new);
    return new Shell(folder).run(all);
  }

  private String page(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 251 + i / 65536);
    }
    return bytes;
  }

  /** What a request asks for, from the first byte to behind the last one. */
  private int[] asked(HttpRequest request, int length) {
    String range = request.header("Range").orElse("");
    ranges.add(range);
    if (range.isEmpty()) {
      return new int[] {0, length};
    }
    String[] ends = range.substring("bytes=".length()).split("-", -1);
    int to = ends[1].isEmpty() ? length : Integer.parseInt(ends[1]) + 1;
    return new int[] {Integer.parseInt(ends[0]), to};
  }

  private static HttpExchange place(HttpExchange exchange, int[] asked, int length) {
    exchange.header("ETag", "\"one\"").header("Accept-Ranges", "bytes");
    boolean part = exchange.request().header("Range").isPresent();
    return part
        ? exchange.header(
            "Content-Range", "bytes " + asked[0] + "-" + (asked[1] - 1) + "/" + length)
        : exchange;
  }

  private static void write(HttpExchange exchange, byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      exchange.write(rest);
    }
  }

  @Test
  void theFileGetsTheRemotesTime() throws IOException {
    server.route(
        "/old",
        exchange ->
            exchange.header("Last-Modified", "Sat, 03 Feb 2001 04:05:06 GMT").send(200, "old"));
    assertEquals(0, download(page("/old")).status());
    assertEquals(
        Instant.parse("2001-02-03T04:05:06Z"),
        Files.getLastModifiedTime(folder.resolve("old")).toInstant());
  }

  /** A body of {@code size} bytes, in chunks where nothing says how many: a range that lies. */
  private void lies(String path, String size, int chunks) {
    server.route(
        path,
        exchange -> {
          place(exchange, asked(exchange.request(), 10), 10);
          if (chunks == 0) {
            exchange.send(206, size);
            return;
          }
          exchange.begin(206, -1);
          exchange.write(size);
          exchange.end();
        });
  }

  private int goOn(String name) throws IOException {
    Files.writeString(folder.resolve(name + ".part"), "01234");
    Files.writeString(folder.resolve(name + ".part.meta"), "\"one\"\n");
    return download("-C", page("/" + name)).status();
  }

  /** The whole of ten bytes, of which five are there. */
  @Test
  void aRangeHasTheBytesThatItSays() throws IOException {
    lies("/good", "56789", 1);
    assertEquals(0, goOn("good"));
    assertEquals("0123456789", Files.readString(folder.resolve("good")));
    lies("/long", "56789more", 0);
    assertEquals(8, goOn("long"));
    assertFalse(Files.exists(folder.resolve("long")));
    lies("/endless", "56789more", 1);
    assertEquals(8, goOn("endless"));
    assertFalse(Files.exists(folder.resolve("endless")));
    lies("/short", "567", 1);
    assertEquals(18, goOn("short"));
    assertEquals("01234567", Files.readString(folder.resolve("short.part")));
  }

  /** A hole in the middle of a file would go unseen. */
  @Test
  void aSegmentHasTheBytesThatItSays() throws IOException {
    byte[] bytes = pattern(3 * MIB);
    server.route(
        "/holes",
        exchange -> {
          int[] asked = asked(exchange.request(), bytes.length);
          place(exchange, asked, bytes.length);
          if (asked[0] == 0) {
            exchange.send(200, bytes);
            return;
          }
          exchange.begin(206, -1);
          write(exchange, Arrays.copyOfRange(bytes, asked[0], asked[1] - 10));
          exchange.end();
        });
    assertEquals(18, download("--segments", "3", page("/holes")).status());
    assertFalse(Files.exists(folder.resolve("holes")));
  }

  /** Whoever writes into the folder does not write our requests. */
  @Test
  void aValidatorIsOneLine() throws IOException {
    server.route("/split", exchange -> exchange.send(200, "whole"));
    Files.writeString(folder.resolve("split.part"), "old");
    Files.writeString(folder.resolve("split.part.meta"), "\"one\"\r\nInjected: yes\n");
    assertEquals(0, download("-C", page("/split")).status());
    assertEquals("whole", Files.readString(folder.resolve("split")));
    HttpRequest request = server.heard().get(0);
    assertTrue(request.header("Injected").isEmpty());
    assertTrue(request.header("If-Range").isEmpty());
  }

  /** A server must not choose which file of the folder it writes over. */
  @Test
  void aNameThatTheServerChoseTakesNoFilesPlace() throws IOException {
    server.route(
        "/page",
        exchange ->
            exchange.header("Content-Disposition", "attachment; filename=notes").send(200, "new"));
    server.route("/moved", exchange -> exchange.header("Location", "/notes").send(302, ""));
    server.route("/notes", exchange -> exchange.send(200, "new"));
    Files.writeString(folder.resolve("notes"), "mine");
    for (String path : List.of("/page", "/moved")) {
      Shell.Ending ending = download(page(path));
      assertEquals(23, ending.status(), ending.err());
      assertTrue(ending.err().contains("notes"), ending.err());
      assertEquals("mine", Files.readString(folder.resolve("notes")));
    }
    assertFalse(Files.exists(folder.resolve("notes.part")));
    // Who types the name, in the URL or as an option, means it.
    assertEquals(0, download(page("/notes")).status());
    assertEquals("new", Files.readString(folder.resolve("notes")));
    assertEquals(0, download("-o", "notes", page("/page")).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "4"})
  void whatUrlsCallAlikeIsAFileEach(String parallel) throws IOException {
    for (String path : List.of("/a/x", "/b/x", "/c/x", "/d/y")) {
      server.route(path, exchange -> exchange.send(200, path));
    }
    Shell.Ending ending =
        download("--parallel", parallel, page("/a/x"), page("/b/x"), page("/c/x"), page("/d/y"));
    assertEquals(0, ending.status(), ending.err());
    var bodies = new TreeSet<String>();
    for (String name : List.of("x", "x.1", "x.2")) {
      bodies.add(Files.readString(folder.resolve(name)));
    }
    assertEquals(Set.of("/a/x", "/b/x", "/c/x"), bodies);
    assertEquals("/d/y", Files.readString(folder.resolve("y")));
  }

  @Test
  void whoAsksForPatienceGetsIt() throws IOException {
    var tries = new AtomicInteger();
    server.route(
        "/busy",
        exchange -> {
          if (tries.incrementAndGet() == 1) {
            exchange.header("Retry-After", "1").send(503, "busy");
          } else {
            exchange.send(200, "done");
          }
        });
    long begin = System.nanoTime();
    Shell.Ending ending = download("--retry", "1", "--retry-delay", "1ms", page("/busy"));
    assertEquals(0, ending.status(), ending.err());
    assertTrue(Duration.ofNanos(System.nanoTime() - begin).compareTo(Duration.ofSeconds(1)) >= 0);
    assertEquals("done", Files.readString(folder.resolve("busy")));
    tries.set(0);
    assertEquals(22, download("-P", "none", page("/busy")).status());
    assertFalse(Files.exists(folder.resolve("none/busy")));
  }

  @Test
  void aTerminalSeesHowFarItIs() throws IOException {
    server.route("/slow", exchange -> exchange.send(200, pattern(MIB / 8)));
    Shell.Ending ending =
        new Shell(folder)
            .onTerminal()
            .run("http", "download", "--limit-rate", "256K", page("/slow"));
    assertEquals(0, ending.status(), ending.err());
    assertTrue(ending.err().contains("of 128.0K"), ending.err());
  }

  @Test
  void whatBrokeOffStaysAsPart() throws IOException {
    for (String kind : List.of("length", "chunked")) {
      assertEquals(18, download(page("/truncated/" + kind)).status());
      assertTrue(Files.size(folder.resolve(kind + ".part")) > 0, kind);
      assertFalse(Files.exists(folder.resolve(kind)));
    }
    try (Peer peer = Peer.of(HarTest::breakOffInHttp2)) {
      String url = "http://127.0.0.1:" + peer.port() + "/two";
      assertEquals(18, download("--http", "h2c", url).status());
      assertEquals("hello", Files.readString(folder.resolve("two.part")));
      assertFalse(Files.exists(folder.resolve("two")));
    }
  }

  /** Each try breaks off after a mebibyte more; none begins anew. */
  @Test
  void aRetryGoesOnWhereTheLastOneEnded() throws IOException {
    byte[] whole = pattern(3 * MIB);
    server.route(
        "/breaks",
        exchange -> {
          int[] asked = asked(exchange.request(), whole.length);
          place(exchange, asked, whole.length);
          exchange.closeAfter();
          exchange.begin(ranges.size() == 1 ? 200 : 206, asked[1] - asked[0]);
          write(exchange, Arrays.copyOfRange(whole, asked[0], asked[0] + MIB));
        });
    Shell.Ending ending = download("--retry", "5", "--retry-delay", "1ms", page("/breaks"));
    assertEquals(0, ending.status(), ending.err());
    assertArrayEquals(whole, Files.readAllBytes(folder.resolve("breaks")));
    assertEquals(List.of("", "bytes=1048576-", "bytes=2097152-"), ranges);
    assertFalse(Files.exists(folder.resolve("breaks.part.meta")));
  }

  @Test
  void withoutRangesSegmentsAreOneStream() throws IOException {
    byte[] whole = pattern(4 * MIB);
    for (String field : List.of("none", "Accept-Ranges", "ETag")) {
      ranges.clear();
      server.route(
          "/" + field,
          exchange -> {
            ranges.add(exchange.request().header("Range").orElse(""));
            // Ranges without a validator, or a validator without ranges, are not enough.
            exchange.header(field, field.equals("ETag") ? "\"one\"" : "bytes").send(200, whole);
          });
      assertEquals(0, download("--segments", "4", page("/" + field)).status());
      assertArrayEquals(whole, Files.readAllBytes(folder.resolve(field)));
      assertEquals(List.of(""), ranges);
    }
  }

  /** Ranges are asked for where the redirect led: what was typed for us is not meant for there. */
  @Test
  void segmentsFromElsewhereLearnNoSecrets() throws IOException {
    byte[] whole = pattern(2 * MIB);
    List<String> learned = Collections.synchronizedList(new ArrayList<>());
    server.route(
        "/file",
        exchange -> {
          int[] asked = asked(exchange.request(), whole.length);
          for (String name : List.of("Authorization", "Cookie", "X-Own")) {
            exchange.request().header(name).ifPresent(learned::add);
          }
          place(exchange, asked, whole.length);
          boolean part = exchange.request().header("Range").isPresent();
          exchange.send(part ? 206 : 200, Arrays.copyOfRange(whole, asked[0], asked[1]));
        });
    try (HttpServer front = HttpServer.start(ListenAt.freePort())) {
      front.route("/file", exchange -> exchange.header("Location", page("/file")).send(302, ""));
      String url = "http://127.0.0.1:" + front.port() + "/file";
      String[] secrets = {"-H", "Authorization: Bearer own", "--cookie", "id=own"};
      Shell.Ending ending =
          download(
              Stream.concat(
                      Stream.of("--segments", "2", "-H", "X-Own: ours", url), Stream.of(secrets))
                  .toArray(String[]::new));
      assertEquals(0, ending.status(), ending.err());
    }
    assertArrayEquals(whole, Files.readAllBytes(folder.resolve("file")));
    assertEquals(2, ranges.size(), ranges.toString());
    assertEquals(List.of("ours", "ours"), learned);
  }

  /** It says that it has ranges, and sends the whole file to whoever asks for one. */
  @Test
  void whoSendsTheWholeForARangeIsAskedOnceMore() throws IOException {
    byte[] whole = pattern(4 * MIB);
    server.route(
        "/pretends",
        exchange -> {
          ranges.add(exchange.request().header("Range").orElse(""));
          exchange.header("ETag", "\"one\"").header("Accept-Ranges", "bytes").send(200, whole);
        });
    assertEquals(0, download("--segments", "3", page("/pretends")).status());
    assertArrayEquals(whole, Files.readAllBytes(folder.resolve("pretends")));
    assertEquals("", ranges.get(ranges.size() - 1));
  }

  /** RFC 9110, section 14.4: how long the whole is need not be known when a range is sent. */
  @ParameterizedTest
  @CsvSource({"*, 0", "4194305, 8"})
  void segmentsNeedNotTellHowLongTheWholeIs(String length, int status) throws IOException {
    byte[] whole = pattern(4 * MIB);
    server.route(
        "/file",
        exchange -> {
          int[] asked = asked(exchange.request(), whole.length);
          boolean part = exchange.request().header("Range").isPresent();
          exchange
              .header("ETag", "\"one\"")
              .header("Accept-Ranges", "bytes")
              .header("Content-Range", "bytes " + asked[0] + "-" + (asked[1] - 1) + "/" + length)
              .send(part ? 206 : 200, Arrays.copyOfRange(whole, asked[0], asked[1]));
        });
    Shell.Ending ending = download("--segments", "4", page("/file"));
    assertEquals(status, ending.status(), ending.err());
    assertEquals(status == 0, Files.exists(folder.resolve("file")));
  }

  /** What lies behind a gap is not kept, and what lies before it is. */
  @Test
  void segmentsThatBreakOffKeepWhatIsBeforeTheGap() throws IOException {
    byte[] whole = pattern(4 * MIB);
    var healthy = new AtomicInteger();
    server.route(
        "/file",
        exchange -> {
          int[] asked = asked(exchange.request(), whole.length);
          place(exchange, asked, whole.length);
          byte[] bytes = Arrays.copyOfRange(whole, asked[0], asked[1]);
          if (asked[0] == MIB && healthy.get() == 0) {
            exchange.closeAfter();
            exchange.begin(206, bytes.length);
            write(exchange, Arrays.copyOf(bytes, 1000));
          } else {
            exchange.send(asked[1] - asked[0] == whole.length ? 200 : 206, bytes);
          }
        });
    assertEquals(18, download("--segments", "4", page("/file")).status());
    byte[] kept = Files.readAllBytes(folder.resolve("file.part"));
    assertTrue(kept.length <= MIB + 1000, kept.length + " bytes");
    assertArrayEquals(Arrays.copyOf(whole, kept.length), kept);
    healthy.set(1);
    assertEquals(0, download("-C", "--segments", "4", page("/file")).status());
    assertArrayEquals(whole, Files.readAllBytes(folder.resolve("file")));
  }

  /**
   * Whoever is killed cleans nothing up: what is on the disk at that moment says where holes are.
   */
  @Test
  void whatIsKilledAmongSegmentsIsGoneOnWithBeforeTheHoles() throws IOException {
    byte[] whole = pattern(4 * MIB);
    Path killed = Files.createDirectory(folder.resolve("killed"));
    server.route(
        "/file",
        exchange -> {
          int[] asked = asked(exchange.request(), whole.length);
          place(exchange, asked, whole.length);
          byte[] bytes = Arrays.copyOfRange(whole, asked[0], asked[1]);
          if (asked[0] != MIB || ranges.size() > 4) {
            exchange.send(asked[1] - asked[0] == whole.length ? 200 : 206, bytes);
            return;
          }
          exchange.begin(206, bytes.length);
          write(exchange, Arrays.copyOf(bytes, 1000));
          while (Files.size(folder.resolve("file.part")) < whole.length) {
            Thread.onSpinWait();
          }
          for (String name : List.of("file.part", "file.part.meta")) {
            Files.copy(folder.resolve(name), killed.resolve(name));
          }
          write(exchange, Arrays.copyOfRange(bytes, 1000, bytes.length));
        });
    assertEquals(0, download("--segments", "4", page("/file")).status());
    assertEquals(whole.length, Files.size(killed.resolve("file.part")));
    assertEquals(0, download("-C", "-P", "killed", page("/file")).status());
    assertArrayEquals(whole, Files.readAllBytes(killed.resolve("file")));
  }

  /** A try that hears nothing leaves the part for the next one. */
  @Test
  void aRetryGoesOnAfterATryWithoutAnAnswer() throws IOException {
    var tries = new AtomicInteger();
    server.route(
        "/deaf",
        exchange -> {
          int[] asked = asked(exchange.request(), 10);
          place(exchange, asked, 10);
          exchange.closeAfter();
          switch (tries.incrementAndGet()) {
            case 1 -> {
              exchange.begin(200, 10);
              exchange.write("01234");
            }
            case 2 -> exchange.close();
            default -> exchange.send(206, "56789");
          }
        });
    Shell.Ending ending = download("--retry", "3", "--retry-delay", "1ms", page("/deaf"));
    assertEquals(0, ending.status(), ending.err());
    assertEquals("0123456789", Files.readString(folder.resolve("deaf")));
    assertEquals(List.of("", "bytes=5-", "bytes=5-"), ranges);
  }

  /** A folder stands where the validator would: what a full disk does, too. */
  @Test
  void aValidatorThatCannotBeKeptIsALocalFailure() throws IOException {
    server.route("/file", exchange -> exchange.send(200, "whole"));
    Files.writeString(folder.resolve("file.part"), "who");
    Files.createDirectory(folder.resolve("file.part.meta"));
    Shell.Ending ending = download("-C", page("/file"));
    assertEquals(23, ending.status(), ending.err());
    assertTrue(ending.err().contains("file.part.meta"), ending.err());
  }

  /** The part may be whole or longer than the remote is: nobody says which. */
  @Test
  void aRefusedRangeWithoutALengthIsAskedForAnew() throws IOException {
    server.route(
        "/all",
        exchange -> {
          boolean part = exchange.request().header("Range").isPresent();
          exchange.header("ETag", "\"one\"").send(part ? 416 : 200, part ? "" : "01234");
        });
    assertEquals(0, goOn("all"));
    assertEquals("01234", Files.readString(folder.resolve("all")));
  }

  /** Some servers speak of a range where none was asked for: they are not asked without end. */
  @ParameterizedTest
  @CsvSource({"bytes 0-4/5, 0", "bytes 5-9/10, 8", "bytes 0-4/4, 8"})
  void aRangeThatNobodyAskedForIsTheWholeOrNothing(String range, int status) throws IOException {
    server.route(
        "/ranged",
        exchange -> {
          asked(exchange.request(), 5);
          exchange.header("ETag", "\"one\"").header("Content-Range", range).send(206, "01234");
        });
    Shell.Ending ending = download(page("/ranged"));
    assertEquals(status, ending.status(), ending.err());
    assertEquals(status == 0, Files.exists(folder.resolve("ranged")));
    assertEquals(List.of(""), ranges);
  }

  /** RFC 9110, section 15.3.7: less than was asked for may come; the rest is asked for then. */
  @Test
  void aServerThatSendsLittleAtATimeIsAskedForTheRest() throws IOException {
    server.route(
        "/little",
        exchange -> {
          int[] asked = asked(exchange.request(), 10);
          boolean part = exchange.request().header("Range").isPresent();
          int to = part ? Math.min(asked[0] + 2, 10) : 10;
          place(exchange, new int[] {asked[0], to}, 10);
          exchange.closeAfter();
          exchange.begin(part ? 206 : 200, to - asked[0]);
          exchange.write("0123456789".substring(asked[0], part ? to : 5));
        });
    assertEquals(18, download(page("/little")).status());
    Shell.Ending ending = download("-C", page("/little"));
    assertEquals(0, ending.status(), ending.err());
    assertEquals("0123456789", Files.readString(folder.resolve("little")));
    assertEquals(List.of("", "bytes=5-", "bytes=7-", "bytes=9-"), ranges);
  }

  /** Such a server is asked for the whole where segments were wanted. */
  @Test
  void segmentsThatComeInPartAreOneStream() throws IOException {
    byte[] whole = pattern(4 * MIB);
    server.route(
        "/file",
        exchange -> {
          int[] asked = asked(exchange.request(), whole.length);
          boolean part = exchange.request().header("Range").isPresent();
          int to = part ? asked[0] + 1000 : whole.length;
          place(exchange, new int[] {asked[0], to}, whole.length);
          exchange.send(part ? 206 : 200, Arrays.copyOfRange(whole, asked[0], to));
        });
    assertEquals(0, download("--segments", "4", page("/file")).status());
    assertArrayEquals(whole, Files.readAllBytes(folder.resolve("file")));
    assertEquals("", ranges.get(ranges.size() - 1));
  }
}
