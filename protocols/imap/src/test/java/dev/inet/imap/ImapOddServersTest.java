package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.sandbox.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that do what the RFCs allow and few expect, and a little more. */
@Timeout(60)
class ImapOddServersTest {
  private static String envelope(String subject) {
    return "(NIL \"" + subject + "\" NIL NIL NIL NIL NIL NIL NIL NIL)";
  }

  @Test
  void answersComeInPiecesInAnyOrderAndCase() throws IOException {
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\nS: * 2 exists \nS: * ok [uidvalidity 7] valid\n"
                + "S: * OK [XYZZY (a \"b]c\")] what\nS: i2 ok [read-only] open \n"
                + "C: i3 UID FETCH 1:2 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)\n"
                + "S: * 2 fetch (envelope "
                + envelope("two")
                + " uid 2)\nS: * 1 FETCH (FLAGS (\\\\Seen) UID 1)\nS: * 1 FETCH (UID 1 ENVELOPE "
                + envelope("one")
                + " RFC822.SIZE 5 )\nS: * 2 Fetch (uid 2 flags (a[b \\\\Flagged) rfc822.size 9)\n"
                + "S: * 9 FETCH (UID 9 FLAGS ())\nS: i3 OK \n"
                + "C: i4 UID FETCH 5 (UID BODY.PEEK[])\n"
                + "S: * 1 fetch (uid 5 body[] {2}\nS: hi)\nS: i4 OK\n"
                + "C: i5 UID FETCH 6 (UID BODY.PEEK[])\n"
                + "S: * 2 FETCH (UID 6 FLAGS ())\nS: * 2 FETCH (BODY[] {2}\nS: ho)\nS: i5 OK\n"
                + Talk.end("i6"))) {
      Talk.work(
          peer,
          client -> {
            client.select("INBOX", false);
            assertEquals(2, client.exists());
            assertEquals(7, client.uidValidity());
            var found = new TreeMap<Long, String>();
            client.list(
                UidSet.parse("1:2"),
                false,
                each ->
                    found.put(each.uid(), each.envelope().subject() + each.flags() + each.size()));
            assertEquals("{1=one[\\Seen]5, 2=two[a[b, \\Flagged]9}", found.toString());
            assertEquals("hi", Talk.get(client, 5));
            assertEquals("ho", Talk.get(client, 6));
          });
    }
  }

  /** As Exchange has it. */
  @Test
  void emptyLinesSayNothing() throws IOException {
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\nS: \nS: * 2 EXISTS\nS: \nS: \nS: i2 OK\n"
                + "C: i3 UID FETCH 5 (UID BODY.PEEK[])\n"
                + "S: * 1 FETCH (UID 5 BODY[] {2}\nS: hi)\nS: \nS: i3 OK\n"
                + Talk.end("i4"))) {
      Talk.work(
          peer,
          client -> {
            client.select("INBOX", false);
            assertEquals(2, client.exists());
            assertEquals("hi", Talk.get(client, 5));
          });
    }
  }

  @Test
  void bracketsMayStandInKeywordsAndBehindThem() throws IOException {
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\nS: * FLAGS (\\\\Seen [work] $x)\nS: * 1 EXISTS\n"
                + "S: * OK [PERMANENTFLAGS (\\\\Seen [work] \\\\*)] limited [so far]\n"
                + "S: * OK [BADCHARSET (utf-8] nobody closed that\n"
                + "S: * OK [UIDVALIDITY 7] valid (or so]\n"
                + "S: i2 OK [READ-ONLY] open\n"
                + Talk.end("i3"))) {
      Talk.work(
          peer,
          client -> {
            client.select("INBOX", false);
            assertEquals(1, client.exists());
            assertEquals(7, client.uidValidity());
          });
    }
  }

  @Test
  void aMessageOfWhichTheServerTellsAnotherSizeOrNoMessageIdIsNotPutBackTwice() throws IOException {
    String message = "Message-ID: <a@x>\r\n\r\nhi\r\n";
    String nameless = message.replace("a@x", "b@x");
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", 1)
                + "C: i3 UID FETCH 1:* (UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])\n"
                + "S: * 1 FETCH (UID 5 RFC822.SIZE 4711 BODY[HEADER.FIELDS (\"Message-ID\")] {21}\n"
                + "S: message-id: <a@x>\nS: \nS: )\n"
                + "S: * 2 FETCH (UID 6 RFC822.SIZE 25)\nS: i3 OK\n"
                + "C: i4 UID FETCH 5 (UID BODY.PEEK[])\n"
                + "S: * 1 FETCH (UID 5 BODY[] {25}\nS: Message-ID: <a@x>\nS: \nS: hi\nS: )\n"
                + "S: i4 OK\n"
                + "C: i5 UID FETCH 6 (UID BODY.PEEK[])\n"
                + "S: * 2 FETCH (UID 6 BODY[] {25}\nS: Message-ID: <b@x>\nS: \nS: hi\nS: )\n"
                + "S: i5 OK\n"
                + Talk.end("i6"))) {
      Talk.work(
          peer,
          client -> {
            ImapRestore restore = ImapRestore.into(client, "INBOX", false);
            assertFalse(restore.isMissing(Talk.appendix(message)));
            assertTrue(restore.isMissing(Talk.appendix(message.replace("hi", "ho"))));
            assertFalse(restore.isMissing(Talk.appendix(message.replace("hi", "ho"))));
            assertFalse(restore.isMissing(Talk.appendix(nameless)));
            assertTrue(restore.isMissing(Talk.appendix(nameless.replace("hi", "ho"))));
          });
    }
  }

  @Test
  void aMessageIsThereWhateverTheServerSaysOfItsUid() throws IOException {
    for (String code : List.of("[APPENDUID 7 x]", "[APPENDUID]", "[APPENDUID 7 (]")) {
      try (Peer peer =
          Talk.peer(
              "LITERAL+",
              "C: i2 APPEND \"INBOX\" {6+}\nC: A: 1\nC: \nS: i2 OK "
                  + code
                  + "\n"
                  + Talk.end("i3"))) {
        var uids = new ArrayList<Long>();
        Talk.work(
            peer,
            client ->
                client.append(
                    "INBOX", List.of(Talk.appendix("A: 1\r\n")), (index, uid) -> uids.add(uid)));
        assertEquals(List.of(0L), uids, code);
      }
    }
  }

  /** Courier refuses APPEND while that mailbox is open read-only. */
  @Test
  void aMailboxIsOpenForWritingBeforeItIsRestored() throws IOException {
    for (String opening : List.of("SELECT", "EXAMINE")) {
      try (Peer peer =
          Talk.peer(
              "",
              "C: i2 " + opening + " \"INBOX\"\nS: * 0 EXISTS\nS: i2 OK open\n" + Talk.end("i3"))) {
        Talk.work(peer, client -> ImapRestore.into(client, "INBOX", opening.equals("SELECT")));
      }
    }
  }

  /** As GNU's server and Twisted's send it. */
  @Test
  void theStateOfAMailboxIsReadWhereItsNameComesWithoutQuotes() throws IOException {
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 STATUS \"alte Post &- S&APw-d\""
                + " (MESSAGES UNSEEN UIDNEXT UIDVALIDITY RECENT)\n"
                + "S: * STATUS other (MESSAGES 9)\n"
                + "S: * STATUS alte Post &- S&APw-d (MESSAGES 3)\nS: i2 OK\n"
                + Talk.end("i3"))) {
      Talk.work(peer, client -> assertEquals(3, client.status("alte Post & S\u00fcd").messages()));
    }
  }

  @Test
  void nothingIsTakenOfAMessageThatWasNotAskedFor() throws IOException {
    // GNU's server sends the last message for a number beyond it.
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", 12)
                + "C: i3 UID FETCH 99 (UID BODY.PEEK[])\n"
                + "S: * 12 FETCH (UID 12 BODY[] {6}\nS: last)\nS: i3 OK\n")) {
      Talk.work(
          peer,
          client -> {
            client.select("INBOX", false);
            var bytes = new ByteArrayOutputStream();
            var failed =
                assertThrows(
                    InetException.class,
                    () -> client.get(99, null, null, false, size -> Channels.newChannel(bytes)));
            assertEquals(Failure.BAD_REPLY, failed.failure());
            assertEquals("", bytes.toString(StandardCharsets.UTF_8));
          });
    }
  }

  /** As Exchange and Yahoo send it. */
  @Test
  void aPartThatHoldsNothingMayComeAsNil() throws IOException {
    String structure =
        " (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)\n"
            + "S: * 1 FETCH (UID 1 BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 0 0))\n";
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", 1)
                + "C: i3 UID FETCH 1"
                + structure
                + "S: i3 OK\nC: i4 UID FETCH 1 (UID BODY.PEEK[1])\n"
                + "S: * 1 FETCH (UID 1 BODY[1] NIL)\nS: i4 OK\n"
                + "C: i5 UID FETCH 2 (UID BODY.PEEK[])\n"
                + "S: * 2 FETCH (UID 2 BODY[] NIL)\nS: i5 OK\n"
                + Talk.end("i6"))) {
      Talk.work(
          peer,
          client -> {
            client.select("INBOX", false);
            assertEquals("", client.text(1));
            // What nobody has expunged holds a header at least.
            var gone = assertThrows(InetException.class, () -> Talk.get(client, 2));
            assertEquals(Failure.NOT_FOUND, gone.failure());
          });
    }
  }

  @Test
  void whatSomebodyExpungedMeanwhileIsLeftOut() throws IOException {
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", 2)
                + "C: i3 UID FETCH 1:2 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)\n"
                + "S: * 2 FETCH (UID 2 ENVELOPE "
                + envelope("two")
                + ")\nS: i3 NO [EXPUNGEISSUED] some are gone\n"
                + Talk.end("i4"))) {
      Talk.work(
          peer,
          client -> {
            client.select("INBOX", false);
            var found = new ArrayList<Long>();
            client.list(UidSet.parse("1:2"), false, each -> found.add(each.uid()));
            assertEquals(List.of(2L), found);
          });
    }
  }

  @Test
  void aServerMayKnowNoSubscriptionsAndNoUids() throws IOException {
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 LIST \"\" \"*\"\nC: i3 LSUB \"\" \"*\"\n"
                + "S: * LIST (\\\\HasNoChildren \\\\All) \"/\" \"[Gmail]/All Mail\"\nS: i2 OK\n"
                + "S: i3 BAD what\n"
                + "C: i4 SUBSCRIBE \"x\"\nS: i4 BAD what\n"
                + "C: i5 APPEND \"x\" {2}\nS: +\nC: hi\nS: i5 OK\n"
                + Talk.end("i6"))) {
      Talk.work(
          peer,
          client -> {
            ImapFolder all = client.folders("*", false).get(0);
            assertEquals("[Gmail]/All Mail", all.name());
            assertEquals("\\All", all.specialUse().orElseThrow());
            assertFalse(client.subscribe("x", true));
            client.append("x", List.of(Talk.appendix("hi")), (index, uid) -> assertEquals(0, uid));
          });
    }
  }

  @Test
  void asksForLiteralsAsTheServerWantsIt() throws IOException {
    String large = "x".repeat(5000);
    try (Peer peer =
        Talk.peer(
            "LITERAL-",
            "C: i2 APPEND \"x\" {2+}\nC: hi\nS: i2 OK\n"
                + "C: i3 APPEND \"x\" {5000}\nS: + go\nC: {bytes:5000}\nC: \nS: i3 OK\n"
                + Talk.end("i4"))) {
      Talk.work(
          peer,
          client -> {
            client.append("x", List.of(Talk.appendix("hi")), (index, uid) -> {});
            client.append("x", List.of(Talk.appendix(large)), (index, uid) -> {});
          });
    }
  }

  /** The day of a date-time has two digits (RFC 9051, section 9). */
  @Test
  void tellsWhenAMessageCame() throws IOException {
    Instant came = Instant.parse("2026-11-06T15:07:09.9Z");
    Appendix plain = Talk.appendix("hi");
    var dated = new Appendix(plain.size(), plain.source(), List.of(), came, false);
    String append = "C: i2 APPEND \"x\" \"06-Nov-2026 15:07:09 +0000\" {2+}\nC: hi\nS: i2 OK\n";
    try (Peer peer = Talk.peer("LITERAL+", append + Talk.end("i3"))) {
      Talk.work(peer, client -> client.append("x", List.of(dated), (index, uid) -> {}));
    }
  }

  @Test
  void searchesForTextOfAnyKind() throws IOException {
    try (Peer peer =
        Talk.peer(
            "ESEARCH",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", 2)
                + "C: i3 UID SEARCH RETURN (ALL) CHARSET UTF-8 SUBJECT {7}\nS: + go\n"
                + "C: Grüße FROM \"a \\\\\"b\\\\\\\\\" HEADER \"X-A\" \"\" SINCE 1-Feb-2026"
                + " NOT SMALLER 2048 OR SEEN (DELETED BEFORE 31-Dec-2025)\n"
                + "S: * ESEARCH (TAG \"i3\") UID MIN 2 ALL 2,4:6\nS: i3 OK\n"
                + "C: i4 UID SEARCH RETURN (ALL) UNSEEN\n"
                + "S: * ESEARCH (TAG \"i4\") UID\nS: i4 OK\n"
                + "C: i5 UID SORT (REVERSE DATE SUBJECT) UTF-8 ALL\nS: i5 BAD what\n")) {
      try (ImapClient client = Talk.open(peer.port())) {
        client.select("INBOX", false);
        String words =
            "subject:Grüße from:\"a \\\"b\\\\\" HEADER X-A \"\" since:2026-02-01 not:smaller:2K"
                + " OR SEEN (DELETED BEFORE 31-Dec-2025)";
        UidSet found = client.search(SearchQuery.parse(List.of(words), Failure.USAGE));
        assertEquals("2,4:6", found.toString());
        assertTrue(client.search(SearchQuery.parse(List.of("is:unread"), Failure.USAGE)).isEmpty());
        assertTrue(client.sort("DATE", SearchQuery.ALL).isEmpty(), "the server cannot sort");
      }
    }
  }

  @Test
  void sortsAndThreadsOnTheServer() throws IOException {
    try (Peer peer =
        Talk.peer(
            "SORT THREAD=ORDEREDSUBJECT THREAD=REFERENCES",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", 2)
                + "C: i3 UID SORT (REVERSE DATE SUBJECT) UTF-8 FROM \"ann\"\n"
                + "S: * SORT 5 3 9\nS: i3 OK\n"
                + "C: i4 UID THREAD REFERENCES UTF-8 ALL\n"
                + "S: * THREAD (2)(3 6 (4 23)(44 7 96))\nS: i4 OK\n"
                + Talk.end("i5"))) {
      Talk.work(
          peer,
          client -> {
            client.select("INBOX", false);
            long[] sorted =
                client
                    .sort(
                        "REVERSE DATE SUBJECT",
                        SearchQuery.parse(List.of("from:ann"), Failure.USAGE))
                    .orElseThrow();
            assertEquals("[5, 3, 9]", java.util.Arrays.toString(sorted));
            var threads = new StringBuilder();
            for (long[] each : client.thread(SearchQuery.ALL)) {
              threads.append(each[0]).append('@').append(each[1]).append(' ');
            }
            assertEquals("2@0 3@0 6@1 4@2 23@3 44@2 7@3 96@4 ", threads.toString());
          });
    }
  }

  @Test
  void tellsRightsLimitsAndNamespaces() throws IOException {
    try (Peer peer =
        Talk.peer(
            "ACL QUOTA NAMESPACE",
            "C: i2 MYRIGHTS \"x\"\nS: * MYRIGHTS x lrs\nS: i2 OK\n"
                + "C: i3 GETACL \"x\"\nS: * ACL x ann lrswi \"b c\" lr\nS: i3 OK\n"
                + "C: i4 GETACL \"y\"\nS: i4 NO [NOPERM] not yours\n"
                + "C: i5 GETQUOTAROOT \"INBOX\"\nS: * QUOTAROOT INBOX \"\" second\n"
                + "S: * QUOTA \"\" (STORAGE 10 512 MESSAGE 3 999999999999999999)\n"
                + "S: * QUOTA second ()\nS: i5 OK\n"
                + "C: i6 NAMESPACE\nS: * NAMESPACE ((\"INBOX.\" \".\")) NIL"
                + " ((\"#shared.\" \".\" \"X-P\" (\"a\"))(\"&APw-/\" \"/\"))\nS: i6 OK\n"
                + Talk.end("i7"))) {
      Talk.work(
          peer,
          client -> {
            assertEquals("lrs", client.rights("x"));
            assertEquals("{ann=lrswi, b c=lr}", client.acl("x").toString());
            assertTrue(client.acl("y").isEmpty());
            assertEquals(
                List.of(
                    new ImapQuota("", "STORAGE", 10240, 524288),
                    new ImapQuota("", "MESSAGE", 3, 999999999999999999L)),
                client.quota("INBOX"));
            assertEquals(
                List.of(
                    new ImapNamespace(ImapNamespace.Kind.PERSONAL, "INBOX.", "."),
                    new ImapNamespace(ImapNamespace.Kind.SHARED, "#shared.", "."),
                    new ImapNamespace(ImapNamespace.Kind.SHARED, "ü/", "/")),
                client.namespaces());
          });
    }
  }

  @Test
  void leavesAMailboxBeforeItGoes() throws IOException {
    try (Peer peer =
        Talk.peer(
            "UNSELECT",
            "C: i2 EXAMINE \"x\"\n"
                + Talk.examined("i2", 0)
                + "C: i3 UNSELECT\nS: i3 OK\nC: i4 DELETE \"x\"\nS: i4 OK\n"
                + Talk.end("i5"))) {
      Talk.work(
          peer,
          client -> {
            client.select("x", false);
            client.deleteFolder("x");
          });
    }
  }

  @Test
  void messagesThatAreRefusedTogetherGoOneByOne() throws IOException {
    String script =
        "C: i2 APPEND \"x\" {8+}\n"
            + "C: A: 1\n"
            + "C: \n"
            + "C:  {8+}\n"
            + "C: A: 2\n"
            + "C: \n"
            + "C:  {8+}\n"
            + "C: A: 3\n"
            + "C: \n"
            + "C: \n"
            + "S: i2 NO [OVERQUOTA] not all of them\n"
            + "C: i3 APPEND \"x\" {8+}\n"
            + "C: A: 1\n"
            + "C: \n"
            + "C: \n"
            + "S: i3 OK [APPENDUID 7 4] taken\n"
            + "C: i4 APPEND \"x\" {8+}\n"
            + "C: A: 2\n"
            + "C: \n"
            + "C: \n"
            + "S: i4 NO [OVERQUOTA] full\n";
    try (Peer peer = Talk.peer("MULTIAPPEND LITERAL+", script + Talk.end("i5"))) {
      var uids = new ArrayList<Long>();
      Talk.work(
          peer,
          client -> {
            var three =
                List.of(
                    Talk.appendix("A: 1\r\n\r\n"),
                    Talk.appendix("A: 2\r\n\r\n"),
                    Talk.appendix("A: 3\r\n\r\n"));
            InetException refused =
                assertThrows(
                    InetException.class,
                    () -> client.append("x", three, (index, uid) -> uids.add(uid)));
            assertEquals(Failure.UPLOAD_REFUSED, refused.failure());
            assertEquals("NO [OVERQUOTA] full", refused.getMessage());
          });
      assertEquals(List.of(4L), uids);
    }
  }

  @Test
  void structuresOfEveryKindAreRead() throws IOException {
    for (String[] each :
        new String[][] {
          {"(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7bit\" 100 NIL NIL 5)", "message/rfc822"},
          {"(NIL \"mixed\")", "application/mixed"},
          {"(\"\" \"\" NIL NIL NIL \"7bit\" 235 NIL NIL NIL NIL)", "text/plain"},
          {"(\"TEXT\" \"PLAIN\" (\"charset\" \"x-none\") NIL NIL \"7BIT\" NIL NIL)", "text/plain"},
          {
            "((\"text\" \"plain\" NIL NIL NIL NIL 1 1)(\"text\" \"html\" NIL NIL NIL NIL 1 1)"
                + " \"alternative\" NIL NIL NIL)",
            "multipart/alternative"
          },
          {
            "(\"APPLICATION\" \"X\" (\"NAME\" {3}\n"
                + "S: a/b) NIL NIL \"BASE64\" 5 NIL (\"INLINE\" NIL) NIL NIL)",
            "application/x"
          },
          {"()", "application/octet-stream"}
        }) {
      try (Peer peer =
          Talk.peer(
              "",
              "C: i2 EXAMINE \"INBOX\"\n"
                  + Talk.examined("i2", 1)
                  + "C: i3 UID FETCH 1"
                  + " (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)\n"
                  + "S: * 1 FETCH (UID 1 X-GM-LABELS (\"\\\\\\\\Important\" \"a b\") BODYSTRUCTURE "
                  + each[0]
                  + ")\nS: i3 OK\n"
                  + Talk.end("i4"))) {
        Talk.work(
            peer,
            client -> {
              client.select("INBOX", false);
              assertEquals(each[1], client.structure(1).structure().type(), each[0]);
            });
      }
    }
  }
}
