package dev.inet.cli.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.KilledClient;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that fetches, killed by the server it talks to (SIGKILL), again and again. */
@Timeout(240)
final class ImapKilledFetchTest {
  private static final int MESSAGES = 420;
  private static final Pattern RANGE = Pattern.compile("UID FETCH (\\S+) \\(UID (.*)\\)");

  @TempDir Path folder;

  private final TreeMap<Integer, String> mailbox = new TreeMap<>();
  private KilledClient client;

  /** The client dies while this message is on its way; or after the last, at a word of its own. */
  private volatile int deadly;

  private volatile String deadlyWord = "";

  @BeforeEach
  void begin() {
    client = new KilledClient(folder);
  }

  private void serve(Conversation conversation) throws IOException {
    conversation.send("* OK [CAPABILITY IMAP4rev1 UIDPLUS ESEARCH] ready");
    while (true) {
      String line = conversation.expect("{any}");
      String tag = line.substring(0, line.indexOf(' '));
      String command = line.substring(tag.length() + 1);
      if (!deadlyWord.isEmpty() && command.startsWith(deadlyWord)) {
        kill();
      }
      Matcher fetch = RANGE.matcher(command);
      if (command.startsWith("LOGIN")) {
        conversation.send("* CAPABILITY IMAP4rev1 UIDPLUS ESEARCH");
      }
      if (command.startsWith("SELECT") || command.startsWith("EXAMINE")) {
        conversation.sendRaw(
            "* "
                + mailbox.size()
                + " EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n* OK [UIDNEXT "
                + (MESSAGES + 1)
                + "] n\r\n");
      } else if (fetch.matches()) {
        fetch(conversation, fetch.group(1), fetch.group(2));
      } else if (command.startsWith("UID SEARCH")) {
        String all = set();
        conversation.send(
            "* ESEARCH (TAG \"" + tag + "\") UID" + (all.isEmpty() ? "" : " ALL ") + all);
      } else if (command.startsWith("UID EXPUNGE")) {
        mailbox.keySet().removeIf(uid -> contains(command.substring(12), uid));
      }
      conversation.send(tag + " OK done");
      if (command.equals("LOGOUT")) {
        return;
      }
    }
  }

  private String set() {
    return String.join(",", mailbox.keySet().stream().map(String::valueOf).toList());
  }

  private static boolean contains(String set, int uid) {
    for (String part : set.split(",")) {
      String[] ends = part.split(":");
      if (Integer.parseInt(ends[0]) <= uid && uid <= Integer.parseInt(ends[ends.length - 1])) {
        return true;
      }
    }
    return false;
  }

  private void fetch(Conversation conversation, String set, String items) throws IOException {
    int number = 0;
    for (int uid : List.copyOf(mailbox.keySet())) {
      number++;
      if (!contains(set, uid)) {
        continue;
      }
      String text = mailbox.get(uid);
      String head = "* " + number + " FETCH (UID " + uid;
      if (!items.contains("BODY")) {
        conversation.send(head + " RFC822.SIZE " + text.length() + ")");
        continue;
      }
      if (uid == deadly) {
        kill();
      }
      conversation.sendRaw(
          head
              + " FLAGS () INTERNALDATE \"01-Jan-2026 00:00:00 +0000\" BODY[] {"
              + text.length()
              + "}\r\n"
              + text
              + ")\r\n");
    }
  }

  private void kill() {
    deadly = 0;
    deadlyWord = "";
    client.kill();
  }

  private int fetch(int port, String to, String... more) throws Exception {
    var words =
        new ArrayList<>(
            List.of(
                "imap",
                "fetch",
                "imap://127.0.0.1:" + port + "/INBOX",
                "-u",
                "ann:pw",
                "--to",
                to,
                "--state",
                "state"));
    words.addAll(List.of(more));
    return client.run(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"maildir:mail", "mbox:mail/box", "jsonl:mail/box", "mail"})
  void bringsEachMessageOnce(String to) throws Exception {
    for (int uid = 1; uid <= MESSAGES; uid++) {
      mailbox.put(uid, String.format("Subject: x\r\n\r\nbody %03d\r\n", uid));
    }
    List<String> all =
        mailbox.values().stream().map(text -> text.split("\r\n", -1)[2]).sorted().toList();
    int killed = 0;
    try (Peer peer = Peer.of(this::serve)) {
      // While a batch of 200 is placed, with the last message, at the end.
      for (int moment : new int[] {201, 420}) {
        deadly = moment;
        killed += fetch(peer.port(), to) == 0 ? 0 : 1;
      }
      deadlyWord = "LOGOUT";
      killed += fetch(peer.port(), to) == 0 ? 0 : 1;
      assertEquals(0, fetch(peer.port(), to), client::said);
      assertEquals(all, client.bodies(to));
      // Nothing is deleted that is not safe here; killed within, the next run ends it.
      deadlyWord = "UID EXPUNGE";
      killed += fetch(peer.port(), to, "--delete") == 0 ? 0 : 1;
      assertEquals(0, fetch(peer.port(), to, "--delete"), client::said);
    }
    assertTrue(killed >= 2, "it was killed " + killed + " times");
    assertEquals(all, client.bodies(to));
    assertEquals(0, mailbox.size());
    try (Stream<Path> files = Files.walk(folder)) {
      Path staging = Path.of("mail", "tmp");
      List<Path> left = files.filter(each -> folder.relativize(each).startsWith(staging)).toList();
      assertTrue(left.size() <= 1, () -> "left: " + left);
    }
  }
}
