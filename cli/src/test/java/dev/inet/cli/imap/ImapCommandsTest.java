package dev.inet.cli.imap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Shell;
import dev.inet.sandbox.ImapServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Mailboxes;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ImapCommandsTest extends ImapByDemo {
  @Test
  void tellsJsonAsDescribed() throws IOException {
    obeys("imap-ls", out(0, "ls", "--json", url + "/INBOX"));
    obeys("imap-folders", out(0, "folders", "--json", url));
    obeys("imap-search", out(0, "search", "--json", url + "/INBOX", "ALL"));
    obeys("imap-status", out(0, "status", "--json", url + "/INBOX"));
    obeys("imap-quota", out(0, "quota", "--json", url));
    obeys("imap-get", out(0, "get", "--json", url + "/INBOX;UID=1:2"));
    obeys(
        "imap-get-attachments",
        out(0, "get", "--json", "--attachments", "files", url + "/INBOX;UID=2"));
    Files.writeString(folder.resolve("m"), "Subject: x\n\nbody\n");
    obeys("imap-put", out(0, "put", "--json", "m", url + "/Sent"));
    obeys("imap-put", out(0, "put", "--json", "--dry-run", "m", url + "/Sent"));
    obeys("imap-change", out(0, "copy", "--json", url + "/INBOX;UID=1", "Sent"));
    obeys("imap-change", out(0, "flag", "--json", url + "/INBOX;UID=1", "+Seen"));
    obeys("imap-change", out(0, "move", "--json", "--dry-run", url + "/INBOX;UID=1", "Sent"));
    obeys("imap-change", out(0, "rm", "--json", "--dry-run", url + "/INBOX;UID=1"));
    obeys("imap-fetch", out(0, "fetch", "--json", url + "/INBOX", "--to", "maildir:md"));
    obeys("imap-fetch", out(0, "fetch", "--json", "--dry-run", url, "--to", "maildir:md"));
    obeys("imap-restore", out(0, "restore", "--json", "--dry-run", "md", url + "/Sent"));
    obeys("imap-restore", out(0, "restore", "--json", "md", url + "/Sent"));
    obeys("imap-mailbox", out(0, "mkfolder", "--json", url + "/New"));
    obeys("imap-mailbox", out(0, "mvfolder", "--json", "--dry-run", url + "/New", "Newer"));
    obeys("imap-mailbox", out(0, "mvfolder", "--json", url + "/New", "Newer"));
    obeys("imap-mailbox", out(0, "rmfolder", "--json", "--dry-run", url + "/Newer"));
    obeys("imap-mailbox", out(0, "rmfolder", "--json", url + "/Newer"));
  }

  @Test
  void listsDecoded() {
    String json = out(0, "ls", "--json", url + "/INBOX;UID=2");
    for (String part :
        new String[] {
          "\"uid\":2",
          "\"message_id\":\"<2@x>\"",
          "\"date\":\"2026-01-02T03:04:05Z\"",
          "\"from\":\"Jörg <joerg@example.test>\"",
          "\"to\":\"ann@example.test\"",
          "\"subject\":\"Grüße\"",
          "\"flags\":[\"\\\\Seen\"]"
        }) {
      assertTrue(json.contains(part), part + " in " + json);
    }
    assertTrue(out(0, "ls", url + "/INBOX", "--limit", "1").contains("Grüße"));
    assertEquals(
        List.of("2", "1"),
        out(0, "ls", url + "/INBOX", "--sort", "-date")
            .lines()
            .map(line -> line.strip().split(" ")[0])
            .toList());
  }

  @Test
  void numbersMessagesAsTheMailboxDoes() {
    out(0, "rm", url + "/INBOX;UID=1");
    String json = out(0, "ls", "--json", url + "/INBOX");
    assertTrue(json.startsWith("{\"uid\":2,\"number\":1,"), json);
  }

  @Test
  void listsByConversation() throws IOException {
    inbox.add(
        "Message-ID: <4@x>\r\nIn-Reply-To: <2@x>\r\nSubject: Re: x\r\n\r\nyes\r\n"
            .getBytes(StandardCharsets.UTF_8),
        Set.of(),
        Instant.parse("2026-01-03T00:00:00Z"));
    String json = out(0, "ls", "--json", "--thread", url + "/INBOX");
    obeys("imap-ls", json);
    assertEquals(
        List.of("1 0", "2 0", "3 1"),
        json.lines()
            .map(line -> line.replaceFirst(".*\"uid\":(\\d+).*\"depth\":(\\d+).*", "$1 $2"))
            .toList());
    assertTrue(server.heard().contains("UID THREAD REFERENCES UTF-8 ALL"));
    assertTrue(out(0, "ls", "--sort", "size", "--limit", "1", url + "/INBOX").contains(" 1 "));
    assertTrue(server.heard().contains("UID SORT (SIZE) UTF-8 ALL"));
  }

  @Test
  void searchesInBothLanguages() {
    assertEquals("1\n", out(0, "search", url + "/INBOX", "UNSEEN"));
    assertEquals("2\n", out(0, "search", url + "/INBOX", "has:attachment"));
    assertEquals("1\n", out(0, "search", url + "/INBOX", "-has:attachment"));
    assertEquals("2\n", out(0, "search", url + "/INBOX", "subject:Grüße"));
    assertEquals("1\n2\n", out(0, "search", url + "/INBOX", "OR", "FROM", "ann", "SEEN"));
    assertEquals("", out(0, "search", url + "/INBOX", "from:nobody"));
    out(2, "search", url + "/INBOX", "colour:red");
    out(2, "search", url + "/INBOX", "from:a\r\nb");
  }

  @Test
  void getsMessagesPartsAndFiles() throws IOException {
    String whole = out(0, "get", url + "/INBOX;UID=1");
    assertEquals("From: Ann <ann@example.test>\r\nSubject: Welcome\r\n\r\nhello\r\n", whole);
    assertEquals("hello\r\n", out(0, "get", url + "/INBOX/;UID=1/;SECTION=TEXT"));
    assertEquals("See it.\n", out(0, "get", "--text", url + "/INBOX;UID=2"));
    assertEquals(
        "Subject: Welcome\r\n\r\n",
        out(0, "get", url + "/INBOX;UID=1;SECTION=HEADER.FIELDS (SUBJECT)"));
    assertEquals("files/evil.csv\n", out(0, "get", "--attachments", "files", url + "/INBOX;UID=2"));
    assertEquals("1,2", Files.readString(folder.resolve("files/evil.csv")));
    // What is there already is not written over.
    assertEquals(
        "files/evil-2.csv\n", out(0, "get", "--attachments", "files", url + "/INBOX;UID=2"));
    out(0, "get", "-o", "one.eml", url + "/INBOX;UID=1");
    assertEquals(whole, Files.readString(folder.resolve("one.eml")));
    assertEquals(Set.of(), inbox.messages().get(0).flags());
    out(0, "get", "--mark-seen", url + "/INBOX;UID=1");
    assertEquals(Set.of("\\Seen"), inbox.messages().get(0).flags());
  }

  @Test
  void aSetGoesIntoOneFileOrIntoAFileForEach() throws IOException {
    String set = url + "/INBOX;UID=1:2";
    String both = out(0, "get", set);
    assertTrue(server.heard().contains("UID FETCH 1:2 (UID BODY.PEEK[])"));
    out(8, "get", "--max-size", Integer.toString(both.length() - 1), set);
    out(0, "get", "-o", "both.eml", set);
    assertEquals(both, Files.readString(folder.resolve("both.eml")));
    out(0, "get", "-O", set);
    assertEquals(
        both,
        Files.readString(folder.resolve("1.eml")) + Files.readString(folder.resolve("2.eml")));
    out(0, "get", "--json", "-o", "both.jsonl", set);
    assertEquals(2, Files.readAllLines(folder.resolve("both.jsonl")).size());
  }

  @Test
  void tellsEachMessageOfASetThatIsNotThere() {
    Shell.Ending ending = inet("get", url + "/INBOX;UID=1,98,99");
    assertEquals(99, ending.status());
    String failure = "inet: imap: 127.0.0.1:" + server.port() + ": no message with the UID ";
    assertEquals(
        failure + "98 (exit 78)\n" + failure + "99 (exit 78)\n", ending.err().replace("\r", ""));
    String json = inet("get", "--json", url + "/INBOX;UID=1,99").err();
    assertTrue(json.startsWith("{\"error\":\"not_found\",\"code\":78,"), json);
  }

  @Test
  void saysWhatIsNoNumber() {
    Shell.Ending ending = inet("ls", "--limit", "many", url + "/INBOX");
    assertEquals("inet: imap: --limit: 'many' is no number (exit 2)\n", ending.err());
  }

  @Test
  void endsWithTheStatusOfWhatFailed() {
    out(78, "get", url + "/INBOX;UID=99");
    out(99, "get", url + "/INBOX;UID=1,99");
    out(78, "get", url + "/INBOX;UID=1;SECTION=9");
    out(78, "get", url + "/INBOX;UIDVALIDITY=1;UID=1");
    out(78, "ls", url + "/nowhere");
    out(78, "status", url + "/nowhere");
    out(78, "ls", url + "/\\Junk");
    out(0, "ls", url + "/\\Sent");
    out(3, "get", url + "/INBOX");
    out(3, "ls", url);
    out(3, "get", url + "/INBOX;UID=x");
    out(3, "ls", url + "/IN%0D%0ABOX");
    out(8, "get", "--max-size", "10", url + "/INBOX;UID=1");
    out(25, "put", "-", url + "/nowhere");
    out(26, "put", "no-such-file", url + "/INBOX");
    out(2, "put", "-", "-", url + "/INBOX");
    out(78, "copy", url + "/INBOX;UID=1", "nowhere");
    out(78, "rmfolder", url + "/nowhere");
    out(21, "mkfolder", url + "/Sent");
    out(2, "flag", url + "/INBOX;UID=1", "Seen");
    out(94, "ls", "--auth", "GSSAPI", url + "/INBOX");
    out(64, "ls", "--tls", "require", url + "/INBOX");
    var refused = new Shell(folder).run("imap", "ls", "-u", "demo:wrong", url + "/INBOX");
    assertEquals(67, refused.status(), refused.err());
  }

  @Test
  void aDryRunChangesNothing() {
    assertEquals("would delete 1:2\n", out(0, "rm", "--dry-run", url + "/INBOX;UID=1:*"));
    assertEquals(
        "would move 1 to Sent\n", out(0, "move", "--dry-run", url + "/INBOX;UID=1", "Sent"));
    out(0, "flag", "--dry-run", url + "/INBOX;UID=1", "+Deleted");
    out(2, "flag", url + "/INBOX;UID=1", "+Deleted", "--dry-run");
    out(0, "rmfolder", "--dry-run", url + "/Sent");
    out(0, "mvfolder", "--dry-run", url + "/Sent", "Gone");
    out(0, "fetch", "--dry-run", url + "/INBOX", "--to", "maildir:md");
    assertEquals(2, inbox.messages().size());
    assertEquals(Set.of(), inbox.messages().get(0).flags());
    assertEquals(List.of("INBOX", "Sent"), mailboxes.folders(Sandbox.USER));
    assertFalse(Files.exists(folder.resolve("md")));
  }

  @Test
  void changesMailboxes() {
    out(0, "flag", url + "/INBOX;UID=2", "-Seen", "+flagged", "+$Work");
    assertEquals(Set.of("\\Flagged", "$Work"), inbox.messages().get(1).flags());
    out(0, "move", url + "/INBOX;UID=2", url + "/Sent");
    out(0, "rm", url + "/INBOX;UID=1");
    assertEquals(0, inbox.messages().size());
    out(0, "mkfolder", url + "/Gr%C3%BC%C3%9Fe");
    out(0, "mvfolder", url + "/Grüße", "Alt");
    assertEquals(List.of("Alt", "INBOX", "Sent"), mailboxes.folders(Sandbox.USER));
    // Its subscription moves with it.
    List<String> heard = server.heard();
    int renamed = heard.indexOf("RENAME \"Gr&APwA3w-e\" \"Alt\"");
    assertEquals(
        List.of("UNSUBSCRIBE \"Gr&APwA3w-e\"", "SUBSCRIBE \"Alt\""),
        heard.subList(renamed + 1, renamed + 3));
  }

  @Test
  void aMessageWhoseLastLineHasNoEndIsRestoredOnceAndAsItWas() throws IOException {
    add("open", "no end");
    byte[] open = inbox.messages().get(2).bytes();
    for (String store : new String[] {"maildir:md", "mbox:box", "files"}) {
      out(0, "fetch", url + "/INBOX", "--to", store, "--state", "state-" + store);
      assertEquals("INBOX: 0 put, 3 there already\n", out(0, "restore", store, url + "/INBOX"));
    }
    out(0, "restore", "maildir:md", url + "/again");
    List<Mailboxes.Message> again = mailboxes.folder(Sandbox.USER, "again").messages();
    assertTrue(again.stream().anyMatch(each -> Arrays.equals(open, each.bytes())));
    inbox.remove(Set.of(3L));
    add("open", "no end\r\n");
    assertEquals(
        "INBOX: 0 put, 3 there already\n", out(0, "restore", "maildir:md", url + "/INBOX"));
  }

  @Test
  void whatIsToldOfABackupMayBeLongerThanItsMessages() {
    add("third", "3\r\n");
    String told = out(0, "fetch", "--max-size", "5", url, "--to", "maildir:all");
    assertTrue(told.contains("INBOX: 0 new"), told);
    assertTrue(told.contains("Sent: 0 new"), told);
  }

  @Test
  void backsUpAnAccountAndPutsItBack() {
    add("third", "3\r\n");
    assertTrue(out(0, "fetch", url, "--to", "maildir:all", "--verify").contains("INBOX: 3 new"));
    assertTrue(out(0, "fetch", url, "--to", "maildir:all").contains("INBOX: 0 new"));
    inbox.remove(Set.of(1L, 2L, 3L));
    assertTrue(out(0, "restore", "all", url).contains("INBOX: 3 put, 0 there already"));
    assertTrue(out(0, "restore", "all", url).contains("INBOX: 0 put, 3 there already"));
    Shell.Ending put = inet("put", "all", url + "/Sent");
    assertEquals(26, put.status());
    assertTrue(put.err().contains("'all' is no Maildir"), put.err());
    Shell.Ending one = inet("restore", "all", url + "/Sent");
    assertEquals(26, one.status());
    assertTrue(one.err().contains("a backup of a whole account"), one.err());
    assertEquals(3, inbox.messages().size());
  }

  @Test
  void jsonLinesComeBackByteForByteWithTheirFlagsAndDate() throws IOException {
    byte[] odd =
        "Subject: \"x\"\r\n\r\nFrom here\r\n>From\r\n\u00e9\r\nno end"
            .getBytes(StandardCharsets.ISO_8859_1);
    Instant date = Instant.parse("2025-12-31T23:59:59Z");
    inbox.add(odd, Set.of("\\Flagged", "$Work"), date);
    assertEquals("INBOX: 3 new\n", out(0, "fetch", url + "/INBOX", "--to", "jsonl:in.jsonl"));
    assertEquals("INBOX: 0 new\n", out(0, "fetch", url + "/INBOX", "--to", "jsonl:in.jsonl"));
    String lines = Files.readString(folder.resolve("in.jsonl"));
    obeys("mail-lines", lines);
    assertEquals(3, lines.lines().count());
    assertTrue(lines.contains("{\"mailbox\":\"INBOX\",\"uidvalidity\":"), lines);
    assertTrue(lines.contains(",\"uid\":3,"), lines);
    for (String verb : new String[] {"restore", "put"}) {
      out(0, "mkfolder", url + "/" + verb);
      out(0, verb, "jsonl:in.jsonl", url + "/" + verb);
      List<Mailboxes.Message> back = mailboxes.folder(Sandbox.USER, verb).messages();
      assertEquals(3, back.size());
      assertArrayEquals(odd, back.get(2).bytes());
      assertEquals(Set.of("\\Flagged", "$Work"), back.get(2).flags());
      assertEquals(date, back.get(2).arrived());
      assertEquals(Set.of("\\Seen"), back.get(1).flags());
    }
    assertEquals(
        "restore: 0 put, 3 there already\n", out(0, "restore", "jsonl:in.jsonl", url + "/restore"));
    Files.writeString(folder.resolve("in.jsonl"), "{\"message\":\"YQ", StandardOpenOption.APPEND);
    out(26, "restore", "jsonl:in.jsonl", url + "/restore");
    add("fourth", "4\r\n");
    out(0, "fetch", url + "/INBOX", "--to", "jsonl:in.jsonl", "--verify");
    obeys("mail-lines", Files.readString(folder.resolve("in.jsonl")));
    assertEquals(4, Files.readAllLines(folder.resolve("in.jsonl")).size());
  }

  @Test
  void movesBetweenServers() throws IOException {
    var others = new Mailboxes();
    others.addUser(Sandbox.USER);
    try (var other = ImapServer.start(ListenAt.freePort(), others, null)) {
      out(0, "move", url + "/INBOX;UID=1:2", "imap://127.0.0.1:" + other.port() + "/INBOX");
      assertEquals(0, inbox.messages().size());
      List<Mailboxes.Message> moved = others.inbox(Sandbox.USER).messages();
      assertEquals(2, moved.size());
      assertEquals(Set.of("\\Seen"), moved.get(1).flags());
      assertEquals(Instant.parse("2026-01-02T03:04:05Z"), moved.get(1).arrived());
    }
  }

  /** What the other server took leaves this one, and only that. */
  @Test
  void aMessageThatTheOtherServerRefusesStaysAndTheOthersMove() throws IOException {
    add("third", "3\r\n");
    String date = "\"01-Jan-2026 00:00:00 +0000\"";
    String from = "C: From: Ann <ann@example.test>\n";
    String enters =
        "S: * OK [CAPABILITY IMAP4rev1 LITERAL+] hi\nC: i1 LOGIN \"demo\" \"demo\"\n"
            + "S: i1 OK [CAPABILITY IMAP4rev1 LITERAL+] in\n"
            + ("C: i2 APPEND \"x\" " + date + " {57+}\n" + from)
            + "C: Subject: Welcome\nC: \nC: hello\nC: \n";
    try (Peer peer =
        Peer.plays(
            enters
                + ("S: i2 NO a virus\nC: i3 APPEND \"x\" " + date + " {51+}\n" + from)
                + "C: Subject: third\nC: \nC: 3\nC: \nS: i3 OK\n"
                + "C: i4 LOGOUT\nS: * BYE\nS: i4 OK\n")) {
      String other = "imap://127.0.0.1:" + peer.port() + "/x";
      Shell.Ending move = inet("move", url + "/INBOX;UID=1,3", other);
      assertEquals(99, move.status(), move.err());
      assertTrue(move.err().contains("message 1: NO a virus"), move.err());
      peer.heardAll();
    }
    assertEquals(List.of(1L, 2L), inbox.messages().stream().map(Mailboxes.Message::uid).toList());
    // Where a connection breaks after some were taken, those are gone from here nevertheless.
    try (Peer peer = Peer.plays(enters + "S: i2 OK\n== CLOSE\n")) {
      String other = "imap://127.0.0.1:" + peer.port() + "/x";
      assertEquals(56, inet("move", url + "/INBOX;UID=1:2", other).status());
    }
    assertEquals(List.of(2L), inbox.messages().stream().map(Mailboxes.Message::uid).toList());
  }

  @Test
  void anAccountComesBackUnderItsNamesOnAnyServer() throws IOException {
    List<String> names = List.of("Work", "Work/2026", "a.b", "new", "100%", "Grüße & so", "..");
    for (String name : names) {
      mailboxes.create(Sandbox.USER, name);
      mailboxes
          .folder(Sandbox.USER, name)
          .add(
              ("Subject: " + name + "\r\n\r\nx\r\n").getBytes(StandardCharsets.UTF_8),
              Set.of(),
              Instant.parse("2026-01-01T00:00:00Z"));
    }
    for (String to : List.of("maildir:all", "mbox:boxes", "jsonl:lines", "files")) {
      out(0, "fetch", url, "--to", to);
      var others = new Mailboxes();
      others.addUser(Sandbox.USER);
      try (var other = ImapServer.start(ListenAt.freePort(), others, null)) {
        String there = "imap://127.0.0.1:" + other.port();
        out(0, "restore", to, there);
        for (String name : names) {
          List<Mailboxes.Message> put = others.folder(Sandbox.USER, name).messages();
          assertEquals(1, put.size(), to + " " + name);
        }
        assertEquals(2, others.inbox(Sandbox.USER).messages().size());
        assertTrue(out(0, "restore", to, there).contains("INBOX: 0 put, 2 there already"));
      }
    }
    try (var files = Files.walk(folder)) {
      assertTrue(files.noneMatch(file -> file.endsWith("..")));
    }
  }

  @Test
  void aDryRunIsJsonToo() {
    assertTrue(
        out(0, "put", "--json", "--dry-run", "-", url + "/Sent").contains("\"dry_run\":true"));
    assertEquals(
        "{\"name\":\"Sent\",\"action\":\"would rename\",\"new_name\":\"Gone\",\"dry_run\":true}\n",
        out(0, "mvfolder", "--json", "--dry-run", url + "/Sent", "Gone"));
  }

  @Test
  void listsWhatAUrlNamesOrSaysThatItIsNotThere() {
    assertEquals(2, out(0, "ls", url + "/INBOX;UID=1:9").lines().count());
    assertEquals(1, out(0, "ls", url + "/INBOX?SUBJECT%20Welcome").lines().count());
    assertEquals(1, out(0, "ls", url + "/INBOX?CHARSET UTF-8 SUBJECT Grüße").lines().count());
    assertEquals("", out(0, "ls", url + "/INBOX", "--search", "from:nobody"));
    out(78, "ls", url + "/INBOX;UID=99");
    out(3, "ls", url + "/INBOX?colour:red");
    out(3, "search", url + "/INBOX?OR SEEN", "ALL");
  }

  @Test
  void ofSeveralTheMessageThatIsRefusedIsNamedAndPassedOver() throws IOException {
    String box = "From a Thu Jan  1 00:00:00 2026\nA: 1\n\n";
    Files.writeString(folder.resolve("box"), box + "\n" + box + "123456789\n\n" + box + "\n");
    try (Peer peer =
        Peer.plays(
            "S: * OK [CAPABILITY IMAP4rev1 MULTIAPPEND LITERAL+ APPENDLIMIT=9] hi\n"
                + "C: i1 LOGIN \"demo\" \"demo\"\n"
                + "S: i1 OK [CAPABILITY IMAP4rev1 MULTIAPPEND LITERAL+ APPENDLIMIT=9] in\n"
                + "C: i2 APPEND \"x\" \"01-Jan-2026 00:00:00 +0000\" {8+}\n"
                + "C: A: 1\nC: \nC: \nS: i2 OK [APPENDUID 7 4] taken\n"
                + "C: i3 APPEND \"x\" \"01-Jan-2026 00:00:00 +0000\" {8+}\n"
                + "C: A: 1\nC: \nC: \nS: i3 OK [APPENDUID 7 5] taken\n"
                + "C: i4 LOGOUT\nS: * BYE\nS: i4 OK\n")) {
      String server = "imap://127.0.0.1:" + peer.port() + "/x";
      Shell.Ending put = inet("put", "mbox:box", server);
      assertEquals(99, put.status(), put.err());
      assertEquals("4\n5\n", put.out());
      assertTrue(put.err().contains("box at 71: the server takes messages of 9 bytes"), put.err());
      peer.heardAll();
    }
  }

  /** What a server refuses for a reason that holds for all is not asked for all. */
  @Test
  void aQuotaThatIsFullEndsIt() throws IOException {
    String box = "From a Thu Jan  1 00:00:00 2026\nA: 1\n\n";
    Files.writeString(folder.resolve("box"), box + "\n" + box);
    try (Peer peer =
        Peer.plays(
            "S: * OK [CAPABILITY IMAP4rev1 LITERAL+] hi\n"
                + "C: i1 LOGIN \"demo\" \"demo\"\n"
                + "S: i1 OK [CAPABILITY IMAP4rev1 LITERAL+] in\n"
                + "C: i2 APPEND \"x\" \"01-Jan-2026 00:00:00 +0000\" {8+}\n"
                + "C: A: 1\nC: \nC: \nS: i2 NO [OVERQUOTA] full\n"
                + "C: i3 LOGOUT\nS: * BYE\nS: i3 OK\n")) {
      Shell.Ending put = inet("put", "mbox:box", "imap://127.0.0.1:" + peer.port() + "/x");
      assertEquals(25, put.status(), put.err());
      peer.heardAll();
    }
  }

  @Test
  void restoreGoesOnBehindAMessageThatIsRefused() throws IOException {
    String box = "From a Thu Jan  1 00:00:00 2026\nA: ";
    Files.writeString(folder.resolve("box"), box + "1\n\n\n" + box + "2\n\n\n" + box + "3\n\n\n");
    String date = "\"01-Jan-2026 00:00:00 +0000\"";
    try (Peer peer =
        Peer.plays(
            "S: * OK [CAPABILITY IMAP4rev1 LITERAL+] hi\n"
                + "C: i1 LOGIN \"demo\" \"demo\"\n"
                + "S: i1 OK [CAPABILITY IMAP4rev1 LITERAL+] in\n"
                + "C: i2 SELECT \"x\"\nS: * 0 EXISTS\nS: i2 OK\n"
                + ("C: i3 APPEND \"x\" " + date + " {8+}\nC: A: 1\nC: \nC: \nS: i3 OK\n")
                + ("C: i4 APPEND \"x\" " + date + " {8+}\nC: A: 2\nC: \nC: \nS: i4 NO a virus\n")
                + ("C: i5 APPEND \"x\" " + date + " {8+}\nC: A: 3\nC: \nC: \nS: i5 OK\n")
                + "C: i6 LOGOUT\nS: * BYE\nS: i6 OK\n")) {
      String server = "imap://127.0.0.1:" + peer.port() + "/x";
      Shell.Ending restore = inet("restore", "mbox:box", server);
      assertEquals(99, restore.status(), restore.err());
      assertEquals("x: 2 put, 0 there already, 1 refused\n", restore.out());
      assertTrue(restore.err().contains("NO a virus"), restore.err());
      peer.heardAll();
    }
  }
}
