package dev.inet.cli.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.inet.cli.Schema;
import dev.inet.cli.Shell;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Mailboxes;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.SmtpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SmtpBatchTest {
  @TempDir Path folder;

  private final Mailboxes mailboxes = new Mailboxes();

  private SmtpServer server() throws IOException {
    for (String user : new String[] {"ann", "bob", "carl"}) {
      mailboxes.addUser(user);
    }
    return SmtpServer.start(ListenAt.freePort(), mailboxes, null);
  }

  private List<String> inbox(String user) {
    return mailboxes.inbox(user).messages().stream()
        .map(each -> new String(each.bytes(), StandardCharsets.UTF_8))
        .toList();
  }

  private Shell.Ending send(int port, String list, String... more) {
    return send("127.0.0.1:" + port, list, more);
  }

  private Shell.Ending send(String server, String list, String... more) {
    var all =
        new ArrayList<String>(
            List.of("smtp", "send", server, "--ehlo", "me.test", "--batch", list));
    all.addAll(List.of("--from", "list@x.test", "--to", "{{name}} <{{email}}>"));
    all.addAll(List.of("--subject", "Hello {{name}}", "--body", "Dear {{ name }},\n{{text}}"));
    all.addAll(List.of(more));
    return new Shell(folder).run(all.toArray(String[]::new));
  }

  private void list(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void sendsAMessageForEachRowOfATable() throws Exception {
    list(
        "l.csv",
        "\ufeffemail,name,text\r\nann@x.test,\"Example, Ann \"\"A\"\"\",one\r\n\r\n"
            + "bob@x.test,Bob,\"two\nlines\"\r\n");
    try (SmtpServer server = server()) {
      Shell.Ending ending = send(server.port(), "l.csv", "--json");
      assertEquals(0, ending.status(), ending.err());
      ending.out().lines().forEach(Schema.of("smtp-send")::accepts);
      assertTrue(inbox("ann").get(0).contains("To: \"Example, Ann \\\"A\\\"\" <ann@x.test>"));
      assertTrue(inbox("ann").get(0).contains("Dear Example, Ann \"A\",\r\none\r\n"));
      assertTrue(inbox("bob").get(0).contains("two\r\nlines\r\n"));
      assertEquals(1, server.heard().stream().filter(l -> l.startsWith("EHLO")).count());
    }
  }

  @Test
  void takesJsonLinesAndReportsEachRow() throws Exception {
    list(
        "l.jsonl",
        "{\"email\":\"ann@x.test\",\"name\":\"Ann\",\"text\":1}\n"
            + "{\"email\":\"nobody@x.test\",\"name\":\"No\",\"text\":null}\n"
            + "not json\n"
            + "{\"email\":\"no address\",\"name\":\"Bad\",\"text\":\"\"}\n"
            + "{\"email\":\"bob@x.test\",\"name\":\"Bob\\r\\nBcc: carl@x.test\",\"text\":\"\"}\n"
            + "{\"email\":\"bob@x.test, carl@x.test\",\"name\":\"Two\",\"text\":\"\"}\n"
            + "{\"email\":\"carl@x.test\",\"name\":\"Carl\",\"text\":\"\"}\n");
    try (SmtpServer server = server()) {
      Shell.Ending ending = send(server.port(), "l.jsonl");
      assertEquals(99, ending.status(), ending.err());
      assertEquals(7, ending.out().lines().count(), ending.out());
      assertEquals(2, ending.out().lines().filter(l -> l.contains("accepted")).count());
      assertTrue(ending.out().contains("3  refused   no JSON: an unknown"), ending.out());
      assertEquals(List.of(), inbox("bob"));
      assertEquals(1, inbox("carl").size());
    }
  }

  @Test
  void aMixtureIsAnErrorLikeAnyOther() throws Exception {
    list("l.csv", "email,name,text\nann@x.test,Ann,1\nnobody@x.test,No,2\n");
    try (SmtpServer server = server()) {
      Shell.Ending ending = send(server.port(), "l.csv", "--json");
      assertEquals(99, ending.status());
      for (String name : List.of("error", "code", "protocol", "endpoint", "reply", "hint")) {
        assertTrue(ending.err().contains("\"" + name + "\":"), ending.err());
      }
    }
  }

  @Test
  void refusesTemplatesThatNoRowCanFill() throws Exception {
    list("l.csv", "email,name\nann@x.test,Ann\n");
    try (SmtpServer server = server()) {
      Shell.Ending ending = send(server.port(), "l.csv");
      assertEquals(2, ending.status());
      assertTrue(ending.err().contains("no field 'text'"), ending.err());
      assertEquals(List.of(), server.heard());
    }
  }

  @Test
  void whatCannotBeReadAgainIsNoList() throws Exception {
    Files.createDirectory(folder.resolve("l.csv"));
    Shell.Ending ending = send(1, "l.csv");
    assertEquals(26, ending.status());
    assertTrue(ending.err().contains("is no file"), ending.err());
  }

  @Test
  void aTableNeedsNoEndOfItsName() throws Exception {
    list("mail", "email,name,text\nann@x.test,Ann,1\n");
    try (SmtpServer server = server()) {
      Shell.Ending ending = send(server.port(), "mail");
      assertEquals(0, ending.status(), ending.err());
      assertEquals(1, inbox("ann").size());
    }
  }

  private static final String HELLO = "S: 220 x\nC: EHLO me.test\nS: 250 x\n";

  private static String message(String to, String end) {
    return "C: MAIL {any}\nS: 250 ok\nC: RCPT TO:<"
        + to
        + "@x.test>\nS: 250 ok\n"
        + "C: DATA\nS: 354 go\nC: {until:.}\n"
        + end;
  }

  @Test
  void goesOnWhereARunEndedAndSendsNothingTwice() throws Exception {
    list("l.csv", "email,name,text\nann@x.test,a,1\nbob@x.test,b,2\ncarl@x.test,c,3\n");
    // The first is accepted, the second gets no answer, the third was never begun.
    String first = HELLO + message("ann", "S: 250 ok\n") + message("bob", "== CLOSE\n");
    try (Peer peer = Peer.plays(first + "== NEXT\nS: 421 down for maintenance\n")) {
      Shell.Ending ending = send(peer.port(), "l.csv", "--resume", "log", "--retry", "0");
      assertEquals(99, ending.status(), ending.err());
      assertTrue(ending.out().contains("2  unknown   bob@x.test"), ending.out());
    }
    String second = HELLO + message("carl", "S: 250 ok\n") + "C: QUIT\nS: 221 bye\n";
    try (Peer peer = Peer.plays(second)) {
      Shell.Ending ending = send(peer.port(), "l.csv", "--resume", "log");
      assertEquals(99, ending.status(), ending.err());
      assertTrue(ending.out().contains("2  unknown   bob@x.test"), ending.out());
      assertTrue(ending.out().contains("3  accepted  carl@x.test"), ending.out());
      peer.heardAll();
    }
    String third = HELLO + message("bob", "S: 250 ok\n") + "C: QUIT\nS: 221 bye\n";
    try (Peer peer = Peer.plays(third)) {
      Shell.Ending ending = send(peer.port(), "l.csv", "--resume", "log", "--resend-unknown");
      assertEquals(0, ending.status(), ending.err());
      peer.heardAll();
    }
    try (Peer peer = Peer.plays(HELLO + "C: QUIT\nS: 221 bye\n")) {
      assertEquals(0, send(peer.port(), "l.csv", "--resume", "log").status());
    }
  }

  @Test
  void doesNotTrustTheLogOfAnotherListNorATornLine() throws Exception {
    list("l.csv", "email,name,text\nann@x.test,a,1\nbob@x.test,b,2\n");
    try (SmtpServer server = server()) {
      assertEquals(0, send(server.port(), "l.csv", "--resume", "log").status());
      Path log = folder.resolve("log");
      String whole = Files.readString(log);
      // The machine lost power while the last line was written.
      Files.writeString(log, whole.substring(0, whole.length() - 12));
      Shell.Ending torn = send(server.port(), "l.csv", "--resume", "log");
      assertTrue(torn.out().contains("2  unknown   bob@x.test"), torn.out());
      assertEquals(1, inbox("bob").size());
      list("other.csv", "email,name,text\ncarl@x.test,c,1\n");
      assertEquals(2, send(server.port(), "other.csv", "--resume", "log").status());
      assertEquals(List.of(), inbox("carl"));
    }
  }

  private static final String BYE = "C: QUIT\nS: 221 bye\n";

  /** An envelope to two, with the answers that each gets. */
  private static String both(String ann, String bob, String end) {
    return "C: MAIL {any}\nS: 250 ok\nC: RCPT TO:<ann@x.test>\nS: "
        + ann
        + "\nC: RCPT TO:<bob@x.test>\nS: "
        + bob
        + "\n"
        + end;
  }

  private static final String CONTENT = "C: DATA\nS: 354 go\nC: {until:.}\nS: 250 queued\n";

  @Test
  void goesOnForThoseAloneWhoHaveNotGotIt() throws Exception {
    list("l.csv", "email,name,text\nann@x.test,a,1\n");
    String[] once = {"--cc", "bob@x.test", "--resume", "log", "--retry", "0"};
    try (Peer peer = Peer.plays(HELLO + both("250 ok", "451 later", CONTENT) + BYE)) {
      Shell.Ending ending = send(peer.port(), "l.csv", once);
      assertEquals(99, ending.status(), ending.err());
      peer.heardAll();
    }
    // Put off once more: who has it is still known afterwards.
    String later = "C: MAIL {any}\nS: 250 ok\nC: RCPT TO:<bob@x.test>\nS: 451 later\n";
    try (Peer peer = Peer.plays(HELLO + later + "C: QUIT\nS: 221 bye\n")) {
      assertEquals(21, send(peer.port(), "l.csv", once).status());
      peer.heardAll();
    }
    String[] twice = {"--cc", "bob@x.test", "--resume", "log", "--retry-delay", "1ms"};
    try (Peer peer =
        Peer.plays(
            HELLO
                + later
                + BYE
                + "== NEXT\n"
                + HELLO
                + later
                + BYE
                + "== NEXT\n"
                + HELLO
                + message("bob", "S: 250 queued\n")
                + BYE)) {
      Shell.Ending ending = send(peer.port(), "l.csv", twice);
      peer.heardAll();
      assertEquals(0, ending.status(), ending.err());
    }
  }

  @Test
  void whoWasHeldUpByAnotherIsNotPassedOver() throws Exception {
    list("l.csv", "email,name,text\nann@x.test,a,1\n");
    String first = HELLO + both("250 ok", "451 later", "") + BYE;
    String second = HELLO + both("250 ok", "250 ok", CONTENT) + BYE;
    try (Peer peer = Peer.plays(first + "== NEXT\n" + second)) {
      Shell.Ending ending =
          send(peer.port(), "l.csv", "--cc", "bob@x.test", "--require-all", "--retry-delay", "1ms");
      peer.heardAll();
      assertEquals(0, ending.status(), ending.err());
    }
  }

  @Test
  void ofLocalRecipientsThoseAloneAreUnknownWhoWereNotAnswered() throws Exception {
    list("l.csv", "email,name,text\nann@x.test,a,1\n");
    String lmtp = HELLO.replace("EHLO", "LHLO");
    String[] words = {"--cc", "bob@x.test", "--resume", "log", "--retry", "0"};
    String cut = CONTENT.replace("250 queued", "250 delivered") + "== CLOSE\n";
    try (Peer peer = Peer.plays(lmtp + both("250 ok", "250 ok", cut))) {
      Shell.Ending ending = send("lmtp://127.0.0.1:" + peer.port(), "l.csv", words);
      assertEquals(99, ending.status(), ending.err());
      assertTrue(ending.out().contains("unknown   bob@x.test"), ending.out());
    }
    String[] more = {"--cc", "bob@x.test", "--resume", "log", "--resend-unknown"};
    try (Peer peer = Peer.plays(lmtp + message("bob", "S: 250 delivered\n") + BYE)) {
      Shell.Ending ending = send("lmtp://127.0.0.1:" + peer.port(), "l.csv", more);
      assertEquals(0, ending.status(), ending.err());
      peer.heardAll();
    }
  }

  @Test
  void writesOverNoFileThatIsNoLog() throws Exception {
    list("l.csv", "email,name,text\nann@x.test,a,1\n");
    list("torn", "{\"list\":\"0123");
    try (SmtpServer server = server()) {
      for (String text : new String[] {"Dear Ann,\n", "no line", "{\"row\":1}\n"}) {
        list("log", text);
        Shell.Ending ending = send(server.port(), "l.csv", "--resume", "log");
        assertEquals(2, ending.status(), ending.err());
        assertEquals(text, Files.readString(folder.resolve("log")));
      }
      assertEquals(List.of(), server.heard());
      assertEquals(0, send(server.port(), "l.csv", "--resume", "torn").status());
    }
  }

  @Test
  void knowsAListThatHasChangedFarBehindItsBeginning() throws Exception {
    String filler = "bob@x.test,b," + "x".repeat(50_000) + "\n";
    String start = "email,name,text\nann@x.test,a,1\n" + filler + filler;
    String carl = "carl@x.test,c,3\n";
    String more = "ann@x.test,a,2\n";
    list("l.csv", start + carl);
    try (SmtpServer server = server()) {
      assertEquals(0, send(server.port(), "l.csv", "--resume", "log").status());
      // One more at the end is one more; one in between makes all numbers wrong.
      list("l.csv", start + carl + more);
      assertEquals(0, send(server.port(), "l.csv", "--resume", "log").status());
      assertEquals(2, inbox("ann").size());
      assertEquals(1, inbox("carl").size());
      list("l.csv", start + more + carl + more);
      Shell.Ending changed = send(server.port(), "l.csv", "--resume", "log");
      assertEquals(2, changed.status(), changed.err());
      assertEquals(2, inbox("ann").size());
    }
  }

  @Test
  void knowsThatRowsHaveChangedThatWereAddedLater() throws Exception {
    String ann = "email,name,text\nann@x.test,a,1\n";
    list("l.csv", ann);
    try (SmtpServer server = server()) {
      assertEquals(0, send(server.port(), "l.csv", "--resume", "log").status());
      list("l.csv", ann + "bob@x.test,b,2\n");
      assertEquals(0, send(server.port(), "l.csv", "--resume", "log").status());
      // Bob is row 3 now, which the log does not know, and Carl row 2, which it does.
      list("l.csv", ann + "carl@x.test,c,3\nbob@x.test,b,2\n");
      Shell.Ending changed = send(server.port(), "l.csv", "--resume", "log");
      assertEquals(2, changed.status(), changed.err());
      assertEquals(1, inbox("bob").size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "4000000000", "4294967297", "1e9"})
  void aRowThatNoListCanHaveIsInNoLog(String row) throws Exception {
    list("l.csv", "email,name,text\nann@x.test,a,1\n");
    try (SmtpServer server = server()) {
      assertEquals(0, send(server.port(), "l.csv", "--resume", "log").status());
      Path log = folder.resolve("log");
      Files.writeString(
          log, "{\"row\":" + row + ",\"state\":\"sent\"}\n", StandardOpenOption.APPEND);
      Shell.Ending ending = send(server.port(), "l.csv", "--resume", "log");
      assertEquals(2, ending.status(), ending.err());
    }
  }

  @Test
  void aLastRowWithoutAnEndIsNotContinued() throws Exception {
    String open = "email,name,text\nann@x.test,a,1";
    list("l.csv", open);
    try (SmtpServer server = server()) {
      assertEquals(0, send(server.port(), "l.csv", "--resume", "log").status());
      list("l.csv", open + "bob@x.test,b,2\ncarl@x.test,c,3\n");
      Shell.Ending swallowed = send(server.port(), "l.csv", "--resume", "log");
      assertEquals(2, swallowed.status(), swallowed.err());
      list("l.csv", open + "\r\nbob@x.test,b,2\r\n");
      assertEquals(0, send(server.port(), "l.csv", "--resume", "log").status());
      assertEquals(1, inbox("ann").size());
      assertEquals(1, inbox("bob").size());
      assertEquals(List.of(), inbox("carl"));
    }
  }

  @Test
  void aRowThatIsBeingAddedIsLeftForTheNextRun() throws Exception {
    String ann = "email,name,text\nann@x.test,a,1\n";
    list("l.csv", ann);
    try (Peer peer =
        Peer.of(
            talk -> {
              talk.send("220 x").expect("EHLO me.test");
              list("l.csv", ann + "bob@x.te");
              for (String command : new String[] {"MAIL {any}", "RCPT {any}"}) {
                talk.send("250 ok").expect(command);
              }
              talk.send("250 ok").expect("DATA");
              talk.send("354 go").expectUntil(".");
              talk.send("250 ok").expect("QUIT");
            })) {
      Shell.Ending ending = send(peer.port(), "l.csv", "--resume", "log");
      assertEquals(0, ending.status(), ending.out());
      peer.heardAll();
    }
    list("l.csv", ann + "bob@x.test,b,2\n");
    try (SmtpServer server = server()) {
      assertEquals(0, send(server.port(), "l.csv", "--resume", "log").status());
      assertEquals(1, inbox("bob").size());
    }
  }

  @Test
  void sendsNothingThatItCannotNote() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    list("l.csv", "email,name,text\nann@x.test,a,1\n");
    try (SmtpServer server = server()) {
      Shell.Ending ending = send(server.port(), "l.csv", "--resume", "/dev/full");
      assertEquals(23, ending.status(), ending.err());
      assertEquals(List.of(), inbox("ann"));
    }
  }

  @Test
  void triesAgainWhatIsPutOffAndFollowsTheServerToANewSession() throws Exception {
    list("l.csv", "email,name,text\nann@x.test,a,1\nbob@x.test,b,2\n");
    String put =
        "C: MAIL {any}\nS: 250 ok\nC: RCPT TO:<ann@x.test>\nS: 451 later\n"
            + "C: RSET\nS: 250 ok\n";
    String over = "C: MAIL {any}\nS: 421 enough for now\n== CLOSE\n";
    String script =
        HELLO
            + put
            + over
            + "== NEXT\n"
            + HELLO
            + message("bob", "S: 250 ok\n")
            + "C: QUIT\nS: 221 bye\n"
            + "== NEXT\n"
            + HELLO
            + message("ann", "S: 250 ok\n")
            + "C: QUIT\nS: 221 bye\n";
    try (Peer peer = Peer.plays(script)) {
      Shell.Ending ending = send(peer.port(), "l.csv", "--retry-delay", "1ms");
      peer.heardAll();
      assertEquals(0, ending.status(), ending.err());
      assertTrue(ending.out().contains("1  deferred  ann@x.test"), ending.out());
      assertTrue(ending.out().contains("1  accepted  ann@x.test"), ending.out());
    }
  }

  /** Each session ends over one row; those behind it are sent nevertheless. */
  @ParameterizedTest
  @ValueSource(strings = {"== CLOSE\n", "S: 421 not that one\n== CLOSE\n"})
  void aRowThatEndsEverySessionHoldsUpNoOther(String end) throws Exception {
    list("l.csv", "email,name,text\nann@x.test,a,1\nbob@x.test,b,2\ncarl@x.test,c,3\n");
    String over = "C: MAIL {any}\nS: 250 ok\nC: RCPT TO:<bob@x.test>\n" + end;
    String script =
        HELLO
            + message("ann", "S: 250 ok\n")
            + over
            + "== NEXT\n"
            + HELLO
            + over
            + "== NEXT\n"
            + HELLO
            + message("carl", "S: 250 ok\n")
            + "C: QUIT\nS: 221 bye\n";
    try (Peer peer = Peer.plays(script)) {
      Shell.Ending ending = send(peer.port(), "l.csv", "--retry", "0", "--resume", "log");
      peer.heardAll();
      assertEquals(99, ending.status(), ending.err());
      assertTrue(ending.out().matches("(?s).*2  (not sent|deferred)  bob@x.test.*"), ending.out());
      assertTrue(ending.out().contains("3  accepted  carl@x.test"), ending.out());
    }
    String again = HELLO + message("bob", "S: 250 ok\n") + "C: QUIT\nS: 221 bye\n";
    try (Peer peer = Peer.plays(again)) {
      assertEquals(0, send(peer.port(), "l.csv", "--resume", "log").status());
      peer.heardAll();
    }
  }

  @Test
  void sendsOverSeveralConnectionsAtARate() throws Exception {
    var rows = new StringBuilder("email,name,text\n");
    for (int i = 0; i < 40; i++) {
      rows.append("ann@x.test,n,").append(i).append('\n');
    }
    list("l.csv", rows.toString());
    try (SmtpServer server = server()) {
      Shell.Ending ending = send(server.port(), "l.csv", "--connections", "3", "--rate", "200");
      assertEquals(0, ending.status(), ending.err());
      assertEquals(40, inbox("ann").size());
      assertEquals(40, inbox("ann").stream().distinct().count());
    }
  }
}
