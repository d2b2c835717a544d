package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.mail.FetchState;
import dev.inet.mail.MailStore;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fetching into a store what a server has, and not twice. */
@Timeout(60)
class ImapFetchTest {
  @TempDir Path folder;

  private interface Before {
    void fetch(ImapClient client) throws IOException;
  }

  private ImapFetch.Summary fetch(Peer peer) throws IOException {
    return fetch(peer, false, client -> {});
  }

  private ImapFetch.Summary fetch(Peer peer, boolean delete, Before before) throws IOException {
    try (ImapClient client = Talk.open(peer.port());
        FetchState state = FetchState.open(folder.resolve("state"));
        MailStore store = MailStore.open("mbox:box", folder, false)) {
      before.fetch(client);
      var plan =
          new ImapFetch.Plan("d", "INBOX", "mbox:box", folder, delete, Long.MAX_VALUE, false);
      return ImapFetch.run(client, store, state, plan, fetched -> {});
    }
  }

  private static String body(int number, int uid) {
    return "S: * "
        + number
        + " FETCH (UID "
        + uid
        + " FLAGS () INTERNALDATE \"01-Jan-2026 00:00:00 +0000\" BODY[] {2}\nS: hi)\n";
  }

  @Test
  void whatTheServerHasAndDoesNotSendIsAskedForAgain() throws IOException {
    String next = "S: * OK [UIDNEXT 4] next\n";
    String items = " (UID FLAGS INTERNALDATE BODY.PEEK[])\n";
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", 3, next)
                + "C: i3 UID FETCH 1:3"
                + items
                + "C: i4 UID SEARCH UID 1:3\n"
                + body(1, 1)
                + "S: * 2 FETCH (UID 2 BODY[] NIL)\nS: i3 OK\nS: * SEARCH 1 2 3\nS: i4 OK\n"
                + Talk.end("i5"))) {
      ImapFetch.Summary first = fetch(peer);
      assertEquals(1, first.fetched());
      assertEquals(2, first.missing());
      peer.heardAll();
    }
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", 3, next)
                + "C: i3 UID FETCH 2:3 (UID RFC822.SIZE)\n"
                + "S: * 2 FETCH (UID 2 RFC822.SIZE 2)\nS: * 3 FETCH (UID 3 RFC822.SIZE 2)\n"
                + "S: i3 OK\nC: i4 UID FETCH 2:3"
                + items
                + "C: i5 UID SEARCH UID 2:3\n"
                + body(3, 3)
                + "S: i4 NO [EXPUNGEISSUED] one is gone\nS: * SEARCH 3\nS: i5 OK\n"
                + Talk.end("i6"))) {
      ImapFetch.Summary second = fetch(peer);
      assertEquals(1, second.fetched());
      assertEquals(0, second.missing());
      peer.heardAll();
    }
  }

  @Test
  void aServerMayNotTellWhatItsNextUidIs() throws IOException {
    String items = " (UID FLAGS INTERNALDATE BODY.PEEK[])\n";
    // Of 6:* the highest message comes in any case.
    for (String[] each :
        new String[][] {
          {"1", body(1, 5), "5", "1"}, {"6", body(1, 5), "5", "0"}, {"6", body(2, 8), "8", "1"}
        }) {
      try (Peer peer =
          Talk.peer(
              "",
              "C: i2 EXAMINE \"INBOX\"\n"
                  + Talk.examined("i2", 2)
                  + ("C: i3 UID FETCH " + each[0] + ":*" + items)
                  + ("C: i4 UID SEARCH UID " + each[0] + ":*\n")
                  + each[1]
                  + ("S: i3 OK\nS: * SEARCH " + each[2] + "\nS: i4 OK\n")
                  + Talk.end("i5"))) {
        ImapFetch.Summary summary = fetch(peer);
        assertEquals(each[3], "" + summary.fetched());
        assertEquals(0, summary.missing());
        peer.heardAll();
      }
    }
  }

  @Test
  void whatArrivesDuringARunIsFetchedByTheNext() throws IOException {
    String items = " (UID FLAGS INTERNALDATE BODY.PEEK[])\n";
    String more = "S: * 2 EXISTS\nS: * OK [UIDNEXT 3] one came\n";
    for (int uid = 1; uid <= 2; uid++) {
      String next = "S: * OK [UIDNEXT " + (uid + 1) + "] next\n";
      try (Peer peer =
          Talk.peer(
              "",
              "C: i2 EXAMINE \"INBOX\"\n"
                  + Talk.examined("i2", uid, next)
                  + ("C: i3 UID FETCH " + uid + items)
                  + ("C: i4 UID SEARCH UID " + uid + "\n")
                  + (body(uid, uid) + more)
                  + ("S: i3 OK\nS: * SEARCH " + uid + "\nS: i4 OK\n")
                  + Talk.end("i5"))) {
        assertEquals(1, fetch(peer).fetched());
        peer.heardAll();
      }
    }
  }

  @Test
  void newsOfTheMailboxBeforeAreNotThoseOfTheNext() throws IOException {
    try (FetchState state = FetchState.open(folder.resolve("state"))) {
      state.note("imap d/INBOX/", "7 4 10");
    }
    try (Peer peer =
        Talk.peer(
            "ENABLE CONDSTORE QRESYNC",
            "C: i2 EXAMINE \"Other\"\n"
                + Talk.examined("i2", 9)
                + "C: i3 ENABLE QRESYNC\nC: i4 EXAMINE \"INBOX\" (QRESYNC (7 10))\n"
                + "S: * ENABLED QRESYNC\nS: i3 OK\n"
                + "S: * VANISHED 1:2\nS: * 7 EXISTS\nS: * OK [CLOSED] left\n"
                + "S: * VANISHED (EARLIER) 3\n"
                + "S: * OK [UIDNEXT 4] next\nS: * OK [HIGHESTMODSEQ 11] last\n"
                + Talk.examined("i4", 1)
                + Talk.end("i5"))) {
      ImapFetch.Summary summary = fetch(peer, false, client -> client.select("Other", false));
      assertEquals(1, summary.vanished());
      peer.heardAll();
    }
  }

  @Test
  void aMessageThatTheServerCannotReadKeepsNoneBack() throws IOException {
    String items = " (UID FLAGS INTERNALDATE BODY.PEEK[])\n";
    var one = new StringBuilder();
    for (int uid = 2; uid <= 3; uid++) {
      String fetch = "i" + (2 * uid + 1);
      String search = "i" + (2 * uid + 2);
      one.append("C: " + fetch + " UID FETCH " + uid + items)
          .append("C: " + search + " UID SEARCH UID " + uid + "\n")
          .append(uid == 3 ? body(3, 3) + "S: i7 OK\n" : "S: i5 NO [SERVERBUG] unreadable\n")
          .append("S: * SEARCH " + uid + "\nS: " + search + " OK\n");
    }
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", 3, "S: * OK [UIDNEXT 4] next\n")
                + "C: i3 UID FETCH 1:3"
                + items
                + "C: i4 UID SEARCH UID 1:3\n"
                + body(1, 1)
                + "S: i3 NO [SERVERBUG] unreadable\nS: * SEARCH 1 2 3\nS: i4 OK\n"
                + one
                + Talk.end("i9"))) {
      ImapFetch.Summary summary = fetch(peer);
      assertEquals(2, summary.fetched());
      assertEquals(1, summary.missing());
      peer.heardAll();
    }
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", 3, "S: * OK [UIDNEXT 4] next\n")
                + "C: i3 UID FETCH 2 (UID RFC822.SIZE)\nS: * 2 FETCH (UID 2 RFC822.SIZE 2)\n"
                + ("S: i3 OK\nC: i4 UID FETCH 2" + items + "C: i5 UID SEARCH UID 2\n")
                + "S: i4 NO [SERVERBUG] unreadable\nS: * SEARCH 2\nS: i5 OK\n"
                + Talk.end("i6"))) {
      assertEquals(1, fetch(peer).missing());
      peer.heardAll();
    }
  }

  @Test
  void aMailboxThatNeverHeldAMessageHasNoneToDelete() throws IOException {
    try (Peer peer =
        Talk.peer(
            "UIDPLUS",
            "C: i2 SELECT \"INBOX\"\n"
                + Talk.examined("i2", 0, "S: * OK [UIDNEXT 1] next\n")
                    .replace("READ-ONLY", "READ-WRITE")
                + Talk.end("i3"))) {
      assertEquals(0, fetch(peer, true, client -> {}).deleted());
      peer.heardAll();
    }
  }

  @Test
  void aServerThatTellsOfEveryUidTakesNoMemory() throws IOException {
    try (Peer peer =
        Talk.peer(
            "ESEARCH",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", 1, "S: * OK [UIDNEXT 2] next\n")
                + "C: i3 UID FETCH 1 (UID FLAGS INTERNALDATE BODY.PEEK[])\n"
                + "C: i4 UID SEARCH RETURN (ALL) UID 1\n"
                + body(1, 1)
                + "S: i3 OK\nS: * ESEARCH (TAG \"i4\") UID ALL 1:4294967295\nS: i4 OK\n"
                + Talk.end("i5"))) {
      assertEquals(4_294_967_294L, fetch(peer).missing());
      peer.heardAll();
    }
  }

  @Test
  void aUidValidityThatIsNoNumberFetchesNothingTwice() throws IOException {
    String examined =
        Talk.examined("i2", 1, "S: * OK [UIDNEXT 2] next\n").replace("VALIDITY 7", "VALIDITY x");
    try (Peer peer =
        Talk.peer(
            "",
            ("C: i2 EXAMINE \"INBOX\"\n" + examined)
                + "C: i3 UID FETCH 1 (UID FLAGS INTERNALDATE BODY.PEEK[])\n"
                + ("C: i4 UID SEARCH UID 1\n" + body(1, 1))
                + "S: i3 OK\nS: * SEARCH 1\nS: i4 OK\n"
                + Talk.end("i5"))) {
      assertEquals(1, fetch(peer).fetched());
    }
    try (Peer peer = Talk.peer("", "C: i2 EXAMINE \"INBOX\"\n" + examined + Talk.end("i3"))) {
      assertEquals(0, fetch(peer).fetched());
      peer.heardAll();
    }
  }

  @Test
  void howFarALargeMailboxWasFetchedIsNotedOnTheWay() throws IOException {
    int most = ImapFetch.NOTED_AT_ONCE;
    String next = "S: * OK [UIDNEXT " + (most + 10) + "] next\n";
    String items = " (UID FLAGS INTERNALDATE BODY.PEEK[])\n";
    var bodies = new StringBuilder();
    for (int uid = 1; uid <= most + 3; uid++) {
      bodies.append(uid == 5 ? "" : body(uid, uid));
    }
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", most + 9, next)
                + ("C: i3 UID FETCH 1:" + (most + 9) + items)
                + ("C: i4 UID SEARCH UID 1:" + (most + 9) + "\n")
                + bodies)) {
      assertThrows(IOException.class, () -> fetch(peer));
    }
    // The keys of what the note covers are gone, before anything else was fetched.
    try (FetchState state = FetchState.open(folder.resolve("state"))) {
      String account = "d/INBOX/";
      assertEquals(Optional.of("7 " + (most + 2) + " 0 5"), state.note("imap " + account));
      assertEquals(Set.of(account + "7/" + (most + 2), account + "7/" + (most + 3)), state.keys());
    }
    try (Peer peer =
        Talk.peer(
            "",
            "C: i2 EXAMINE \"INBOX\"\n"
                + Talk.examined("i2", most + 9, next)
                + ("C: i3 UID FETCH 5," + (most + 2) + ":" + (most + 9) + " (UID RFC822.SIZE)\n")
                + "S: * 5 FETCH (UID 5 RFC822.SIZE 2)\n"
                + ("S: * 9 FETCH (UID " + (most + 2) + " RFC822.SIZE 2)\n")
                + ("S: * 10 FETCH (UID " + (most + 9) + " RFC822.SIZE 2)\nS: i3 OK\n")
                + ("C: i4 UID FETCH 5," + (most + 9) + items)
                + ("C: i5 UID SEARCH UID 5," + (most + 9) + "\n")
                + body(5, 5)
                + body(10, most + 9)
                + ("S: i4 OK\nS: * SEARCH 5 " + (most + 9) + "\nS: i5 OK\n")
                + Talk.end("i6"))) {
      assertEquals(2, fetch(peer).fetched());
      peer.heardAll();
    }
  }
}
