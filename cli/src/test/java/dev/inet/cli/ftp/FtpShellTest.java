package dev.inet.cli.ftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Shell;
import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.sandbox.FtpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Samples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.terminal.Size;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What is typed into a shell, here from standard input. */
@Timeout(60)
class FtpShellTest {
  private static final byte[] HELLO = Samples.FILES.get("hello.txt");

  private FtpServer server;

  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    server = FtpServer.settings().start(ListenAt.freePort());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Shell.Ending typed(String... lines) {
    byte[] input = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    return typed(new ByteArrayInputStream(input));
  }

  private Shell.Ending typed(InputStream input) {
    return new Shell(folder)
        .run(
            around ->
                new FtpShellCommand(
                    new Surroundings(
                        input,
                        around.output(),
                        around.errors(),
                        around.environment(),
                        around.directory(),
                        around.terminal())),
            "ftp://127.0.0.1:" + server.port(),
            "-u",
            "demo:demo");
  }

  private String said(String... lines) {
    Shell.Ending ending = typed(lines);
    assertEquals(0, ending.status(), ending.err());
    return ending.out();
  }

  private String text(String path) {
    byte[] bytes = server.tree().bytes(path);
    return bytes == null ? "(nothing)" : new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void transfersGoOnWhereTheyEnded() throws IOException {
    Files.writeString(folder.resolve("hello.txt.part"), "HELLO");
    Files.writeString(
        folder.resolve("hello.txt.part.meta"), HELLO.length + " 2026-01-02T03:04:05Z\n");
    assertEquals("29 bytes to hello.txt\n", said("cd files", "get -c hello.txt").replace("\r", ""));
    assertEquals("HELLO from the inet sandbox.\n", Files.readString(folder.resolve("hello.txt")));
    said("cd files", "reget hello.txt again");
    assertEquals("Hello from the inet sandbox.\n", Files.readString(folder.resolve("again")));
    server.tree().with("/incoming/up", "Hello".getBytes(StandardCharsets.UTF_8));
    Files.writeString(folder.resolve("up"), "HELLO, world");
    assertEquals("12 bytes to incoming/up\n", said("reput up incoming/up"));
    assertEquals("Hello, world", text("/incoming/up"));
    said("append up incoming/up");
    assertEquals("Hello, worldHELLO, world", text("/incoming/up"));
  }

  @Test
  void theWordsOfOtherClients() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "a\nb\n");
    String out =
        said(
            "binary",
            "send a.txt incoming/a.txt",
            "ascii",
            "send a.txt incoming/t.txt",
            "bin",
            "rename incoming/t.txt incoming/u.txt",
            "mkdir -p incoming/x/y",
            "mv incoming/u.txt incoming/x/",
            "nlist incoming/x",
            "size incoming/a.txt",
            "modtime files/hello.txt",
            "literal NOOP",
            "site chmod 600 incoming/a.txt",
            "ls -la incoming/*.txt",
            "recv incoming/x/u.txt back",
            "rm -rf incoming/x incoming/none",
            "mdelete incoming/a*",
            "dir incoming",
            "bye",
            "never");
    assertTrue(out.contains("\nincoming/x/u.txt\n") || out.contains("\nu.txt\ny\n"), out);
    assertTrue(out.contains("\n4  incoming/a.txt\n"), out);
    assertTrue(out.contains("\n2026-01-02T03:04:05Z  files/hello.txt\n"), out);
    assertTrue(out.contains("\n-rw-------  "), out);
    assertEquals("a\nb\n", Files.readString(folder.resolve("back")));
    assertTrue(
        server.tree().paths().stream().noneMatch(path -> path.startsWith("/inc")),
        server.tree().paths().toString());
  }

  @Test
  void manyFilesBothWays() throws IOException {
    server.tree().with("/incoming/m1", HELLO).with("/incoming/m2", HELLO);
    Files.createDirectories(folder.resolve("sub"));
    assertEquals(
        folder.resolve("sub") + "\n29 bytes to m1\n29 bytes to m2\nm1\nm2\n",
        said("lcd sub", "lpwd", "cd incoming", "mget m*", "lls"));
    said("lcd sub", "mkdir incoming/n", "cd incoming/n", "mput m?");
    assertEquals(text("/incoming/m1"), text("/incoming/n/m2"));
    said("mput sub/m1", "lcd ~");
    server.tree().with("/incoming/p/pb/inside", HELLO);
    for (String name : List.of("pa", "pb", "pc")) {
      Files.writeString(folder.resolve(name), name);
    }
    assertEquals(25, typed("cd incoming/p", "mput pa pb pc").status());
    assertEquals("pc", text("/incoming/p/pc"), "tried though another failed");
    said("rm -r incoming/p");
    String out = said("mirror incoming copy", "mirror -R copy incoming/back");
    assertTrue(out.startsWith("4 files, 116 bytes copied"), out);
    assertTrue(Files.exists(folder.resolve("copy/n/m1")));
    assertEquals(text("/incoming/m1"), text("/incoming/back/n/m1"));
  }

  @Test
  void theFirstCommandThatFailsEndsAScript() {
    assertEquals(78, typed("get nothing", "ls").status());
    assertEquals(78, typed("cd nowhere", "ls").status());
    assertEquals(78, typed("rm incoming/*.none").status());
    assertEquals(25, typed("put /dev/null nowhere/x").status());
    assertEquals(26, typed("put nothing").status());
    assertEquals(26, typed("lcd nowhere").status());
    assertEquals(9, typed("rmdir files").status());
    assertEquals(21, typed("quote XYZZY").status());
    for (String wrong : List.of("what", "get", "cat", "mv a", "get -x a", "chmod u+x a", "pwd a")) {
      Shell.Ending ending = typed(wrong, "ls");
      assertEquals(2, ending.status(), wrong);
      assertEquals("", ending.out(), wrong);
    }
    server.tree().with("/incoming/-c", HELLO);
    assertEquals("29  incoming/-c\n", said("size incoming/-c"));
    assertEquals("29  -c\n", said("cd incoming", "size -- -c").replace("incoming/", ""));
  }

  @Test
  void aScriptThatCannotBeReadIsNoBug() {
    var unreadable =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Is a directory");
          }

          @Override
          public int read(byte[] into, int from, int most) throws IOException {
            return read();
          }
        };
    Shell.Ending ending = typed(unreadable);
    assertEquals(26, ending.status(), ending.err());
    assertTrue(ending.err().contains("cannot read standard input: Is a directory"), ending.err());
  }

  @Test
  void aServerThatWentAwayIsFoundAgain() throws IOException {
    Shell.Ending ending = typed("ls", "quote QUIT", "ls");
    assertEquals(0, ending.status(), ending.err());
    assertEquals(2, server.accepted());
  }

  @Test
  void whatTabOffers() throws IOException {
    Files.createDirectories(folder.resolve("local"));
    Files.writeString(folder.resolve("here.txt"), "x");
    var seen = new ArrayList<List<String>>();
    Shell.Ending ending =
        new Shell(folder)
            .run(
                around ->
                    new Offering(
                        around,
                        shell -> {
                          seen.add(shell.completions(List.of("put", ""), 1));
                          seen.add(shell.completions(List.of("put", "x", ""), 2));
                          seen.add(shell.completions(List.of("lcd", ""), 1));
                          seen.add(shell.completions(List.of("get", "-c", "x", "h"), 3));
                          seen.add(shell.completions(List.of("ls", "nowhere/"), 1));
                          seen.add(shell.completions(List.of("get", "files/"), 1));
                          seen.add(shell.completions(List.of("cat", "files/"), 1));
                          seen.add(shell.completions(List.of("m"), 0));
                        }),
                "ftp://127.0.0.1:" + server.port());
    assertEquals(0, ending.status(), ending.err());
    assertEquals(List.of("here.txt", "local/"), seen.get(0));
    assertEquals(List.of("bytes/", "files/", "incoming/"), seen.get(1));
    assertEquals(List.of("local/"), seen.get(2));
    assertEquals(List.of("here.txt", "local/"), seen.get(3));
    assertEquals(List.of(), seen.get(4));
    assertTrue(seen.get(5).contains("files/hello.txt"), seen.get(5).toString());
    assertEquals(seen.get(5), seen.get(6));
    assertTrue(seen.get(7).containsAll(List.of("mget", "mput", "mirror", "history")));
    long asked = server.heard().stream().filter("MLSD files/"::equals).count();
    assertTrue(asked <= 1, "listed once, then from the cache: " + server.heard());
  }

  @Test
  void aTerminalWithoutASizeGetsRoomForALine() throws IOException {
    try (var terminal =
        new DumbTerminal(InputStream.nullInputStream(), OutputStream.nullOutputStream())) {
      terminal.setSize(Size.of(0, 0));
      ShellTerminal.sized(terminal);
      assertEquals(80, terminal.getColumns());
      assertEquals(24, terminal.getRows());
      terminal.setSize(Size.of(132, 50));
      ShellTerminal.sized(terminal);
      assertEquals(Size.of(132, 50), terminal.getSize(), "what it says is left alone");
    }
  }

  /** Looks at a session as a terminal does. */
  private interface Look {
    void at(ShellSession shell);
  }

  @Command(description = "Looks at a session.")
  private static final class Offering implements Callable<Integer> {
    private final Surroundings around;
    private final Look look;
    @Mixin private final ServerOptions servers;

    @Parameters(paramLabel = "URL", description = "The server.")
    private String url = "";

    Offering(Surroundings around, Look look) {
      this.around = around;
      this.look = look;
      this.servers = new ServerOptions(around);
    }

    @Override
    public Integer call() throws IOException {
      try (Result to = servers.network().output().to(0)) {
        var shell = new ShellSession(servers, url, servers.url(url).path(), around, to);
        shell.begin();
        look.at(shell);
        return 0;
      } finally {
        servers.close();
      }
    }
  }
}
