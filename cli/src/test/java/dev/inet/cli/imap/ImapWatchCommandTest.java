package dev.inet.cli.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Shell;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ImapWatchCommandTest extends ImapByDemo {
  @Test
  void watchesUntilEnoughHasHappened() throws Exception {
    var done = new Shell.Ending[1];
    var watching = new Thread(() -> done[0] = inet("watch", "--count", "1", url + "/INBOX"));
    watching.start();
    while (!server.heard().contains("IDLE")) {
      Thread.onSpinWait();
    }
    add("news", "4\r\n");
    watching.join(20_000);
    assertEquals(0, done[0].status(), done[0].err());
    obeys("imap-watch", done[0].out());
    assertTrue(done[0].out().contains("\"event\":\"new\",\"mailbox\":\"INBOX\",\"uid\":3"));
  }

  /** The way of ^C: what watches is interrupted, and with it the connection that it waits on. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anInterruptEndsWatchingAndLeavesNothing(int mailboxes) throws Exception {
    String[] places = {"--json", url + "/INBOX", url + "/Sent"};
    var done = new Shell.Ending[1];
    var watching = new Thread(() -> done[0] = inet("watch", Arrays.copyOf(places, 1 + mailboxes)));
    watching.start();
    while (server.heard().stream().filter("IDLE"::equals).count() < mailboxes) {
      Thread.onSpinWait();
    }
    watching.interrupt();
    watching.join(20_000);
    assertFalse(watching.isAlive());
    assertEquals(130, done[0].status(), done[0].err());
    assertEquals("", done[0].out());
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(each -> each.getName().startsWith("inet-watch")));
  }

  @Test
  void whatASenderWritesNeverReachesTheShell() throws Exception {
    String evil = "$(touch pwned) `touch pwned` '; touch pwned; \" ; touch pwned";
    var done = new Shell.Ending[1];
    var watching =
        new Thread(
            () ->
                done[0] =
                    inet(
                        "watch",
                        "--count",
                        "2",
                        "--exec",
                        "cat; printf '%s\\n' \"$INET_EVENT $INET_UID $INET_SUBJECT\"",
                        url + "/INBOX",
                        url + "/Sent"));
    watching.start();
    while (server.heard().stream().filter("IDLE"::equals).count() < 2) {
      Thread.onSpinWait();
    }
    add(evil, "4\r\n");
    // A subject that fills every pipe, and no variable could hold.
    add("x".repeat(300_000), "5\r\n");
    watching.join(60_000);
    assertEquals(0, done[0].status(), done[0].err());
    assertTrue(done[0].out().contains("\nnew 3 " + evil + "\n"), done[0].out().substring(0, 900));
    assertTrue(done[0].out().contains("\nnew 4 xxx"));
    assertFalse(Files.exists(folder.resolve("pwned")));
  }
}
