package dev.inet.gopher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UndottingTest {
  private static String through(String answer, int step) throws IOException {
    var out = new ByteArrayOutputStream();
    var undotting = new Undotting(out::write);
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i += step) {
      undotting.take(bytes, i, Math.min(step, bytes.length - i));
    }
    undotting.finish();
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Says the rule over the whole text at once; the stream must come to the same. */
  private static String byRule(String answer) {
    String body = answer.replaceFirst("(?s)(^|(?<=\n))\\.(\r?\n|\r)?\\z", "");
    boolean ended = !body.equals(answer);
    String[] lines = body.split("(?<=\n)", -1);
    boolean doubles = ended;
    for (String line : lines) {
      doubles &= !line.startsWith(".") || line.startsWith("..");
    }
    var text = new StringBuilder();
    for (String line : lines) {
      text.append(doubles && line.startsWith("..") ? line.substring(1) : line);
    }
    return text.toString();
  }

  @Test
  void comesToTheSameInPiecesOfAnySize() throws IOException {
    var random = new Random(5);
    String[] pieces = {".", "..", "a", "\n", "\r\n", "\n.", "\n..", "\r", ".\r\n", "text"};
    for (int round = 0; round < 20_000; round++) {
      var answer = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        answer.append(pieces[random.nextInt(pieces.length)]);
      }
      String expected = byRule(answer.toString());
      for (int step : new int[] {1, 2, 3, 100}) {
        assertEquals(expected, through(answer.toString(), step), () -> "of " + answer);
      }
    }
  }

  @Test
  void undoesTheDoublingOfATextOfAnyLength() throws IOException {
    String text = (".first\r\n" + "x".repeat(70) + "\r\n").repeat(100_000);
    String sent = text.replace(".first", "..first") + ".\r\n";
    assertEquals(text.length(), through(sent, 64 * 1024).length());
    assertEquals(text, through(sent, 64 * 1024));
  }
}
