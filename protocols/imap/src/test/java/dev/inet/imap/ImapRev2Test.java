package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers of IMAP4rev2, and those that speak UTF-8 (RFC 9051, RFC 9755). */
@Timeout(60)
class ImapRev2Test {
  @Test
  void aServerOfRev2AloneHasNamesInUtf8() throws IOException {
    String all = "[CAPABILITY IMAP4rev2]";
    try (Peer peer =
        Peer.plays(
            ("S: * OK " + all + " ready\n")
                + ("C: i1 LOGIN \"demo\" \"demo\"\nS: i1 OK " + all + " in\n")
                + "C: i2 ENABLE IMAP4rev2\nS: * ENABLED\nS: i2 OK it is in force anyway\n"
                + "C: i3 EXAMINE \"Entwürfe\"\n"
                + Talk.examined("i3", 0)
                + Talk.end("i4"))) {
      Talk.work(peer, client -> client.select("Entwürfe", false));
    }
  }

  @Test
  void aServerThatWantsUtf8IsSpokenToInUtf8() throws IOException {
    try (Peer peer =
        Talk.peer(
            "ENABLE UTF8=ONLY",
            "C: i2 ENABLE UTF8=ACCEPT\nS: * ENABLED UTF8=ACCEPT\nS: i2 OK\n"
                + "C: i3 EXAMINE \"Entwürfe\"\n"
                + Talk.examined("i3", 0)
                + Talk.end("i4"))) {
      Talk.work(peer, client -> client.select("Entwürfe", false));
    }
  }

  @Test
  void speaksRev2WhereItCanBeEnabled() throws IOException {
    String status = "(MESSAGES 2 UNSEEN 1 UIDNEXT 3 UIDVALIDITY 7 SIZE 10)";
    String items = "(MESSAGES UNSEEN UIDNEXT UIDVALIDITY SIZE)";
    try (Peer peer =
        Talk.peer(
            "IMAP4rev2 ENABLE LIST-EXTENDED LIST-STATUS SPECIAL-USE STATUS=SIZE",
            "C: i2 ENABLE IMAP4rev2\nS: * ENABLED IMAP4rev2\nS: i2 OK\n"
                + "C: i3 LIST \"\" \"Entwürfe\" RETURN (SUBSCRIBED CHILDREN SPECIAL-USE STATUS "
                + items
                + ")\nS: * LIST (\\\\Subscribed \\\\Drafts) \"/\" \"Entwürfe\" (\"OLDNAME\""
                + " (\"a\"))\nS: * STATUS \"Entwürfe\" "
                + status
                + "\nS: i3 OK\nC: i4 STATUS \"Entwürfe\" "
                + items
                + "\nS: * STATUS other (MESSAGES 9)\nS: * STATUS \"Entwürfe\" "
                + status
                + "\nS: * STATUS more (MESSAGES 8)\nS: i4 OK\nC: i5 EXAMINE \"Entwürfe\"\n"
                + "S: * LIST () \"/\" \"Entwürfe\"\n"
                + Talk.examined("i5", 2)
                + "C: i6 UID SEARCH SUBJECT \"Grüße\"\n"
                + "S: * ESEARCH (TAG \"i6\") UID ALL 1:2\nS: i6 OK\n"
                + Talk.end("i7"))) {
      Talk.work(
          peer,
          client -> {
            ImapFolder drafts = client.folders("Entwürfe", true).get(0);
            assertEquals("Entwürfe", drafts.name());
            assertTrue(drafts.subscribed());
            assertEquals(10, drafts.status().size());
            assertEquals(-1, drafts.status().recent());
            assertEquals(2, client.status("Entwürfe").messages());
            client.select("Entwürfe", false);
            assertEquals(
                "1:2",
                client
                    .search(SearchQuery.parse(List.of("subject:Grüße"), Failure.USAGE))
                    .toString());
          });
    }
  }

  @Test
  void speaksToAServerOfRev2Alone() throws IOException {
    try (Peer peer =
        Peer.plays(
            "S: * OK [CAPABILITY IMAP4rev2 AUTH=PLAIN LOGINDISABLED] hi\n"
                + "C: i1 AUTHENTICATE PLAIN AGRlbW8AZGVtbw==\nS: i1 OK [CAPABILITY IMAP4rev2] in\n"
                + "C: i2 ENABLE IMAP4rev2\nS: * ENABLED IMAP4rev2\nS: i2 OK\n"
                + "C: i3 STATUS \"INBOX\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY SIZE)\n"
                + "S: * STATUS INBOX (MESSAGES 4 SIZE 9)\nS: i3 OK\n"
                + "C: i4 SELECT \"INBOX\"\n"
                + Talk.examined("i4", 1).replace("READ-ONLY", "READ-WRITE")
                + "C: i5 UID MOVE 1 \"x\"\nS: i5 OK\n"
                + Talk.end("i6"))) {
      Talk.work(
          peer,
          client -> {
            assertEquals(9, client.status("INBOX").size());
            client.select("INBOX", true);
            client.copy(UidSet.of(1), "x", true);
          });
    }
  }

  @Test
  void putsHeadersInUtf8AsTheServerWantsThem() throws IOException {
    String enabled = "C: i2 ENABLE UTF8=ACCEPT\nS: * ENABLED UTF8=ACCEPT\nS: i2 OK\n";
    String plain = "C: i3 APPEND \"Ü\" {15+}\nC: Subject: ü\nC: \nC: \n";
    String wrapped = "C: i4 APPEND \"Ü\" UTF8 (~{15+}\nC: Subject: ü\nC: \nC: )\n";
    for (String script :
        List.of(
            plain + "S: i3 OK\n" + Talk.end("i4"),
            plain + "S: i3 NO not without UTF8\n" + wrapped + "S: i4 OK\n" + Talk.end("i5"))) {
      try (Peer peer = Talk.peer("ENABLE UTF8=ACCEPT LITERAL+", enabled + script)) {
        Talk.work(
            peer,
            client ->
                client.append(
                    "Ü", List.of(Talk.appendix("Subject: ü\r\n\r\n")), (index, uid) -> {}));
      }
    }
  }
}
