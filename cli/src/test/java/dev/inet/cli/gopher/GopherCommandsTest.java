package dev.inet.cli.gopher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Schema;
import dev.inet.cli.Shell;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Samples;
import dev.inet.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
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

@Timeout(60)
class GopherCommandsTest {
  private static Sandbox sandbox;
  private static String hole;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    sandbox = Sandbox.start();
    hole = sandbox.url("gopher");
  }

  @AfterAll
  static void stop() throws IOException {
    sandbox.close();
  }

  private Shell.Ending inet(String... words) {
    String[] all = Stream.concat(Stream.of("gopher"), Stream.of(words)).toArray(String[]::new);
    return new Shell(folder).run(all);
  }

  private static String on(Peer peer, String path) {
    return "gopher://127.0.0.1:" + peer.port() + path;
  }

  @Test
  void getPrintsATextWithoutTheDotsOfTheProtocol() {
    Shell.Ending ending = inet("get", hole + "/0/files/dots.txt");
    assertEquals(0, ending.status(), ending.err());
    String dots = new String(Samples.FILES.get("dots.txt"), StandardCharsets.UTF_8);
    assertEquals(dots, ending.out().replace("\r\n", "\n"));
  }

  @Test
  void getWritesABinaryWhereOptionsSay() throws IOException {
    assertEquals(0, inet("get", "-o", "copy", hole + "/9/files/binary.bin").status());
    assertEquals(0, inet("get", "-O", hole + "/9/files/binary.bin").status());
    for (String name : new String[] {"copy", "binary.bin"}) {
      assertArrayEquals(
          Samples.FILES.get("binary.bin"), Files.readAllBytes(folder.resolve(name)), name);
    }
  }

  @Test
  void getOnATerminalShowsLettersAndNoEscapes() {
    try (Peer peer = Peer.plays("C: /a\nS: Gr\\xFC\\xDFe aus K\\xF6ln \\x1B[2J\nS: .\n")) {
      Shell.Ending ending = new Shell(folder).onTerminal().run("gopher", "get", on(peer, "/0/a"));
      assertEquals(0, ending.status(), ending.err());
      assertTrue(ending.out().contains("Grüße aus Köln"), ending.out());
      assertFalse(ending.out().contains("\u001b"), ending.out());
      peer.heardAll();
    }
  }

  @Test
  void everyFailureHasItsStatus() {
    assertEquals(78, inet("get", hole + "/0/missing").status());
    assertEquals(52, inet("get", hole + "/1/nothing").status());
    assertEquals(99, inet("get", hole + "/0/missing", hole + "/0/raw").status());
    assertEquals(8, inet("get", "--max-size", "10", hole + "/9/bytes/11").status());
    assertEquals(3, inet("get", hole + "/0/a%0d%0ab").status());
    assertEquals(3, inet("get", "gopher://user@127.0.0.1/").status());
    assertEquals(100, inet("get", hole + "/8").status());
    assertEquals(7, inet("get", "gopher://127.0.0.1:1/").status());
    assertEquals(35, inet("get", hole.replace("gopher:", "gophers:")).status());
    assertEquals(60, inet("get", sandbox.url("gophers") + "/").status());
    assertEquals(64, inet("get", "--tls", "require", hole + "/").status());
    assertEquals(2, inet("search", hole + "/7/search", "a\tb").status());
    assertEquals(2, inet("browse", hole).status());
    assertEquals(2, inet("ls", "--charset", "klingon", hole).status());
  }

  @Test
  void tlsByOptionIsTlsByScheme() {
    String ca = sandbox.caFile().toString();
    String secured = sandbox.url("gophers");
    String plainly = secured.replace("gophers:", "gopher:");
    for (String[] words :
        List.of(
            new String[] {"ls", "--cacert", ca, secured + "/1/files"},
            new String[] {"ls", "--cacert", ca, "--tls", "implicit", plainly + "/1/files"})) {
      Shell.Ending ending = inet(words);
      assertEquals(0, ending.status(), ending.err());
      assertTrue(ending.out().contains("gophers://127.0.0.1"), ending.out());
    }
  }

  @Test
  void lsListsForPeopleAndForPrograms() {
    Shell.Ending table = inet("ls", hole + "/1/files");
    assertEquals(0, table.status());
    assertTrue(table.out().lines().anyMatch(l -> l.matches("text +hello.txt +gopher://.*")));
    Shell.Ending json = inet("ls", "--json", hole + "/1/strange");
    int port = URI.create(hole).getPort();
    assertTrue(
        json.out()
            .contains(
                "{\"type\":\"0\",\"name\":\"Bare line feed\",\"selector\":\"/files/hello.txt\","
                    + "\"host\":\"127.0.0.1\",\"port\":"
                    + port
                    + ",\"url\":\""
                    + hole
                    + "/0/files/hello.txt\"}\n"),
        json.out());
    assertFalse(inet("ls", hole + "/1/strange").out().contains("\u001b"));
  }

  @Test
  void searchSendsTheWordsAfterATab() {
    try (Peer peer = Peer.plays("C: /find\\ttwo words\nS: 0Hit\\t/hit\\t\\t\nS: .\n")) {
      Shell.Ending ending = inet("search", on(peer, "/7/find"), "two", "words");
      assertEquals(0, ending.status(), ending.err());
      assertTrue(ending.out().startsWith("text       Hit  gopher://"), ending.out());
      peer.heardAll();
    }
  }

  @Test
  void mirrorCopiesTheHoleWithLocalLinks() throws IOException {
    Shell.Ending ending = inet("mirror", hole + "/", "copy", "--delay", "0");
    assertEquals(0, ending.status(), ending.err());
    Path copy = folder.resolve("copy");
    assertArrayEquals(
        Samples.FILES.get("binary.bin"), Files.readAllBytes(copy.resolve("files/binary.bin")));
    String page = Files.readString(copy.resolve("index.html"));
    assertTrue(page.contains("<a href=\"files/index.html\">Sample files</a>"), page);
    assertTrue(page.contains("<a href=\"files/gr%C3%BC%C3%9Fe.txt\">"), page);
    assertTrue(page.contains("<a href=\"http://localhost/\">"), page);
    assertTrue(Files.readString(copy.resolve("gophermap")).startsWith("iWelcome"), page);
    try (Stream<Path> files = Files.walk(copy)) {
      assertTrue(files.noneMatch(file -> file.toString().endsWith(".part")));
    }
    // Its menus say 127.0.0.1; that is the same server.
    String byName = hole.replace("127.0.0.1", "localhost") + "/";
    assertEquals(0, inet("mirror", byName, "again", "--delay", "0").status());
    String same = Files.readString(folder.resolve("again/index.html"));
    assertEquals(page.substring(page.indexOf("<body>")), same.substring(same.indexOf("<body>")));
    assertTrue(Files.exists(folder.resolve("again/files/binary.bin")));
  }

  @Test
  void mirrorStaysInItsFolderWhateverTheServerCallsItsFiles() throws IOException {
    String script =
        """
        C:\s
        S: 0Climb\\t/../../../climb\\t\\t
        S: 0Hide\\t/.bashrc\\t\\t
        S: 0Map\\tgophermap\\t\\t
        S: 9Both\\t/Both\\t\\t
        S: 9Below\\t/both/below\\t\\t
        S: 1Loop\\t\\t\\t
        S: hScript\\tURL:javascript:alert(1)\\t\\t
        S: 0Dead\\t/dead\\t\\t
        S: 0Out\\t/out\\texample.invalid\\t70
        S: .
        == NEXT
        C: /../../../climb
        S: climbed
        S: .
        == NEXT
        C: /.bashrc
        S: hidden
        S: .
        == NEXT
        C: gophermap
        S: map
        S: .
        == NEXT
        C: /Both
        S: both
        == NEXT
        C: /both/below
        S: below
        == NEXT
        C: /dead
        S: 3not found\\t\\t\\t0
        S: .
        """;
    try (Peer peer = Peer.plays(script)) {
      Shell.Ending ending = inet("mirror", on(peer, ""), "in/copy", "--delay", "0");
      assertEquals(99, ending.status(), ending.err());
      assertTrue(ending.err().contains("/0/dead: not found (exit 78)"), ending.err());
      peer.heardAll();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<String> names =
          files
              .filter(Files::isRegularFile)
              .map(f -> folder.relativize(f).toString())
              .sorted()
              .toList();
      assertEquals(
          List.of(
              "in/copy/Both",
              "in/copy/_/_/_/climb",
              "in/copy/_bashrc",
              "in/copy/both~/below",
              "in/copy/gophermap",
              "in/copy/gophermap~",
              "in/copy/index.html"),
          names);
    }
    String page = Files.readString(folder.resolve("in/copy/index.html"));
    assertFalse(page.contains("javascript"), page);
    assertTrue(page.contains("<a href=\"both~/below\">Below</a>"), page);
    assertTrue(page.contains("<a href=\"gopher://example.invalid/0/out\">Out</a>"), page);
  }

  @Test
  void walksAreBounded() {
    Shell.Ending shallow = inet("mirror", hole + "/", "a", "--delay", "0", "--depth", "0");
    assertEquals(0, shallow.status());
    assertEquals(1, shallow.out().lines().count(), shallow.out());
    Shell.Ending late = inet("mirror", hole + "/", "c", "--delay", "1h", "--max-time", "500ms");
    assertEquals(28, late.status(), late.err());
    Shell.Ending few = inet("mirror", hole + "/", "b", "--delay", "0", "--max-items", "3");
    assertEquals(99, few.status());
    assertEquals(3, few.out().lines().count(), few.out());
    assertEquals(2, inet("mirror", hole + "/", "c", "--depth", "-1").status());
  }

  @Test
  void checkTellsDeadLinksAndWhereTheyAre() {
    String script =
        """
        C:\s
        S: 0Good\\t/good\\t\\t
        S: 0Dead\\t/dead\\t\\t
        S: 0Gone\\t/x\\t127.0.0.1\\t1
        S: 2Phones\\t\\t127.0.0.1\\t1
        S: +The same elsewhere\\t\\t127.0.0.1\\t1
        S: .
        == NEXT
        C: /good
        S: good
        S: .
        == NEXT
        C: /dead
        S: 3not found\\t\\t\\t0
        S: .
        """;
    try (Peer peer = Peer.plays(script)) {
      Shell.Ending ending = inet("check", on(peer, "/"), "--delay", "0");
      assertEquals(99, ending.status(), ending.err());
      assertTrue(
          ending.out().contains("dead  " + on(peer, "/0/dead") + "  not found"), ending.out());
      assertTrue(ending.out().contains("dead  gopher://127.0.0.1:1/0/x"), ending.out());
      assertTrue(ending.out().endsWith("2 links answer, 2 are dead\n"), ending.out());
      peer.heardAll();
    }
    assertEquals(0, inet("check", hole + "/", "--delay", "0").status());
    assertEquals(78, inet("check", hole + "/1/missing").status());
  }

  @Test
  void theGenericVerbsAreTheSame() {
    assertEquals(0, new Shell(folder).run("get", hole + "/0/raw").status());
    assertEquals(0, new Shell(folder).run("ls", hole + "/").status());
  }

  private static void obeys(String schema, String lines) throws IOException {
    assertFalse(lines.isEmpty());
    Schema known = Schema.of(schema);
    lines.lines().forEach(known::accepts);
  }

  @Test
  void jsonIsWhatItsSchemaSays() throws IOException {
    obeys("gopher-ls", inet("ls", "--json", hole).out());
    obeys("gopher-ls", inet("ls", "--json", hole + "/1/strange").out());
    obeys("gopher-check", inet("check", "--json", "--delay", "0s", hole).out());
    obeys("gopher-mirror", inet("mirror", "--json", "--delay", "0s", hole, "copy").out());
  }
}
