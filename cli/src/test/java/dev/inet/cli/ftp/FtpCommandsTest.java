package dev.inet.cli.ftp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Schema;
import dev.inet.cli.Shell;
import dev.inet.cli.Surroundings;
import dev.inet.sandbox.FtpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Samples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each verb against a whole server, in clear unless a test says otherwise. */
@Timeout(60)
class FtpCommandsTest extends FtpByDemo {
  private static final byte[] HELLO = Samples.FILES.get("hello.txt");

  private FtpServer server;
  private String base;

  @BeforeEach
  void start() throws IOException {
    server = FtpServer.settings().start(ListenAt.freePort());
    base = "ftp://127.0.0.1:" + server.port();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static void obeys(String schema, String lines) throws IOException {
    assertFalse(lines.isEmpty());
    Schema known = Schema.of(schema);
    lines.lines().forEach(known::accepts);
  }

  private String text(String path) {
    byte[] bytes = server.tree().bytes(path);
    return bytes == null ? "(nothing)" : new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void aServerAloneIsNothingToMakeOrDelete() {
    for (String verb : List.of("rm", "rmdir", "mkdir")) {
      assertEquals(2, ftp(verb, base).status(), verb);
      assertEquals(2, ftp(verb, base + "/").status(), verb);
    }
    assertEquals(2, ftp("rm", "-r", base + "/").status());
    assertEquals(0, server.accepted(), "nothing was sent");
    Shell.Ending quoted = ftp("quote", base, "XYZZY");
    assertTrue(quoted.err().contains("ftp: 127.0.0.1:" + server.port() + ": 5"), quoted.err());
  }

  // --- get and cat

  @Test
  void getSavesUnderTheRemoteName() throws IOException {
    Shell.Ending ending = done("get", base + "/files/hello.txt", base + "/files/binary.bin");
    assertEquals("", ending.out());
    assertArrayEquals(HELLO, Files.readAllBytes(folder.resolve("hello.txt")));
    assertArrayEquals(
        Samples.FILES.get("binary.bin"), Files.readAllBytes(folder.resolve("binary.bin")));
    assertEquals(1, server.accepted(), "one connection serves both");
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(2, left.count());
    }
  }

  @Test
  void getGoesWhereOptionsSay() throws IOException {
    done("get", base + "/files/hello.txt", "-o", "a");
    assertArrayEquals(HELLO, Files.readAllBytes(folder.resolve("a")));
    assertEquals(
        new String(HELLO, StandardCharsets.UTF_8),
        done("get", "-o", "-", base + "/files/hello.txt").out());
    assertEquals(
        new String(HELLO, StandardCharsets.UTF_8), done("cat", base + "/files/hello.txt").out());
    assertFalse(Files.exists(folder.resolve("hello.txt")));
    done(
        "get",
        base + "/files/gr%C3%BC%C3%9Fe.txt",
        base + "/files/grüße.txt",
        "-o",
        "b",
        "-o",
        "c");
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("b")), Files.readAllBytes(folder.resolve("c")));
  }

  @Test
  void whatIsNotThereIs78AndWhatIsForbiddenIs9() throws IOException {
    Shell.Ending missing = ftp("get", base + "/files/nothing");
    assertEquals(78, missing.status());
    assertEquals(
        "inet: ftp: 127.0.0.1:" + server.port() + ": 550 No such file (exit 78)\n", missing.err());
    assertEquals(9, ftp("get", base + "/files", "-o", "x").status());
    Shell.Ending some = ftp("get", base + "/files/nothing", base + "/files/hello.txt");
    assertEquals(99, some.status());
    // Of several, the one that failed is named.
    assertTrue(some.err().contains(": /files/nothing: 550 "), some.err());
    assertEquals(78, ftp("ls", base + "/nowhere/").status());
    assertEquals(78, ftp("rm", base + "/files/nothing").status());
    assertEquals(9, ftp("rmdir", base + "/files").status());
    assertEquals(78, ftp("stat", base + "/files/nothing").status());
    assertEquals(67, new Shell(folder).run("ftp", "ls", base + "/", "-u", "demo:wrong").status());
    assertEquals(3, ftp("get", base + "/a%0d%0aDELE%20b").status());
    assertEquals(3, ftp("get", base + "/a;type=x").status());
    int heard = server.heard().size();
    assertEquals(2, ftp("get", base + "/files/").status());
    assertEquals(2, ftp("cat", base).status());
    assertEquals(heard, server.heard().size(), "nothing was sent");
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of("hello.txt"), left.map(p -> p.getFileName().toString()).toList());
    }
  }

  @Test
  void rangesAndSizes() {
    assertEquals("Hello", done("cat", "--range", "0-4", base + "/files/hello.txt").out());
    assertEquals("box.\n", done("cat", "--range", "-5", base + "/files/hello.txt").out());
    assertEquals("sandbox.\n", done("cat", "--range", "20-", base + "/files/hello.txt").out());
    assertEquals(8, ftp("cat", "--max-size", "10", base + "/files/hello.txt").status());
    assertEquals(2, ftp("cat", "--range", "4-1", base + "/files/hello.txt").status());
    // A part of a large file leaves the connection in order.
    Shell.Ending both =
        done("cat", "--range", "0-2", base + "/bytes/9999999", base + "/files/hello.txt");
    assertEquals("\0\1\2Hel", both.out());
  }

  @Test
  void wildcardsAreMatchedHere() throws IOException {
    done("get", base + "/files/*.txt");
    assertTrue(Files.exists(folder.resolve("dots.txt")));
    assertTrue(Files.exists(folder.resolve("lines.txt")));
    assertFalse(Files.exists(folder.resolve("binary.bin")));
    assertEquals(78, ftp("get", base + "/files/*.exe").status());
    server.tree().with("/incoming/a[1].txt", HELLO).with("/incoming/a1.txt", new byte[1]);
    assertEquals(
        new String(HELLO, StandardCharsets.UTF_8),
        done("get", "-o", "-", base + "/incoming/a[1].txt").out(),
        "the name as typed goes before the pattern");
  }

  @Test
  void getGoesOnWhereItEnded() throws IOException {
    Path part = folder.resolve("hello.txt.part");
    Path meta = folder.resolve("hello.txt.part.meta");
    Files.writeString(part, "HELLO");
    Files.writeString(meta, HELLO.length + " 2026-01-02T03:04:05Z\n");
    done("get", "-C", base + "/files/hello.txt");
    assertEquals("HELLO from the inet sandbox.\n", Files.readString(folder.resolve("hello.txt")));
    assertTrue(server.heard().contains("REST 5"), server.heard().toString());
    assertFalse(Files.exists(part) || Files.exists(meta));
    Files.writeString(part, "HELLO");
    Files.writeString(meta, HELLO.length + " 2025-01-02T03:04:05Z\n");
    done("get", "-C", base + "/files/hello.txt");
    assertArrayEquals(HELLO, Files.readAllBytes(folder.resolve("hello.txt")), "it has changed");
  }

  @Test
  void timesAndSums() throws IOException {
    done("get", "--preserve", "--verify", base + "/files/hello.txt");
    assertEquals(
        Samples.MODIFIED, Files.getLastModifiedTime(folder.resolve("hello.txt")).toInstant());
    String sum = done("checksum", base + "/files/hello.txt").out();
    assertTrue(sum.matches("[0-9a-f]{64} {2}files/hello.txt\n"), sum);
    obeys(
        "ftp-checksum",
        done("checksum", "--json", "--algorithm", "md5", base + "/files/hello.txt").out());
    assertTrue(
        done("checksum", "--algorithm", "crc32", base + "/files/hello.txt")
            .out()
            .matches("[0-9a-f]{8} .*\n"));
    assertEquals(100, ftp("checksum", "--algorithm", "sha512", base + "/files/hello.txt").status());
    assertEquals(78, ftp("checksum", base + "/files/nothing").status());
    obeys("ftp-get", done("get", "--json", base + "/files/hello.txt").out());
  }

  @Test
  void textIsTranslated() throws IOException {
    server.tree().with("/incoming/unix.txt", "a\nb\n".getBytes(StandardCharsets.UTF_8));
    assertEquals("a\nb\n", done("cat", base + "/incoming/unix.txt;type=a").out());
    write("local.txt", "x\ny\n");
    done("put", "--type", "a", "local.txt", base + "/incoming/");
    assertEquals("x\ny\n", text("/incoming/local.txt"));
    assertTrue(server.heard().contains("TYPE A") || !server.heard().contains("TYPE I"));
  }

  // --- put

  @Test
  void putStoresWhereTheUrlSays() throws IOException {
    write("a.txt", "one");
    write("b.txt", "two");
    done("put", "a.txt", base + "/incoming/exactly");
    assertEquals("one", text("/incoming/exactly"));
    done("put", "a.txt", base + "/incoming/");
    assertEquals("one", text("/incoming/a.txt"));
    done("put", "a.txt", "b.txt", base + "/incoming");
    assertEquals("two", text("/incoming/b.txt"));
    done("put", "--append", "b.txt", base + "/incoming/a.txt");
    assertEquals("onetwo", text("/incoming/a.txt"));
    done("put", "--atomic", "--verify", "--preserve", "b.txt", base + "/incoming/c.txt");
    assertEquals("two", text("/incoming/c.txt"));
    assertTrue(server.heard().contains("RNTO incoming/c.txt"), server.heard().toString());
    String name = done("put", "--unique", "a.txt", base + "/incoming/a.txt").out().strip();
    assertEquals("one", text("/" + name));
    obeys("ftp-put", done("put", "--json", "a.txt", base + "/incoming/j").out());
  }

  @Test
  void putGoesOnBehindWhatIsThere() throws IOException {
    write("a.txt", "Hello, world");
    server.tree().with("/incoming/a.txt", "HELLO".getBytes(StandardCharsets.UTF_8));
    done("put", "-C", "a.txt", base + "/incoming/a.txt");
    assertEquals("HELLO, world", text("/incoming/a.txt"));
    int stored = server.heard().size();
    done("put", "-C", "a.txt", base + "/incoming/a.txt");
    assertFalse(server.heard().subList(stored, server.heard().size()).toString().contains("STOR"));
  }

  @Test
  void putRefused() throws IOException {
    write("a.txt", "Hello");
    assertEquals(25, ftp("put", "a.txt", base + "/nowhere/a.txt").status());
    server.tree().room(3);
    Shell.Ending full = ftp("put", "a.txt", base + "/incoming/a.txt");
    assertEquals(25, full.status());
    assertTrue(full.err().contains("552 The disk is full"), full.err());
    assertEquals(26, ftp("put", "missing", base + "/incoming/").status());
    assertEquals(26, ftp("put", ".", base + "/incoming/").status());
    assertEquals(2, ftp("put", "-", base + "/incoming/").status());
    assertEquals(2, ftp("put", "a.txt").status());
    assertEquals(25, new Shell(folder).run("ftp", "put", "a.txt", base + "/incoming/").status());
    server.tree().room(1000);
    assertEquals(99, ftp("put", "a.txt", "missing", base + "/incoming/").status());
  }

  // --- the rest

  @Test
  void listings() throws IOException {
    assertEquals("bytes\nfiles\nincoming\n", done("ls", base).out());
    obeys("ftp-ls", done("ls", "--json", base + "/files").out());
    String all = done("ls", "--recursive", base + "/").out();
    assertTrue(all.contains("\nfiles/hello.txt\n"), all);
    String full = done("ls", "-l", base + "/files/").out();
    assertTrue(full.contains("-rw-r--r--  "), full);
    assertTrue(full.contains("2026-01-02 03:04:05  hello.txt"), full);
    assertEquals("hello.txt\n", done("ls", base + "/files/hello.txt").out());
    assertEquals("dots.txt\n", done("ls", base + "/files/d*;type=i").out().replace("files/", ""));
    assertTrue(done("ls", base + "/files;type=d").out().contains("grüße.txt\n"));
    assertTrue(done("cat", base + "/files;type=d").out().contains("grüße.txt\n"));
    String stat = done("stat", base + "/files/hello.txt").out();
    assertTrue(stat.contains("size:        29\n"), stat);
    obeys("ftp-ls", done("stat", "--json", base + "/files/hello.txt", base + "/files").out());
  }

  @Test
  void listingsOfServersThatOnlyKnowList() throws IOException {
    try (FtpServer old =
        FtpServer.settings().without("MLSD", "MLST", "EPSV", "FEAT").start(ListenAt.freePort())) {
      String at = "ftp://127.0.0.1:" + old.port();
      obeys("ftp-ls", done("ls", "--json", at + "/files").out());
      String line = done("ls", "--json", at + "/files/hello.txt").out();
      assertTrue(line.contains("\"size\":29"), line);
      assertEquals(78, ftp("ls", at + "/nowhere").status());
      assertEquals(78, ftp("get", at + "/nowhere").status());
      assertEquals(9, ftp("get", at + "/files", "-o", "x").status());
      assertTrue(done("stat", at + "/files/hello.txt").out().contains("2026-01-02T03:04:05Z"));
      assertEquals(1, old.heard().stream().filter("EPSV"::equals).count() > 0 ? 1 : 0);
    }
  }

  @Test
  void changesThings() throws IOException {
    done("mkdir", "-p", base + "/incoming/a/b/c");
    done("mkdir", "-p", base + "/incoming/a/b/c");
    assertEquals(9, ftp("mkdir", base + "/incoming/a").status());
    assertEquals(78, ftp("mkdir", base + "/x/y").status());
    write("f", "f");
    done("put", "f", base + "/incoming/a/b/c/");
    done("mv", base + "/incoming/a/b/c/f", "g");
    assertEquals("f", text("/incoming/a/b/c/g"));
    done("mv", base + "/incoming/a/b/c/g", base + "/incoming/a/h");
    done("mv", base + "/incoming/a/h", "b/");
    assertEquals("f", text("/incoming/a/b/h"));
    assertEquals(2, ftp("mv", base + "/incoming/a/b/h", "ftp://elsewhere/h").status());
    assertEquals(78, ftp("mv", base + "/incoming/none", "x").status());
    done("chmod", "600", base + "/incoming/a/b/h");
    assertTrue(done("ls", "-l", base + "/incoming/a/b/h").out().startsWith("-rw-------"));
    assertEquals(2, ftp("chmod", "u+x", base + "/incoming/a/b/h").status());
    done("rm", base + "/incoming/a/b/h");
    done("rmdir", base + "/incoming/a/b/c");
    done("rm", "-r", base + "/incoming/a");
    assertEquals(
        List.of(), server.tree().paths().stream().filter(p -> p.startsWith("/inc")).toList());
  }

  @Test
  void quotes() throws IOException {
    assertEquals("215 UNIX Type: L8\n", done("quote", base, "SYST").out());
    assertTrue(done("quote", base, "FEAT").out().startsWith("211-Features:\n EPRT\n"));
    obeys("ftp-quote", done("quote", "--json", base, "NOOP", "PWD").out());
    Shell.Ending no = ftp("quote", base, "NOOP", "NONSENSE", "SYST");
    assertEquals(21, no.status());
    assertEquals("200 Here\n500 NONSENSE is not known\n", no.out());
    assertEquals(2, ftp("quote", base, "NOOP\r\nDELE x").status());
  }

  @Test
  void shellReadsItsCommands() throws IOException {
    String script =
        """
        # a comment
        cd files
        pwd
        get hello.txt mine
        cd ../incoming
        put mine 'a copy'
        ls
        mput m*
        mv "a copy" b
        cat b
        rm *
        quote NOOP
        quit
        never
        """;
    Shell.Ending ending = piped(script);
    assertEquals(0, ending.status(), ending.err());
    assertEquals(
        "files\n29 bytes to mine\n29 bytes to incoming/a copy\na copy\n"
            + "29 bytes to incoming/mine\nHello from the inet sandbox.\n200 Here\n",
        ending.out());
    assertEquals(
        List.of(), server.tree().paths().stream().filter(p -> p.startsWith("/inc")).toList());
    Shell.Ending failed = piped("get nothing\nls\n");
    assertEquals(78, failed.status());
    assertEquals("", failed.out());
    assertEquals(List.of("a", "b c", "d\"e", ""), ShellLine.words("a 'b c' d\\\"e \"\""));
  }

  private Shell.Ending piped(String input) {
    byte[] typed = input.getBytes(StandardCharsets.UTF_8);
    return new Shell(folder)
        .run(
            around ->
                new FtpShellCommand(
                    new Surroundings(
                        new ByteArrayInputStream(typed),
                        around.output(),
                        around.errors(),
                        around.environment(),
                        around.directory(),
                        around.terminal())),
            base,
            "-u",
            "demo:demo");
  }

  @Test
  void genericVerbsServeFtp() throws IOException {
    var shell = new Shell(folder);
    String root = base.replace("://", "://demo:demo@");
    assertEquals(0, shell.run("get", root + "/files/hello.txt").status());
    assertArrayEquals(HELLO, Files.readAllBytes(folder.resolve("hello.txt")));
    assertEquals(0, shell.run("put", "hello.txt", root + "/incoming/").status());
    assertTrue(shell.run("ls", root + "/incoming").out().contains("hello.txt"));
    assertEquals(0, shell.run("stat", root + "/incoming/hello.txt").status());
    assertEquals(0, shell.run("rm", root + "/incoming/hello.txt").status());
    assertNull(server.tree().bytes("/incoming/hello.txt"));
  }

  @Test
  void activeModeBothWays() throws IOException {
    write("a.txt", "one");
    done("put", "--active", "a.txt", base + "/incoming/");
    assertEquals("one", done("cat", "--active", base + "/incoming/a.txt").out());
    assertTrue(server.heard().toString().contains("EPRT |1|127.0.0.1|"), server.heard().toString());
    try (FtpServer old = FtpServer.settings().without("EPRT").start(ListenAt.freePort())) {
      done("ls", "--active", "ftp://127.0.0.1:" + old.port() + "/files");
      assertTrue(old.heard().toString().contains("PORT 127,0,0,1,"));
    }
    assertEquals(2, ftp("ls", "--active", "--active-ports", "9-1", base).status());
    assertEquals(2, ftp("ls", "--active", "--proxy", "socks5://127.0.0.1:1", base).status());
    done("ls", "ftp://[::1]:" + server.port());
    done("ls", "--active", "ftp://[::1]:" + server.port());
  }

  @Test
  void proxiesCarryDataToo() throws IOException {
    for (String proxy : new String[] {"socks", "proxy"}) {
      String by = sandbox.url(proxy);
      Shell.Ending ending =
          done("get", "--proxy", by, base + "/files/hello.txt", "--allow-cleartext-auth");
      assertEquals("", ending.err());
    }
    assertEquals(
        67, ftp("ls", "--proxy", sandbox.url("socks"), base).status(), "no longer this machine");
  }

  // --- mirror

  @Test
  void mirrorsDown() throws IOException {
    server.tree().with("/incoming/x/y/z.txt", HELLO).with("/incoming/x/a.tmp", HELLO);
    Shell.Ending plan = done("mirror", "--dry-run", base + "/incoming", "copy");
    assertTrue(plan.out().contains("get               29  x/y/z.txt  (missing)\n"), plan.out());
    assertFalse(Files.exists(folder.resolve("copy")));
    Shell.Ending first = done("mirror", "--exclude", "*.tmp", base + "/incoming", "copy");
    assertTrue(first.out().startsWith("1 file, 29 bytes copied"), first.out());
    assertArrayEquals(HELLO, Files.readAllBytes(folder.resolve("copy/x/y/z.txt")));
    assertFalse(Files.exists(folder.resolve("copy/x/a.tmp")));
    write("copy/x/extra.txt", "mine");
    Shell.Ending again = done("mirror", "--json", "--delete", base + "/incoming", "copy");
    obeys("ftp-mirror", again.out());
    assertTrue(again.out().contains("\"action\":\"get\",\"name\":\"x/a.tmp\""), again.out());
    assertFalse(Files.exists(folder.resolve("copy/x/extra.txt")));
    Shell.Ending last = done("mirror", base + "/incoming", "copy");
    assertTrue(last.out().startsWith("0 files, 0 bytes copied"), last.out());
    assertTrue(last.out().contains("2 unchanged, 0 failed"), last.out());
    assertEquals(78, ftp("mirror", base + "/nowhere", "other").status());
    assertFalse(Files.exists(folder.resolve("other")));
    assertEquals(2, ftp("mirror", base + "/incoming", base + "/files").status());
  }

  @Test
  void mirrorsUp() throws IOException {
    write("site/index.html", "<p>");
    write("site/img/a b.png", "png");
    done("mirror", "site", base + "/incoming/www");
    assertEquals("<p>", text("/incoming/www/index.html"));
    assertEquals("png", text("/incoming/www/img/a b.png"));
    assertTrue(server.tree().paths().stream().noneMatch(p -> p.contains("inet-part")));
    String second = done("mirror", "site", base + "/incoming/www").out();
    assertTrue(second.startsWith("0 files"), second);
    Files.delete(folder.resolve("site/img/a b.png"));
    write("site/index.html", "<p>longer");
    String third = done("mirror", "--delete", "site", base + "/incoming/www").out();
    assertTrue(third.startsWith("1 file, 9 bytes copied; 0 folders made, 1 deleted"), third);
    assertNull(server.tree().bytes("/incoming/www/img/a b.png"));
    assertEquals(
        26,
        ftp("mirror", "nosuch/", base + "/incoming/n").status() == 26
            ? 26
            : ftp("mirror", "./nosuch", base + "/incoming/n").status());
  }

  @Test
  void mirrorsManyFilesOverManyConnectionsInFewRoundTrips() throws IOException {
    for (int i = 0; i < 200; i++) {
      server
          .tree()
          .with("/incoming/d" + i % 10 + "/f" + i, ("file " + i).getBytes(StandardCharsets.UTF_8));
    }
    done("mirror", "--parallel", "8", base + "/incoming", "many");
    for (int i = 0; i < 200; i++) {
      assertEquals("file " + i, Files.readString(folder.resolve("many/d" + i % 10 + "/f" + i)));
    }
    assertTrue(server.accepted() <= 8, "connections: " + server.accepted());
    long types = server.heard().stream().filter("TYPE I"::equals).count();
    assertTrue(types <= 8, "TYPE I: " + types);
    assertEquals(0, server.heard().stream().filter(line -> line.startsWith("SIZE")).count());
  }

  @Test
  void mirrorLivesWithFewConnections() throws IOException {
    try (FtpServer few = FtpServer.settings().clients(2).start(ListenAt.freePort())) {
      for (int i = 0; i < 50; i++) {
        few.tree().with("/incoming/f" + i, HELLO);
      }
      String at = "ftp://127.0.0.1:" + few.port();
      Shell.Ending ending = done("mirror", "--parallel", "8", at + "/incoming", "few");
      assertTrue(ending.out().startsWith("50 files"), ending.out());
    }
  }
}
