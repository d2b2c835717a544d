package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that tell of mailboxes in their own way. */
@Timeout(60)
class DirectoryTest {
  private static List<String> names(List<ImapFolder> folders) {
    return folders.stream()
        .map(each -> each.name() + (each.subscribed() ? "*" : "") + each.attributes())
        .toList();
  }

  @Test
  void namesMayComeWithoutQuotesThoughTheyHoldBlanks() throws IOException {
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 LIST \"\" \"*\"\nC: i3 LSUB \"\" \"*\"\n"
                + "S: * LIST (\\\\Sent) \"/\" Sent Items\n"
                + "S: * LIST () \"/\" \"a\" (\"CHILDINFO\" (\"SUBSCRIBED\"))\nS: i2 OK\n"
                + "S: * LSUB () \"/\" Sent Items\nS: i3 OK\n"
                + Talk.end("i4"))) {
      Talk.work(
          peer,
          client ->
              assertEquals(List.of("Sent Items*[\\Sent]", "a[]"), names(client.allFolders(false))));
    }
  }

  @Test
  void aServerThatRefusesItsOwnListExtendedIsAskedPlainly() throws IOException {
    try (Peer peer =
        Talk.peer(
            "LIST-EXTENDED LIST-STATUS",
            "C: i2 LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN"
                + " STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY RECENT))\nS: i2 BAD what\n"
                + "C: i3 LIST \"\" \"*\"\nC: i4 LSUB \"\" \"*\"\n"
                + "S: * LIST () \"/\" a\nS: i3 OK\nS: * LSUB () \"/\" a\nS: i4 OK\n"
                + "C: i5 STATUS \"a\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY RECENT)\n"
                + "S: * STATUS a (MESSAGES 3)\nS: i5 OK\n"
                + Talk.end("i6"))) {
      Talk.work(
          peer,
          client -> {
            List<ImapFolder> folders = client.allFolders(true);
            assertEquals(List.of("a*[]"), names(folders));
            assertEquals(3, folders.get(0).status().messages());
          });
    }
  }

  /** As programs make them that know nothing of modified UTF-7. */
  @Test
  void namesThatAreNotWrittenAsTheyShouldLeadBackToTheirMailboxes() throws IOException {
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 LIST \"\" \"*\"\nC: i3 LSUB \"\" \"*\"\n"
                + "S: * LIST () \"/\" \"R&D\"\nS: * LIST () \"/\" \"&U,BTFw-&ZeVnLIqe-\"\n"
                + "S: * LIST () \"/\" \"Q&-A\"\nS: i2 OK\nS: i3 OK\n"
                + "C: i4 STATUS \"R&D\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY RECENT)\n"
                + "C: i5 STATUS \"&U,BTFw-&ZeVnLIqe-\""
                + " (MESSAGES UNSEEN UIDNEXT UIDVALIDITY RECENT)\n"
                + "C: i6 STATUS \"Q&-A\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY RECENT)\n"
                + "S: * STATUS \"R&D\" (MESSAGES 1)\nS: i4 OK\n"
                + "S: * STATUS \"&U,BTFw-&ZeVnLIqe-\" (MESSAGES 2)\nS: i5 OK\n"
                + "S: * STATUS \"Q&-A\" (MESSAGES 3)\nS: i6 OK\n"
                + "C: i7 EXAMINE \"R&D\"\n"
                + Talk.examined("i7", 0)
                + Talk.end("i8"))) {
      Talk.work(
          peer,
          client -> {
            List<ImapFolder> folders = client.allFolders(true);
            assertEquals(List.of("R&D[]", "&U,BTFw-&ZeVnLIqe-[]", "Q&A[]"), names(folders));
            assertEquals(2, folders.get(1).status().messages());
            client.select("R&D", false);
          });
    }
  }

  /** Outlook.com loses count of fifty. */
  @Test
  void notTooManyStatesAreAskedForAtOnce() throws IOException {
    var script = new StringBuilder("C: i2 LIST \"\" \"*\"\nC: i3 LSUB \"\" \"*\"\n");
    for (int i = 1; i <= 30; i++) {
      script.append("S: * LIST () \"/\" m" + i + "\n");
    }
    script.append("S: i2 OK\nS: i3 OK\n");
    for (int i = 1; i <= 30 + 25; i++) {
      if (i > 25) {
        int answered = i - 25;
        script.append("S: * STATUS m" + answered + " (MESSAGES " + answered + ")\n");
        script.append("S: i" + (3 + answered) + " OK\n");
      }
      if (i <= 30) {
        script.append("C: i" + (3 + i) + " STATUS \"m" + i + "\"");
        script.append(" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY RECENT)\n");
      }
    }
    try (Peer peer = Talk.peer("", script + Talk.end("i34"))) {
      Talk.work(
          peer, client -> assertEquals(30, client.allFolders(true).get(29).status().messages()));
    }
  }

  @Test
  void limitsAreAskedForWhereTheirNamesComeAlone() throws IOException {
    try (Peer peer =
        Talk.peer(
            "QUOTA",
            "C: i2 GETQUOTAROOT \"INBOX\"\nS: * QUOTAROOT INBOX \"of ann\" secret\nS: i2 OK\n"
                + "C: i3 GETQUOTA \"of ann\"\nS: * QUOTA \"of ann\" (STORAGE 1 2)\nS: i3 OK\n"
                + "C: i4 GETQUOTA \"secret\"\nS: i4 NO [NOPERM] not yours\n"
                + Talk.end("i5"))) {
      Talk.work(
          peer,
          client ->
              assertEquals(
                  List.of(new ImapQuota("of ann", "STORAGE", 1024, 2048)), client.quota("INBOX")));
    }
  }
}
