package dev.inet.core;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The characters of an XML document, for Java's parser: where that decodes bytes itself, it prints
 * on standard error what is wrong with them.
 */
public final class XmlText {
  private static final int DECLARATION = 256;
  private static final Pattern ENCODING =
      Pattern.compile("^(?:\u00ef\u00bb\u00bf)?<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([\\w.:-]+)");

  private XmlText() {}

  /**
   * Returns the characters of a document, by its byte order mark, else by its declaration, else as
   * UTF-8 (XML 1.0, appendix F).
   *
   * @param bytes the document
   * @return its characters; bytes that are none of the encoding are a {@link
   *     CharacterCodingException}
   */
  public static Reader of(InputStream bytes) throws IOException {
    var in = new BufferedInputStream(bytes);
    skipBlanks(in);
    in.mark(DECLARATION);
    byte[] head = in.readNBytes(DECLARATION);
    in.reset();
    Charset encoding = encoding(new String(head, StandardCharsets.ISO_8859_1));
    if (encoding.equals(StandardCharsets.UTF_8) && head.length > 2 && head[0] == (byte) 0xef) {
      in.skipNBytes(3);
    }
    return new InputStreamReader(
        in,
        encoding
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }

  /** What programs print before a declaration by mistake would make it none. */
  private static void skipBlanks(InputStream in) throws IOException {
    int b;
    do {
      in.mark(1);
      b = in.read();
    } while (b == ' ' || b == '\t' || b == '\r' || b == '\n');
    in.reset();
  }

  private static Charset encoding(String head) {
    if (head.startsWith("\u00fe\u00ff") || head.startsWith("\u00ff\u00fe")) {
      return StandardCharsets.UTF_16;
    }
    if (head.startsWith("\0<") || head.startsWith("<\0")) {
      return head.startsWith("<") ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    }
    Matcher declared = ENCODING.matcher(head);
    String name = declared.find() ? declared.group(1).toUpperCase(Locale.ROOT) : "UTF-8";
    // That the declaration could be read shows that it is not in 16 bits, whatever it says.
    return name.startsWith("UTF-") || !isKnown(name)
        ? StandardCharsets.UTF_8
        : Charset.forName(name);
  }

  private static boolean isKnown(String name) {
    try {
      return Charset.isSupported(name);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
