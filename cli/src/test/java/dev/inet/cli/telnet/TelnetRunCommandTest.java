package dev.inet.cli.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Schema;
import dev.inet.cli.Shell;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Sandbox;
import dev.inet.sandbox.TelnetServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
class TelnetRunCommandTest {
  private static Sandbox sandbox;
  private static String host;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    sandbox = Sandbox.start();
    host = sandbox.url("telnet");
  }

  @AfterAll
  static void stop() throws IOException {
    sandbox.close();
  }

  private Shell.Ending run(String... words) {
    String[] all =
        Stream.concat(Stream.of("telnet", "run"), Stream.of(words)).toArray(String[]::new);
    return new Shell(folder).run(all);
  }

  private static String on(Peer peer) {
    return "127.0.0.1:" + peer.port();
  }

  private static Peer peer(String... lines) {
    return Peer.plays(String.join("\n", lines) + "\n");
  }

  @Test
  void sendsAndExpectsInTheOrderTyped() {
    try (Peer peer =
        peer(
            "S: name? \\",
            "C: ann",
            "S: hi ann",
            "S: more? \\",
            "C: no",
            "S: bye",
            "== EXPECT-CLOSE")) {
      Shell.Ending ending =
          run(
              "--expect",
              "name\\? ",
              "--send",
              "ann",
              "--expect",
              "more\\? $",
              "--send",
              "no",
              "--expect",
              "bye",
              on(peer));
      assertEquals(0, ending.status(), ending.err());
      assertEquals("name? hi ann\r\nmore? bye\r\n", ending.out());
      assertEquals("", ending.err());
      peer.heardAll();
    }
  }

  @Test
  void aPasswordThatIsThrownBackShowsNowhere() throws IOException {
    String[] words = {"--expect", "word: ", "--send", "hush-hush", "--expect", "(?<all>.*)# "};
    String script = "S: Password: \\\nC: hush-hush\nS: hush-hush\nS: # \\\n== EXPECT-CLOSE\n";
    for (String more : List.of("-q", "--json", "-v", "-vv", "--trace=t")) {
      try (Peer peer = Peer.plays(script)) {
        Shell.Ending ending =
            run(Stream.concat(Stream.of(words), Stream.of(more, on(peer))).toArray(String[]::new));
        assertEquals(0, ending.status(), ending.err());
        assertFalse(ending.out().contains("hush"), ending.out());
        assertFalse(ending.err().contains("hush"), ending.err());
        assertTrue(ending.out().contains("****"), ending.out());
      }
    }
    assertFalse(Files.readString(folder.resolve("t")).contains("hush"));
  }

  @ParameterizedTest
  @CsvSource({"require, 64", "try, 0", "never, 0"})
  void thereIsNoUpgradeToTls(String tls, int status) {
    try (Peer peer = peer("S: hello")) {
      Shell.Ending ending = run("--tls", tls, "--expect", "hello", on(peer));
      assertEquals(status, ending.status(), ending.err());
    }
  }

  @Test
  void takesHostAndPortAsTwoWords() {
    try (Peer peer = peer("S: hello")) {
      assertEquals(0, run("127.0.0.1", "" + peer.port(), "--expect", "hello").status());
    }
  }

  @Test
  void signsInAndFindsPromptsBySilence() {
    Shell.Ending ending = run("-u", "demo:demo", "--send", "echo one", "--send", "echo two", host);
    assertEquals(0, ending.status(), ending.err());
    assertTrue(ending.out().contains("\r\none\r\n$ echo two\r\ntwo\r\n$ "), ending.out());
    assertFalse(ending.out().contains("demo\r\ndemo"), ending.out());
  }

  @Test
  void aWrongPasswordIsRefused() {
    Shell.Ending ending = run("-u", "demo:wrong", "--send", "echo one", host);
    assertEquals(67, ending.status());
    assertTrue(ending.err().contains("Login incorrect (exit 67)"), ending.err());
    assertEquals(67, run("-u", "demo:wrong", "--expect", "\\$ ", host).status());
  }

  @Test
  void aSignInAloneIsSomethingToDo() {
    assertEquals(0, run(host.replace("://", "://demo:demo@")).status());
    assertEquals(67, run("-u", "demo:no", host).status());
  }

  @Test
  void anExpectationNotMetIs28() {
    Shell.Ending ending =
        run(
            "--read-timeout",
            "200ms",
            "--expect",
            "login: ",
            "--expect",
            "nothing of the kind",
            host);
    assertEquals(28, ending.status());
    assertTrue(ending.err().contains("/nothing of the kind/ (exit 28)"), ending.err());
    assertTrue(ending.out().endsWith("login: "), "what came is printed all the same");
  }

  @ParameterizedTest
  @CsvSource({"'S: hello\nC: x', 56", "'C: x\n== CLOSE', 52", "'S: hello\nC: x\n== RESET', 56"})
  void aPeerThatEndsBeforeIsNoTimeOut(String script, int status) {
    try (Peer peer = peer(script, "# the end")) {
      assertEquals(status, run("--send", "x", "--expect", "more", on(peer)).status());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"== RESET", "== CLOSE", "== STALL", "== NEVER-READ", "S: more"})
  void afterTheLastStepNothingCounts(String then) {
    try (Peer peer = peer("S: hello", "C: last words", then)) {
      assertEquals(
          0,
          run("--settle", "100ms", "--expect", "hello", "--send", "last words", on(peer)).status());
    }
  }

  @Test
  void printsTheAnswerToTheLastLine() {
    try (Peer peer = peer("S: ready", "C: status", "S: all is well", "== STALL")) {
      Shell.Ending ending = run("--expect", "ready", "--send", "status", on(peer));
      assertEquals("ready\r\nall is well\r\n", ending.out());
    }
  }

  @Test
  void aPeerThatClosesInTheMiddleIsTold() {
    try (Peer peer = peer("S: > \\", "C: one", "S: bye")) {
      Shell.Ending ending = run("--settle", "100ms", "--send", "one", "--send", "two", on(peer));
      assertEquals(56, ending.status());
    }
  }

  @ParameterizedTest
  @CsvSource({"'S: too many sessions', 56", "'== CLOSE', 52"})
  void aPeerThatClosesBeforeTheFirstLineIsTold(String script, int status) {
    try (Peer peer = peer(script)) {
      Shell.Ending ending = run("--settle", "100ms", "--send", "reload", on(peer));
      assertEquals(status, ending.status());
      assertTrue(ending.err().contains("closed the connection before step 1"), ending.err());
    }
  }

  @Test
  void captureServesLaterLines() {
    try (Peer peer = peer("S: token=a1;b2 and more", "C: use a1;b2 {any}", "S: ok")) {
      Shell.Ending ending =
          run(
              "--expect",
              "token=(?<t>[^ ]+)",
              "--send",
              "use ${t} \\${x}",
              "--expect",
              "ok",
              on(peer));
      assertEquals(0, ending.status(), ending.err());
    }
  }

  @Test
  void aCaptureWithAnEndOfALineIsNotSent() {
    try (Peer peer = peer("S: token=a\\r\\nrm -rf /;", "== EXPECT-CLOSE")) {
      Shell.Ending ending =
          run("--expect", "(?s)token=(?<t>[^;]+);", "--send", "use ${t}", on(peer));
      assertEquals(8, ending.status());
      peer.heardAll();
    }
  }

  @Test
  void sendKnowsEscapes() {
    try (Peer peer =
        Peer.of(
            c -> {
              byte[] heard = c.expectBytes(12);
              assertEquals(
                  "a\tb\\c$d\u00ff\u00ff\u0003\r\n",
                  new String(heard, java.nio.charset.StandardCharsets.ISO_8859_1));
              assertEquals(
                  "x", new String(c.expectBytes(1), java.nio.charset.StandardCharsets.US_ASCII));
              c.send("ok");
            })) {
      Shell.Ending ending =
          run("--send", "a\\tb\\\\c\\$d\\xff\\x03", "--send", "x\\c", "--expect", "ok", on(peer));
      assertEquals(0, ending.status(), ending.err());
      peer.heardAll();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'--send|a\nb', CR",
    "'--send|a\\q', escape",
    "'--send|\\x4', hex",
    "'--send|\\cx', end",
    "'--send|${x}', nothing captures",
    "'--send|${', capture",
    "'--expect|(', regular expression",
    "'--send', --send",
    "'--script|s.yaml|--send|x', exclude",
    "'--hosts|h.txt|--send|x|localhost', exclude",
    "'--send|x|--parallel|0', parallel",
    "'localhost', nothing to do",
    "'--send|x', host is missing",
    "'--send|x|localhost|23|42', too many",
    "'--send|x|localhost|klingon', klingon",
    "'--send|x|localhost|0', port",
    "'--send|x|--window|80', size",
    "'--send|x|--window|70000x1', size",
    "'--send|x|--charset|utf-16|localhost', charset",
    "'--send|x|--charset|klingon|localhost', charset",
    "'--send|x|--env|=x|localhost', env",
    "'--send|x|--env|NOT_SET|localhost', not set",
    "'--send|x|--term|a b|localhost', term",
    "'--send|x|--negotiate|sometimes|localhost', negotiate",
  })
  void refusesWhatCannotWork(String words, String reason) throws IOException {
    Files.writeString(folder.resolve("s.yaml"), "- send: x\n");
    Files.writeString(folder.resolve("h.txt"), "localhost\n");
    Shell.Ending ending = run(words.split("\\|"));
    assertEquals(2, ending.status(), ending.err());
    assertEquals("", ending.out());
    assertEquals(1, ending.err().lines().count(), ending.err());
    if (!reason.equals("too many")) {
      assertTrue(ending.err().contains(reason), ending.err());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "telnet://localhost/path",
        "telnet://localhost/?x",
        "http://localhost/",
        "telnet://a%0d%0ab@localhost/",
        "telnet://a:b%00@localhost/",
        "telnet://",
        "telnet://local%zzhost/",
      })
  void refusesABadUrl(String url) {
    assertEquals(3, run("--send", "x", url).status());
  }

  @Test
  void aTerminalIsShownNoControlCharacters() {
    try (Peer peer = peer("S: \\x1b]0;title\\x07hello")) {
      Shell.Ending ending =
          new Shell(folder).onTerminal().run("telnet", "run", "--expect", "hello", on(peer));
      assertEquals(0, ending.status(), ending.err());
      assertFalse(ending.out().contains("\u001b"), ending.out());
      assertTrue(ending.out().contains("hello"), ending.out());
    }
  }

  @Test
  void speaksUnderTls() {
    String url = sandbox.url("telnets").replace("127.0.0.1", "localhost");
    String ca = sandbox.caFile().toString();
    Shell.Ending ending = run("--cacert", ca, "-u", "demo:demo", "--send", "echo hi", url);
    assertEquals(0, ending.status(), ending.err());
    assertTrue(ending.out().contains("\r\nhi\r\n"), ending.out());
    assertEquals(60, run("-u", "demo:demo", "--send", "echo hi", url).status());
  }

  @Test
  void tellsThePeerWhatItIsToldTo() {
    Shell.Ending ending =
        run(
            "-u",
            "demo:demo",
            "--term",
            "dumb,vt52",
            "--window",
            "132x43",
            "--env",
            "LANG=de",
            "--send",
            "term",
            "--send",
            "size",
            "--send",
            "env",
            "--send",
            "charset",
            host);
    assertTrue(ending.out().contains("\r\nDUMB\r\n"), ending.out());
    assertTrue(ending.out().contains("\r\n43 132\r\n"), ending.out());
    assertTrue(ending.out().contains("\r\nLANG=de\r\n"), ending.out());
    assertTrue(ending.out().contains("\r\nUTF-8\r\n"), ending.out());
  }

  @Test
  void tellsTheNegotiationInWords() {
    Shell.Ending ending = run("-v", "-u", "demo:demo", "--send", "exit", host);
    assertTrue(ending.err().contains("* they WILL ECHO\n"), ending.err());
    assertTrue(ending.err().contains("* we DO ECHO\n"), ending.err());
    assertTrue(ending.err().contains("* we SB NAWS 80 24\n"), ending.err());
  }

  @Test
  void recordsTheNegotiation() throws IOException {
    assertEquals(0, run("--trace", "t.jsonl", "--expect", "login", host).status());
    String trace = Files.readString(folder.resolve("t.jsonl"));
    assertTrue(trace.contains("they WILL ECHO"), trace);
  }

  // --- scripts

  private static final List<String> SCRIPT =
      List.of(
          "# look at the window",
          "- expect: 'login: '",
          "  timeout: 5s",
          "- send: demo",
          "  expect: 'Password: '",
          "- send: demo",
          "  expect: \"\\\\$ \"",
          "- send: size",
          "  expect: '(\\d+) (\\d+)\\r'",
          "  capture: [rows, columns]",
          "- expect: never",
          "  timeout: 100ms",
          "  on-timeout: continue",
          "- send: echo <${rows}>  # and a comment",
          "  expect: '(?<all>\\n<24>)'",
          "- expect: never",
          "  timeout: 100ms",
          "  on-timeout: end",
          "- send: exit");

  @Test
  void playsAScript() throws IOException {
    Files.write(folder.resolve("s.yaml"), SCRIPT);
    Shell.Ending ending = run("--script", "s.yaml", host);
    assertEquals(0, ending.status(), ending.err());
    assertTrue(ending.out().endsWith("\r\n<24>\r\n$ "), ending.out());
  }

  @Test
  void tellsEachStepAsJson() throws IOException {
    Files.write(folder.resolve("s.yaml"), SCRIPT);
    Shell.Ending ending = run("--json", "--script", "s.yaml", host);
    assertEquals(0, ending.status(), ending.err());
    List<String> lines = ending.out().lines().toList();
    for (String line : lines) {
      Schema.of(line.contains("\"steps\"") ? "telnet-run" : "telnet-run-step").accepts(line);
    }
    assertEquals(12, lines.size());
    assertTrue(ending.out().contains("\"status\":\"timed-out\""), ending.out());
    String last = lines.get(lines.size() - 1);
    assertTrue(last.contains("\"captures\":{\"rows\":\"24\",\"columns\":\"80\",\"all\":"), last);
    assertTrue(last.contains("\"status\":\"ok\",\"code\":0,\"steps\":11"), last);
    assertFalse(ending.out().contains("\"demo\""), "what is sent is told nowhere");
  }

  @Test
  void tellsAFailureAsJson() throws IOException {
    Shell.Ending ending = run("--json", "--read-timeout", "100ms", "--expect", "never", host);
    assertEquals(28, ending.status());
    List<String> lines = ending.out().lines().toList();
    Schema.of("telnet-run-step").accepts(lines.get(0));
    Schema.of("telnet-run").accepts(lines.get(1));
    assertTrue(
        lines.get(1).contains("\"status\":\"failed\",\"code\":28,\"steps\":0"), lines.get(1));
    Schema.of("error").accepts(ending.err().strip());
  }

  // --- several servers

  @Test
  void doesItWithManyServersAtOnce() throws IOException {
    try (TelnetServer one = TelnetServer.withoutLogin(ListenAt.freePort());
        TelnetServer two = TelnetServer.withoutLogin(ListenAt.freePort())) {
      String lines =
          "# routers\n127.0.0.1 "
              + one.port()
              + "  # first\n\n127.0.0.1:"
              + two.port()
              + "\ntelnet://127.0.0.1:"
              + one.port()
              + "/\n";
      Files.writeString(folder.resolve("h.txt"), lines);
      Shell.Ending ending =
          run(
              "--hosts",
              "h.txt",
              "--expect",
              "\\$ ",
              "--send",
              "echo hi",
              "--expect",
              "\\n(?<said>hi)");
      assertEquals(0, ending.status(), ending.err());
      assertEquals(3, ending.out().lines().count());
      ending.out().lines().forEach(l -> assertTrue(l.matches("127.0.0.1:\\d+ ok said=hi"), l));
      assertEquals(List.of("echo hi", "echo hi"), one.heard());
    }
  }

  @Test
  void aMixtureIs99AndAllAlikeTheirOwn() throws IOException {
    Files.writeString(folder.resolve("h.txt"), "127.0.0.1 1\n" + host + "\n");
    Shell.Ending mixed = run("--hosts", "h.txt", "--expect", "login: ");
    assertEquals(99, mixed.status());
    assertTrue(mixed.out().contains(" ok\n"), mixed.out());
    assertTrue(mixed.out().contains("127.0.0.1:1 failed: "), mixed.out());
    assertTrue(mixed.err().contains("127.0.0.1:1: "), mixed.err());
    Files.writeString(folder.resolve("h.txt"), "127.0.0.1 1\nlocalhost 1\n");
    assertEquals(7, run("--hosts", "h.txt", "--expect", "login: ").status());
    assertEquals(
        28, run("--hosts", hosts(host), "--read-timeout", "100ms", "--expect", "x{9}").status());
  }

  private String hosts(String... lines) throws IOException {
    Files.write(folder.resolve("hosts"), List.of(lines));
    return "hosts";
  }

  @Test
  void writesTheReportOfAllToOneFile() throws IOException {
    assertEquals(
        0,
        run("--json", "-o", "all", "--hosts", hosts(host, host), "--expect", "login: ").status());
    List<String> lines = Files.readAllLines(folder.resolve("all"));
    assertEquals(4, lines.size());
  }

  @ParameterizedTest
  @CsvSource({
    "'', 2, names no server",
    "'# only a comment', 2, names no server",
    "'localhost\nlocalhost klingon', 2, hosts:2:",
    "'localhost 23 42', 2, hosts:1:",
    "'telnet://localhost/x', 3, hosts:1:",
    "'http://localhost/', 3, hosts:1:",
  })
  void refusesAFileThatNamesNoServers(String text, int status, String reason) throws IOException {
    Files.writeString(folder.resolve("hosts"), text);
    Shell.Ending ending = run("--hosts", "hosts", "--send", "x");
    assertEquals(status, ending.status(), ending.err());
    assertTrue(ending.err().contains(reason), ending.err());
  }

  @Test
  void filesThatCannotBeReadAreTold() {
    assertEquals(26, run("--hosts", "none", "--send", "x").status());
    assertEquals(26, run("--script", "none", host).status());
  }

  @Test
  void takesTheTimeOfTheSlowest() throws IOException {
    try (Peer slow =
        Peer.of(
            c -> {
              c.caller().pause(Duration.ofMillis(400));
              c.send("ready");
            })) {
      String[] all = new String[200];
      java.util.Arrays.fill(all, on(slow));
      long begin = System.nanoTime();
      assertEquals(0, run("--hosts", hosts(all), "--expect", "ready").status());
      long millis = (System.nanoTime() - begin) / 1_000_000;
      assertTrue(millis < 200 * 400 / 2, millis + " ms");
    }
  }
}
