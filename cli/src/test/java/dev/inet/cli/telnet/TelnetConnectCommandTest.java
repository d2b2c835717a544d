package dev.inet.cli.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Inet;
import dev.inet.cli.Shell;
import dev.inet.cli.Surroundings;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.TelnetServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Without a terminal: standard input and output are pipes. */
@Timeout(60)
class TelnetConnectCommandTest {
  @TempDir Path folder;

  private Shell.Ending connect(String input, String... words) {
    Surroundings shell = new Shell(folder).around();
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var around =
        new Surroundings(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            out,
            err,
            shell.environment(),
            folder,
            shell.terminal());
    String[] all =
        Stream.concat(Stream.of("telnet", "connect"), Stream.of(words)).toArray(String[]::new);
    int status = Inet.run(around, all);
    return new Shell.Ending(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void joinsInputAndOutput() throws IOException {
    try (TelnetServer server = TelnetServer.start(ListenAt.freePort())) {
      Shell.Ending ending = connect("demo\ndemo\necho hi\nexit\n", "127.0.0.1", "" + server.port());
      assertEquals(0, ending.status(), ending.err());
      // The words came before the two had agreed who echoes, or after.
      assertTrue(ending.out().matches("(?s).*\\$ (echo hi)?(\r\n)?hi\r\n\\$ .*"), ending.out());
      assertTrue(ending.out().endsWith("Bye.\r\n"), ending.out());
      assertEquals("", ending.err());
      assertEquals(List.of("demo", "echo hi", "exit"), server.heard());
    }
  }

  @Test
  void hangsUpWhereThePeerIsSilentAfterTheEndOfTheInput() throws IOException {
    try (TelnetServer server = TelnetServer.withoutLogin(ListenAt.freePort())) {
      Shell.Ending ending =
          connect("quiet 300\n", "--linger", "600ms", "127.0.0.1:" + server.port());
      assertEquals(0, ending.status(), ending.err());
      assertTrue(ending.out().contains("done\r\n$ "), ending.out());
    }
  }

  @Test
  void endsWithThePeerWhateverTheInput() {
    try (Peer peer = Peer.plays("S: bye\n")) {
      Shell.Ending ending = connect("", "127.0.0.1:" + peer.port());
      assertEquals(0, ending.status(), ending.err());
      assertEquals("bye\r\n", ending.out());
    }
  }

  @Test
  void bytesOfThePeerAreExact() throws IOException {
    try (TelnetServer server = TelnetServer.withoutLogin(ListenAt.freePort())) {
      assertEquals(
          0, connect("bytes 512\nexit\n", "-o", "all", "127.0.0.1:" + server.port()).status());
      byte[] all = Files.readAllBytes(folder.resolve("all"));
      String text = new String(all, StandardCharsets.ISO_8859_1);
      var values = new StringBuilder();
      for (int i = 0; i < 512; i++) {
        values.append((char) (i & 0xff));
      }
      assertTrue(text.contains(values), text);
    }
  }

  @Test
  void signsInFirst() throws IOException {
    try (TelnetServer server = TelnetServer.start(ListenAt.freePort())) {
      String at = "127.0.0.1:" + server.port();
      Shell.Ending ending = connect("echo hi\nexit\n", "-u", "demo:demo", at);
      assertEquals(0, ending.status(), ending.err());
      assertTrue(ending.out().contains("\r\nhi\r\n"), ending.out());
      assertEquals(67, connect("", "-u", "demo:no", at).status());
    }
  }

  @Test
  void logsWhatThePeerSaysBehindWhatIsThere() throws IOException {
    Files.writeString(folder.resolve("log"), "before\n");
    try (Peer peer = Peer.plays("S: hello\n")) {
      assertEquals(0, connect("", "--log", "log", "127.0.0.1:" + peer.port()).status());
    }
    assertEquals("before\nhello\r\n", Files.readString(folder.resolve("log")));
    try (Peer peer = Peer.plays("S: hello\n")) {
      assertEquals(23, connect("", "--log", "no/log", "127.0.0.1:" + peer.port()).status());
    }
  }

  @Test
  void aPasswordThatIsThrownBackIsNotInTheLog() throws IOException {
    try (Peer peer = Peer.plays("S: Password: \\\nC: hush-hush\nS: hush-hush\nS: # \\\n== STALL")) {
      Shell.Ending ending =
          connect(
              "",
              "-u",
              "ann:hush-hush",
              "--log",
              "log",
              "--linger",
              "200ms",
              "127.0.0.1:" + peer.port());
      assertEquals(0, ending.status(), ending.err());
    }
    assertEquals("Password: ****\r\n# ", Files.readString(folder.resolve("log")));
  }

  @Test
  void tellsWhatIsWrong() {
    assertEquals(7, connect("", "127.0.0.1", "1").status());
    assertEquals(2, connect("", "127.0.0.1", "klingon").status());
    assertEquals(2, connect("", "--escape", "xy", "127.0.0.1").status());
    assertEquals(3, connect("", "telnet://127.0.0.1/x").status());
    assertEquals(2, connect("").status());
  }

  @Test
  void aConnectionThatBreaksIsTold() {
    try (Peer peer = Peer.plays("S: hello\nC: x\n== RESET\n")) {
      assertEquals(56, connect("x\n", "127.0.0.1:" + peer.port()).status());
    }
  }
}
