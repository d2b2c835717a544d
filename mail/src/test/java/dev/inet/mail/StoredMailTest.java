package dev.inet.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other programs leave in files. */
class StoredMailTest {
  private static final String START = "From ann@a.test Fri Jan  2 03:04:05 2026\n";

  @TempDir Path folder;

  private List<String> box(String text) throws IOException {
    Path box = Files.writeString(folder.resolve("box"), text);
    var messages = new ArrayList<String>();
    StoredMail.read(
        "mbox:" + box,
        folder,
        message -> {
          try (InputStream in = message.source().open()) {
            messages.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
          }
        });
    return messages;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        START,
        "From x 00:00\n",
        "From - Mon Jan 00 00:00:00 0000\n",
        "From 12@xxx Fri Jan 02 03:04:05 +0000 2026\r\n",
        "From ann Fri Jan  2 03:04 EST 2026 remote from a\n",
        "From \r\n",
      })
  void aMessageBeginsBehindAnEmptyLine(String start) throws IOException {
    assertEquals(List.of("A: 1\n\na\n", "B: 2\n"), box(START + "A: 1\n\na\n\n" + start + "B: 2\n"));
  }

  /** Such lines are quoted by some programs only, and not where Content-Length tells the end. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\nFrom here on all is well.\n",
        "\nFrom 2026 on\n",
        "a\nFrom 10:00 to 12:00\n",
        "a\nFrom the log of Fri, 2 Jan 2026 03:04:05\n",
        "a\nFrom the log of Fri Jan  2 03:04:05 2026\n",
        "a\nFrom \n",
        "\nFrom nothing",
      })
  void aTextThatBeginsALineSoIsNone(String body) throws IOException {
    assertEquals(List.of("A: 1\n\n" + body), box(START + "A: 1\n\n" + body));
  }

  @Test
  void whereTheFirstTellsNoTimeTheOthersNeedNone() throws IOException {
    assertEquals(List.of("A: 1\n", "B: 2\n"), box("From ann\nA: 1\n\nFrom bob\nB: 2\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        START,
        "From ann@a.test Fri Jan  2 03:04:05 2026 +0200\n",
        "From ann at a.test  Fri Jan  2 03:04:05 2026\n",
        "From \"ann b\"@a.test Fri Jan  2 03:04:05 2026\n",
        "From ???@??? Fri Jan 02 03:04:05 2026\r\n",
        "From 12@xxx Fri Jan 02 03:04:05 +0000 2026\n",
      })
  void aSenderAndADateAreEnoughWhereTheEmptyLineIsMissing(String start) throws IOException {
    assertEquals(List.of("A: 1\n\na\n", "B: 2\n"), box(START + "A: 1\n\na\n" + start + "B: 2\n"));
  }
}
