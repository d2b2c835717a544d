package dev.inet.cli.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Shell;
import dev.inet.sandbox.HttpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpCommandsTest {
  private static HttpServer server;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.start(ListenAt.freePort());
    server.route(
        "/host", exchange -> exchange.send(200, exchange.request().header("Host").orElse("none")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private Shell.Ending inet(String... words) {
    String[] all = Stream.concat(Stream.of("http"), Stream.of(words)).toArray(String[]::new);
    return new Shell(folder).run(all);
  }

  private static String page(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 251);
    }
    return bytes;
  }

  @Test
  void getPrintsTheBody() {
    Shell.Ending ending = inet("get", page("/hello"));
    assertEquals(new Shell.Ending(0, "Hello from the inet sandbox.\n", ""), ending);
    assertEquals(ending, new Shell(folder).run("get", page("/hello")));
    assertEquals(ending, inet("get", "127.0.0.1:" + server.port() + "/hello"));
  }

  @Test
  void getWithItsHeadBeginsWithTheStatusLine() {
    String out = inet("get", "-i", page("/hello")).out();
    assertTrue(out.startsWith("HTTP/1.1 200 OK\r\n"), out);
    assertTrue(out.endsWith("\r\n\r\nHello from the inet sandbox.\n"), out);
    String head = inet("head", page("/hello")).out();
    assertEquals(head + "Hello from the inet sandbox.\n", out);
  }

  /** RFC 9112, section 7.1.2: fields that are known only when the body has been sent. */
  @Test
  void getWithItsHeadEndsWithTheTrailers() throws IOException {
    String answer = "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nTransfer-Encoding: chunked\r\n";
    try (Peer peer =
        Peer.of(
            conversation -> {
              conversation.expect("GET / HTTP/1.1");
              conversation.expectUntil("");
              conversation.sendRaw(answer + "\r\n5\r\nhello\r\n0\r\nX-Sum: 7\r\nX-Two: b\r\n\r\n");
            })) {
      String url = "http://127.0.0.1:" + peer.port() + "/";
      String whole = answer + "\r\nhello\r\nX-Sum: 7\r\nX-Two: b\r\n";
      assertEquals(whole, inet("get", "-i", url).out());
      assertEquals(0, inet("get", "-i", "-o", "file", url).status());
      assertEquals(whole, Files.readString(folder.resolve("file")));
      assertEquals("hello", inet("get", url).out());
      assertTrue(inet("get", "-v", url).err().contains("\n< X-Sum: 7\n< X-Two: b\n"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/status/404, 0", "/status/500, 0", "/loop, 47", "/truncated/length, 18",
    "/truncated/chunked, 18", "/truncated/head, 56", "/empty-answer, 52", "/reset, 56",
    "/endless-head, 8", "/garbage, 8", "/not-gzip, 8", "/redirect-to?url=ftp://x/, 8",
    "/redirect-to?url=file:///etc/passwd, 8",
  })
  void everyFailureHasItsStatus(String path, int status) {
    Shell.Ending ending = inet("get", page(path));
    assertEquals(status, ending.status(), ending.err());
    assertEquals(status == 0 ? 0 : 1, ending.err().lines().count(), ending.err());
  }

  @Test
  void whereTlsIsRequiredNothingGoesOutInClear() {
    Shell.Ending ending = inet("get", "--tls", "require", page("/hello"));
    assertEquals(64, ending.status());
    assertEquals("", ending.out());
    // A scheme that begins with TLS has what is required; nobody listens there.
    assertEquals(7, inet("get", "--tls", "require", "https://127.0.0.1:1/").status());
    assertEquals(7, inet("get", "--tls", "try", "https://127.0.0.1:1/").status());
    assertEquals(2, inet("get", "--tls", "never", "https://127.0.0.1:1/").status());
  }

  @Test
  void aFailedStatusFailsWhereAsked() {
    assertEquals(22, inet("get", "--fail", page("/status/404")).status());
    assertEquals("", inet("get", "--fail", page("/status/404")).out());
    assertEquals(99, inet("get", "--fail", page("/status/404"), page("/hello")).status());
    assertEquals(22, inet("head", "--fail", page("/status/503")).status());
    // It is no proxy that says so.
    assertEquals(22, inet("get", "--fail", page("/status/407")).status());
  }

  @Test
  void anErrorPageNeverTakesTheFilesName() throws IOException {
    Files.writeString(folder.resolve("page"), "old");
    assertEquals(22, inet("get", "-o", "page", page("/status/404")).status());
    assertEquals("old", Files.readString(folder.resolve("page")));
    assertEquals(22, inet("get", "-O", page("/status/404")).status());
    assertEquals(18, inet("get", "-o", "page", page("/truncated/length")).status());
    assertEquals("old", Files.readString(folder.resolve("page")));
  }

  @Test
  void getWritesExactBytes() throws IOException {
    assertEquals(0, inet("get", "-o", "long", page("/bytes/2000003")).status());
    assertArrayEquals(pattern(2000003), Files.readAllBytes(folder.resolve("long")));
    assertEquals(0, inet("get", "-O", page("/bytes/1000")).status());
    assertArrayEquals(pattern(1000), Files.readAllBytes(folder.resolve("1000")));
    assertEquals(8, inet("get", "--max-size", "999", "-o", "x", page("/bytes/1000")).status());
    // It bounds bodies; a head has its own bound.
    assertEquals(0, inet("get", "-i", "--max-size", "1000", page("/bytes/1000")).status());
    assertEquals(8, inet("get", "-i", "--max-size", "999", page("/bytes/1000")).status());
    assertEquals(0, inet("head", "--max-size", "1", page("/bytes/1000")).status());
    assertFalse(Files.exists(folder.resolve("x")));
  }

  @Test
  void anAnswerThatIsNotNewerWritesNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("mine"), "mine");
    String asked = page("/files/lines.txt");
    assertEquals(0, inet("get", "-o", "mine", asked).status());
    server.route("/fresh", exchange -> exchange.send(304, new byte[0]));
    byte[] before = Files.readAllBytes(file);
    assertEquals(
        0, inet("get", "--if-modified-since", "mine", "-o", "mine", page("/fresh")).status());
    assertArrayEquals(before, Files.readAllBytes(file));
    assertEquals(2, inet("get", "--if-modified-since", "no date", page("/fresh")).status());
  }

  @Test
  void optionsShowsTheHeadAlsoWhereThatIsAskedFor() {
    String plain = inet("options", page("/hello")).out();
    assertTrue(plain.startsWith("HTTP/1.1 "), plain);
    assertTrue(inet("options", "-i", page("/hello")).out().startsWith("HTTP/1.1 "));
  }

  @Test
  void failuresNameTheServer() {
    String limit = inet("get", "--max-size", "1", page("/hello")).err();
    assertTrue(limit.contains("127.0.0.1:"), limit);
  }

  @Test
  void rangesAreServedOrRefused() {
    Shell.Ending some = inet("get", "--range", "0-3", page("/files/lines.txt"));
    assertEquals("line", some.out(), some.err());
    assertEquals(100, inet("get", "--range", "0-3", page("/hello")).status());
    assertEquals(2, inet("get", "--range", "3", page("/hello")).status());
    assertEquals(2, inet("get", "--range", "5-2", page("/files/lines.txt")).status());
  }

  @ParameterizedTest
  @CsvSource({
    "post, POST",
    "put, PUT",
    "patch, PATCH",
    "delete, DELETE",
  })
  void everyVerbCarriesItsBody(String verb, String method) {
    String out = inet(verb, "-d", "a=1", "-d", "b=2", page("/echo")).out();
    assertTrue(out.contains("\"method\":\"" + method + "\""), out);
    assertTrue(out.contains("\"body\":\"a=1&b=2\""), out);
    assertTrue(out.contains("[\"Content-Type\",\"application/x-www-form-urlencoded\"]"), out);
    assertTrue(out.contains("[\"Content-Length\",\"7\"]"), out);
  }

  @Test
  void filesAreSentAsTheyAre() throws IOException {
    Files.write(folder.resolve("data"), pattern(100_000));
    assertEquals(0, inet("put", "-o", "back", "data", page("/body")).status());
    assertArrayEquals(pattern(100_000), Files.readAllBytes(folder.resolve("back")));
    assertEquals(0, inet("post", "-o", "back2", "-d", "@data", page("/body")).status());
    assertArrayEquals(pattern(100_000), Files.readAllBytes(folder.resolve("back2")));
    assertEquals(26, inet("put", "missing", page("/body")).status());
    assertEquals(2, inet("put", "data", "data", page("/body")).status());
    assertEquals(26, inet("put", ".", page("/body")).status());
    assertEquals(2, inet("put", "-d", "x", "data", page("/body")).status());
  }

  @Test
  void aFormHasParts() throws IOException {
    Files.writeString(folder.resolve("cat.txt"), "meow");
    String out =
        inet(
                "post",
                "-F",
                "name=To\"m",
                "-F",
                "f=@cat.txt;type=text/x;filename=a\"b",
                page("/body"))
            .out();
    assertTrue(
        out.contains("Content-Disposition: form-data; name=\"name\"\r\n\r\nTo\"m\r\n--inet-"), out);
    assertTrue(
        out.contains(
            "name=\"f\"; filename=\"a%22b\"\r\nContent-Type: text/x\r\n\r\nmeow\r\n--inet-"),
        out);
  }

  @Test
  void aFileOfAFormHasTheTypeOfItsName() throws IOException {
    Files.writeString(folder.resolve("a;b.txt"), "meow");
    Files.writeString(folder.resolve("c"), "purr");
    String[] form = {
      "post",
      "-F",
      "f=@\"a;b.txt\"",
      "-F",
      "g=@c",
      "-F",
      "j={};type=application/json",
      page("/body")
    };
    String out = inet(form).out();
    assertTrue(
        out.contains("filename=\"a;b.txt\"\r\nContent-Type: text/plain\r\n\r\nmeow\r\n"), out);
    assertTrue(
        out.contains("filename=\"c\"\r\nContent-Type: application/octet-stream\r\n\r\npurr\r\n"),
        out);
    assertTrue(out.contains("name=\"j\"\r\nContent-Type: application/json\r\n\r\n{}\r\n"), out);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "n=v | n text v null null",
        "n=v;w | n text v;w null null",
        "n=v;type=or not | n text v;type=or not null null",
        "n=v;type=text/x; charset=y | n text v text/x; charset=y null",
        "n=@f | n file f null null",
        "n=@f;g | n file f;g null null",
        "n=@f;type=a/b;filename=c | n file f a/b c",
        "n=@f; filename=c;type=a/b; d=e | n file f a/b; d=e c",
        "n=@\"f;type=x\";filename=\"a\\\"b;c\" | n file f;type=x null a\"b;c",
        "n=@\"f\"g | n file \"f\"g null null",
      })
  void aPartOfAFormIsReadAsItIsTyped(String typed, String read) throws IOException {
    FormPart part = FormPart.parse(typed);
    String kind = part.isFile() ? "file" : "text";
    assertEquals(
        read,
        String.join(
            " ",
            List.of(
                part.name(),
                kind,
                part.content(),
                String.valueOf(part.type()),
                String.valueOf(part.fileName()))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"n", "=v", "n=@", "n=@\"f\";size=1", "n=@f;type=a/b\r\nEvil: 1"})
  void whatIsNoPartOfAFormIsRefused(String typed) {
    Shell.Ending ending = inet("post", "-F", typed, page("/body"));
    assertEquals(2, ending.status(), ending.err());
    assertEquals(1, ending.err().lines().count(), ending.err());
  }

  /** A host that a redirect names is a stranger, but for what the file has for that very host. */
  @Test
  void netrcKnowsWhoWeAreWhereARedirectLeads() throws IOException {
    String elsewhere = page("/redirect-to?url=http://localhost:" + server.port() + "/echo");
    Files.writeString(folder.resolve("n"), "machine localhost login ann password secret\n");
    String known = inet("get", "--netrc-file", "n", elsewhere).out();
    assertTrue(known.contains("[\"Authorization\",\"Basic YW5uOnNlY3JldA==\"]"), known);
    Files.writeString(folder.resolve("n"), "default login ann password secret\n");
    String unknown = inet("get", "--netrc-file", "n", elsewhere).out();
    assertTrue(unknown.contains("\"method\":\"GET\""), unknown);
    assertFalse(unknown.contains("Authorization"), unknown);
    String own = inet("get", "-u", "ann:secret", "--netrc-file", "n", elsewhere).out();
    assertFalse(own.contains("Authorization"), own);
  }

  @Test
  void aFormMayBeOfAnotherType() {
    String out =
        inet(
                "post",
                "-H",
                "Content-Type: multipart/mixed; charset=utf-8",
                "-F",
                "a=b",
                page("/echo"))
            .out();
    assertTrue(
        out.contains("[\"Content-Type\",\"multipart/mixed; charset=utf-8; boundary=inet-"), out);
    assertFalse(out.contains("form-data; boundary"), out);
  }

  @Test
  void jsonIsSentAndAskedFor() {
    String out = inet("post", "--json-body", "{\"a\":[1]}", page("/echo")).out();
    assertTrue(out.contains("[\"Content-Type\",\"application/json\"]"), out);
    assertTrue(out.contains("[\"Accept\",\"application/json\"]"), out);
  }

  @Test
  void fieldsAreAddedReplacedAndLeftOut() {
    String out =
        inet("get", "-H", "X-One: 1", "-H", "Accept:", "-H", "User-Agent: me", page("/echo")).out();
    assertTrue(out.contains("[\"X-One\",\"1\"]"), out);
    assertTrue(out.contains("[\"User-Agent\",\"me\"]"), out);
    assertFalse(out.contains("\"Accept\""), out);
    assertEquals("other.test", inet("get", "-H", "Host: other.test", page("/host")).out());
    for (String bad : List.of("no colon", "a b: c", ": x", "X: a\r\nY: b", "X: a\u0000")) {
      assertEquals(2, inet("get", "-H", bad, page("/hello")).status(), bad);
    }
    assertEquals(2, inet("request", "GE T", page("/hello")).status());
    assertEquals(2, inet("request", "GET", "-d", "x", page("/hello")).status());
  }

  @ParameterizedTest
  @CsvSource({
    "basic, demo:demo, any, 0", "digest, demo:demo, any, 0", "digest/md5, demo:demo, any, 0",
    "basic, demo:demo, basic, 0", "digest, demo:demo, digest, 0", "digest, demo:wrong, digest, 22",
    "basic, demo:wrong, any, 22", "basic, demo:demo, digest, 94", "digest, demo:demo, basic, 22",
  })
  void signsIn(String path, String login, String mechanism, int status) {
    Shell.Ending ending =
        mechanism.equals("any")
            ? inet("get", "--fail", "-u", login, page("/" + path))
            : inet("get", "--fail", "-u", login, "--auth", mechanism, page("/" + path));
    assertEquals(status, ending.status(), ending.err());
  }

  @Test
  void aShortTokenIsNotShown() {
    Shell.Ending ending = inet("get", "-v", "--token", "t2", page("/bearer"));
    assertTrue(ending.err().contains("Authorization: ****\n"), ending.err());
    assertFalse(ending.err().contains("t2"), ending.err());
  }

  @Test
  void aTokenIsSentAndNeverShown() {
    Shell.Ending ending = inet("get", "-v", "--token", "demo-token", page("/bearer"));
    assertEquals("Welcome, demo.\n", ending.out());
    assertTrue(ending.err().contains("Authorization: Bearer ****"), ending.err());
    assertFalse(ending.err().contains("demo-token"), ending.err());
    assertEquals(2, inet("get", "--auth", "bearer", page("/bearer")).status());
  }

  @Test
  void cookiesAreKept() throws IOException {
    Shell.Ending ending = inet("get", "--cookie-jar", "jar", page("/cookies/set?a=1&b=2"));
    assertEquals("a=1; b=2\n", ending.out());
    assertEquals("a=1; b=2\n", inet("get", "--cookie-jar", "jar", page("/cookies")).out());
    assertEquals("c=3\n", inet("get", "--cookie", "c=3", page("/cookies")).out());
    String jar = Files.readString(folder.resolve("jar"), StandardCharsets.UTF_8);
    assertTrue(jar.contains("#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\ta\t1\n"), jar);
    assertEquals(0, inet("get", "--cookie-jar", "odd", page("/cookies/odd")).status());
    String odd = Files.readString(folder.resolve("odd"), StandardCharsets.UTF_8);
    for (String refused : List.of("foreign", "secure", "old", "short", "nameless")) {
      assertFalse(odd.contains("\t" + refused), odd);
    }
  }

  @Test
  void downloadsTakeTheRemotesNameMadeSafe() throws IOException {
    for (String kind : List.of("plain", "quoted", "utf8", "path", "backslash", "hidden", "empty")) {
      assertEquals(0, inet("download", "-P", "in", page("/disposition/" + kind)).status(), kind);
    }
    try (Stream<Path> files = Files.list(folder.resolve("in"))) {
      assertEquals(
          List.of(
              "autoexec.bat",
              "bashrc",
              "empty",
              "grüße.txt",
              "my report.txt",
              "passwd",
              "report.txt"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void aDownloadThatBrokeOffGoesOn() throws IOException {
    byte[] whole = pattern(3_000_000);
    Files.write(folder.resolve("3000000.part"), java.util.Arrays.copyOf(whole, 1_000_000));
    Files.writeString(folder.resolve("3000000.part.meta"), "\"bytes-3000000\"\n");
    int before = server.heard().size();
    assertEquals(0, inet("download", "-C", page("/bytes/3000000")).status());
    assertArrayEquals(whole, Files.readAllBytes(folder.resolve("3000000")));
    assertEquals("bytes=1000000-", server.heard().get(before).header("Range").orElse("none"));
    assertFalse(Files.exists(folder.resolve("3000000.part.meta")));
  }

  @Test
  void aFileThatChangedIsFetchedAnew() throws IOException {
    Files.writeString(folder.resolve("5000.part"), "something else");
    Files.writeString(folder.resolve("5000.part.meta"), "\"another\"\n");
    assertEquals(0, inet("download", "-C", page("/bytes/5000")).status());
    assertArrayEquals(pattern(5000), Files.readAllBytes(folder.resolve("5000")));
  }

  @Test
  void aTruncatedDownloadKeepsItsPart() throws IOException {
    assertEquals(18, inet("download", page("/truncated/length")).status());
    assertEquals("This is not the whole", Files.readString(folder.resolve("length.part")));
    assertFalse(Files.exists(folder.resolve("length")));
  }

  @Test
  void aServerThatLiesAboutRangesIsNotBelieved() throws IOException {
    server.route(
        "/lies",
        exchange ->
            exchange
                .header("ETag", "\"x\"")
                .header("Content-Range", "bytes 0-4/10")
                .send(206, "wrong"));
    Files.writeString(folder.resolve("lies.part"), "right");
    Files.writeString(folder.resolve("lies.part.meta"), "\"x\"\n");
    assertEquals(8, inet("download", "-C", page("/lies")).status());
    assertFalse(Files.exists(folder.resolve("lies")));
  }

  /** A server without If-Range: the file changed, and it sends a range of the new one. */
  @Test
  void rangesOfAnotherFileAreNotPutTogether() throws IOException {
    byte[] now = pattern(3 << 20);
    server.route(
        "/changed",
        exchange -> {
          String range = exchange.request().header("Range").orElse("");
          exchange.header("ETag", range.isEmpty() ? "\"two\"" : "\"three\"");
          exchange.header("Accept-Ranges", "bytes");
          if (range.isEmpty()) {
            exchange.send(200, now);
          } else {
            String[] ends = range.substring("bytes=".length()).split("-", -1);
            int from = Integer.parseInt(ends[0]);
            int to = ends[1].isEmpty() ? now.length : Integer.parseInt(ends[1]) + 1;
            String place = "bytes " + from + "-" + (to - 1) + "/" + now.length;
            exchange.header("Content-Range", place).send(206, new byte[to - from]);
          }
        });
    Files.writeString(folder.resolve("changed.part"), "old");
    Files.writeString(folder.resolve("changed.part.meta"), "\"one\"\n");
    assertEquals(0, inet("download", "-C", page("/changed")).status());
    assertArrayEquals(now, Files.readAllBytes(folder.resolve("changed")));
    Files.delete(folder.resolve("changed"));
    assertEquals(0, inet("download", "--segments", "3", page("/changed")).status());
    assertArrayEquals(now, Files.readAllBytes(folder.resolve("changed")));
  }

  /** The new file ends where the part does, by chance: a tag says that it is another. */
  @Test
  void aPartOfAnotherFileIsNotWhole() throws IOException {
    server.route(
        "/shrunk",
        exchange -> {
          exchange.header("ETag", "\"two\"");
          if (exchange.request().header("Range").isPresent()) {
            exchange.header("Content-Range", "bytes */3").send(416, "");
          } else {
            exchange.send(200, "new");
          }
        });
    Files.writeString(folder.resolve("shrunk.part"), "old");
    Files.writeString(folder.resolve("shrunk.part.meta"), "\"one\"\n");
    assertEquals(0, inet("download", "-C", page("/shrunk")).status());
    assertEquals("new", Files.readString(folder.resolve("shrunk")));
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000_007, 300_001})
  void segmentsMakeOneFile(int size) throws IOException {
    assertEquals(0, inet("download", "--segments", "4", page("/bytes/" + size)).status());
    assertArrayEquals(pattern(size), Files.readAllBytes(folder.resolve(String.valueOf(size))));
    long ranges =
        server.heard().stream()
            .filter(request -> request.path().equals("/bytes/" + size))
            .filter(request -> request.header("Range").isPresent())
            .count();
    assertEquals(3, ranges);
  }

  @Test
  void manyAreFetchedFromAList() throws IOException {
    var lines = new StringBuilder("\ufeff# a comment\n\n");
    for (int i = 1; i <= 50; i++) {
      lines.append(page("/bytes/" + i)).append("\r\n");
    }
    Files.writeString(folder.resolve("list"), lines);
    assertEquals(0, inet("download", "-P", "many", "--input-file", "list").status());
    for (int i = 1; i <= 50; i++) {
      assertEquals(i, Files.size(folder.resolve("many").resolve(String.valueOf(i))));
    }
    assertEquals(99, inet("download", page("/hello"), page("/status/404")).status());
    assertEquals(26, inet("download", "--input-file", "missing").status());
    assertEquals(2, inet("download").status());
  }

  /** What a reader has seen cannot be taken back: a second try would print it twice. */
  @Test
  void whatWasPrintedIsNotPrintedAgain() {
    for (String path : List.of("/truncated/length", "/truncated/chunked")) {
      Shell.Ending once = inet("get", page(path));
      assertFalse(once.out().isEmpty());
      Shell.Ending again = inet("get", "--retry", "2", "--retry-delay", "1ms", page(path));
      assertEquals(18, again.status());
      assertEquals(once.out(), again.out());
    }
  }

  @Test
  void ofManyTheOneThatFailedIsNamed() throws IOException {
    Shell.Ending two = inet("download", page("/status/404"), page("/hello"));
    assertTrue(two.err().contains(": /status/404: status 404"), two.err());
    Files.writeString(folder.resolve("list"), page("/status/403") + "\n" + page("/status/500"));
    Shell.Ending listed = inet("download", "--input-file", "list");
    assertEquals(22, listed.status());
    assertTrue(listed.err().contains(": /status/403: status 403"), listed.err());
    assertTrue(listed.err().contains(": /status/500: status 500"), listed.err());
    // A line that is no URL, among a million of them.
    Shell.Ending wrong = inet("download", page("/hello"), "no url");
    assertTrue(wrong.err().contains("no url: "), wrong.err());
    // Which file of a list would it be?
    assertEquals(2, inet("download", "-o", "x", page("/hello"), "--input-file", "list").status());
  }

  @Test
  void aWrongChecksumDiscardsTheFile() throws IOException {
    String hello = page("/hello");
    assertEquals(21, inet("download", "--checksum", "sha256:" + "0".repeat(64), hello).status());
    assertEquals(2, inet("download", "--checksum", "sha256:12", hello).status());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "status=200, 0",
    "status=2xx, 0",
    "status=404, 21",
    "status=x, 2",
    "status=999, 2",
    "header:content-type=^text/, 0",
    "header:Content-Type=json, 21",
    "header:X-None=., 21",
    "header:X=(, 2",
    "body=x, 2",
  })
  void assertionsHoldOrFail(String claim, int status) {
    Shell.Ending ending = inet("get", "--assert", claim, page("/hello"));
    assertEquals(status, ending.status(), ending.err());
    assertEquals(status == 0 ? "Hello from the inet sandbox.\n" : "", ending.out());
  }
}
