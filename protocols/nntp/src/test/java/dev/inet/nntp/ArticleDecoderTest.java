package dev.inet.nntp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.sandbox.NewsSamples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArticleDecoderTest {
  /** What a decoder found. */
  private static final class Found implements PieceTaker {
    final List<Piece> pieces = new ArrayList<>();
    final List<String> faults = new ArrayList<>();
    final ByteArrayOutputStream data = new ByteArrayOutputStream();

    @Override
    public void begin(Piece piece) {
      pieces.add(piece);
    }

    @Override
    public void data(byte[] bytes, int offset, int length) {
      data.write(bytes, offset, length);
    }

    @Override
    public void end(String fault, long wholeCrc) {
      faults.add(fault);
    }
  }

  private static Found found(byte[] article, int step) throws IOException {
    var found = new Found();
    var decoder = new ArticleDecoder(ArticleDecoder.Code.ANY, false, found);
    for (int i = 0; i < article.length; i += step) {
      decoder.write(article, i, Math.min(step, article.length - i));
    }
    decoder.finish();
    return found;
  }

  private static byte[] article(byte[] encoded) {
    var out = new ByteArrayOutputStream();
    out.writeBytes("Some words first.\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    out.writeBytes(encoded);
    out.writeBytes("-- \r\nAnd a signature = y\r\n".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    var random = new Random(seed);
    random.nextBytes(bytes);
    // More of what is critical than chance brings.
    for (int i = 0; i < length; i += 5) {
      bytes[i] = new byte[] {(byte) 214, (byte) 224, (byte) 227, 19, 4}[random.nextInt(5)];
    }
    return bytes;
  }

  @Test
  void decodesYencInWhateverPiecesItComes() throws IOException {
    byte[] file = random(3000, 1);
    byte[] article = article(NewsSamples.yenc("a file.bin", file, 1, 1, 0, file.length));
    for (int step = 1; step < 300; step++) {
      Found found = found(article, step);
      assertArrayEquals(file, found.data.toByteArray(), "in steps of " + step);
      assertEquals(List.of(""), found.faults);
    }
    assertEquals(
        List.of(new Piece("a file.bin", 3000, 0, 0, 0)), found(article, article.length).pieces);
  }

  @Test
  void decodesEveryLength() throws IOException {
    for (int length = 0; length < 300; length++) {
      byte[] file = random(length, length);
      byte[] article = NewsSamples.yenc("f", file, 1, 1, 0, length);
      assertArrayEquals(file, found(article, article.length).data.toByteArray());
    }
  }

  @Test
  void aPartSaysWhereItBelongs() throws IOException {
    byte[] file = random(1000, 2);
    Found found = found(article(NewsSamples.yenc("f", file, 2, 3, 400, 800)), 64);
    assertEquals(List.of(new Piece("f", 1000, 2, 3, 400)), found.pieces);
    assertArrayEquals(Arrays.copyOfRange(file, 400, 800), found.data.toByteArray());
    assertEquals(List.of(""), found.faults);
  }

  @Test
  void thePlaceOfAPartMayStandBehindTheName() throws IOException {
    byte[] file = random(900, 3);
    byte[] second = NewsSamples.yenc("a b.bin", file, 2, 2, 500, 900);
    String text = new String(second, StandardCharsets.ISO_8859_1);
    for (String gap : List.of("", " ")) {
      String joined = text.replace("\r\n=ypart ", gap + "=ypart ");
      Found found = found(joined.getBytes(StandardCharsets.ISO_8859_1), 7);
      assertEquals(List.of(new Piece("a b.bin", 900, 2, 2, 500)), found.pieces, gap);
      assertEquals(List.of(""), found.faults, gap);
      assertArrayEquals(Arrays.copyOfRange(file, 500, 900), found.data.toByteArray(), gap);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "size=4 name | size=5 name                  | bytes, not 5",
        "=yend size=4 | =yend size=5                | bytes, not 5",
        "crc32=b63cfbcd | crc32=b63cfbce             | checksum is wrong",
        "=yend size=4 | =ynothing size=4            | no data",
      })
  void findsWhatIsWrong(String right, String wrong, String fault) throws IOException {
    byte[] file = {1, 2, 3, 4};
    String good = new String(NewsSamples.yenc("f", file, 1, 1, 0, 4), StandardCharsets.ISO_8859_1);
    String bad = good.replace(right, wrong);
    Found found = found(bad.getBytes(StandardCharsets.ISO_8859_1), 100);
    assertEquals(1, found.faults.size());
    assertTrue(found.faults.get(0).contains(fault), found.faults.get(0));
  }

  @Test
  void anArticleThatEndsInTheMiddleIsNotWhole() throws IOException {
    byte[] whole = NewsSamples.yenc("f", random(500, 3), 1, 1, 0, 500);
    for (int cut : new int[] {50, 200, 400}) {
      Found found = found(Arrays.copyOf(whole, cut), 100);
      assertEquals(1, found.faults.size(), "cut at " + cut);
      assertFalse(found.faults.get(0).isEmpty(), "cut at " + cut);
    }
  }

  /** The text is what Python's binascii.b2a_uu makes of it. */
  @Test
  void decodesUuencodingWithBlanksCutOff() throws IOException {
    String text =
        "before\n\nbegin 644 hello.txt\n"
            + "52&5L;&\\L('=O<FQD(0H`\n".replace("52", "-2").replace("0H`", "0H")
            + "`\nend\nafter\n";
    Found found = found(text.getBytes(StandardCharsets.UTF_8), 7);
    assertEquals(List.of(new Piece("hello.txt", -1, 0, 0, -1)), found.pieces);
    assertEquals("Hello, world!", found.data.toString(StandardCharsets.UTF_8).substring(0, 13));
    assertEquals(List.of(""), found.faults);
  }

  @Test
  void permissionsMayHaveAZeroBeforeThem() throws IOException {
    Found found = found("begin 0644 a b\n#86)C\n`\nend\n".getBytes(StandardCharsets.UTF_8), 7);
    assertEquals(List.of(new Piece("a b", -1, 0, 0, -1)), found.pieces);
    assertEquals("abc", found.data.toString(StandardCharsets.UTF_8));
  }

  @Test
  void textIsNothingEncoded() throws IOException {
    Found found = found("begin with this\nend\n=yours\nM\n".getBytes(StandardCharsets.UTF_8), 5);
    assertEquals(List.of(), found.pieces);
    assertEquals(0, found.data.size());
  }

  // --- files of several articles

  private static byte[] joined(boolean whole, byte[]... articles) throws IOException {
    try (DecodedFile file = DecodedFile.of(DecodedFile.Code.YENC)) {
      for (byte[] article : articles) {
        file.add(out -> out.write(article));
      }
      var out = new ByteArrayOutputStream();
      file.writeTo(whole, out);
      return out.toByteArray();
    }
  }

  private static Failure failure(boolean whole, byte[]... articles) {
    return assertThrows(InetException.class, () -> joined(whole, articles)).failure();
  }

  @Test
  void joinsPartsInAnyOrder() throws IOException {
    byte[] file = random(1000, 4);
    byte[] first = NewsSamples.yenc("f", file, 1, 3, 0, 400);
    byte[] second = NewsSamples.yenc("f", file, 2, 3, 400, 800);
    byte[] third = NewsSamples.yenc("f", file, 3, 3, 800, 1000);
    assertArrayEquals(file, joined(true, third, first, second));
    assertArrayEquals(Arrays.copyOfRange(file, 400, 800), joined(false, second));
    assertEquals(Failure.INCOMPLETE, failure(true, first, third));
  }

  /** A poster's slip, and three parts cannot all have the checksum of the whole. */
  @Test
  void theChecksumOfAPartMayBeCalledThatOfTheWhole() throws IOException {
    byte[] file = random(1000, 6);
    var parts = new byte[3][];
    for (int i = 0; i < parts.length; i++) {
      byte[] part = NewsSamples.yenc("f", file, i + 1, 3, i * 400, Math.min(1000, i * 400 + 400));
      String text = new String(part, StandardCharsets.ISO_8859_1);
      String renamed = text.replaceFirst(" pcrc32=(\\w+)( crc32=\\w+)?", " crc32=$1");
      assertFalse(renamed.equals(text));
      parts[i] = renamed.getBytes(StandardCharsets.ISO_8859_1);
    }
    assertArrayEquals(file, joined(true, parts));
    parts[1][100]++;
    assertEquals(Failure.INCOMPLETE, failure(true, parts));
  }

  @Test
  void refusesWhatDoesNotBelongTogether() {
    byte[] file = random(1000, 5);
    byte[] first = NewsSamples.yenc("f", file, 1, 2, 0, 400);
    assertEquals(
        Failure.INCOMPLETE, failure(true, first, NewsSamples.yenc("g", file, 2, 2, 400, 1000)));
    byte[] other = file.clone();
    other[700]++;
    // Each part is right, but they are parts of two files.
    byte[] second = NewsSamples.yenc("f", other, 2, 2, 400, 1000);
    String told = new String(first, StandardCharsets.ISO_8859_1);
    String crc = new String(second, StandardCharsets.ISO_8859_1);
    assertFalse(told.substring(told.lastIndexOf(' ')).equals(crc.substring(crc.lastIndexOf(' '))));
    assertEquals(Failure.INCOMPLETE, failure(true, second, first));
    assertEquals(Failure.NOT_FOUND, failure(true, "text\r\n".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aPartCannotBeginBehindItsFile() {
    String evil =
        "=ybegin part=2 total=2 line=128 size=10 name=f\r\n"
            + "=ypart begin=1000000000000 end=1000000000001\r\nk\r\n=yend size=1\r\n";
    assertEquals(Failure.INCOMPLETE, failure(false, evil.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
