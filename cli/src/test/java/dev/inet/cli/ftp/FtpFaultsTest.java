package dev.inet.cli.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.inet.cli.Shell;
import dev.inet.sandbox.FtpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Samples;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong, and the status and the words that tell of it. */
@Timeout(60)
class FtpFaultsTest {
  private static final String SIGN_IN =
      """
      S: 220 hello
      C: AUTH TLS
      S: 502 no
      C: USER anonymous
      S: 230 in
      """;
  private static final String FACTS =
      """
      C: TYPE I
      S: 200 ok
      C: SIZE a
      S: 213 10
      C: MDTM a
      S: 213 20260102030405
      """;
  private static final String EPSV = "C: EPSV\nS: 229 here (|||PORT|)\n";

  @TempDir Path folder;

  private Shell.Ending ftp(String... words) {
    String[] all = Stream.concat(Stream.of("ftp"), Stream.of(words)).toArray(String[]::new);
    return new Shell(folder).run(all);
  }

  /** Runs a command against scripts; URL stands for the server. */
  private Shell.Ending scripted(String data, String script, String... words) {
    try (Peer carrying = Peer.plays(data);
        Peer control =
            Peer.plays(SIGN_IN + script.replace("PORT", Integer.toString(carrying.port())))) {
      String url = "ftp://127.0.0.1:" + control.port();
      return ftp(Stream.of(words).map(word -> word.replace("URL", url)).toArray(String[]::new));
    }
  }

  @Test
  void theStatusOfTransfersThatAreCut() {
    String retr = FACTS + EPSV + "C: RETR a\n";
    assertEquals(
        18, scripted("== STALL\n", retr + "S: 426 cut\nC: QUIT\n", "cat", "URL/a").status());
    Shell.Ending cut =
        scripted("S: 01234\\\n", retr + "S: 150 go\nS: 226 done\nC: QUIT\n", "get", "URL/a");
    assertEquals(18, cut.status());
    assertTrue(cut.err().contains("5 bytes of 10"), cut.err());
    assertTrue(
        Files.exists(folder.resolve("a.part")) && Files.exists(folder.resolve("a.part.meta")));
    assertFalse(Files.exists(folder.resolve("a")));
    assertEquals(
        21, scripted("== STALL\n", retr + "S: 425 none\nC: QUIT\n", "cat", "URL/a").status());
    String list = "C: FEAT\nS: 211 none\n" + EPSV + "C: LIST\n";
    assertEquals(
        18,
        scripted("== CLOSE\n", list + "S: 150 go\nS: 421 bye\n== CLOSE\n", "ls", "URL").status());
    assertEquals(21, scripted("== STALL\n", list + "S: 421 bye\n== CLOSE\n", "ls", "URL").status());
  }

  @Test
  void aSecondTryGoesOnWhereTheFirstEnded() throws IOException {
    String retr = EPSV + "C: RETR a\nS: 150 go\n";
    Shell.Ending ending =
        scripted(
            "S: 01234\\\n== NEXT\nS: 56789\\\n",
            FACTS
                + retr
                + "S: 426 cut\n"
                + "C: SIZE a\nS: 213 10\nC: MDTM a\nS: 213 20260102030405\n"
                + "C: EPSV\nS: 229 here (|||PORT|)\nC: REST 5\nS: 350 ok\nC: RETR a\nS: 150 go\n"
                + "S: 226 done\nC: QUIT\n",
            "get",
            "--retry",
            "1",
            "--retry-delay",
            "1ms",
            "URL/a");
    assertEquals(0, ending.status(), ending.err());
    assertEquals("0123456789", Files.readString(folder.resolve("a")));
  }

