package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watching servers that go away, fall silent, or tell less than happened. */
@Timeout(60)
class ImapWatchTest {
  private static final Duration SHORT = Duration.ofMillis(30);
  private static final Duration LONG = Duration.ofSeconds(20);

  private static String connection(String capabilities, String script) {
    String all = ("IMAP4rev1 " + capabilities).strip();
    return "S: * OK [CAPABILITY "
        + all
        + "] hi\nC: i1 LOGIN \"demo\" \"demo\"\nS: i1 OK [CAPABILITY "
        + all
        + "] in\n"
        + script;
  }

  /** Opening the mailbox, and what is in it. */
  private static String holding(int validity, String... messages) {
    var script = new StringBuilder("C: i2 EXAMINE \"INBOX\"\n");
    script.append(
        Talk.examined("i2", messages.length).replace("UIDVALIDITY 7", "UIDVALIDITY " + validity));
    if (messages.length > 0) {
      script.append("C: i3 UID FETCH 1:* (UID FLAGS)\n");
      for (int i = 0; i < messages.length; i++) {
        script.append("S: * ").append(i + 1).append(" FETCH (").append(messages[i]).append(")\n");
      }
      script.append("S: i3 OK\n");
    }
    return script.toString();
  }

  private static String message(int number, int uid) {
    return "S: * "
        + number
        + " FETCH (UID "
        + uid
        + " FLAGS () INTERNALDATE \"01-Jan-2026 00:00:00 +0000\" RFC822.SIZE 9 ENVELOPE (NIL \"s"
        + uid
        + "\" NIL NIL NIL NIL NIL NIL NIL NIL))\n";
  }

  private static String list(String tag, int from) {
    return "C: "
        + tag
        + " UID FETCH "
        + from
        + ":* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)\n";
  }

  /** Watches until so many events were heard. */
  private static List<String> events(Peer peer, ImapWatch.Plan plan, int count) throws IOException {
    var heard = new ArrayList<String>();
    ImapWatch.run(
        () -> Talk.open(peer.port()),
        "INBOX",
        plan,
        event -> {
          heard.add(event.kind() + " " + event.uid());
          return heard.size() < count;
        });
    return heard;
  }

  private static ImapWatch.Plan plan(Duration again, Duration silence) {
    return new ImapWatch.Plan(again, SHORT, silence, Duration.ZERO, Duration.ofMillis(1));
  }

  @Test
  void issuesIdleAgainBeforeTheServerEndsIt() throws IOException {
    try (Peer peer =
        Peer.plays(
            connection(
                "IDLE",
                holding(7, "UID 5 FLAGS ()")
                    + "C: i4 IDLE\nS: + idling\nC: DONE\nS: i4 OK\n"
                    + "C: i5 IDLE\nS: +\nS: * OK still here\nC: DONE\nS: i5 OK\n"
                    + "C: i6 IDLE\nS: +\nS: * 2 EXISTS\nC: DONE\nS: * 2 RECENT\nS: i6 OK\n"
                    + list("i7", 6)
                    + message(2, 6)
                    + "S: i7 OK\nC: i8 LOGOUT\nS: * BYE\nS: i8 OK\n"))) {
      assertEquals(List.of("WATCHING 0", "NEW 6"), events(peer, plan(SHORT, Duration.ZERO), 2));
      peer.heardAll();
    }
  }

  @Test
  void aServerMayEndIdleItself() throws IOException {
    try (Peer peer =
        Peer.plays(
            connection(
                "IDLE",
                holding(7, "UID 5 FLAGS ()")
                    + "C: i4 IDLE\nS: + idling\nS: i4 OK time is over\n"
                    + "C: i5 IDLE\nS: + idling\nS: i5 NO too long\n"
                    + "C: i6 IDLE\nS: +\nS: * OK still here\nC: DONE\nS: i6 OK\n"
                    + "S: DONE BAD what is that?\n"
                    + "C: i7 IDLE\nS: +\nS: * 2 EXISTS\nC: DONE\nS: i7 OK\n"
                    + list("i8", 6)
                    + message(2, 6)
                    + "S: i8 OK\nC: i9 LOGOUT\nS: * BYE\nS: i9 OK\n"))) {
      assertEquals(List.of("WATCHING 0", "NEW 6"), events(peer, plan(LONG, Duration.ZERO), 2));
      peer.heardAll();
    }
  }

