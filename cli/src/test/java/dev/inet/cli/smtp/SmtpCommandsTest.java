package dev.inet.cli.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Schema;
import dev.inet.cli.Shell;
import dev.inet.sandbox.Mailboxes;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Sandbox;
import dev.inet.sandbox.SmtpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SmtpCommandsTest {
  private static Sandbox sandbox;
  private static String server;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    sandbox = Sandbox.start();
    server = sandbox.url("smtp");
  }

  @AfterAll
  static void stop() throws IOException {
    sandbox.close();
  }

  private Shell.Ending inet(String... words) {
    var all = new ArrayList<String>(List.of("smtp"));
    all.addAll(List.of(words));
    if (!words[0].equals("--help")) {
      all.add("--cacert");
      all.add(sandbox.caFile().toString());
    }
    return new Shell(folder).run(all.toArray(String[]::new));
  }

  private Shell.Ending send(String... words) {
    var all = new ArrayList<String>(List.of("send"));
    all.addAll(List.of(words));
    return inet(all.toArray(String[]::new));
  }

  private static String lastMessage() {
    List<Mailboxes.Message> all = sandbox.mailboxes().inbox("demo").messages();
    return new String(all.get(all.size() - 1).bytes(), StandardCharsets.UTF_8);
  }

  // --- send

  @Test
  void sendsAComposedMessageSignedIn() {
    Shell.Ending ending =
        send(
            server,
            "-u",
            "demo:demo",
            "--from",
            "Jörg <j@example.test>",
            "--to",
            "demo@example.test",
            "--bcc",
            "demo+hidden@example.test",
            "--subject",
            "Grüße",
            "--body",
            "Text");
    assertEquals(0, ending.status(), ending.err());
    assertTrue(ending.out().startsWith("accepted  demo@example.test  250 "), ending.out());
    String message = lastMessage();
    assertTrue(message.contains("Subject: =?utf-8?"), message);
    assertTrue(message.contains("with ESMTPSA"), message);
    assertFalse(message.contains("hidden"), message);
  }

  @Test
  void sendsAReadyMessageByteForByte() throws Exception {
    String text = "From: a@example.test\nBcc: b@example.test\n\n.dot\n..two\r\nend";
    Files.writeString(folder.resolve("m.eml"), text);
    for (String option : new String[] {"--json", "--no-chunking"}) {
      Shell.Ending ending =
          send(
              server,
              "--message",
              "m.eml",
              "--from",
              "a@example.test",
              "--to",
              "demo@example.test",
              option);
      assertEquals(0, ending.status(), ending.err());
      assertTrue(lastMessage().endsWith(text.replaceAll("\r?\n", "\r\n") + "\r\n"));
    }
  }

  @Test
  void sendsWhatComesOnStandardInput() {
    // Small enough for memory, and too large for it.
    for (int lines : new int[] {1, 40_000}) {
      String text =
          "From: a@example.test\r\n\r\n" + ".a line of its own, and more\r\n".repeat(lines);
      Shell.Ending ending =
          new Shell(folder)
              .reading((text + ".").getBytes(StandardCharsets.UTF_8))
              .run(
                  "smtp",
                  "send",
                  server,
                  "--cacert",
                  sandbox.caFile().toString(),
                  "--message",
                  "-",
                  "--from",
                  "a@example.test",
                  "--to",
                  "demo@example.test");
      assertEquals(0, ending.status(), ending.err());
      assertTrue(lastMessage().endsWith(text + ".\r\n"));
    }
  }

  @Test
  void answersAsItsSchemasSay() throws Exception {
    Schema sent = Schema.of("smtp-send");
    Shell.Ending ending =
        send(
            server,
            "--json",
            "--from",
            "a@example.test",
            "--to",
            "demo@example.test",
            "--to",
            "nobody@example.test");
    assertEquals(99, ending.status());
    ending.out().lines().forEach(sent::accepts);
    assertEquals(2, ending.out().lines().count());
    Schema.of("error").accepts(ending.err().strip());
    Shell.Ending stopped =
        send(
            server,
            "--json",
            "--from",
            "a@example.test",
            "--to",
            "demo@example.test",
            "--stop-after",
            "ehlo");
    Schema.of("smtp-send-stopped").accepts(stopped.out().strip());
    Schema.of("smtp-probe").accepts(inet("probe", "--json", server).out().strip());
    Schema.of("smtp-probe").accepts(inet("probe", "--json", sandbox.url("smtps")).out().strip());
    Shell.Ending verified = inet("verify", "--json", server, "demo@x.test", "nobody@x.test");
    assertEquals(99, verified.status());
    verified.out().lines().forEach(Schema.of("smtp-verify")::accepts);
    Shell.Ending expanded = inet("expand", "--json", server, "friends");
    assertEquals(2, expanded.out().lines().count());
    expanded.out().lines().forEach(Schema.of("smtp-expand")::accepts);
  }

  @Test
  void deliversLocally() {
    Shell.Ending ending =
        send(
            sandbox.url("lmtp"),
            "--from",
            "a@example.test",
            "--to",
            "demo@example.test",
            "postmaster@example.test",
            "--body",
            "x");
    assertEquals(99, send(sandbox.url("lmtp"), "--from", "a@x.test", "demo@x.test").status() + 99);
    assertEquals(0, ending.status(), ending.err());
    assertEquals(2, ending.out().lines().count());
  }

  @ParameterizedTest
  @CsvSource({
    "ehlo,0",
    "starttls,0",
    "auth,0",
    "mail,0",
    "rcpt,0",
    "data,0",
    "quit,2",
  })
  void stopsWhereItIsAsked(String step, int status) {
    int before = sandbox.mailboxes().inbox("demo").messages().size();
    Shell.Ending ending =
        send(
            server,
            "-u",
            "demo:demo",
            "--from",
            "a@example.test",
            "--to",
            "demo@example.test",
            "--stop-after",
            step);
    assertEquals(status, ending.status(), ending.err());
    assertEquals(before, sandbox.mailboxes().inbox("demo").messages().size());
  }

  @Test
  void printsTheBytesAndConnectsToNobody() {
    int heard = sandbox.server("smtp", SmtpServer.class).heard().size();
    Shell.Ending ending =
        send(
            server,
            "--dry-run",
            "--from",
            "a@example.test",
            "--to",
            "b@example.test",
            "--bcc",
            "hidden@example.test",
            "--body",
            ".x");
    assertEquals(0, ending.status(), ending.err());
    assertTrue(ending.out().endsWith("\r\n\r\n.x\r\n"), ending.out());
    assertFalse(ending.out().contains("hidden@"));
    assertEquals(heard, sandbox.server("smtp", SmtpServer.class).heard().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--subject|a\r\nBcc: eve@x.test",
        "--subject|a\nb",
        "--header|X: a\r\nBcc: eve@x.test",
        "--header|nonsense",
        "--header|Bcc: eve@x.test",
        "--to|eve@x.test>\r\nRCPT TO:<mallory@x.test",
        "--to|nobody",
        "--cc|a b@x.test",
        "--reply-to|@x.test",
        "--envelope-from|a@x.test\r\nDATA",
        "--envelope-from|nobody",
        "--ehlo|me\r\nMAIL FROM:<eve@x.test>",
        "--ehlo|two words",
        "--dsn-id|a\r\nb",
        "--dsn|never,success",
        "--dsn-return|all",
        "--smtputf8|maybe",
        "--charset|nonsense",
        "--stop-after|never",
        "--stop-after|auth",
        "--stop-after=starttls|--tls=never",
        "--to=\u00fc@x.test|--smtputf8=never",
        "--rate|5",
        "--connections|2",
        "--dkim-domain|x.test",
        "--dkim-key|missing.pem",
        "--message|m.eml",
        "--html|",
      })
  void refusesBadWordsBeforeAnybodyHearsOfThem(String words) {
    int heard = sandbox.server("smtp", SmtpServer.class).heard().size();
    var all = new ArrayList<String>(List.of(server, "--from", "a@x.test", "--to", "demo@x.test"));
    all.add("--subject");
    all.add("x");
    if (words.startsWith("--subject|")) {
      all.subList(all.size() - 2, all.size()).clear();
    }
    all.addAll(List.of(words.split("\\|", 2)));
    all.removeIf(String::isEmpty);
    Shell.Ending ending = send(all.toArray(String[]::new));
    assertEquals(2, ending.status(), ending.err());
    assertEquals(heard, sandbox.server("smtp", SmtpServer.class).heard().size());
  }

  @ParameterizedTest
  @CsvSource({
    "smtp://127.0.0.1:1/a%0d%0aDATA,3",
    "smtp://127.0.0.1:1/a%zz,3",
    "smtp://,3",
    "ftp://127.0.0.1:1,3",
    "smtp://127.0.0.1:1,7",
  })
  void namesWhatIsWrongWithAServer(String word, int status) {
    Shell.Ending ending = send(word, "--from", "a@x.test", "--to", "b@x.test");
    assertEquals(status, ending.status(), ending.err());
  }

  @ParameterizedTest
  @CsvSource({
    "--from a@x.test,2",
    "--to b@x.test,2",
    "--from a@x.test --to b@x.test --attach missing.bin,26",
    "--from a@x.test --to b@x.test --body @missing.txt,26",
    "--from a@x.test --to b@x.test --message missing.eml,26",
    "--from a@x.test --to b@x.test --batch missing.csv,26",
    "--from a@x.test --to b@x.test --attach .,26",
  })
  void saysWhatIsMissing(String words, int status) {
    var all = new ArrayList<String>(List.of(server));
    all.addAll(List.of(words.split(" ")));
    Shell.Ending ending = send(all.toArray(String[]::new));
    assertEquals(status, ending.status(), ending.err());
    assertEquals(1, ending.err().lines().count(), ending.err());
  }

  @ParameterizedTest
  @CsvSource({
    "missing.bin,no such file or folder",
    ".,it is a folder",
    "/dev/null,it is no regular file",
  })
  void saysWhyAFileCannotBeAttached(String file, String why) {
    Shell.Ending ending =
        send("--dry-run", "--from", "a@x.test", "--to", "b@x.test", "--attach", file);
    assertEquals(26, ending.status(), ending.err());
    assertTrue(ending.err().contains("cannot read '" + file + "': " + why), ending.err());
  }

  @Test
  void strictlyRefusesBareLineEnds() throws Exception {
    Files.writeString(folder.resolve("m.eml"), "From: a@x.test\r\n\r\nbare\nline\r\n");
    Shell.Ending ending =
        send(server, "--strict", "--message", "m.eml", "--from", "a@x.test", "--to", "demo@x.test");
    assertEquals(2, ending.status(), ending.err());
    assertTrue(ending.err().contains("1 bare CR or LF"), ending.err());
  }

  @Test
  void signsWithDkim() throws Exception {
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
            + "-----END PRIVATE KEY-----\n";
    Files.writeString(folder.resolve("key.pem"), pem);
    String signed = "--dry-run --from a@x.test --to b@x.test --dkim-key key.pem --dkim-selector s1";
    Shell.Ending ending = send((signed + " --body x").split(" "));
    assertEquals(0, ending.status(), ending.err());
    assertTrue(ending.out().startsWith("DKIM-Signature: v=1; a=ed25519-sha256;"), ending.out());
    assertTrue(ending.out().contains(" d=x.test; s=s1;"), ending.out());
    Shell.Ending bounced = send((signed + " --body x --envelope-from <>").split(" "));
    assertTrue(bounced.out().contains(" d=x.test; s=s1;"), bounced.err());
  }

  // --- failures of servers

  private Shell.Ending sendTo(String script, String... more) {
    try (Peer peer = Peer.plays(script)) {
      var all =
          new ArrayList<String>(
              List.of(
                  "smtp://127.0.0.1:" + peer.port(), "--ehlo", "me.test", "--from", "a@x.test"));
      all.addAll(List.of("--to", "b@x.test", "--body", "x"));
      all.addAll(List.of(more));
      Shell.Ending ending = send(all.toArray(String[]::new));
      peer.heardAll();
      return ending;
    }
  }

  private static final String HELLO = "S: 220 x\nC: EHLO me.test\nS: 250 x\n";
  private static final String BYE = "C: QUIT\nS: 221 bye\n";

  @ParameterizedTest
  @CsvSource({
    "'C: MAIL {any}|S: 550 no',21",
    "'C: MAIL {any}|S: 530 5.7.0 Authentication required',67",
    "'C: MAIL {any}|S: 552 5.3.4 too large',25",
    "'C: MAIL {any}|S: 250 ok|C: RCPT {any}|S: 550 5.1.1 no',21",
    "'C: MAIL {any}|S: 250 ok|C: RCPT {any}|S: 451 later',21",
    "'C: MAIL {any}|S: 250 ok|C: RCPT {any}|S: 250 ok|C: DATA|S: 554 no',25",
    "'C: MAIL {any}|S: 250 ok|C: RCPT {any}|S: 250 ok|C: DATA|S: 354 go|C: {until:.}|S: 554"
        + " spam',25",
    "'C: MAIL {any}|S: 250 ok|C: RCPT {any}|S: 250 ok|C: DATA|S: 354 go|C: {until:.}|S: 452"
        + " full',25",
  })
  void givesEachRefusalItsStatus(String script, int status) {
    Shell.Ending ending = sendTo(HELLO + script.replace('|', '\n') + "\n" + BYE);
    assertEquals(status, ending.status(), ending.err());
    assertTrue(ending.out().matches("(refused|deferred) +b@x.test.*\n"), ending.out());
    assertTrue(ending.err().endsWith("(exit " + status + ")\n"), ending.err());
  }

  private static final String SENT =
      HELLO
          + "C: MAIL {any}\n"
          + "S: 250 ok\n"
          + "C: RCPT {any}\n"
          + "S: 250 ok\n"
          + "C: DATA\n"
          + "S: 354 go\n"
          + "C: {until:.}\n";

  @Test
  void sendsNothingAgainWhoseStateIsUnknown() {
    Shell.Ending silent = sendTo(SENT + "== STALL\n", "--read-timeout", "2s", "--retry", "3");
    assertEquals(28, silent.status(), silent.err());
    assertTrue(silent.out().startsWith("unknown   b@x.test"), silent.out());
    assertTrue(silent.err().contains("state is unknown"), silent.err());
    Shell.Ending gone = sendTo(SENT + "== CLOSE\n", "--retry", "3", "--retry-delay", "1ms");
    assertEquals(56, gone.status(), gone.err());
  }

  @Test
  void triesAgainWhatWasPutOffForThoseAloneWhomItConcerns() {
    String first =
        HELLO
            + "C: MAIL {any}\nS: 250 ok\nC: RCPT TO:<b@x.test>\nS: 250 ok\n"
            + "C: RCPT TO:<c@x.test>\nS: 451 later\n"
            + "C: DATA\nS: 354 go\nC: {until:.}\nS: 250 queued\n"
            + BYE;
    String second =
        HELLO
            + "C: MAIL {any}\nS: 250 ok\nC: RCPT TO:<c@x.test>\nS: 250 ok\n"
            + "C: DATA\nS: 354 go\nC: {until:.}\nS: 250 queued\n"
            + BYE;
    Shell.Ending ending =
        sendTo(
            first + "== NEXT\n" + second,
            "--cc",
            "c@x.test",
            "--retry",
            "2",
            "--retry-delay",
            "1ms");
    assertEquals(0, ending.status(), ending.err());
    assertEquals(2, ending.out().lines().filter(l -> l.startsWith("accepted")).count());
  }

  @Test
  void tellsOfRecipientsInTheirOrder() {
    String script =
        HELLO
            + "C: MAIL {any}\nS: 250 ok\nC: RCPT TO:<b@x.test>\nS: 451 later\n"
            + "C: RCPT TO:<c@x.test>\nS: 250 ok\n"
            + "C: DATA\nS: 354 go\nC: {until:.}\nS: 250 queued\n"
            + BYE;
    Shell.Ending ending = sendTo(script, "--cc", "c@x.test");
    assertEquals(99, ending.status());
    assertTrue(ending.out().matches("deferred +b@x.test.*\naccepted +c@x.test.*\n"), ending.out());
  }

  @Test
  void verifiesTheOtherAddressesWhereAServerHangsUp() {
    String first = HELLO + "C: VRFY a\nS: 250 <a@x.test>\nC: VRFY b\n== CLOSE\n";
    String second = HELLO + "C: VRFY c\nS: 252 perhaps\n" + BYE;
    try (Peer peer = Peer.plays(first + "== NEXT\n" + second)) {
      String server = "smtp://127.0.0.1:" + peer.port();
      Shell.Ending ending = inet("verify", server, "a", "b", "c", "--ehlo", "me.test");
      assertEquals(99, ending.status(), ending.err());
      assertTrue(ending.out().matches("exists +a .*\nunknown +c .*\n"), ending.out());
      assertTrue(ending.err().contains(": b: the server closed"), ending.err());
    }
  }

  @Test
  void aListThatIsNotToldHasNoMembers() {
    try (Peer peer = Peer.plays(HELLO + "C: EXPN staff\nS: 252 cannot\n" + BYE)) {
      Shell.Ending ending = inet("expand", "smtp://127.0.0.1:" + peer.port() + "/me.test", "staff");
      assertEquals(100, ending.status(), ending.err());
      assertEquals("", ending.out());
    }
  }

  @Test
  void sendsNoPasswordInClearToAnotherMachine() {
    String script = "S: 220 x\nC: EHLO me.test\nS: 250-x\nS: 250 AUTH PLAIN LOGIN\n" + BYE;
    Shell.Ending stripped = sendTo(script, "-u", "a:secret", "--tls", "require");
    assertEquals(64, stripped.status(), stripped.err());
    // Behind a proxy no peer is this machine.
    String proxy = sandbox.url("socks");
    Shell.Ending clear = sendTo(script, "-u", "a:secret", "--proxy", proxy);
    assertEquals(67, clear.status(), clear.err());
    assertFalse(clear.err().contains("secret"), clear.err());
  }
}
