package dev.inet.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x\u001b[2J\u001b]0;title\u0007! | x\\x1b[2J\\x1b]0;title\\x07!",
        "x\u009b31mred                 | x\\u009b31mred",
        "a\u007fb\u0000c               | a\\x7fb\\x00c",
        "gpj.\u202eexe                 | gpj.\\u202eexe",
        "x\u2066x\u2069\u200fx         | x\\u2066x\\u2069\\u200fx",
        "one\u2028two                  | one\\u2028two",
        "lone \ud800!                  | lone \\ud800!",
        "tag \udb40\udc41              | tag \\u{e0041}",
        "grüße 日本 👩‍🚀 a\u0301       | grüße 日本 👩‍🚀 a\u0301",
        "back\\slash                   | back\\slash",
      })
  void showsWhatATerminalWouldActOnByItsNumber(String hostile, String shown) {
    assertEquals(shown, PlainText.line(hostile));
    assertEquals(shown, PlainText.lines(hostile));
  }

  @Test
  void keepsLayoutOnlyWhereItIsAskedFor() {
    assertEquals("a b  c d", PlainText.line("a\tb\r\nc\rd"));
    assertEquals("a\tb\nc\\x0dd", PlainText.lines("a\tb\r\nc\rd"));
  }

  @ParameterizedTest
  @CsvSource({
    "67 72 fc df, gr\\xfc\\xdf",
    "c0 af, \\xc0\\xaf",
    "e0 80 80, \\xe0\\x80\\x80",
    "ed a0 80, \\xed\\xa0\\x80",
    "f4 90 80 80, \\xf4\\x90\\x80\\x80",
    "c2 9b 41, \\u009bA",
    "e2 80 ae 41, \\u202eA",
    "e2 82 41, \\xe2\\x82A",
    "e2 82, \\xe2\\x82",
    "ef bf bd, \ufffd",
    "f0 9f 9a 80, 🚀",
    "e2 e2 82 ac, \\xe2€",
    "1b 5b 41, \\x1b[A",
    "61 0d, a\\x0d",
  })
  void decodesBytesHoweverTheyAreCut(String hex, String shown) throws IOException {
    byte[] bytes = bytes(hex);
    for (int cut = 0; cut <= bytes.length; cut++) {
      var terminal = new ByteArrayOutputStream();
      try (var stream = new PlainTextStream(terminal)) {
        stream.write(bytes, 0, cut);
        stream.write(bytes, cut, bytes.length - cut);
      }
      assertEquals(shown, terminal.toString(StandardCharsets.UTF_8), "cut at " + cut);
    }
  }

  @Test
  void letsNoControlThroughWhateverComes() throws IOException {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      byte[] bytes = new byte[300];
      random.nextBytes(bytes);
      var terminal = new ByteArrayOutputStream();
      try (var stream = new PlainTextStream(terminal)) {
        stream.write(bytes);
      }
      String shown = terminal.toString(StandardCharsets.UTF_8);
      assertTrue(
          shown
              .codePoints()
              .noneMatch(
                  c ->
                      Character.isISOControl(c) && c != '\n' && c != '\t'
                          || Character.getType(c) == Character.FORMAT
                              && c != 0x200c
                              && c != 0x200d),
          shown);
    }
  }

  private static byte[] bytes(String hex) {
    String[] each = hex.split(" ");
    byte[] bytes = new byte[each.length];
    for (int i = 0; i < each.length; i++) {
      bytes[i] = (byte) Integer.parseInt(each[i], 16);
    }
    return bytes;
  }
}
