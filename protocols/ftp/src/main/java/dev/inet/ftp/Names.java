package dev.inet.ftp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Names as octets and as text.
 *
 * <p>A server's names are octets in a charset that nobody tells. Inside they stay octets, one
 * character each (ISO 8859-1), so that whatever a listing showed can be asked for again; only what
 * people see is decoded.
 */
final class Names {
  private final Charset charset;

  /**
   * Makes a coding.
   *
   * @param charset the charset of names; what is malformed in it is shown as ISO 8859-1
   */
  Names(Charset charset) {
    this.charset = charset;
  }

  /** Returns the octets of a text that a user typed. */
  String octets(String text) {
    return new String(text.getBytes(charset), StandardCharsets.ISO_8859_1);
  }

  /** Returns the text that octets stand for. */
  String text(String octets) {
    if (isAscii(octets)) {
      return octets;
    }
    try {
      byte[] bytes = octets.getBytes(StandardCharsets.ISO_8859_1);
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return octets;
    }
  }

  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
