package dev.inet.cli.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Schema;
import dev.inet.cli.Shell;
import dev.inet.sandbox.DnsServer;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs that answer with lines or objects. */
@Timeout(60)
class RawResultsTest {
  @TempDir Path folder;

  private Shell.Ending inet(String... words) {
    String[] all = Stream.concat(Stream.of("raw"), Stream.of(words)).toArray(String[]::new);
    return new Shell(folder).run(all);
  }

  private static void obeys(String schema, String lines) throws IOException {
    assertFalse(lines.isEmpty());
    Schema known = Schema.of(schema);
    lines.lines().forEach(known::accepts);
  }

  @Test
  void checkTellsOpenFromClosed() throws IOException {
    try (Peer peer = Peer.plays("S: hi\n== NEXT\nS: hi\n== NEXT\nS: hi\n")) {
      String open = Integer.toString(peer.port());
      Shell.Ending all = inet("check", "127.0.0.1", open);
      assertEquals(0, all.status(), all.err());
      assertTrue(all.out().matches("127\\.0\\.0\\.1:" + open + " open [0-9.]+ ms\n"), all.out());
      assertEquals(7, inet("check", "127.0.0.1", "1").status());
      String nobody = "--proxy=socks5://127.0.0.1:1";
      assertEquals(97, inet("check", nobody, "127.0.0.1", open).status());
      Shell.Ending mixed = inet("check", "--json", "127.0.0.1", open, "1");
      assertEquals(99, mixed.status());
      obeys("raw-check", mixed.out());
      assertTrue(mixed.out().contains("\"state\":\"open\""), mixed.out());
      assertTrue(mixed.out().contains("\"state\":\"closed\""), mixed.out());
    }
  }

  @Test
  void checkLooksAgainAtWhatIsClosed() {
    Shell.Ending ending = inet("check", "--retry", "2", "--retry-delay", "1ms", "127.0.0.1", "1");
    assertEquals(7, ending.status());
    assertEquals(1, ending.out().lines().filter(line -> line.contains(" closed ")).count());
    assertEquals(2, ending.err().lines().count(), ending.err());
    assertTrue(ending.err().contains("try 2 of 2"), ending.err());
  }

  @Test
  void anAddressMayStandInBrackets() {
    assertEquals(new Shell.Ending(0, "::1\n", ""), inet("resolve", "[::1]"));
    Shell.Ending check = inet("check", "[::1]", "1");
    assertEquals(7, check.status(), check.err());
    assertTrue(check.out().startsWith("[::1]:1 closed "), check.out());
    for (String verb : new String[] {"listen", "recv"}) {
      Shell.Ending bound = inet(verb, "--max-time", "10ms", "[::1]", "0");
      assertEquals(28, bound.status(), bound.err());
      assertTrue(bound.err().startsWith("* listening on [::1]:"), bound.err());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listen -q 0",
        "listen -q --udp 0",
        "recv -q 0",
        "relay -q tcp://127.0.0.1:0 tcp://127.0.0.1:9",
        "relay -q udp://127.0.0.1:0 udp://127.0.0.1:9",
      })
  void aQuietListenerTellsItsFailureAlone(String words) {
    Shell.Ending ending = inet((words + " --max-time 10ms").split(" "));
    assertEquals(28, ending.status());
    assertEquals(1, ending.err().lines().count(), ending.err());
  }

  @Test
  void checkRefusesWhatIsNoPort() {
    for (String port : new String[] {"0", "65536", "30-20", "1-99999", "klingon", ""}) {
      assertEquals(2, inet("check", "127.0.0.1", port).status(), port);
    }
  }

  @Test
  void aFailureIsAnObject() throws IOException {
    Shell.Ending ending = inet("connect", "--json", "127.0.0.1", "1");
    assertEquals(7, ending.status());
    obeys("error", ending.err());
  }

  /** What the classic vocabulary of sockets has, and Java has not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect --udp unix:s",
        "connect --udp --unix-socket s localhost 9",
        "connect x25:12345",
        "listen --udp unix:s",
        "listen --udp --unix-socket s 0",
        "listen x25:12345",
        "recv unix:s",
        "send unix:s 9 text",
        "send --unix-socket s localhost 9 text",
        "relay --unix-socket s udp://127.0.0.1:0 udp://127.0.0.1:9",
      })
  void socketsThatJavaHasNotAre100(String words) {
    Shell.Ending ending = inet(words.split(" "));
    assertEquals(100, ending.status(), ending.err());
    assertEquals("", ending.out());
    assertEquals(1, ending.err().lines().count(), ending.err());
  }

  @Test
  void servicesByNameAliasAndPort() throws IOException {
    assertTrue(inet("services", "smtp").out().startsWith("smtp 25/tcp"));
    assertTrue(inet("services", "mail").out().startsWith("smtp 25/tcp"));
    assertTrue(inet("services", "25").out().startsWith("smtp 25/tcp"));
    assertEquals(78, inet("services", "klingon").status());
    assertEquals(78, inet("services", "65536").status());
    obeys("raw-services", inet("services", "--json").out());
  }

  @Test
  void hostname() throws IOException {
    Shell.Ending ending = inet("hostname", "--json");
    assertEquals(0, ending.status());
    obeys("raw-hostname", ending.out());
  }

  @Test
  void resolveAddresses() throws IOException {
    assertEquals(0, inet("resolve", "127.0.0.1").status());
    assertTrue(inet("resolve", "2130706433").out().startsWith("127.0.0.1\n"));
    obeys("raw-resolve", inet("resolve", "--json", "localhost").out());
    assertEquals(6, inet("resolve", "nosuch.invalid").status());
  }

  @Test
  void resolveRecordsOfAServer() throws IOException {
    try (DnsServer dns = DnsServer.start(0)) {
      dns.add("example.test", "MX", "10 mx.example.test");
      String at = "127.0.0.1:" + dns.port();
      Shell.Ending ending = inet("resolve", "--dns", at, "--type", "mx", "--json", "example.test");
      assertEquals(0, ending.status(), ending.err());
      obeys("raw-resolve", ending.out());
      assertTrue(ending.out().contains("mx.example.test"), ending.out());
      assertEquals(6, inet("resolve", "--dns", at, "--type", "MX", "nosuch.test").status());
    }
  }

  @Test
  void datagramsObeyTheirSchema() throws Exception {
    Live receiver = Live.raw(folder, "", "recv", "--count", "2", "--json", "127.0.0.1", "0");
    String port = Integer.toString(receiver.port());
    assertEquals(0, inet("send", "127.0.0.1", port, "text").status());
    Live binary =
        Live.raw(
            folder,
            new java.io.ByteArrayInputStream(new byte[] {(byte) 0xff, 0}),
            "send",
            "127.0.0.1",
            port);
    assertEquals(0, binary.status(), binary.err());
    assertEquals(0, receiver.status(), receiver.err());
    obeys("raw-recv", receiver.out());
    assertTrue(receiver.out().contains("\"base64\":\"/wA=\""), receiver.out());
  }

  @Test
  void theSchemasRefuseWhatTheyDoNotDescribe() throws IOException {
    Schema schema = Schema.of("raw-hostname");
    for (String wrong : new String[] {"{}", "{\"name\":1}", "{\"name\":\"a\",\"more\":1}", "[]"}) {
      assertThrows(AssertionError.class, () -> schema.accepts(wrong), wrong);
    }
  }
}