  /** What wildcards match is tried as operands are: all of it, though one fails. */
  @Test
  void wildcardsFetchTheFilesThatCanBeFetched() throws IOException {
    String list =
        "S: drwxr-xr-x 2 u g 0 Jan  5  2020 a\nS: -rw-r--r-- 1 u g 3 Jan  5  2020 b\n"
            + "S: -rw-r--r-- 1 u g 3 Jan  5  2020 c\n";
    String listed = "C: FEAT\nS: 211 none\n" + EPSV + "C: LIST\nS: 150 go\nS: 226 done\n";
    String refused = EPSV + "C: RETR b\nS: 550 not yours\nC: MLST b\nS: 502 what\n";
    Shell.Ending ending =
        scripted(
            list + "== NEXT\n== EXPECT-CLOSE\n== NEXT\nS: two\\\n",
            listed
                + "C: TYPE I\nS: 200 ok\nC: SIZE b\nS: 213 3\nC: MDTM b\nS: 502 what\n"
                + refused
                + "C: SIZE b\nS: 213 3\n"
                + "C: SIZE c\nS: 213 3\nC: MDTM c\nS: 502 what\n"
                + EPSV
                + "C: RETR c\nS: 150 go\nS: 226 done\nC: QUIT\n",
            "get",
            "URL/*");
    assertEquals(99, ending.status(), ending.err());
    assertTrue(ending.err().endsWith(": 550 not yours (exit 9)\n"), ending.err());
    assertEquals("two", Files.readString(folder.resolve("c")));
    Shell.Ending none = scripted(list, listed + "C: QUIT\n", "get", "URL/[a]");
    assertEquals(78, none.status());
    assertTrue(none.err().contains("[a]: no file matches"), none.err());
  }

  @Test
  void wildcardsListWhatCanBeListed() {
    String list = "S: drwxr-xr-x 2 u g 0 Jan  5  2020 a\nS: drwxr-xr-x 2 u g 0 Jan  5  2020 b\n";
    Shell.Ending ending =
        scripted(
            list + "== NEXT\n== EXPECT-CLOSE\n== NEXT\nS: -rw-r--r-- 1 u g 3 Jan  5  2020 c\n",
            "C: FEAT\nS: 211 none\n"
                + EPSV
                + "C: LIST\nS: 150 go\nS: 226 done\n"
                + EPSV
                + "C: LIST a\nS: 530 not yours\n"
                + EPSV
                + "C: LIST b\nS: 150 go\nS: 226 done\nC: QUIT\n",
            "ls",
            "URL/*");
    assertEquals(99, ending.status(), ending.err());
    assertEquals("b/c\n", ending.out());
  }

  /** Two patterns that come to the same end as one. */
  @Test
  void wildcardsThatFailAlikeAreNoMixture() {
    String list = "S: -rw-r--r-- 1 u g 3 Jan  5  2020 b\nS: -rw-r--r-- 1 u g 3 Jan  5  2020 c\n";
    String refused = "C: DELE b\nS: 502 what\nC: DELE c\nS: 502 what\n";
    String listed = EPSV + "C: LIST\nS: 150 go\nS: 226 done\n";
    Shell.Ending ending =
        scripted(
            list + "== NEXT\n" + list,
            "C: FEAT\nS: 211 none\n" + listed + refused + listed + refused + "C: QUIT\n",
            "rm",
            "URL/?",
            "URL/[bc]");
    assertEquals(100, ending.status(), ending.err());
    assertEquals(4, ending.err().lines().count(), ending.err());
    assertEquals(
        99,
        scripted(
                list,
                "C: FEAT\nS: 211 none\n" + listed + refused + "C: DELE d\nS: 250 ok\nC: QUIT\n",
                "rm",
                "URL/?",
                "URL/d")
            .status());
  }

