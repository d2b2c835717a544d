package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ContentCodingTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  private static byte[] coded(String coding, byte[] plain) throws IOException {
    var out = new ByteArrayOutputStream();
    try (OutputStream to =
        switch (coding) {
          case "gzip", "x-gzip" -> new GZIPOutputStream(out);
          case "deflate" -> new DeflaterOutputStream(out);
          case "raw" -> new DeflaterOutputStream(out, new Deflater(9, true));
          default -> throw new IllegalArgumentException(coding);
        }) {
      to.write(plain);
    }
    return out.toByteArray();
  }

  private static InputStream decoded(String field, byte[] body, long most) throws IOException {
    HttpFields fields = HttpFields.NONE.with("Content-Encoding", field);
    return ContentCoding.decode(new ByteArrayInputStream(body), fields, most);
  }

  private static String decoded(String field, byte[] body) throws IOException {
    return new String(decoded(field, body, Long.MAX_VALUE).readAllBytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"gzip, gzip", "x-gzip, GZIP", "deflate, deflate", "raw, deflate"})
  void undoesWhatWasDone(String coding, String field) throws IOException {
    assertEquals("hello", decoded(field, coded(coding, HELLO)));
  }

  @Test
  void undoesBrotli() throws IOException {
    assertEquals("hello", decoded("br", HexFormat.of().parseHex("0b028068656c6c6f03")));
  }

  @Test
  void undoesZstandard() throws IOException {
    assertEquals(
        "hello", decoded("zstd", HexFormat.of().parseHex("28b52ffd2005290000" + "68656c6c6f")));
  }

  @Test
  void tellsAnEarlyEndFromWhatIsWrong() throws IOException {
    byte[] whole = coded("gzip", HELLO);
    byte[] cut = Arrays.copyOf(whole, whole.length - 9);
    InetException e = assertThrows(InetException.class, () -> decoded("gzip", cut));
    assertEquals(Failure.INCOMPLETE, e.failure());
  }

  /** RFC 1952, section 2.2: a gzip file may have several members, and a pause between them. */
  @Test
  void aPauseBetweenMembersIsNoEnd() throws IOException {
    HttpFields gzip = HttpFields.NONE.with("Content-Encoding", "gzip");
    byte[] member = coded("gzip", HELLO);
    var two =
        new SequenceInputStream(new ByteArrayInputStream(member), new ByteArrayInputStream(member));
    assertEquals(
        "hellohello",
        new String(
            ContentCoding.decode(two, gzip, Long.MAX_VALUE).readAllBytes(),
            StandardCharsets.UTF_8));
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new InetException(Failure.INCOMPLETE, "gone");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return read();
          }
        };
    InputStream cut =
        ContentCoding.decode(
            new SequenceInputStream(new ByteArrayInputStream(member), broken),
            gzip,
            Long.MAX_VALUE);
    InetException e = assertThrows(InetException.class, cut::readAllBytes);
    assertEquals(Failure.INCOMPLETE, e.failure());
  }

  @Test
  void undoesTheLastOneFirst() throws IOException {
    assertEquals("hello", decoded("deflate, gzip", coded("gzip", coded("deflate", HELLO))));
    assertEquals("hello", decoded("identity", HELLO));
    assertEquals("hello", decoded("aws-chunked,gzip", coded("gzip", HELLO)));
    assertEquals("", decoded("gzip", new byte[0]));
  }

  /** What stands in the field of many a server, and is no coding. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "UTF-8", "iso-8859-1", "binary", "aws-chunked", ""})
  void whatIsNoCodingLeavesTheBodyAsItIs(String field) throws IOException {
    assertEquals("hello", decoded(field, HELLO));
  }

  @ParameterizedTest
  @ValueSource(strings = {"compress", "exi", "gzip, gzip, gzip, gzip", "aes128gcm"})
  void refusesWhatNobodyAskedFor(String field) {
    InetException e = assertThrows(InetException.class, () -> decoded(field, HELLO));
    assertEquals(Failure.BAD_REPLY, e.failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
  void refusesWhatIsNotAsItSays(String field) {
    byte[] plain = "this is plain text".getBytes(StandardCharsets.UTF_8);
    InetException e = assertThrows(InetException.class, () -> decoded(field, plain));
    assertEquals(Failure.BAD_REPLY, e.failure());
  }

  @Test
  void refusesBombs() throws IOException {
    byte[] bomb = coded("gzip", new byte[64 << 20]);
    InetException e =
        assertThrows(
            InetException.class,
            () ->
                decoded("gzip", bomb, Long.MAX_VALUE).transferTo(OutputStream.nullOutputStream()));
    assertEquals(Failure.BAD_REPLY, e.failure());
    byte[] twice = coded("gzip", bomb);
    assertThrows(
        InetException.class,
        () ->
            decoded("gzip, gzip", twice, Long.MAX_VALUE)
                .transferTo(OutputStream.nullOutputStream()));
  }

  private static byte[] repeated(byte[] piece, int times) {
    byte[] all = new byte[piece.length * times];
    for (int i = 0; i < all.length; i++) {
      all[i] = piece[i % piece.length];
    }
    return all;
  }

  /** However many members come to nothing, they cost neither stack nor, coded once more, time. */
  @Test
  void membersMayBeEmpty() throws IOException {
    byte[] empty = coded("gzip", new byte[0]);
    byte[] many = repeated(empty, 100_000);
    var all = new ByteArrayOutputStream();
    all.writeBytes(many);
    all.writeBytes(coded("gzip", HELLO));
    assertEquals("hello", decoded("gzip", all.toByteArray()));
    byte[] bomb = coded("gzip", repeated(empty, 2_000_000));
    InetException e = assertThrows(InetException.class, () -> decoded("gzip, gzip", bomb));
    assertTrue(e.getMessage().contains("200 times"), e.getMessage());
  }

  /**
   * RFC 1952, section 2.3: a header in full, its sum too, and a byte of each part that is wrong.
   */
  @ParameterizedTest
  @CsvSource({
    "-1, hello",
    "0, BAD_REPLY",
    "2, BAD_REPLY",
    "12, BAD_REPLY",
    "18, BAD_REPLY",
    "30, BAD_REPLY",
    "34, BAD_REPLY",
  })
  void looksAtEveryPartOfAMember(int wrong, String expected) throws IOException {
    // FHCRC, FEXTRA, FNAME and FCOMMENT; what is stored is "hello".
    byte[] head = HexFormat.of().parseHex("1f8b081e00000000000302006162" + "6e00" + "6300");
    var crc = new CRC32();
    crc.update(head);
    ByteBuffer member = ByteBuffer.allocate(41).order(ByteOrder.LITTLE_ENDIAN);
    member.put(head).putShort((short) crc.getValue());
    member.put(HexFormat.of().parseHex("010500faff")).put(HELLO);
    crc.reset();
    crc.update(HELLO);
    member.putInt((int) crc.getValue()).putInt(HELLO.length);
    byte[] all = Arrays.copyOf(member.array(), member.position());
    if (wrong >= 0) {
      all[wrong] ^= 0x10;
    }
    String found;
    try {
      found = decoded("gzip", all);
    } catch (InetException e) {
      found = e.failure().toString();
    }
    assertEquals(expected, found);
  }

  /** As gzip does: what follows the last member is left out. */
  @ParameterizedTest
  @ValueSource(strings = {"1f", "00", "1f1f8b", "6a756e6b"})
  void whatFollowsIsLeftOut(String junk) throws IOException {
    var all = new ByteArrayOutputStream();
    all.writeBytes(coded("gzip", HELLO));
    all.writeBytes(HexFormat.of().parseHex(junk));
    assertEquals("hello", decoded("gzip", all.toByteArray()));
  }

  /** Cut anywhere it is incomplete. */
  @Test
  void noPartOfAMemberIsAllOfIt() throws IOException {
    byte[] whole = coded("gzip", HELLO);
    for (int i = 1; i < whole.length; i++) {
      byte[] cut = Arrays.copyOf(whole, i);
      InetException e = assertThrows(InetException.class, () -> decoded("gzip", cut));
      assertEquals(Failure.INCOMPLETE, e.failure());
    }
  }

  @Test
  void holdsToTheLimitOfTheUser() throws IOException {
    byte[] small = coded("gzip", new byte[1000]);
    assertEquals(1000, decoded("gzip", small, 1000).readAllBytes().length);
    assertThrows(InetException.class, () -> decoded("gzip", small, 999).readAllBytes());
  }
}