  @Test
  void aServerThatNeverAnswersDoneIsLeft() throws IOException {
    try (Peer peer =
        Peer.plays(
            connection(
                    "IDLE",
                    holding(7, "UID 5 FLAGS ()") + "C: i4 IDLE\nS: + idling\nC: DONE\n== STALL\n")
                + "== NEXT\n"
                + connection(
                    "IDLE",
                    holding(7, "UID 5 FLAGS (\\\\Seen)", "UID 6 FLAGS ()")
                        + "C: i4 UID FETCH 6 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)\n"
                        + message(2, 6)
                        + "S: i4 OK\nC: i5 LOGOUT\n"))) {
      assertEquals(
          List.of("WATCHING 0", "FLAGS 5", "NEW 6"),
          events(peer, plan(SHORT, Duration.ofMillis(300)), 3));
      peer.heardAll();
    }
  }

  @Test
  void asksAServerWithoutIdleAndOneThatRefusesIt() throws IOException {
    for (String[] each : new String[][] {{"", ""}, {"IDLE", "C: i4 IDLE\nS: i4 NO not today\n"}}) {
      String tag = each[0].isEmpty() ? "i4" : "i5";
      String next = each[0].isEmpty() ? "i5" : "i6";
      String last = each[0].isEmpty() ? "i6" : "i7";
      try (Peer peer =
          Peer.plays(
              connection(
                  each[0],
                  holding(7, "UID 5 FLAGS ()")
                      + each[1]
                      + "C: "
                      + tag
                      + " NOOP\nS: * 1 FETCH (FLAGS (\\\\Flagged))\nS: * 2 EXISTS\nS: "
                      + tag
                      + " OK\n"
                      + list(next, 6)
                      + message(2, 6)
                      + "S: "
                      + next
                      + " OK\nC: "
                      + last
                      + " LOGOUT\n"))) {
        assertEquals(
            List.of("WATCHING 0", "FLAGS 5", "NEW 6"), events(peer, plan(LONG, Duration.ZERO), 3));
        peer.heardAll();
      }
    }
  }

  @Test
  void aMailboxThatWasMadeAnewWhileNobodyLookedIsTold() throws IOException {
    try (Peer peer =
        Peer.plays(
            connection(
                    "IDLE",
                    holding(7, "UID 5 FLAGS ()") + "C: i4 IDLE\nS: +\nS: * BYE restarting\n")
                + "== NEXT\n"
                + connection(
                    "IDLE",
                    holding(8, "UID 1 FLAGS ()")
                        + "C: i4 IDLE\nS: +\nS: * 1 EXPUNGE\n== EXPECT-CLOSE\n"))) {
      assertEquals(
          List.of("WATCHING 0", "RESET 0", "EXPUNGED 1"),
          events(peer, plan(LONG, Duration.ZERO), 3));
    }
  }

  @Test
  void aServerThatIsNotReadyYetIsAskedAgain() throws IOException {
    try (Peer peer =
        Peer.plays(
            connection("IDLE", holding(7) + "C: i3 IDLE\nS: +\n== CLOSE\n")
                + "== NEXT\nS: * BYE too many connections\n"
                + "== NEXT\nS: * OK [CAPABILITY IMAP4rev1] hi\nC: i1 LOGIN \"demo\" \"demo\"\n"
                + "S: i1 NO [UNAVAILABLE] the directory is down\n"
                + "== NEXT\n== CLOSE\n"
                + "== NEXT\n"
                + connection(
                    "IDLE",
                    holding(7, "UID 5 FLAGS ()")
                        + "C: i4 UID FETCH 5 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)\n"
                        + message(1, 5)
                        + "S: i4 OK\nC: i5 LOGOUT\n"))) {
      assertEquals(List.of("WATCHING 0", "NEW 5"), events(peer, plan(LONG, Duration.ZERO), 2));
      peer.heardAll();
    }
  }

  @Test
  void whatWillNotPassEndsIt() {
    for (String[] each :
        new String[][] {
          {"C: i1 LOGIN \"demo\" \"demo\"\nS: i1 NO wrong\n", "SIGN_IN_REFUSED"},
          {
            "C: i1 LOGIN \"demo\" \"demo\"\nS: i1 OK in\nC: i2 CAPABILITY\n"
                + "S: * CAPABILITY IMAP4rev1\nS: i2 OK\nC: i3 EXAMINE \"INBOX\"\n"
                + "S: i3 NO renamed meanwhile\n",
            "NOT_FOUND"
          }
        }) {
      try (Peer peer =
          Peer.plays(
              connection("IDLE", holding(7) + "C: i3 IDLE\nS: +\n== CLOSE\n")
                  + "== NEXT\nS: * OK [CAPABILITY IMAP4rev1] hi\n"
                  + each[0])) {
        var end =
            assertThrows(
                InetException.class, () -> events(peer, plan(LONG, Duration.ZERO), 9), each[1]);
        assertEquals(each[1], end.failure().name());
      }
    }
  }