  @Test
  void aFullDiskHereIs23() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    try (FtpServer server = FtpServer.settings().start(ListenAt.freePort())) {
      String url = "ftp://127.0.0.1:" + server.port() + "/files/hello.txt";
      Shell.Ending full = ftp("get", "-o", "/dev/full", url);
      assertEquals(23, full.status());
      assertEquals(
          "inet: ftp: cannot write '/dev/full': No space left on device (exit 23)\n", full.err());
    }
  }

  @Test
  void activePortsOnBothKindsOfAddresses() throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = Math.min(free.getLocalPort(), 65_000);
    }
    String range = port + "-" + (port + 40);
    try (FtpServer server = FtpServer.settings().start(ListenAt.freePort())) {
      for (String host : List.of("127.0.0.1", "[::1]")) {
        String url = "ftp://" + host + ":" + server.port() + "/files";
        Shell.Ending ending = ftp("ls", "--active", "--active-ports", range, url);
        assertEquals(0, ending.status(), ending.err());
        assertTrue(ending.out().contains("hello.txt\n"), ending.out());
      }
      List<String> asked = server.heard().stream().filter(line -> line.startsWith("EPRT")).toList();
      assertTrue(asked.get(0).startsWith("EPRT |1|127.0.0.1|"), asked.toString());
      assertTrue(asked.get(1).startsWith("EPRT |2|"), asked.toString());
      for (String line : asked) {
        int used = Integer.parseInt(line.split("\\|")[3]);
        assertTrue(port <= used && used <= port + 40, line);
      }
    }
  }

  @Test
  void namesInAnotherCharset() throws IOException {
    // Cyrillic in KOI8-R, which is neither UTF-8 nor ISO 8859-1.
    String listed = "C: FEAT\nS: 211 none\n" + EPSV + "C: LIST\nS: 150 go\nS: 226 done\nC: QUIT\n";
    Shell.Ending ls =
        scripted(
            "S: -rw-r--r-- 1 a b 3 Feb 27 13:05 \\xc6\\xc1\\xca\\xcc\n",
            listed,
            "ls",
            "--charset",
            "KOI8-R",
            "URL");
    assertEquals("файл\n", ls.out(), ls.err());
    Shell.Ending get =
        scripted(
            "S: abc\\\n",
            FACTS.replace("213 10", "213 3").replace(" a\n", " \\xc6\\xc1\\xca\\xcc\n")
                + EPSV
                + "C: RETR \\xc6\\xc1\\xca\\xcc\nS: 150 go\nS: 226 done\nC: QUIT\n",
            "get",
            "--charset",
            "KOI8-R",
            "URL/файл");
    assertEquals(0, get.status(), get.err());
    assertEquals("abc", Files.readString(folder.resolve("файл")));
    Shell.Ending mirror =
        scripted(
            "S: -rw-r--r-- 1 a b 3 Feb 27 13:05 \\xc6\\xc1\\xca\\xcc\n",
            listed
                .replace("211 none\n", "211 none\nC: NOOP\nS: 200 ok\n")
                .replace("C: QUIT\n", "C: MDTM \\xc6\\xc1\\xca\\xcc\nS: 502 no\nC: QUIT\n"),
            "mirror",
            "--dry-run",
            "--charset=KOI8-R",
            "--exclude=фа*",
            "URL",
            "to");
    assertTrue(
        mirror
            .out()
            .endsWith(
                "\n0 files, 0 bytes to copy; 1 folder to make,"
                    + " 0 to delete, 0 unchanged, 0 failed\n"),
        mirror.out() + mirror.err());
    assertEquals(2, ftp("ls", "--charset", "nonsense", "ftp://127.0.0.1:1").status());
  }

  @Test
  void aServerThatKnowsUtf8IsToldBeforeTheFirstSuchName() throws IOException {
    try (FtpServer server = FtpServer.settings().start(ListenAt.freePort())) {
      String url = "ftp://127.0.0.1:" + server.port() + "/files/";
      assertEquals(0, ftp("cat", url + "hello.txt").status());
      assertFalse(server.heard().contains("OPTS UTF8 ON"), server.heard().toString());
      assertEquals(0, ftp("cat", url + "grüße.txt", url + "grüße.txt").status());
      assertEquals(1, server.heard().stream().filter("OPTS UTF8 ON"::equals).count());
      assertEquals(0, ftp("ls", "--utf8", url).status());
      assertEquals(2, server.heard().stream().filter("OPTS UTF8 ON"::equals).count());
    }
  }

  @Test
  void controlCharactersOfNamesAreNotPrinted() {
    String list = "C: FEAT\nS: 211 none\n" + EPSV + "C: LIST\nS: 150 go\nS: 226 done\nC: QUIT\n";
    for (String option : List.of("-q", "-l")) {
      Shell.Ending ending =
          scripted(
              "S: -rw-r--r-- 1 a\\x1b[2J b\\x9b 3 Feb 27 13:05 x\\x1b]0;y\\x07z\n",
              list,
              "ls",
              option,
              "URL");
      assertEquals(0, ending.status(), ending.err());
      assertTrue(
          ending
              .out()
              .chars()
              .allMatch(c -> c >= ' ' && c != 0x7f && (c < 0x80 || c > 0x9f) || c == '\n'),
          ending.out());
    }
  }

  @Test
  void everyCommandThatMakesSums() throws IOException {
    String url;
    String[] gone = {"HASH", "XSHA256", "XMD5", "XCRC"};
    int[] digits = {64, 64, 32, 8};
    for (int i = 0; i < gone.length; i++) {
      String[] before = java.util.Arrays.copyOf(gone, i);
      try (FtpServer server = FtpServer.settings().without(before).start(ListenAt.freePort())) {
        url = "ftp://127.0.0.1:" + server.port() + "/files/hello.txt";
        Shell.Ending sum = ftp("checksum", url);
        assertEquals(0, sum.status(), sum.err());
        assertTrue(sum.out().matches("[0-9a-f]{" + digits[i] + "} .*\n"), sum.out());
        assertEquals(0, ftp("get", "--verify", url, "-o", "v" + i).status());
        String asked = gone[i];
        assertTrue(
            server.heard().stream().anyMatch(line -> line.startsWith(asked + " ")),
            server.heard().toString());
      }
    }
    try (FtpServer none = FtpServer.settings().without(gone).start(ListenAt.freePort())) {
      url = "ftp://127.0.0.1:" + none.port() + "/files/hello.txt";
      assertEquals(100, ftp("checksum", url).status());
      assertEquals(0, ftp("get", "--verify", url, "-o", "again").status());
      long fetched = none.heard().stream().filter(line -> line.startsWith("RETR ")).count();
      assertEquals(2, fetched, "verified by a second fetch");
      assertEquals(
          new String(Samples.FILES.get("hello.txt"), StandardCharsets.UTF_8),
          Files.readString(folder.resolve("again")));
    }
  }

  @Test
  void nothingIsWrittenBeyondTheLargestSize() throws IOException {
    String script =
        FACTS.replace("213 10", "550 not told").replace("213 2026", "550 ")
            + EPSV
            + "C: RETR a\nS: 150 go\nC: ABOR\nS: 426 cut\nS: 226 ok\nC: QUIT\n";
    Shell.Ending ending =
        scripted("S: 0123456789\\\n== EXPECT-CLOSE\n", script, "cat", "--max-size", "9", "URL/a");
    assertEquals(8, ending.status(), ending.err());
    assertTrue(ending.out().length() <= 9, ending.out());
    String whole = script.replace("C: ABOR\nS: 426 cut\nS: 226 ok", "S: 226 done");
    ending = scripted("S: 0123456789\\\n", whole, "cat", "--max-size", "10", "URL/a");
    assertEquals("0123456789", ending.out(), ending.err());
  }

  @Test
  void whatDiffersNeverHasItsName() throws IOException {
    String retr = EPSV + "C: RETR a\nS: 150 go\nS: 226 done\n";
    Shell.Ending ending =
        scripted(
            "S: 0123456789\\\n== NEXT\nS: 012345678X\\\n",
            FACTS + retr + "C: FEAT\nS: 211 none\n" + retr + "C: QUIT\n",
            "get",
            "--verify",
            "URL/a");
    assertEquals(18, ending.status(), ending.err());
    assertTrue(ending.err().contains("a: sha256 is"), ending.err());
    for (String name : new String[] {"a", "a.part", "a.part.meta"}) {
      assertFalse(Files.exists(folder.resolve(name)), name);
    }
  }

  @Test
  void whatWasStoredIsLookedAtBeforeItHasItsName() throws IOException {
    Files.writeString(folder.resolve("a"), "0123");
    String stored = "C: TYPE I\nS: 200 ok\n" + EPSV + "C: STOR a.part\nS: 150 go\nS: 226 done\n";
    String fetched = "C: FEAT\nS: 211 none\n" + EPSV + "C: RETR a.part\nS: 150 go\nS: 226 done\n";
    String data = "C: {bytes:4}\n== EXPECT-CLOSE\n== NEXT\nS: ";
    String renamed = "C: RNFR a.part\nS: 350 ok\nC: RNTO a\nS: 250 ok\nC: QUIT\n";
    Shell.Ending same =
        scripted(
            data + "0123\\\n",
            stored + fetched + renamed,
            "put",
            "--atomic",
            "--verify",
            "a",
            "URL/a");
    assertEquals(0, same.status(), same.err());
    Shell.Ending other =
        scripted(
            data + "012X\\\n",
            stored + fetched + "C: DELE a.part\nS: 250 gone\nC: QUIT\n",
            "put",
            "--atomic",
            "--verify",
            "a",
            "URL/a");
    assertEquals(18, other.status(), other.err());
    assertTrue(other.err().contains("a.part: sha256 is"), other.err());
  }

  @Test
  void whatIsNotWholeIsNotVerified() {
    for (String part : new String[] {"--range=0-3", "--type=a", "-o-"}) {
      Shell.Ending ending = ftp("get", "--verify", part, "ftp://127.0.0.1:1/a");
      assertEquals(2, ending.status(), ending.err());
    }
  }

  @Test
  void aFileThatIsWholeTakesTheNameOfAnother() throws IOException {
    Files.writeString(folder.resolve("a"), "0123");
    String stored =
        "C: TYPE I\nS: 200 ok\n"
            + EPSV
            + "C: STOR a.part\nS: 150 go\nS: 226 done\n"
            + "C: RNFR a.part\nS: 350 ok\nC: RNTO a\nS: 553 file exists\nC: DELE a\n";
    String data = "C: {bytes:4}\n== EXPECT-CLOSE\n";
    String again = "C: RNFR a.part\nS: 350 ok\nC: RNTO a\nS: 250 ok\nC: QUIT\n";
    Shell.Ending ending =
        scripted(data, stored + "S: 250 gone\n" + again, "put", "--atomic", "a", "URL/a");
    assertEquals(0, ending.status(), ending.err());
    ending =
        scripted(
            data,
            stored + "S: 550 no\nC: MLST a\nS: 550 no\nC: QUIT\n",
            "put",
            "--atomic",
            "a",
            "URL/a");
    assertEquals(25, ending.status());
    assertTrue(ending.err().contains("553 file exists"), "not what DELE came to: " + ending.err());
    assertTrue(ending.err().contains("on the server, as 'a.part'"), ending.err());
  }

  @Test
  void aServerThatLeavesBetweenOperandsIsFoundAgain() throws IOException {
    String bye = "S: 421 one file each\n";
    for (String last : new String[] {"", bye, "C: SIZE a\n", "C: SIZE a\n" + bye}) {
      String end = last + "== CLOSE\n";
      String one = EPSV + "C: RETR a\nS: 150 go\nS: 226 done\n";
      String both = FACTS + one + end + "== NEXT\n" + SIGN_IN + FACTS + one + "C: QUIT\n";
      Shell.Ending ending =
          scripted(
              "S: 01234\\\n== NEXT\nS: 01234\\\n",
              both.replace("213 10", "213 5"),
              "cat",
              "URL/a",
              "URL/a");
      assertEquals("0123401234", ending.out(), ending.err());
      assertEquals(0, ending.status());
    }
  }

  @Test
  void aServerThatLeavesBetweenQuestionsIsFoundAgain() {
    String facts = "C: FEAT\nS: 211-\nS:  MLST type*;\nS: 211 end\n";
    String none = "C: FEAT\nS: 211 none\n";
    String mlst = "C: MLST a\nS: 250-\nS:  type=file;size=5; a\nS: 250 that\n";
    String list = EPSV + "C: LIST\nS: 150 go\nS: 226 done\n";
    String names = list.replace("LIST", "NLST");
    String told = "name:        a\ntype:        file\nsize:        5\n";
    leavesBetween("stat", "URL/a", facts, mlst, told);
    leavesBetween("ls", "URL", none, list, "a\n");
    leavesBetween("ls", "URL/;type=d", "", names, "a\n");
  }

  private void leavesBetween(String verb, String url, String feat, String talk, String told) {
    String asked = talk.substring(0, talk.indexOf('\n') + 1);
    String bye = "S: 421 one question each\n";
    String entry = talk.contains("LIST") ? "-rw-r--r-- 1 a a 5 Jan 1 2020 a" : "a";
    String entries = "S: " + entry + "\n== CLOSE\n";
    for (String last : new String[] {"", bye, asked, asked + bye}) {
      String script =
          feat + talk + last + "== CLOSE\n== NEXT\n" + SIGN_IN + feat + talk + "C: QUIT\n";
      Shell.Ending ending = scripted(entries + "== NEXT\n" + entries, script, verb, url, url);
      assertEquals(told.repeat(2), ending.out(), last + ending.err());
      assertEquals(0, ending.status());
    }
  }

  @Test
  void aSecondTryBeginsAnewWhereTheServerDoesNotGoOn() throws IOException {
    String again = "C: SIZE a\nS: 213 10\nC: MDTM a\nS: 213 20260102030405\n";
    Shell.Ending ending =
        scripted(
            "S: 01234\\\n== NEXT\n== EXPECT-CLOSE\n== NEXT\nS: 0123456789\\\n",
            FACTS
                + (EPSV + "C: RETR a\nS: 150 go\nS: 426 cut\n" + again)
                + (EPSV + "C: REST 5\nS: 502 not that\n")
                + (EPSV + "C: RETR a\nS: 150 go\nS: 226 done\nC: QUIT\n"),
            "get",
            "--retry=1",
            "--retry-delay=1ms",
            "URL/a");
    assertEquals(0, ending.status(), ending.err());
    assertEquals("0123456789", Files.readString(folder.resolve("a")));
  }

  @Test
  void standardInputIsNotStoredASecondTimeWithoutItsBeginning() {
    String stor = EPSV + "C: STOR a\n";
    String busy = "C: TYPE I\nS: 200 ok\n" + stor + "S: 450 busy\n" + stor + "S: 150 go\n";
    String data = "== EXPECT-CLOSE\n== NEXT\nC: {bytes:4}\n== EXPECT-CLOSE\n";
    var shell = new Shell(folder).reading("0123".getBytes(StandardCharsets.UTF_8));
    try (Peer carrying = Peer.plays(data);
        Peer control =
            Peer.plays(
                SIGN_IN
                    + (busy + "S: 426 cut\nC: QUIT\n")
                        .replace("PORT", Integer.toString(carrying.port())))) {
      String url = "ftp://127.0.0.1:" + control.port() + "/a";
      Shell.Ending ending = shell.run("ftp", "put", "--retry=5", "--retry-delay=1ms", "-", url);
      assertEquals(18, ending.status(), ending.err());
      control.heardAll();
      carrying.heardAll();
    }
  }

  @Test
  void whatMayBeAppendedIsNotAppendedTwice() throws IOException {
    Files.writeString(folder.resolve("a"), "0123");
    String appe = "C: TYPE I\nS: 200 ok\n" + EPSV + "C: APPE a\nS: 150 go\nS: 426 cut\nC: QUIT\n";
    String data = "C: {bytes:4}\n== EXPECT-CLOSE\n";
    Shell.Ending ending =
        scripted(data, appe, "put", "--append", "--retry=5", "--retry-delay=1ms", "a", "URL/a");
    assertEquals(18, ending.status(), ending.err());
    assertFalse(ending.err().contains("try 1"), ending.err());
  }
}
