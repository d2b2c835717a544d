package dev.inet.cli.pop3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Schema;
import dev.inet.cli.Shell;
import dev.inet.mail.StoredMail;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Mailboxes;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Pop3Server;
import dev.inet.sandbox.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs of POP3, as people type them. */
@Timeout(60)
final class Pop3CommandsTest {
  private static final byte[] FIRST = message("one", "Grüße");
  private static final byte[] SECOND = message("two", "=?utf-8?q?J=C3=B6rg_=1B[31m?=");

  @TempDir Path folder;

  private final Mailboxes mailboxes = new Mailboxes();
  private Pop3Server server;
  private Shell shell;

  private static byte[] message(String id, String subject) {
    return ("From: Ann <ann@example.test>\r\nTo: demo@example.test\r\nSubject: "
            + subject
            + "\r\nDate: Fri, 02 Jan 2026 03:04:05 +0000\r\nMessage-ID: <"
            + id
            + "@example.test>\r\n\r\nbody "
            + id
            + "\r\n.dot\r\n\u00ff\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  @BeforeEach
  void start() throws IOException {
    mailboxes.addUser(Sandbox.USER);
    mailboxes.inbox(Sandbox.USER).add(FIRST, Set.of(), Instant.EPOCH);
    mailboxes.inbox(Sandbox.USER).add(SECOND, Set.of(), Instant.EPOCH);
    server = Pop3Server.start(ListenAt.freePort(), mailboxes, null);
    shell = new Shell(folder).with("XDG_STATE_HOME", folder.resolve("state").toString());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String url() {
    return "pop3://127.0.0.1:" + server.port();
  }

  private Shell.Ending pop3(String verb, String... words) {
    return shell.run(
        Stream.concat(Stream.of("pop3", verb, url(), "-u", "demo:demo"), Stream.of(words))
            .toArray(String[]::new));
  }

  private int left() {
    return mailboxes.inbox(Sandbox.USER).messages().size();
  }

  @Test
  void statTellsCountAndBytes() throws IOException {
    int bytes = FIRST.length + SECOND.length;
    assertEquals("2 messages, " + bytes + " bytes\n", pop3("stat").out());
    String json = pop3("stat", "--json").out();
    assertEquals("{\"count\":2,\"bytes\":" + bytes + "}\n", json);
    Schema.of("pop3-stat").accepts(json);
  }

  @Test
  void lsShowsHeadsWithoutControlCharacters() throws IOException {
    String out = pop3("ls").out();
    assertTrue(out.contains("Ann <ann@example.test>  Grüße"), out);
    assertTrue(out.contains("Jörg \\x1b[31m"), out);
    List<String> lines = pop3("ls", "--json").out().lines().toList();
    assertEquals(2, lines.size());
    for (String line : lines) {
      Schema.of("pop3-ls").accepts(line);
    }
    assertTrue(
        lines
            .get(0)
            .contains(
                "\"number\":1,\"message_id\":\"<one@example.test>\",\"date\":"
                    + "\"2026-01-02T03:04:05Z\",\"from\":\"Ann <ann@example.test>\""),
        lines.get(0));
  }

  @Test
  void anEmptyMailboxIsListedAsNothing() {
    mailboxes.inbox(Sandbox.USER).remove(Set.of(1L, 2L));
    assertEquals(new Shell.Ending(0, "", ""), pop3("ls"));
    assertEquals(new Shell.Ending(0, "", ""), pop3("get", "all"));
    assertEquals("0 messages, 0 bytes\n", pop3("stat").out());
  }

  private byte[] bytes(String... words) throws IOException {
    var out = new ByteArrayOutputStream();
    shell.whoseOutput(out, true);
    assertEquals(0, pop3("get", words).status());
    return out.toByteArray();
  }

  @Test
  void getPrintsBytesAsTheyAre() throws IOException {
    assertArrayEquals(SECOND, bytes("2"));
    var both = new ByteArrayOutputStream();
    both.write(FIRST);
    both.write(SECOND);
    assertArrayEquals(both.toByteArray(), bytes("all"));
    assertArrayEquals(both.toByteArray(), bytes("1", "2"));
  }

  @Test
  void getTakesIdsAndSaysWhichAreMissing() {
    String uid = pop3("ls", "--json").out().split("\"uid\":\"", 2)[1].split("\"", 2)[0];
    assertTrue(pop3("get", "uid:" + uid).out().contains("body one"));
    assertEquals(78, pop3("get", "uid:nobody").status());
    assertEquals(78, pop3("get", "9").status());
    Shell.Ending mixed = pop3("get", "9", "1");
    assertEquals(99, mixed.status());
    assertTrue(mixed.out().contains("body one"));
    assertTrue(mixed.err().contains("message 9: -ERR no such message (exit 78)"), mixed.err());
    // One session served them all.
    assertEquals(5, server.heard().stream().filter("CAPA"::equals).count());
  }

  @Test
  void getWritesFiles() throws IOException {
    assertEquals(0, pop3("get", "1", "2", "-o", "a.eml", "-o", "b.eml").status());
    assertArrayEquals(FIRST, Files.readAllBytes(folder.resolve("a.eml")));
    assertArrayEquals(SECOND, Files.readAllBytes(folder.resolve("b.eml")));
    assertEquals(0, pop3("get", "-O", "all").status());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(4, files.filter(f -> f.toString().endsWith(".eml")).count());
    }
    assertEquals(0, pop3("get", "all", "-o", "all.mbox").status());
    assertEquals(FIRST.length + SECOND.length, Files.size(folder.resolve("all.mbox")));
  }

  @Test
  void aMessageThatIsTooLargeIsRefused() {
    assertEquals(8, pop3("get", "1", "--max-size", "10").status());
  }

  @Test
  void topPrintsAHeadAndSomeLines() {
    Shell.Ending top = pop3("top", "1", "1");
    assertTrue(top.out().endsWith("\r\n\r\nbody one\r\n"), top.out());
    assertEquals(78, pop3("top", "9", "1").status());
    assertEquals(2, pop3("top", "1", "-1").status());
    assertEquals(2, pop3("top", "1", "x").status());
  }

  @Test
  void rmDeletesWhatIsThereAndSaysWhatIsNot() {
    Shell.Ending mixed = pop3("rm", "2", "9");
    assertEquals(99, mixed.status());
    assertTrue(mixed.err().contains(": message 9: -ERR"), mixed.err());
    assertEquals(1, left());
    assertEquals(78, pop3("rm", "uid:x").status());
    assertEquals(1, left());
    assertEquals(new Shell.Ending(0, "", ""), pop3("rm", "all"));
    assertEquals(0, left());
  }

  /** In a second session the second message would be another one. */
  @Test
  void rmCountsTheMessagesOfAServerOnce() {
    mailboxes.inbox(Sandbox.USER).add(message("three", "c"), Set.of(), Instant.EPOCH);
    String[] words = {"rm", url() + "/1", url() + "/2", "-u", "demo:demo"};
    assertEquals(0, shell.run(words).status());
    assertTrue(pop3("get", "1").out().contains("body three"));
    assertEquals(1, left());
  }

  @Test
  void rmGoesOnWhereAServerIsAway() {
    Shell.Ending mixed =
        shell.run("pop3", "rm", "pop3://127.0.0.1:1", "1", url(), "1", "-u", "demo:demo");
    assertEquals(99, mixed.status(), mixed.err());
    assertEquals(1, left());
  }

  @Test
  void genericVerbsDoTheSame() {
    String[] login = {"-u", "demo:demo"};
    assertTrue(shell.run("get", url(), "1", "-u", "demo:demo").out().contains("body one"));
    assertTrue(shell.run("get", url() + "/2", "-u", "demo:demo").out().contains("body two"));
    Shell.Ending two = shell.run("get", url() + "/2", url() + "/1", login[0], login[1]);
    assertTrue(two.out().contains("body two") && two.out().contains("body one"));
    assertTrue(shell.run("ls", url(), login[0], login[1]).out().contains("Grüße"));
    assertTrue(shell.run("stat", url(), login[0], login[1]).out().startsWith("2 messages"));
    assertEquals(0, shell.run("rm", url(), "1", login[0], login[1]).status());
    assertEquals(1, left());
  }

  @Test
  void fetchBringsWhatIsNew() throws IOException {
    Shell.Ending first = pop3("fetch", "--to", "maildir:Mail", "--json");
    assertEquals(0, first.status());
    List<String> lines = first.out().lines().toList();
    assertEquals(2, lines.size());
    for (String line : lines) {
      Schema.of("pop3-fetch").accepts(line);
    }
    assertEquals("0 new messages, 0 bytes\n", pop3("fetch", "--to", "maildir:Mail").out());
    assertEquals(
        "2 new messages, " + (FIRST.length + SECOND.length) + " bytes\n",
        pop3("fetch", "--to", "mbox:other").out());
    assertEquals(0, pop3("fetch", "--to", "jsonl:lines").status());
    for (String line : Files.readAllLines(folder.resolve("lines"))) {
      Schema.of("mail-lines").accepts(line);
      assertTrue(line.startsWith("{\"uid\":\""), line);
    }
    var came = new ArrayList<byte[]>();
    StoredMail.read(
        "jsonl:lines",
        folder,
        message -> {
          try (var in = message.source().open()) {
            came.add(in.readAllBytes());
          }
        });
    assertArrayEquals(FIRST, came.get(0));
    assertArrayEquals(SECOND, came.get(1));
    assertTrue(Files.isDirectory(folder.resolve("state/inet/fetch")));
    assertTrue(Files.readString(folder.resolve("other")).startsWith("From MAILER-DAEMON "));
    assertEquals(2, left());
  }

  @Test
  void fetchDeletesWhereThatIsWanted() {
    String out = pop3("fetch", "--to", "mail", "--state", "s", "--delete").out();
    assertTrue(out.endsWith(" bytes, 2 deleted\n"), out);
    assertEquals(0, left());
    assertTrue(Files.exists(folder.resolve("s")));
  }

  @Test
  void fetchLeavesWhatIsTooLarge() {
    Shell.Ending ending = pop3("fetch", "--to", "mail", "--delete", "--max-size", "10");
    assertEquals(0, ending.status());
    assertEquals("0 new messages, 0 bytes\n", ending.out());
    assertTrue(ending.err().contains("2 messages larger than --max-size"), ending.err());
    assertEquals(2, left());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "fetch | missing: --to",
        "fetch --to | --to needs a value",
        "fetch --to maildir: | names no folder",
        "fetch --to x --keep --delete | exclude each other",
        "fetch --to x --keep-days -1 | cannot be negative",
        "get x | 'x' names no message",
        "get 0 | '0' names no message",
        "get | missing: MESSAGE",
        "rm | missing: MESSAGE",
        "get 1 --tls maybe | is not never",
      })
  void whatIsTypedWronglyReachesNoServer(String words, String message) {
    String[] all = words.trim().split(" ");
    Shell.Ending ending = pop3(all[0], java.util.Arrays.copyOfRange(all, 1, all.length));
    assertEquals(2, ending.status(), ending.err());
    assertTrue(ending.err().contains(message), ending.err());
    assertEquals(List.of(), server.heard());
  }

  @ParameterizedTest
  @CsvSource({
    "demo:wrong, '', 67",
    "demo:demo, XOAUTH2, 67",
    "demo:demo, KERBEROS, 94",
    "demo:demo, scram-sha-256, 0",
    "demo:demo, cram-md5, 0",
    "demo:demo, apop, 0",
    "demo:demo, user, 0",
    "demo:demo, login, 0",
    "demo:demo, plain, 0",
  })
  void signsInAsAskedFor(String user, String mechanism, int status) {
    String[] words = {"pop3", "stat", url(), "-u", user, "--auth", mechanism};
    Shell.Ending ending =
        shell.run(mechanism.isEmpty() ? java.util.Arrays.copyOf(words, 5) : words);
    assertEquals(status, ending.status(), ending.err());
  }

  @Test
  void aTokenCommandIsAskedAgainOnce() {
    String command = "if test -e asked; then echo demo-token; else touch asked; echo old; fi";
    Shell.Ending ending =
        shell.run("pop3", "stat", url(), "-u", "demo", "--token-command", command);
    assertEquals(0, ending.status(), ending.err());
    assertEquals(
        2, server.heard().stream().filter(line -> line.startsWith("AUTH OAUTHBEARER")).count());
  }

  @Test
  void secretsShowNowhere() {
    Shell.Ending ending = pop3("stat", "-v", "--auth", "plain", "--trace", "t.jsonl");
    assertEquals(0, ending.status());
    assertTrue(ending.err().contains("> AUTH PLAIN ****"), ending.err());
    assertFalse(ending.err().contains("AGRlbW8AZGVtbw"), ending.err());
    assertTrue(ending.err().contains("signing in with PLAIN, as asked for"), ending.err());
  }

  @Test
  void nobodyIsAskedWhoTheyAre() {
    Shell.Ending ending = shell.run("pop3", "stat", url());
    assertEquals(2, ending.status());
    assertTrue(ending.err().contains("who signs in"), ending.err());
  }

  /** What was deleted in part of a session that broke is not said to be deleted. */
  @Test
  void aDeletionThatBreaksOffFails() {
    try (Peer peer =
        Peer.plays(
            "S: +OK\nC: CAPA\nS: -ERR\nC: USER demo\nS: +OK\nC: PASS demo\nS: +OK\n"
                + "C: DELE 1\nS: +OK\nC: DELE 2\n")) {
      Shell.Ending ending =
          shell.run("pop3", "rm", "pop3://127.0.0.1:" + peer.port(), "-u", "demo:demo", "1", "2");
      assertEquals(56, ending.status(), ending.err());
    }
  }

  /** Of all that are meant by a word one is refused: the others are printed, and once. */
  @Test
  void aMessageThatIsRefusedAmongAllIsNamedAndTheOthersComeOnce() {
    try (Peer peer =
        Peer.plays(
            "S: +OK\nC: CAPA\nS: -ERR\nC: USER demo\nS: +OK\nC: PASS demo\nS: +OK\nC: LIST\n"
                + "S: +OK\nS: 1 1\nS: 2 1\nS: .\nC: UIDL\nS: +OK\nS: 1 a\nS: 2 b\nS: .\n"
                + "C: RETR 1\nS: -ERR [SYS/TEMP] later\nC: RETR 2\nS: +OK\nS: two\nS: .\n"
                + "C: QUIT\nS: +OK\n")) {
      String url = "pop3://127.0.0.1:" + peer.port();
      Shell.Ending ending = shell.run("pop3", "get", url, "-u", "demo:demo", "all", "--retry", "1");
      assertEquals("two\r\n", ending.out());
      assertEquals(99, ending.status(), ending.err());
      assertTrue(ending.err().contains("message 1: -ERR [SYS/TEMP] later"), ending.err());
    }
  }

  @Test
  void twoMessagesOfOneIdAreTwoFiles() throws IOException {
    try (Peer peer =
        Peer.plays(
            "S: +OK\nC: CAPA\nS: -ERR\nC: USER demo\nS: +OK\nC: PASS demo\nS: +OK\nC: LIST\n"
                + "S: +OK\nS: 1 1\nS: 2 1\nS: .\nC: UIDL\nS: +OK\nS: 1 a\nS: 2 a\nS: .\n"
                + "C: RETR 1\nS: +OK\nS: one\nS: .\nC: RETR 2\nS: +OK\nS: two\nS: .\n"
                + "C: QUIT\nS: +OK\n")) {
      String url = "pop3://127.0.0.1:" + peer.port();
      Shell.Ending ending = shell.run("pop3", "get", "-O", url, "-u", "demo:demo", "all");
      assertEquals(0, ending.status(), ending.err());
    }
    assertEquals("one\r\n", Files.readString(folder.resolve("a.eml")));
    assertEquals("two\r\n", Files.readString(folder.resolve("message-2-a.eml")));
  }
}
