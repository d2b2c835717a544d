package dev.inet.gopher;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes of no declared charset into text: each line is UTF-8 where it can be, and otherwise
 * what the lines that cannot be look like as a whole, Windows-1252 (which holds Latin-1) or code
 * page 437.
 *
 * <p>Line by line, because menus are put together from files of different age.
 */
final class Letters {
  /** Code page 437 from 0x80 on: the table of the IBM PC. Not every Java runtime brings it. */
  private static final String CP437 =
      "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ"
          + "áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
          + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
          + "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  private final @Nullable Charset declared;
  private final boolean boxes;

  private Letters(@Nullable Charset declared, boolean boxes) {
    this.declared = declared;
    this.boxes = boxes;
  }

  /** Looks at bytes, of which lines will be decoded. */
  static Letters of(byte[] sample) {
    return new Letters(null, looksLikeCp437(withoutUtf8(sample)));
  }

  /** Leaves out the lines that are UTF-8: their bytes tell nothing about the others. */
  private static byte[] withoutUtf8(byte[] sample) {
    var others = new ByteArrayOutputStream();
    for (int start = 0, end; start < sample.length; start = end) {
      end = start;
      while (end < sample.length && sample[end++] != '\n') {}
      if (utf8(sample, start, end) == null) {
        others.write(sample, start, end - start);
      }
    }
    return others.toByteArray();
  }

  /** Takes the charset that the user named, else looks at bytes. */
  static Letters of(byte[] sample, Optional<Charset> declared) {
    return declared.map(charset -> new Letters(charset, false)).orElseGet(() -> of(sample));
  }

  /** Decodes a line or a part of one. */
  String decode(byte[] line) {
    return decode(line, 0, line.length);
  }

  String decode(byte[] bytes, int from, int to) {
    if (declared != null) {
      return new String(bytes, from, to - from, declared);
    }
    String text = utf8(bytes, from, to);
    if (text != null) {
      return text;
    }
    return boxes ? cp437(bytes, from, to) : new String(bytes, from, to - from, WINDOWS_1252);
  }

  /** Decodes a text of many lines. */
  String decodeText(byte[] text) {
    String whole = declared == null ? utf8(text, 0, text.length) : decode(text);
    if (whole != null) {
      return whole;
    }
    var decoded = new StringBuilder(text.length);
    int start = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        decoded.append(decode(text, start, i + 1));
        start = i + 1;
      }
    }
    return decoded.append(decode(text, start, text.length)).toString();
  }

  private static @Nullable String utf8(byte[] bytes, int from, int to) {
    boolean ascii = true;
    for (int i = from; i < to && ascii; i++) {
      ascii = bytes[i] >= 0;
    }
    if (ascii) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static String cp437(byte[] bytes, int from, int to) {
    char[] text = new char[to - from];
    for (int i = from; i < to; i++) {
      text[i - from] = bytes[i] >= 0 ? (char) bytes[i] : CP437.charAt(bytes[i] & 0x7f);
    }
    return new String(text);
  }

  /**
   * Weighs the bytes beyond ASCII. Letters of European languages lie from 0xC0 on in Latin-1 and
   * below 0xA6 in code page 437, where Latin-1 has controls; frames and shades are runs from 0xB0
   * to 0xDF. Windows-1252 has its quotes and dashes at 0x91 to 0x97, which stand beside blanks but
   * for the apostrophe 0x92.
   */
  private static boolean looksLikeCp437(byte[] bytes) {
    byte[] all = Arrays.copyOf(bytes, bytes.length + 2);
    int cp437 = 0;
    int latin = 0;
    for (int i = 0; i < bytes.length; i++) {
      int b = all[i] & 0xff;
      if (b < 0x80) {
        continue;
      }
      // The first character of a line may be the type of a menu's item, no letter of a word.
      boolean letterBefore = i > 1 && isLetter(all[i - 1]) && all[i - 2] != '\n';
      boolean letterAfter = isLetter(all[i + 1]);
      boolean drawn = isDrawn(b) && isDrawn(all[i + 1] & 0xff) && isDrawn(all[i + 2] & 0xff);
      if (drawn) {
        cp437 += 3;
      } else if (b < 0xa6 && b != 0x92) {
        boolean quote = b == 0x85 || b >= 0x91 && b <= 0x97;
        cp437 += (quote ? letterBefore && letterAfter : letterBefore || letterAfter) ? 2 : 0;
      } else if (b >= 0xc0 && (letterBefore || letterAfter)) {
        latin += 2;
      }
    }
    return cp437 > latin;
  }

  private static boolean isDrawn(int b) {
    return b >= 0xb0 && b <= 0xdf;
  }

  private static boolean isLetter(byte b) {
    return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
  }
}