  @Test
  void whatAServerToldInAnotherOrderIsLookedUp() throws IOException {
    try (Peer peer =
        Peer.plays(
            connection(
                "IDLE",
                holding(7, "UID 5 FLAGS ()")
                    + "C: i4 IDLE\nS: +\nS: * 3 EXISTS\nC: DONE\nS: i4 OK\n"
                    + list("i5", 6)
                    + message(3, 7)
                    + message(2, 6)
                    + "S: i5 OK\nC: i6 UID FETCH 1:* (UID FLAGS)\n"
                    + "S: * 3 FETCH (FLAGS () UID 7)\nS: * 1 FETCH (FLAGS () UID 5)\n"
                    + "S: * 2 FETCH (FLAGS () UID 6)\nS: i6 OK\n"
                    + "C: i7 IDLE\nS: +\nS: * 3 EXPUNGE\n== EXPECT-CLOSE\n"))) {
      assertEquals(
          List.of("WATCHING 0", "NEW 6", "NEW 7", "EXPUNGED 7"),
          events(peer, plan(LONG, Duration.ZERO), 4));
      peer.heardAll();
    }
  }

  /** As where somebody else marks the message at once. */
  @Test
  void aMessageWhoseFlagsComeFirstIsNewNevertheless() throws IOException {
    try (Peer peer =
        Peer.plays(
            connection(
                "IDLE",
                holding(7, "UID 5 FLAGS ()")
                    + "C: i4 IDLE\nS: + idling\n"
                    + "S: * 2 EXISTS\nS: * 2 FETCH (UID 6 FLAGS (work))\n"
                    + "C: DONE\nS: i4 OK\n"
                    + list("i5", 6)
                    + message(2, 6)
                    + "S: i5 OK\nC: i6 LOGOUT\nS: * BYE\nS: i6 OK\n"))) {
      assertEquals(List.of("WATCHING 0", "NEW 6"), events(peer, plan(LONG, Duration.ZERO), 2));
      peer.heardAll();
    }
  }

  @Test
  void flagsInAnotherOrderAreNoNews() throws IOException {
    try (Peer peer =
        Peer.plays(
            connection(
                "IDLE",
                holding(7, "UID 5 FLAGS (\\\\Seen \\\\Flagged)")
                    + "C: i4 IDLE\nS: +\nS: * 1 FETCH (FLAGS (\\\\Flagged \\\\Seen))\n"
                    + "C: DONE\nS: i4 OK\n"
                    + "C: i5 IDLE\nS: +\nS: * 1 EXPUNGE\n== EXPECT-CLOSE\n"))) {
      assertEquals(List.of("WATCHING 0", "EXPUNGED 5"), events(peer, plan(LONG, Duration.ZERO), 2));
    }
  }

  @Test
  void theWholeEndsInTimeAlsoWhileNobodyAnswers() {
    try (Peer peer = Peer.plays(connection("IDLE", holding(7) + "C: i3 IDLE\nS: +\n== CLOSE\n"))) {
      var plan = new ImapWatch.Plan(LONG, SHORT, Duration.ZERO, Duration.ofMillis(400), LONG);
      var end = assertThrows(InetException.class, () -> events(peer, plan, 9));
      assertEquals(Failure.TIMEOUT, end.failure());
      assertTrue(end.getMessage().contains("max-time"), end.getMessage());
    }
  }

  @Test
  void whoFallsSilentIsNamed() {
    String silent = holding(7) + "C: i3 IDLE\nS: +\n== EXPECT-CLOSE\n";
    try (Peer peer = Peer.plays(connection("IDLE", silent))) {
      var end =
          assertThrows(
              InetException.class, () -> events(peer, plan(LONG, Duration.ofMillis(300)), 9));
      assertEquals("timed out (read-timeout 300ms)", end.getMessage());
      assertEquals(peer.port(), end.endpoint().orElseThrow().port());
    }
  }
}
