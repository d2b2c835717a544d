package dev.inet.cli.nntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.KilledClient;
import dev.inet.sandbox.Conversation;
import dev.inet.sandbox.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that fetches, killed by the server it talks to (SIGKILL), again and again. */
@Timeout(240)
final class NntpKilledFetchTest {
  private static final int ARTICLES = 450;

  @TempDir Path folder;

  private volatile String deadly = "";

  private void serve(Conversation conversation, KilledClient client) throws IOException {
    conversation.send("200 ready");
    while (true) {
      String line = conversation.expect("{any}");
      if (line.equals(deadly)) {
        deadly = "";
        client.kill();
      }
      String[] words = line.split(" ");
      switch (words[0]) {
        case "CAPABILITIES" -> conversation.sendRaw("101 here\r\nVERSION 2\r\nREADER\r\n.\r\n");
        case "GROUP" -> conversation.send("211 " + ARTICLES + " 1 " + ARTICLES + " a.b");
        case "LISTGROUP" -> {
          var list = new StringBuilder("211 " + ARTICLES + " 1 " + ARTICLES + " a.b\r\n");
          int first = words.length > 2 ? Integer.parseInt(words[2].replaceFirst("-.*", "")) : 1;
          IntStream.rangeClosed(first, ARTICLES).forEach(n -> list.append(n).append("\r\n"));
          conversation.sendRaw(list + ".\r\n");
        }
        case "ARTICLE" -> {
          String id = "<" + words[1] + "@x>";
          conversation.sendRaw(
              ("220 " + words[1] + " " + id + "\r\nFrom: ann@x\r\nNewsgroups: a.b\r\n")
                  + ("Message-ID: " + id + "\r\nSubject: x\r\n\r\n")
                  + (body(Integer.parseInt(words[1])) + "\r\n.\r\n"));
        }
        case "QUIT" -> {
          conversation.send("205 bye");
          return;
        }
        default -> conversation.send("500 what?");
      }
    }
  }

  private static String body(int number) {
    return String.format("body %03d", number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"maildir:mail", "mbox:mail/box", "jsonl:mail/box", "mail"})
  void bringsEachArticleOnce(String to) throws Exception {
    Files.createDirectories(folder.resolve("mail"));
    var client = new KilledClient(folder);
    int killed = 0;
    try (Peer peer = Peer.of(conversation -> serve(conversation, client))) {
      String url = "nntp://127.0.0.1:" + peer.port() + "/a.b";
      List<String> words = List.of("nntp", "fetch", url, "--to", to, "--state", "state");
      // While a batch is placed, with the last article, at the very end.
      for (String moment : List.of("ARTICLE 250", "ARTICLE " + ARTICLES, "QUIT")) {
        deadly = moment;
        killed += client.run(words) == 0 ? 0 : 1;
      }
      assertEquals(0, client.run(words), client::said);
    }
    assertTrue(killed >= 2, "it was killed " + killed + " times");
    List<String> all =
        IntStream.rangeClosed(1, ARTICLES).mapToObj(NntpKilledFetchTest::body).toList();
    assertEquals(all, client.bodies(to));
  }
}
