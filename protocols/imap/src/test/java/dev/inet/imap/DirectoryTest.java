package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
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

  /** As Dovecot has shared mailboxes with list=children: {@code *} does not show them. */
  @Test
  void listsTheNamespacesThatAStarLeavesOut() throws IOException {
    try (Peer peer =
        Talk.peer(
            "NAMESPACE LIST-EXTENDED SPECIAL-USE",
            "C: i2 NAMESPACE\n"
                + "C: i3 LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN SPECIAL-USE)\n"
                + "S: * NAMESPACE ((\"\" \"/\")(\"lists/\" \"/\")) ((\"shared/\" \"/\"))"
                + " ((\"Public/\" \"/\")(\"Public/\" \"/\")(\"secret/\" \"/\"))\nS: i2 OK\n"
                + "S: * LIST (\\\\HasNoChildren \\\\Subscribed) \"/\" INBOX\n"
                + "S: * LIST (\\\\HasChildren \\\\Noselect) \"/\" lists\n"
                + "S: * LIST (\\\\HasNoChildren) \"/\" lists/java\n"
                + "S: * LIST (\\\\HasChildren \\\\Noselect) \"/\" Public\nS: i3 OK\n"
                + "C: i4 LIST \"\" \"shared/*\" RETURN (SUBSCRIBED CHILDREN SPECIAL-USE)\n"
                + "C: i5 LIST \"\" \"Public/*\" RETURN (SUBSCRIBED CHILDREN SPECIAL-USE)\n"
                + "C: i6 LIST \"\" \"secret/*\" RETURN (SUBSCRIBED CHILDREN SPECIAL-USE)\n"
                + "S: * LIST (\\\\HasNoChildren) \"/\" shared/ben\nS: i4 OK\n"
                + "S: * LIST (\\\\HasNoChildren) \"/\" Public/News\n"
                + "S: * LIST (\\\\HasChildren \\\\Noselect) \"/\" Public\nS: i5 OK\n"
                + "S: i6 NO [NOPERM] not for you\n"
                + Talk.end("i7"))) {
      Talk.work(
          peer,
          client ->
              assertEquals(
                  List.of("INBOX", "lists", "lists/java", "Public", "shared/ben", "Public/News"),
                  client.allFolders(false).stream().map(ImapFolder::name).toList()));
    }
  }

  /** As Cyrus does: all of it is behind a star, and need not be asked for again. */
  @Test
  void listsNoNamespaceTwice() throws IOException {
    try (Peer peer =
        Talk.peer(
            "NAMESPACE",
            "C: i2 NAMESPACE\n"
                + "C: i3 LIST \"\" \"*\"\n"
                + "C: i4 LSUB \"\" \"*\"\n"
                + "S: * NAMESPACE ((\"INBOX.\" \".\")) ((\"user.\" \".\")) ((\"\" \".\"))\n"
                + "S: i2 OK\n"
                + "S: * LIST (\\\\HasChildren) \".\" INBOX\n"
                + "S: * LIST (\\\\HasNoChildren) \".\" INBOX.Sent\n"
                + "S: * LIST (\\\\HasNoChildren) \".\" user.ben.Plans\n"
                + "S: * LIST (\\\\HasNoChildren) \".\" news\n"
                + "S: i3 OK\n"
                + "S: * LSUB () \".\" user.ben.Plans\n"
                + "S: i4 OK\n"
                + "C: i5 STATUS \"INBOX\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY RECENT)\n"
                + "C: i6 STATUS \"INBOX.Sent\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY RECENT)\n"
                + "C: i7 STATUS \"user.ben.Plans\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY RECENT)\n"
                + "C: i8 STATUS \"news\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY RECENT)\n"
                + "S: * STATUS INBOX (MESSAGES 3)\n"
                + "S: i5 OK\n"
                + "S: i6 NO gone\n"
                + "S: * STATUS user.ben.Plans (MESSAGES 7)\n"
                + "S: i7 OK\n"
                + "S: i8 OK\n"
                + Talk.end("i9"))) {
      Talk.work(
          peer,
          client -> {
            List<ImapFolder> all = client.allFolders(true);
            assertEquals(
                List.of("INBOX", "INBOX.Sent", "user.ben.Plans", "news"),
                all.stream().map(ImapFolder::name).toList());
            assertEquals(7, Objects.requireNonNull(all.get(2).status()).messages());
            assertTrue(all.get(2).subscribed());
            assertFalse(all.get(0).subscribed());
          });
    }
  }

  /** A server that promises NAMESPACE and refuses it still has its mailboxes. */
  @Test
  void listsWithoutNamespacesWhereTheyAreRefused() throws IOException {
    try (Peer peer =
        Talk.peer(
            "NAMESPACE LIST-EXTENDED",
            "C: i2 NAMESPACE\nC: i3 LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN)\n"
                + "S: i2 BAD what\nS: * LIST () \"/\" INBOX\nS: i3 OK\n"
                + Talk.end("i4"))) {
      Talk.work(peer, client -> assertEquals("INBOX", client.allFolders(false).get(0).name()));
    }
  }
}
