package dev.inet.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies as they are encoded, well and badly: what cannot be read stays as it is. */
class TransferDecoderTest {
  private static String shown(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n");
  }

  private static String decoded(String encoding, String text, int piece) throws IOException {
    byte[] bytes =
        text.replace("\\t", "\t")
            .replace("\\r", "\r")
            .replace("\\n", "\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    var out = new ByteArrayOutputStream();
    try (var decoder = new TransferDecoder(encoding, Channels.newChannel(out))) {
      for (int at = 0; at < bytes.length; at += piece) {
        decoder.write(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
      }
    }
    return shown(out.toString(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          quoted-printable | a=3Db=3db | a=b=b
          quoted-printable | soft=\\r\\nbreak=\\nhere | softbreakhere
          quoted-printable | soft= \\t\\r\\nbreak= \\nhere | softbreakhere
          quoted-printable | blanks  \\r\\nat the end\\t\\n | blanks\\r\\nat the end\\n
          quoted-printable | 1 + 1 = 2\\r\\n | 1 + 1 = 2\\r\\n
          quoted-printable | line =3\\r\\n=ZZ =\\rx | line =3\\r\\n=ZZ =\\rx
          quoted-printable | a==3D=4 =\\r=41 | a===4 =\\rA
          quoted-printable | the end= | the end
          quoted-printable | the end=4 | the end=4
          base64 | aGVs bG8*=\\r\\nd29ybGQ | helloworld
          base64 | YQ==\\r\\nYg== | ab
          x-uuencode | x\\r\\nbegin 644 a\\r\\n+:&5L;&\\@=V]R;&0 \\r\\n`\\r\\nend\\r\\nx | hello world
          uuencode | begin 644 a\\n!80\\n \\nend | a
          x-uue | begin 644 a\\n#86)C | abc
          uue | nothing begins\\n#86)C | ''
          8bit | a=3D | a=3D
          """)
  void isReadAsFarAsItCanBe(String encoding, String text, String meant) throws IOException {
    for (int piece = 1; piece <= text.length(); piece++) {
      assertEquals(meant, decoded(encoding, text, piece), "in pieces of " + piece);
    }
  }
}
