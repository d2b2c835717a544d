package dev.inet.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XmlTextTest {
  private static String read(byte[] bytes) throws IOException {
    try (Reader reader = XmlText.of(new ByteArrayInputStream(bytes))) {
      var text = new StringWriter();
      reader.transferTo(text);
      return text.toString();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UTF-8        | <a>ü</a>",
        "UTF-8        | <?xml version='1.0' encoding='utf-8'?><a>ü</a>",
        "UTF-8        | <?xml version='1.0' encoding='UTF-16'?><a>ü</a>",
        "UTF-8        | <?xml version='1.0' encoding='never-heard-of'?><a>ü</a>",
        "ISO-8859-1   | <?xml version=\"1.0\" encoding=\"iso-8859-1\" ?><a>ü</a>",
        "windows-1252 | <?xml version='1.0' encoding = 'windows-1252'?><a>€</a>",
        "UTF-16       | <?xml version='1.0' encoding='UTF-16'?><a>ü</a>",
        "UTF-16LE     | <a>ü</a>",
        "UTF-16BE     | <a>ü</a>",
        "UTF-8        | ''",
      })
  void isDecodedAsItSays(String charset, String document) throws IOException {
    assertEquals(document, read(document.getBytes(Charset.forName(charset))));
  }

  @Test
  void aByteOrderMarkIsNoCharacter() throws IOException {
    assertEquals("<a>ü</a>", read("\ufeff<a>ü</a>".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void blanksBeforeTheDeclarationAreLeftOut() throws IOException {
    String declared = "<?xml version='1.0' encoding='iso-8859-1'?><a>ü</a>";
    byte[] latin1 = ("\r\n\t ".repeat(200) + declared).getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(declared, read(latin1));
  }

  @Test
  void bytesOfAnotherEncodingAreRefused() {
    byte[] latin1 = "<a>üü</a>".getBytes(StandardCharsets.ISO_8859_1);
    assertThrows(CharacterCodingException.class, () -> read(latin1));
  }
}
