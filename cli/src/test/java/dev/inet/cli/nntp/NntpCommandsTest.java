package dev.inet.cli.nntp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Schema;
import dev.inet.cli.Shell;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.NewsSamples;
import dev.inet.sandbox.NewsSpool;
import dev.inet.sandbox.NntpServer;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Samples;
import dev.inet.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NntpCommandsTest {
  private static Sandbox sandbox;
  private static String news;
  private static String ca;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    sandbox = Sandbox.start();
    news = sandbox.url("nntp");
    ca = sandbox.caFile().toString();
  }

  @AfterAll
  static void stop() throws IOException {
    sandbox.close();
  }

  private Shell.Ending inet(String verb, String... words) {
    String[] all =
        Stream.concat(Stream.of("nntp", verb, "--cacert", ca), Stream.of(words))
            .toArray(String[]::new);
    return new Shell(folder).run(all);
  }

  private static void obeys(String schema, String lines) throws IOException {
    assertFalse(lines.isEmpty());
    Schema known = Schema.of(schema);
    lines.lines().forEach(known::accepts);
  }

  private static void done(Shell.Ending ending) {
    assertEquals(0, ending.status(), ending.err());
  }

  @Test
  void groupsListsForPeopleAndForPrograms() throws IOException {
    Shell.Ending table = inet("groups", news, "demo.*,!demo.b*");
    done(table);
    assertTrue(
        table.out().lines().anyMatch(line -> line.matches("demo\\.empty +0 +1 +0 +y +Nothing.*")));
    assertFalse(table.out().contains("demo.binaries"));
    assertFalse(table.out().contains("demo.private"));
    Shell.Ending json = inet("groups", "--json", "-u", "demo:demo", news);
    obeys("nntp-groups", json.out());
    assertTrue(json.out().contains("\"group\":\"demo.private\""), json.out());
    assertTrue(
        json.out()
            .contains(
                "{\"group\":\"demo.empty\",\"low\":1,\"high\":0,\"count\":0,\"posting\":\"y\","
                    + "\"description\":\"Nothing at all\"}"),
        json.out());
    obeys("nntp-groups", inet("ls", "--json", news).out());
  }

  @Test
  void lsListsAGroupInEveryWay() throws IOException {
    Shell.Ending json = inet("ls", "--json", news + "/demo.general", "--range", "6");
    done(json);
    obeys("nntp-ls", json.out());
    assertTrue(
        json.out()
            .startsWith(
                "{\"uid\":6,\"number\":6,\"message_id\":\"<gruss@sandbox.example>\","
                    + "\"date\":\"2026-01-02T08:04:05Z\",\"from\":\"Demo User"
                    + " <demo@sandbox.example>\",\"to\":\"demo.general, demo.announce\","
                    + "\"subject\":\"Grüße aus dem Sandkasten\","),
        json.out());
    assertEquals(2, inet("ls", news + "/demo.general", "--range", "2-3").out().lines().count());
    assertEquals(2, inet("ls", news + "/demo.general", "--range", "-2").out().lines().count());
    Shell.Ending tail = inet("ls", "--json", "--last", "1", news + "/demo.binaries");
    assertTrue(tail.out().contains("<part3@sandbox.example>"), tail.out());
    Shell.Ending since =
        inet("ls", "--json", "--since", "2026-01-02T07:30:00Z", news + "/demo.general");
    assertTrue(since.out().startsWith("{\"uid\":6,"), since.out());
    assertTrue(inet("ls", news + "/demo.empty").out().isEmpty());
    Shell.Ending one = inet("ls", "--json", news + "/<two@sandbox.example>");
    obeys("nntp-ls", one.out());
  }

  @Test
  void theLastOnesAreCountedWhereNumbersHaveGaps() throws IOException {
    NewsSpool spool = new NewsSpool();
    spool.addGroup("a.b", "", 'y', true);
    for (int i = 1; i <= 500; i++) {
      String head = "From: a@x\nNewsgroups: a.b\nSubject: s\nMessage-ID: <" + i + "@x>\n\n";
      spool.add(head, Samples.MODIFIED);
    }
    for (int i = 3; i < 500; i++) {
      spool.remove("<" + i + "@x>");
    }
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), spool, null)) {
      String group = "nntp://127.0.0.1:" + server.port() + "/a.b";
      assertEquals("2 500", numbers(inet("ls", "--last", "2", group)));
      assertEquals("1 2 500", numbers(inet("ls", "--last", "9", group)));
      assertEquals(2, inet("ls", "--last", "0", group).status());
      assertEquals("1 2", numbers(inet("ls", "--last", "9", "--range", "-400", group)));
      assertEquals("", numbers(inet("ls", "--last", "9", "--range", "3-400", group)));
    }
  }

  private static String numbers(Shell.Ending ending) {
    assertEquals(0, ending.status(), ending.err());
    return ending
        .out()
        .lines()
        .map(line -> line.strip().split(" ")[0])
        .collect(Collectors.joining(" "));
  }

  @Test
  void lsShowsWhoAnswersWhom() throws IOException {
    Shell.Ending tree = inet("ls", "--thread", news + "/demo.general", "--range", "1-4");
    done(tree);
    List<String> lines = tree.out().lines().toList();
    assertTrue(lines.get(0).endsWith("  A question"), tree.out());
    assertTrue(lines.get(2).endsWith("      Re: A question"), tree.out());
    Shell.Ending json = inet("ls", "--thread", "--json", news + "/demo.general", "--range", "1-4");
    obeys("nntp-ls", json.out());
    assertTrue(json.out().lines().toList().get(2).endsWith("\"depth\":2}"), json.out());
  }

  @Test
  void getHeadAndBodyPrintWhatTheServerHas() {
    Shell.Ending body = inet("body", news + "/<dots@sandbox.example>");
    done(body);
    assertEquals(".\r\n..\r\n.one\r\nThe last line.\r\n", body.out());
    Shell.Ending head = inet("head", news + "/demo.general/1");
    assertTrue(head.out().contains("Subject: A question\r\n"), head.out());
    Shell.Ending two = inet("get", news + "/demo.general/1", news + "/%3Cone@sandbox.example%3E");
    done(two);
    assertTrue(two.out().contains("\r\n\r\nHow does it work?\r\n"), two.out());
    assertTrue(two.out().endsWith("\r\n\r\nWell.\r\n"), two.out());
    done(inet("get", "--compress", "-u", "demo:demo", news + "/demo.private/1"));
  }

  @Test
  void getSavesUnderANameThatIsSafe() throws IOException {
    done(inet("get", "-O", news + "/<root@sandbox.example>"));
    assertTrue(Files.exists(folder.resolve("root@sandbox.example")));
    sandbox
        .news()
        .add(
            "From: a@x\nNewsgroups: demo.general\nSubject: s\nMessage-ID: <../../x@y>\n\nb\n",
            Samples.MODIFIED);
    done(inet("get", "-O", news + "/%3C..%2F..%2Fx@y%3E"));
    assertTrue(Files.exists(folder.resolve("x@y")));
    sandbox.news().remove("<../../x@y>");
  }

  @Test
  void aPartThatDoesNotSayOfHowManyIsOneOfSeveral() throws IOException {
    NewsSpool spool = new NewsSpool();
    spool.addGroup("a.b", "", 'y', true);
    spool.add(
        """
        From: a@x
        Newsgroups: a.b
        Subject: s
        Message-ID: <part@x>

        =ybegin part=1 line=128 size=8 name=x.bin
        =ypart begin=1 end=4
        test
        =yend size=4 part=1
        """,
        Samples.MODIFIED);
    try (NntpServer server = NntpServer.start(ListenAt.freePort(), spool, null)) {
      String article = "nntp://127.0.0.1:" + server.port() + "/<part@x>";
      Shell.Ending lone = inet("get", "--decode", "yenc", "-o", "x.bin", article);
      done(lone);
      assertTrue(lone.err().endsWith("this is one part of several\n"), lone.err());
    }
  }

  @Test
  void getDecodesWhatArticlesHold() throws IOException {
    done(inet("get", "--decode", "yenc", "-O", news + "/<whole@sandbox.example>"));
    assertArrayEquals(Samples.bytes(7, 5000), Files.readAllBytes(folder.resolve("whole.bin")));
    String part = news + "/<part%d@sandbox.example>";
    done(
        inet(
            "get",
            "--decode",
            "yenc",
            "-o",
            "joined",
            part.formatted(3),
            part.formatted(1),
            part.formatted(2)));
    assertArrayEquals(Samples.bytes(0, 65_536), Files.readAllBytes(folder.resolve("joined")));
    Shell.Ending lone = inet("get", "--decode", "yenc", "-o", "lone", part.formatted(3));
    done(lone);
    assertTrue(lone.err().contains("one part of 3"), lone.err());
    assertEquals(
        18,
        inet("get", "--decode", "yenc", "-o", "x", part.formatted(1), part.formatted(3)).status());
    assertFalse(Files.exists(folder.resolve("x")));
    assertEquals(78, inet("get", "--decode", "uu", part.formatted(1)).status());
    assertEquals(2, inet("get", "--decode", "base64", part.formatted(1)).status());
  }

  @Test
  void everyFailureHasItsStatus() {
    assertEquals(78, inet("get", news + "/demo.general/999").status());
    assertEquals(78, inet("get", news + "/<none@x>").status());
    assertEquals(78, inet("ls", news + "/no.such.group").status());
    assertEquals(67, inet("ls", news + "/demo.private").status());
    assertEquals(67, inet("ls", "-u", "demo:wrong", news + "/demo.private").status());
    assertEquals(94, inet("ls", "-u", "demo:demo", "--auth", "GSSAPI", news).status());
    assertEquals(99, inet("get", news + "/<none@x>", news + "/demo.general/1").status());
    assertEquals(3, inet("get", news + "/demo.general").status());
    assertEquals(3, inet("get", news + "/a%0d%0aQUIT").status());
    assertEquals(3, inet("get", "news:x@y").status());
    assertEquals(2, inet("ls", "--range", "5-4", news + "/demo.general").status());
    assertEquals(2, inet("groups", news, "a b").status());
    assertEquals(2, inet("groups", news, "a\r\nQUIT").status());
    assertEquals(2, inet("new", news, "--since", "yesterday").status());
    assertEquals(8, inet("get", "--max-size", "10", news + "/demo.general/1").status());
    assertEquals(7, inet("date", "nntp://127.0.0.1:1/").status());
    assertEquals(60, new Shell(folder).run("nntp", "date", sandbox.url("nntps")).status());
    assertEquals(60, new Shell(folder).run("nntp", "date", news).status());
    done(new Shell(folder).run("nntp", "date", "--tls", "never", news));
  }

  @Test
  void whatAServerSaysAtTheDoorHasItsStatus() {
    for (var each :
        List.of(
            List.of("S: 400 later\n", "21"),
            List.of("S: 502 not you\n", "9"),
            List.of("== CLOSE\n", "52"),
            List.of("S: hello\n", "8"))) {
      try (Peer peer = Peer.plays(each.get(0))) {
        Shell.Ending ending = inet("date", "nntp://127.0.0.1:" + peer.port());
        assertEquals(each.get(1), Integer.toString(ending.status()), ending.err());
        assertEquals(1, ending.err().lines().count(), ending.err());
      }
    }
    try (Peer peer = Peer.plays("S: 200 x\nC: CAPABILITIES\nS: 101 x\nS: READER\nS: .\n")) {
      String url = "nntp://127.0.0.1:" + peer.port();
      assertEquals(64, inet("date", "--tls", "require", url).status());
    }
  }

  @Test
  void dateAndProbeTellOfTheServer() throws IOException {
    Shell.Ending date = inet("date", news);
    assertTrue(date.out().matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z\n"), date.out());
    obeys("nntp-date", inet("date", "--json", sandbox.url("nntps")).out());
    Shell.Ending probe = inet("probe", "--json", "-u", "demo:demo", news);
    obeys("nntp-probe", probe.out());
    assertTrue(probe.out().contains("\"signed_in\":true"), probe.out());
    assertTrue(probe.out().contains("\"tls\":\"TLSv1.3\""), probe.out());
    assertTrue(inet("probe", news).out().contains("before TLS"));
  }

  @Test
  void newsUrlsWithoutAServerMeanTheUsualOne() {
    String server = news.substring("nntp://".length());
    Shell.Ending ending =
        new Shell(folder)
            .with("NNTPSERVER", server)
            .run("get", "--cacert", ca, "news:one@sandbox.example");
    done(ending);
    assertTrue(ending.out().endsWith("Well.\r\n"), ending.out());
    Shell.Ending ls =
        new Shell(folder).with("NNTPSERVER", server).run("ls", "--cacert", ca, "news:demo.empty");
    done(ls);
  }

  @Test
  void postComposesAndPrintsTheMessageId() throws IOException {
    Shell.Ending ending =
        inet(
            "post",
            news,
            "--json",
            "--from",
            "Änn <ann@example.org>",
            "--group",
            "demo.moderated",
            "--subject",
            "Grüße",
            "--body",
            ".\nTschüß");
    done(ending);
    obeys("nntp-post", ending.out());
    String id = ending.out().replaceAll("(?s).*\"(<.*>)\".*", "$1");
    NewsSpool.Article article = sandbox.news().article(id);
    String text = new String(article.bytes(), StandardCharsets.UTF_8);
    assertTrue(text.contains("\r\nNewsgroups: demo.moderated\r\n"), text);
    sandbox.news().remove(id);
  }

  @Test
  void postTakesAFileAndStandardRules() throws IOException {
    Files.writeString(
        folder.resolve("a.txt"),
        "From: a@x.example\nNewsgroups: demo.moderated\nSubject: s\nMessage-ID: <f@x>\n\n.b\n");
    Shell.Ending ending = inet("post", news, "a.txt");
    done(ending);
    assertEquals("<f@x>\n", ending.out());
    assertEquals(25, inet("post", news, "a.txt").status());
    sandbox.news().remove("<f@x>");
    Files.writeString(folder.resolve("b.txt"), "From: a@x\nNewsgroups: no.such\nSubject: s\n\nb\n");
    assertEquals(25, inet("post", news, "b.txt").status());
    assertEquals(26, inet("post", news, "none.txt").status());
    Files.createFile(folder.resolve("empty.txt"));
    Shell.Ending empty = inet("post", news, "empty.txt");
    assertEquals(2, empty.status());
    assertTrue(empty.err().contains("'empty.txt' is empty"), empty.err());
    assertEquals(2, inet("post", news).status());
    assertEquals(2, inet("post", news, "a.txt", "--subject", "x").status());
    assertEquals(2, inet("post", news, "--from", "a@x", "--body", "b", "--group", "g").status());
    for (String option : List.of("--from", "--subject", "--group", "--header", "--followup")) {
      Shell.Ending evil =
          inet(
              "post",
              "nntp://127.0.0.1:1/",
              "--from",
              "a@x",
              "--subject",
              "s",
              "--group",
              "g",
              option,
              "a\r\nControl: cancel <x@y>");
      assertEquals(2, evil.status(), option + ": " + evil.err());
    }
  }

  @Test
  void aDryRunPrintsTheBytesAndTheirFaults() throws IOException {
    Files.writeString(
        folder.resolve("a.txt"),
        "From: a@x.example\nNewsgroups: a.b\nSubject: s\n"
            + "Date: Fri, 2 Jan 2026 03:04:05 +0000\nMessage-ID: <f@x>\n\n.b\n");
    Shell.Ending good = inet("post", "nntp://127.0.0.1:1/", "a.txt", "--dry-run");
    done(good);
    assertEquals(Files.readString(folder.resolve("a.txt")).replace("\n", "\r\n"), good.out());
    Files.writeString(folder.resolve("b.txt"), "From: a\nNewsgroups: a b\n\nb\n");
    Shell.Ending bad = inet("post", "nntp://127.0.0.1:1/", "b.txt", "--dry-run");
    assertEquals(2, bad.status());
    assertTrue(bad.out().contains("Newsgroups: a b\r\n"), bad.out());
    assertTrue(bad.err().contains("there is no Subject"), bad.err());
    Shell.Ending json = inet("post", "nntp://127.0.0.1:1/", "a.txt", "--dry-run", "--json");
    obeys("nntp-post", json.out());
  }

  @Test
  void aFollowUpAnswers() {
    Shell.Ending ending =
        inet(
            "post",
            news,
            "--followup",
            "two@sandbox.example",
            "--from",
            "ann@example.org",
            "--body",
            "Yes.",
            "--dry-run");
    done(ending);
    String text = ending.out().replace("\r\n ", " ");
    assertTrue(text.contains("\r\nSubject: Re: A question\r\n"), text);
    assertTrue(text.contains("\r\nNewsgroups: demo.general\r\n"), text);
    assertTrue(
        text.contains(
            "References: <root@sandbox.example> <one@sandbox.example> <two@sandbox.example>\r\n"),
        text);
    assertEquals(
        78, inet("post", news, "--followup", "<none@x>", "--from", "a@x", "--body", "b").status());
  }

  @Test
  void newListsGroupsAndArticles() throws IOException {
    Shell.Ending all = inet("new", news, "--since", "2026-01-01");
    done(all);
    List<String> lines = all.out().lines().toList();
    assertTrue(lines.contains("demo.general") && lines.contains("<root@sandbox.example>"));
    obeys("nntp-new", inet("new", "--json", news, "--since", "2026-01-01").out());
    Shell.Ending some = inet("new", news + "/demo.b*", "--since", "2026-01-02T12:00:00Z");
    assertEquals("<whole@sandbox.example>", some.out().lines().findFirst().orElse(""));
    assertFalse(some.out().contains("root"), some.out());
  }

  @Test
  void fetchStoresWhatIsNew() throws IOException {
    String[] words = {news + "/demo.general", "--to", "mbox:news", "--state", "state", "--json"};
    Shell.Ending first = inet("fetch", words);
    done(first);
    obeys("nntp-fetch", first.out());
    assertTrue(first.out().contains("\"fetched\":6"), first.out());
    assertTrue(inet("fetch", words).out().contains("\"fetched\":0"));
    String[] lines = {news + "/demo.general", "--to", "jsonl:lines", "--state", "states"};
    assertEquals("demo.general: 6 new\n", inet("fetch", lines).out());
    String written = Files.readString(folder.resolve("lines"));
    obeys("mail-lines", written);
    assertEquals(6, written.lines().count());
    assertTrue(written.startsWith("{\"group\":\"demo.general\",\"number\":1,"), written);
    Shell.Ending maildir =
        new Shell(folder)
            .with("XDG_STATE_HOME", folder.resolve("xdg").toString())
            .run("nntp", "fetch", "--cacert", ca, news + "/demo.binaries", "--to", "maildir:m");
    done(maildir);
    assertEquals("demo.binaries: 4 new\n", maildir.out());
    assertTrue(Files.isDirectory(folder.resolve("xdg/inet/fetch")));
    // The bound is for articles, not for what is said of them.
    String[] none = {words[0], "--to", "mbox:few", "--state", "few.state", "--max-size", "10"};
    Shell.Ending few = inet("fetch", none);
    done(few);
    assertEquals("demo.general: 0 new, 6 too large\n", few.out());
    assertEquals(3, inet("fetch", news, "--to", "x", "--state", "s").status());
    assertEquals(78, inet("fetch", news + "/no.such", "--to", "x", "--state", "s").status());
    assertEquals(2, inet("fetch", news + "/demo.general").status());
  }

  @Test
  void fetchDecodesTheFilesOfAGroup() throws IOException {
    String[] words = {
      news + "/demo.binaries", "--decode", "yenc", "--to", "files", "--state", "state"
    };
    Shell.Ending first = inet("fetch", words);
    done(first);
    assertEquals("whole.bin 5000\nbinary.bin 65536\n", first.out());
    assertArrayEquals(
        Samples.bytes(0, 65_536), Files.readAllBytes(folder.resolve("files/binary.bin")));
    assertEquals("", inet("fetch", words).out());
    String[] json = {
      news + "/demo.binaries", "--decode", "yenc", "--to", "more", "--state", "other", "--json"
    };
    obeys("nntp-download", inet("fetch", json).out());
    Shell.Ending small =
        inet("fetch", words[0], "--decode", "yenc", "--to", "few", "--state", "3", "--max-size=10");
    done(small);
    assertEquals("", small.out());
    assertTrue(small.err().contains("2 files are larger than --max-size"), small.err());
    String group = news + "/demo.binaries";
    assertEquals(2, inet("fetch", group, "--decode", "yenc", "--to", "mbox:x").status());
    assertEquals(2, inet("fetch", group, "--decode", "rot13", "--to", "x").status());
    Shell.Ending none =
        inet("fetch", news + "/demo.general", "--decode", "uu", "--to", "x", "--state", "s");
    done(none);
    assertEquals("", none.out());
    assertTrue(none.err().contains("6 articles hold nothing in uu"), none.err());
  }

  @Test
  void downloadTellsOfEachFile() throws IOException {
    Files.writeString(folder.resolve("a.nzb"), NewsSamples.nzb());
    Shell.Ending ending = inet("download", news, "a.nzb", "-P", "into");
    done(ending);
    assertEquals("binary.bin 65536\nwhole.bin 5000\n", ending.out());
    assertArrayEquals(
        Samples.bytes(0, 65_536), Files.readAllBytes(folder.resolve("into/binary.bin")));
    obeys("nntp-download", inet("download", "--json", news, "a.nzb", "-P", "into").out());
    String lost = NewsSamples.nzb().replace("part2@", "lost@").replace("binary.bin", "../b.bin");
    Files.writeString(folder.resolve("b.nzb"), lost);
    Shell.Ending some = inet("download", "--json", news, "b.nzb", "-P", "into");
    assertEquals(99, some.status());
    assertTrue(some.out().contains("\"missing\":[2]"), some.out());
    assertTrue(some.err().contains("missing part 2 (of 3)"), some.err());
    assertTrue(Files.exists(folder.resolve("into/b.bin.part")));
    Shell.Ending large = inet("download", news, "a.nzb", "-P", "small", "--max-size", "5000");
    assertEquals(99, large.status());
    assertEquals("whole.bin 5000\n", large.out());
    assertTrue(large.err().contains("binary.bin is larger than --max-size (exit 8)"), large.err());
    assertEquals(26, inet("download", news, "none.nzb").status());
    Files.writeString(folder.resolve("c.nzb"), "text");
    assertEquals(2, inet("download", news, "c.nzb").status());
  }

  @Test
  void aDownloadThatBreaksOffIsTriedAgainFromThere() throws IOException {
    Files.writeString(
        folder.resolve("r.nzb"),
        "<nzb><file subject='&quot;f&quot;'><segments><segment number='1'>a@x</segment>"
            + "<segment number='2'>b@x</segment></segments></file></nzb>");
    String hello = "S: 200 x\nC: CAPABILITIES\nS: 101 x\nS: READER\nS: .\n";
    String part = "S: 222 x\nS: =ybegin part=%d total=2 line=128 size=6 name=f\n";
    String first = part.formatted(1) + "S: =ypart begin=1 end=3\nS: kkk\nS: =yend size=3\nS: .\n";
    String second = part.formatted(2) + "S: =ypart begin=4 end=6\nS: kk";
    try (Peer peer =
        Peer.plays(
            hello
                + "C: BODY <a@x>\nC: BODY <b@x>\n"
                + first
                + second
                + "\n== NEXT\n"
                + hello
                + "C: BODY <b@x>\n"
                + second
                + "k\nS: =yend size=3\nS: .\nC: QUIT\n")) {
      String url = "nntp://127.0.0.1:" + peer.port();
      Shell.Ending ending = inet("download", url, "r.nzb", "--retry", "1", "--retry-delay", "1ms");
      done(ending);
      assertEquals("f 6\n", ending.out());
      assertEquals("AAAAAA", Files.readString(folder.resolve("f")));
    }
  }

  @Test
  void severalOperandsShareASession() {
    NntpServer server = sandbox.server("nntp", NntpServer.class);
    int before = server.accepted();
    String base = "nntp://127.0.0.1:" + server.port();
    done(
        inet(
            "head",
            base + "/demo.general/1",
            base + "/demo.general/2",
            base + "/<one@sandbox.example>"));
    assertEquals(1, server.accepted() - before);
  }
}
