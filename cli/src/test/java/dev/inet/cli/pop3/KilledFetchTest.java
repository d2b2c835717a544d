package dev.inet.cli.pop3;

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
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that fetches, killed by the server it talks to (SIGKILL), again and again. */
@Timeout(180)
final class KilledFetchTest {
  private static final int MESSAGES = 450;

  @TempDir Path folder;

  /** A server with messages that go at the end of a session, as RFC 1939 wants it. */
  private final Map<Integer, String> mailbox = new TreeMap<>();

  private KilledClient client;
  private volatile String deadly = "";

  @BeforeEach
  void begin() {
    client = new KilledClient(folder);
  }

  private void serve(Conversation conversation) throws IOException {
    var numbers = new ArrayList<>(mailbox.keySet());
    var deleted = new ArrayList<Integer>();
    conversation.send("+OK ready");
    while (true) {
      String line = conversation.expect("{any}");
      String[] words = line.split(" ");
      int number = words.length > 1 && words[1].matches("[0-9]+") ? Integer.parseInt(words[1]) : 0;
      if (line.equals(deadly)) {
        kill();
      }
      switch (words[0]) {
        case "CAPA" -> conversation.sendRaw("+OK\r\nPIPELINING\r\nUIDL\r\nUSER\r\n.\r\n");
        case "LIST", "UIDL" -> {
          var list = new StringBuilder("+OK\r\n");
          for (int i = 1; i <= numbers.size(); i++) {
            String what = words[0].equals("LIST") ? "10" : "id" + numbers.get(i - 1);
            list.append(i).append(' ').append(what).append("\r\n");
          }
          conversation.sendRaw(list + ".\r\n");
        }
        case "RETR" ->
            conversation.sendRaw(
                "+OK\r\nSubject: x\r\n\r\n" + mailbox.get(numbers.get(number - 1)) + "\r\n.\r\n");
        case "DELE" -> {
          deleted.add(numbers.get(number - 1));
          conversation.send("+OK");
        }
        case "QUIT" -> {
          mailbox.keySet().removeAll(deleted);
          conversation.send("+OK");
          return;
        }
        default -> conversation.send("+OK");
      }
    }
  }

  private void kill() {
    deadly = "";
    client.kill();
  }

  private int fetch(int port, String to) throws Exception {
    String url = "pop3://127.0.0.1:" + port;
    return client.run(
        List.of("pop3", "fetch", url, "-u", "ann:pw", "--delete", "--to", to, "--state", "state"));
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("mail"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertTrue(!file.getParent().endsWith("tmp"), () -> file + " was left");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"maildir:mail", "mbox:mail/box", "jsonl:mail/box", "mail"})
  void bringsEachMessageOnce(String to) throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      mailbox.put(i, String.format("body %03d", i));
    }
    List<String> all = mailbox.values().stream().sorted().toList();
    Files.createDirectories(folder.resolve("mail"));
    int killed = 0;
    try (Peer peer = Peer.of(this::serve)) {
      // While a batch is placed, while deleting, at the very end.
      for (String moment : List.of("RETR 250", "DELE 100", "QUIT")) {
        deadly = moment;
        killed += fetch(peer.port(), to) == 0 ? 0 : 1;
      }
      assertEquals(0, fetch(peer.port(), to), client::said);
    }
    assertTrue(killed >= 1, "it was killed " + killed + " times");
    assertNothingLeft();
    List<String> came = client.bodies(to);
    assertEquals(MESSAGES, came.size());
    assertEquals(all, came);
    assertEquals(Map.of(), mailbox);
  }
}
