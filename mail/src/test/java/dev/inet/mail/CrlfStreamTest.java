package dev.inet.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrlfStreamTest {
  private static String through(String text, int step) throws IOException {
    InputStream slow =
        new FilterInputStream(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1))) {
          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return super.read(into, offset, Math.min(length, step));
          }
        };
    var out = new ByteArrayOutputStream();
    byte[] piece = new byte[step];
    try (var in = new CrlfStream(slow)) {
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        out.write(piece, 0, n);
      }
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "'',''",
    "a,aRN",
    "aRN,aRN",
    "aN,aRN",
    "aR,aRN",
    "aRNb,aRNbRN",
    "aNRb,aRNRNbRN",
    "aRRNb,aRNRNbRN",
    "N,RN",
    "R,RN",
    "RN,RN",
    "aN.RNb,aRN.RNbRN",
    "aR.RNb,aRN.RNbRN",
    "aN.Nb,aRN.RNbRN",
  })
  void leavesNoLineEndBare(String given, String expected) throws IOException {
    String in = given.replace('R', '\r').replace('N', '\n');
    String out = expected.replace("R", "\r").replace("N", "\n");
    for (int step = 1; step < 8; step++) {
      assertEquals(out, through(in, step), "by " + step);
    }
  }

  @Test
  void leavesTheLastLineOpenWhereThatIsWanted() throws IOException {
    for (String[] each : new String[][] {{"a\nb", "a\r\nb"}, {"a\n", "a\r\n"}, {"", ""}}) {
      var in = new ByteArrayInputStream(each[0].getBytes(StandardCharsets.US_ASCII));
      try (var stream = new CrlfStream(in, false)) {
        assertEquals(each[1], new String(stream.readAllBytes(), StandardCharsets.US_ASCII));
      }
    }
  }

  @Test
  void doesToAnyTextWhatAPatternDoes() throws IOException {
    var random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      var text = new StringBuilder();
      int length = random.nextInt(40);
      for (int i = 0; i < length; i++) {
        text.append("\r\n.ab".charAt(random.nextInt(5)));
      }
      String expected = text.toString().replaceAll("\r\n|\r|\n", "\r\n");
      if (!expected.isEmpty() && !expected.endsWith("\r\n")) {
        expected += "\r\n";
      }
      assertEquals(expected, through(text.toString(), 1 + random.nextInt(9)));
      MessageFacts facts =
          MessageFacts.of(MessageSource.of(text.toString().getBytes(StandardCharsets.ISO_8859_1)));
      assertEquals(expected.length(), facts.size(), text.toString());
      boolean open = !text.isEmpty() && !text.toString().matches("(?s).*[\r\n]");
      assertEquals(open, facts.isOpen(), text.toString());
      boolean clean = text.toString().replace("\r\n", "").matches("[^\r\n]*");
      assertEquals(clean, facts.bareLineEnds() == 0, text.toString());
    }
  }

  @Test
  void findsOutWhatAServerHasToKnow() throws IOException {
    MessageFacts facts =
        MessageFacts.of(
            MessageSource.of("Subject: x\r\n\r\nü\0\n".getBytes(StandardCharsets.UTF_8)));
    assertTrue(facts.isEightBit());
    assertEquals(false, facts.isEightBitHeader());
    assertTrue(facts.hasNul());
    assertEquals(1, facts.bareLineEnds());
    assertEquals(10, facts.longestLine());
    byte[] header = "Subject: ü\r\n\r\nx".getBytes(StandardCharsets.UTF_8);
    assertTrue(MessageFacts.of(MessageSource.of(header)).isEightBitHeader());
  }
}
