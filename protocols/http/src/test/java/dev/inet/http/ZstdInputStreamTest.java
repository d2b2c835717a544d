package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what the zstd program wrote. */
@Timeout(60)
class ZstdInputStreamTest {
  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ZstdInputStreamTest.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }

  private static byte[] decoded(byte[] coded) throws IOException {
    return new ZstdInputStream(new ByteArrayInputStream(coded)).readAllBytes();
  }

  private static byte[] lines() {
    var text = new StringBuilder();
    for (int i = 1; i <= 1000; i++) {
      text.append("line ").append(i).append(" of a thousand\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Noise, zeros and words: literals of every kind, and matches near and far. */
  private static byte[] mixed() {
    var out = new ByteArrayOutputStream();
    int x = 1;
    for (int i = 0; i < 40_000; i++) {
      x = x * 1_103_515_245 + 12_345 & 0x7fffffff;
      out.write(i % 3 == 0 ? x >> 16 & 0xff : i * i >> 7 & 0xff);
    }
    out.writeBytes(new byte[70_000]);
    String[] words =
        "the quick brown fox jumps over the lazy dog while nobody looks at it".split(" ");
    x = 7;
    for (int i = 0; i < 30_000; i++) {
      x = x * 1_103_515_245 + 12_345 & 0x7fffffff;
      out.writeBytes((words[(x >> 16) % words.length] + " ").getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "lines.1.zst, lines",
    "lines.19.zst, lines",
    "lines.stream.zst, lines",
    "mixed.19.zst, mixed"
  })
  void decodesWhatTheProgramWrote(String name, String what) throws IOException {
    assertArrayEquals(what.equals("lines") ? lines() : mixed(), decoded(resource(name)));
  }

  @Test
  void decodesFrameAfterFrameAndSkipsWhatIsNone() throws IOException {
    var all = new ByteArrayOutputStream();
    all.writeBytes(resource("lines.1.zst"));
    all.writeBytes(HexFormat.of().parseHex("502a4d1803000000616263"));
    all.writeBytes(resource("lines.19.zst"));
    assertEquals(2 * lines().length, decoded(all.toByteArray()).length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Not even a beginning, another beginning, and half a head.
        "",
        "28b52f",
        "1f8b0800",
        "28b52ffd",
        // A window of 16 MiB, a dictionary, a reserved bit, a block of unknown kind.
        "28b52ffd0070010000",
        "28b52ffd2107010001000061",
        "28b52ffd2801090000aa",
        "28b52ffd2001070000",
        // A frame that is shorter and one that is longer than it says.
        "28b52ffd200209000061",
        "28b52ffd2001110000616161",
      })
  void refusesWhatBreaksTheRules(String hex) {
    byte[] coded = HexFormat.of().parseHex(hex);
    assertThrows(IOException.class, () -> decoded(coded));
  }

  /** Whatever a server sends, it is decoded or refused; nothing else is thrown, nothing hangs. */
  @ParameterizedTest
  @ValueSource(strings = {"lines.1.zst", "lines.19.zst", "lines.stream.zst"})
  void survivesEveryBrokenByte(String name) throws IOException {
    byte[] coded = resource(name);
    int refused = 0;
    for (int i = 0; i < coded.length; i++) {
      for (int flip : new int[] {1, 0x80, 0xff}) {
        byte[] broken = coded.clone();
        broken[i] ^= (byte) flip;
        try {
          new ZstdInputStream(new ByteArrayInputStream(broken))
              .transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
          refused++;
        }
      }
    }
    // With a checksum nothing passes but what it does not cover.
    assertTrue(refused > coded.length, refused + " of " + 3 * coded.length);
  }

  @Test
  void noticesAnEarlyEndAnywhere() throws IOException {
    byte[] coded = resource("lines.19.zst");
    for (int end = 0; end < coded.length; end++) {
      var cut = new ByteArrayInputStream(coded, 0, end);
      assertThrows(
          IOException.class,
          () -> new ZstdInputStream(cut).transferTo(OutputStream.nullOutputStream()));
    }
  }
}
