package dev.inet.gopher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Dialer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class GopherClientTest {
  private static final Dialer DIALER = Dialer.builder().build();

  private static GopherClient open(GopherUrl url) throws IOException {
    return GopherClient.open(DIALER, url, GopherOptions.DEFAULT);
  }

  private static byte[] got(GopherUrl url, GopherOptions options) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var client = GopherClient.open(DIALER, url, options)) {
      long moved = client.get(Channels.newChannel(out));
      assertEquals(out.size(), moved);
    }
    return out.toByteArray();
  }

  private static Failure failureOf(String answer, String path) throws IOException {
    try (var burrow = Burrow.says(answer)) {
      GopherUrl url = burrow.url(path);
      var failed = assertThrows(InetException.class, () -> got(url, GopherOptions.DEFAULT), answer);
      assertEquals(url.endpoint(), failed.endpoint().orElseThrow());
      return failed.failure();
    }
  }

  @Test
  void asksForTheSelectorAndReadsTheMenu() throws Exception {
    try (var burrow =
            Burrow.says("iHello\t\tnull\t0\r\n0A text\t/a.txt\thost.example\t70\r\n.\r\n");
        var client = open(burrow.url("/1/pub"))) {
      var items = client.menu();
      assertEquals("/pub\r\n", burrow.heard());
      assertEquals(2, items.size());
      assertEquals("Hello", items.get(0).name());
      assertFalse(items.get(0).isLink());
      assertEquals("gopher://host.example/0/a.txt", items.get(1).url());
    }
  }

  @Test
  void searchesWithATabBeforeTheWords() throws Exception {
    try (var burrow = Burrow.says(".\r\n");
        var client = open(burrow.url("/7/find"))) {
      assertTrue(client.search("zwei Wörter").isEmpty());
      assertEquals("/find\tzwei WÃ¶rter\r\n", burrow.heard());
    }
  }

  @Test
  void sendsASelectorOfAnyCharsetBackAsItCame() throws Exception {
    byte[] menu =
        "0Gr\u00fc\u00dfe\t/gr\u00fc\u00dfe\t\t\r\n.\r\n".getBytes(StandardCharsets.ISO_8859_1);
    try (var burrow = Burrow.says(menu)) {
      MenuItem item;
      try (var client = open(burrow.url("/"))) {
        item = client.menu().get(0);
        assertEquals("\r\n", burrow.heard());
      }
      assertEquals("Grüße", item.name());
      assertEquals("/grüße", item.selector().toString());
      try (var client = open(GopherUrl.parse(item.url()))) {
        client.menu();
        assertEquals("/gr\u00fc\u00dfe\r\n", burrow.heard());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "one¶two¶.¶             | one¶two¶",
        "one¶two¶               | one¶two¶",
        "one¶two                | one¶two",
        "one¶..two¶.¶           | one¶.two¶",
        "..one¶.¶               | .one¶",
        "..¶.¶                  | .¶",
        "one¶..two¶             | one¶..two¶",
        "one¶..two¶.three¶.¶    | one¶..two¶.three¶",
        "one¶.two¶.¶            | one¶.two¶",
        "one¶.¶two¶             | one¶.¶two¶",
        "one¶.¶two¶.¶           | one¶.¶two¶",
        "one¶.¶.¶               | one¶.¶",
        "..one¶.¶two¶.¶         | ..one¶.¶two¶",
        ".¶                     | ''",
        ".                      | ''",
        "one¶.                  | one¶",
        "...¶.¶                 | ..¶",
      })
  void takesOffTheDotsOfAServerThatDoublesThemAndNoOthers(String answer, String text)
      throws IOException {
    for (String end : new String[] {"\r\n", "\n"}) {
      try (var burrow = Burrow.says(answer.replace("¶", end))) {
        byte[] bytes = got(burrow.url("/0/a"), GopherOptions.DEFAULT);
        assertEquals(text.replace("¶", end), new String(bytes, StandardCharsets.UTF_8));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(chars = {'9', '5', 'g', 'I', 'h', 's', 'P', ';', 'Z'})
  void passesBinariesOnToTheEndOfTheStream(char type) throws IOException {
    byte[] bytes = "..one\r\n.\r\n.two\0\r\n.\r\n".getBytes(StandardCharsets.UTF_8);
    try (var burrow = Burrow.says(bytes)) {
      assertArrayEquals(bytes, got(burrow.url("/" + type + "/a"), GopherOptions.DEFAULT));
    }
  }

  @Test
  void movesALargeBinaryIntoAFile(@TempDir Path folder) throws IOException {
    byte[] bytes = new byte[5_000_000];
    new Random(7).nextBytes(bytes);
    Path file = folder.resolve("big");
    try (var burrow = Burrow.says(bytes);
        var client = open(burrow.url("/9/big"));
        var channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      assertEquals(bytes.length, client.get(channel));
    }
    assertArrayEquals(bytes, Files.readAllBytes(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3'/x' does not exist!\\t\\terror.host\\t1\\r\\n.\\r\\n        | NOT_FOUND",
        "3File not found\\t\\terror.host\\t1\\r\\n                    | NOT_FOUND",
        "3Access denied\\t\\terror.host\\t1\\r\\n.\\r\\n                | ACCESS_DENIED",
        "3Come back later\\t\\terror.host\\t1\\n.\\n                  | REFUSED",
        // What was asked for is repeated, with the tab before the words of a search.
        "3'/x\\ty' does not exist!\\t\\terror.host\\t1\\r\\n.\\r\\n     | NOT_FOUND",
        "3'/x\\ty' does not exist!\\t\\terror.host\\t1\\t+\\r\\n      | NOT_FOUND",
        "3'/x\\t7' is closed\\t/missing\\terror.host\\t1\\r\\n        | REFUSED",
        "3'/x' doesn't exist!\\t\\terror.host\\t1\\r\\n.\\r\\n         | NOT_FOUND",
        "3The token '/x' could not be found.\\tErr\\tlocalhost\\t70\\r\\n | NOT_FOUND",
        "3Cannot find '/x'\\tErr\\tlocalhost\\t70\\r\\n               | NOT_FOUND",
        "3404\\tErr\\tlocalhost\\t70\\r\\n                            | NOT_FOUND",
        "3Come back later\\t\\terror.host\\t1\\niSorry\\t\\t\\t0\\n.\\n   | REFUSED",
        "Error: File or directory not found! (null)\\r\\n                    | NOT_FOUND",
        "Error: File or directory not found!\\n___\\n Gophered by Gophernicus/3 | NOT_FOUND",
        "Error: Access denied!\\r\\n.\\r\\n                                 | ACCESS_DENIED",
      })
  void takesAnErrorItemForAnErrorWhateverWasAskedFor(String answer, Failure failure)
      throws IOException {
    String bytes = answer.replace("\\t", "\t").replace("\\r", "\r").replace("\\n", "\n");
    for (String path : new String[] {"/0/x", "/1/x", "/9/x", "/7/x%09y", "/h/x"}) {
      assertEquals(failure, failureOf(bytes, path), path);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3 little pigs\n",
        "Error: File or directory not found!\nis what gophernicus says.\n",
        "Error",
        "3\ta\tb\nand more\n",
        "3\t1\t2\n4\t5\t6\n",
        "3 a\tb\r\n.\r\n",
        "3"
      })
  void doesNotTakeATextThatBeginsWithAThreeForAnError(String text) throws IOException {
    try (var burrow = Burrow.says(text)) {
      byte[] bytes = got(burrow.url("/9/a"), GopherOptions.DEFAULT);
      assertEquals(text, new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /** Gopher tells no length: a file of no bytes comes as no bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"/0/empty.txt", "/9/empty.bin", "/I/empty.png"})
  void takesNoBytesForAnEmptyFile(String path) throws IOException {
    try (var burrow = Burrow.says("")) {
      assertEquals(0, got(burrow.url(path), GopherOptions.DEFAULT).length);
    }
    try (var burrow = Burrow.says("");
        var client = open(burrow.url(path))) {
      client.probe();
    }
  }

  @Test
  void tellsAnEmptyAnswerFromAnEmptyMenu() throws IOException {
    assertEquals(Failure.NO_ANSWER, failureOf("", "/1/"));
    assertEquals(Failure.NO_ANSWER, failureOf("", "/7/find?"));
    try (var burrow = Burrow.says(".\r\n");
        var client = open(burrow.url("/"))) {
      assertTrue(client.menu().isEmpty());
    }
  }

  @Test
  void doesNotWaitForAServerThatStaysAfterTheFinalDot() throws IOException {
    var done = new CountDownLatch(1);
    try (var burrow =
        Burrow.that(
            caller -> {
              caller.getOutputStream().write("one\r\n.\r\n".getBytes(StandardCharsets.UTF_8));
              await(done);
            })) {
      try (var client = open(burrow.url("/0/a"))) {
        assertEquals("one\r\n", client.text());
      } finally {
        done.countDown();
      }
    }
  }

  @Test
  void timesOutInTheMiddleOfAText() throws IOException {
    var done = new CountDownLatch(1);
    Dialer hasty =
        Dialer.builder().timeouts(Timeouts.DEFAULT.withRead(Duration.ofMillis(200))).build();
    try (var burrow =
        Burrow.that(
            caller -> {
              caller.getOutputStream().write("one\r\n".getBytes(StandardCharsets.UTF_8));
              await(done);
            })) {
      try (var client = GopherClient.open(hasty, burrow.url("/0/a"), GopherOptions.DEFAULT)) {
        var failed = assertThrows(InetException.class, client::text);
        assertEquals(Failure.TIMEOUT, failed.failure());
      } finally {
        done.countDown();
      }
    }
  }

  @Test
  void namesAConnectionThatBreaksOff() throws IOException {
    try (var burrow =
        Burrow.that(
            caller -> {
              caller.getOutputStream().write(new byte[100]);
              caller.getOutputStream().flush();
              caller.setSoLinger(true, 0);
            })) {
      GopherUrl url = burrow.url("/9/a");
      var failed = assertThrows(InetException.class, () -> got(url, GopherOptions.DEFAULT));
      assertEquals(Failure.BROKEN_OFF, failed.failure());
    }
  }

  @Test
  void stopsAtTheBoundForWhatIsPassedOn() throws IOException {
    GopherOptions ten = GopherOptions.DEFAULT.withMaxBytes(10);
    for (String path : new String[] {"/9/a", "/0/a", "/1/a"}) {
      try (var burrow = Burrow.says("0123456789")) {
        assertEquals(10, got(burrow.url(path), ten).length);
      }
      try (var burrow = Burrow.says("0123456789A")) {
        GopherUrl url = burrow.url(path);
        var failed = assertThrows(InetException.class, () -> got(url, ten));
        assertEquals(Failure.BAD_REPLY, failed.failure());
      }
    }
  }

  @Test
  void stopsReadingAnEndlessMenu() throws IOException {
    try (var burrow =
        Burrow.that(
            caller -> {
              byte[] line =
                  "iagain and again\t\t\t0\r\n".repeat(100).getBytes(StandardCharsets.UTF_8);
              while (true) {
                caller.getOutputStream().write(line);
              }
            })) {
      try (var client = open(burrow.url("/"))) {
        var failed = assertThrows(InetException.class, client::menu);
        assertEquals(Failure.BAD_REPLY, failed.failure());
      }
    }
  }

  @Test
  void namesALocalEndThatFails() throws IOException {
    WritableByteChannel full =
        new WritableByteChannel() {
          @Override
          public int write(ByteBuffer bytes) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        };
    for (String path : new String[] {"/9/a", "/0/a"}) {
      try (var burrow = Burrow.says("something");
          var client = open(burrow.url(path))) {
        var failed = assertThrows(InetException.class, () -> client.get(full));
        assertEquals(Failure.LOCAL_WRITE, failed.failure());
      }
    }
  }

  @Test
  void passesEverythingOnAsRaw() throws Exception {
    var out = new ByteArrayOutputStream();
    try (var burrow = Burrow.says("3no\t\t\t1\r\n.\r\n");
        var client = open(burrow.url("/"))) {
      client.raw("/a\tb\t+", Channels.newChannel(out));
      assertEquals("/a\tb\t+\r\n", burrow.heard());
    }
    assertEquals("3no\t\t\t1\r\n.\r\n", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void leavesSessionsToTheProtocolsThatServeThem() throws IOException {
    for (String path : new String[] {"/8", "/T", "/2"}) {
      GopherUrl url = GopherUrl.parse("gopher://127.0.0.1" + path);
      var failed = assertThrows(InetException.class, () -> open(url));
      assertEquals(Failure.UNSUPPORTED, failed.failure());
    }
  }

  @Test
  void carriesOneRequest() throws IOException {
    try (var burrow = Burrow.says("one\n");
        var client = open(burrow.url("/0/a"))) {
      client.text();
      assertInstanceOf(
          IllegalStateException.class, assertThrows(RuntimeException.class, client::text));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
