package dev.inet.mail;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Header fields as people read them (RFC 2047): {@code =?utf-8?q?gr=C3=BC=C3=9Fe?=} is grüße.
 *
 * <p>What cannot be decoded stays as it is; words that were split within a character are joined
 * before they are decoded, as many programs write them so.
 */
public final class EncodedWords {
  /** Some programs leave question marks of the text as they are. */
  private static final Pattern WORD =
      Pattern.compile(
          "=\\?([!-~&&[^?]]{1,75})\\?([bBqQ])\\?"
              + "([^?=]*+(?:(?:=(?!\\?[^=])|\\?(?!=))[^?=]*+)*+)\\?=");

  /**
   * Names as programs write them without hyphens, {@code iso88591} and {@code utf_8}, and as IANA
   * has them with the year, {@code ISO_8859-2:1987}.
   */
  private static final Pattern ISO = Pattern.compile("^iso[-_]?8859[-_]?(\\d+)(?::\\d+$)?");

  private static final Pattern NUMBERED = Pattern.compile("^(windows|utf)[-_]?(?=\\d)");

  /** What programs write that do not know the charset of what they encode. */
  private static final Set<String> UNTOLD = Set.of("unknown-8bit", "unknown", "x-unknown", "8bit");

  /** What programs mean by the name of a smaller charset, and names that Java does not know. */
  private static final Map<String, String> MEANT =
      Map.ofEntries(
          Map.entry("us-ascii", "UTF-8"),
          Map.entry("ascii", "UTF-8"),
          Map.entry("iso-8859-1", "windows-1252"),
          Map.entry("latin1", "windows-1252"),
          Map.entry("iso-8859-8-i", "ISO-8859-8"),
          Map.entry("gb2312", "GBK"),
          Map.entry("gb_2312-80", "GBK"),
          Map.entry("x-gbk", "GBK"),
          Map.entry("ks_c_5601-1987", "x-windows-949"),
          Map.entry("euc-kr", "x-windows-949"),
          Map.entry("shift_jis", "windows-31j"),
          Map.entry("shift-jis", "windows-31j"),
          Map.entry("x-sjis", "windows-31j"),
          Map.entry("cp932", "windows-31j"),
          Map.entry("iso-2022-jp", "x-windows-iso2022jp"),
          Map.entry("iso-2022-jp-ms", "x-windows-iso2022jp"),
          Map.entry("big5", "Big5-HKSCS"),
          Map.entry("macintosh", "x-MacRoman"),
          Map.entry("x-mac-roman", "x-MacRoman"));

  /** Java looks long for each that it does not know: a field of nothing else took half a minute. */
  private static final int MOST_UNKNOWN = 100;

  private EncodedWords() {}

  /**
   * Decodes a field's bytes: UTF-8 where they are (RFC 6532), else Windows-1252, as programs mean
   * that wrote them against the rules; then the encoded words.
   *
   * @param raw the field's value
   */
  public static String decode(byte[] raw) {
    return decode(text(raw));
  }

  /**
   * Returns bytes as text: UTF-8 where they are, else Windows-1252.
   *
   * @param raw the bytes
   */
  public static String text(byte[] raw) {
    String read = exactly(raw, StandardCharsets.UTF_8);
    return read == null ? new String(raw, Charset.forName("windows-1252")) : read;
  }

  /**
   * Returns bytes as text: in a charset where Java knows it, else as {@link #text(byte[])} does;
   * what cannot be of that charset is UTF-8 where it can be, and is more than ASCII.
   *
   * @param raw the bytes
   * @param charset the name of the charset, as mail writes it; may be empty
   */
  public static String text(byte[] raw, String charset) {
    if (isUtf7(charset)) {
      return Utf7.decode(raw);
    }
    Charset known = charset(charset);
    if (known == null || known.equals(StandardCharsets.UTF_8)) {
      return text(raw);
    }
    String read = exactly(raw, known);
    if (read != null) {
      return read;
    }
    // Damaged ISO-2022-JP is ASCII as well, and nobody could read it so.
    String other = exactly(raw, StandardCharsets.UTF_8);
    return other == null || other.length() == raw.length ? new String(raw, known) : other;
  }

  private static @Nullable String exactly(byte[] raw, Charset charset) {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /**
   * Decodes the encoded words of a text.
   *
   * @param text the field's value, unfolded
   */
  public static String decode(String text) {
    if (!text.contains("=?")) {
      return text;
    }
    var out = new StringBuilder(text.length());
    var bytes = new ByteArrayOutputStream();
    Charset charset = null;
    Matcher word = WORD.matcher(text);
    int end = 0;
    int unknown = 0;
    while (word.find()) {
      String between = text.substring(end, word.start());
      String name = word.group(1).toLowerCase(Locale.ROOT);
      boolean read = isUtf7(name) || UNTOLD.contains(name);
      Charset next = read ? StandardCharsets.UTF_8 : unknown < MOST_UNKNOWN ? charset(name) : null;
      unknown += next == null ? 1 : 0;
      byte[] decoded = next == null ? null : bytes(word.group(2), word.group(3), next);
      if (read && decoded != null) {
        decoded = text(decoded, name).getBytes(StandardCharsets.UTF_8);
      }
      boolean joined = charset != null && decoded != null && between.isBlank();
      if (!joined || !Objects.equals(next, charset)) {
        flush(bytes, charset, out);
        charset = null;
        // Blanks between two encoded words are not part of the text (section 6.2).
        out.append(joined ? "" : between);
      }
      if (decoded == null) {
        out.append(word.group());
      } else {
        charset = next;
        bytes.writeBytes(decoded);
      }
      end = word.end();
    }
    flush(bytes, charset, out);
    return out.append(text.substring(end)).toString();
  }

  private static void flush(
      ByteArrayOutputStream bytes, @Nullable Charset charset, StringBuilder out) {
    if (charset != null) {
      out.append(new String(bytes.toByteArray(), charset));
      bytes.reset();
    }
  }

  private static boolean isUtf7(String charset) {
    return charset.equalsIgnoreCase("utf-7") || charset.equalsIgnoreCase("unicode-1-1-utf-7");
  }

  private static @Nullable Charset charset(String name) {
    // A language may follow the charset (RFC 2231, section 5).
    int star = name.indexOf('*');
    String plain = (star < 0 ? name : name.substring(0, star)).toLowerCase(Locale.ROOT);
    plain = NUMBERED.matcher(ISO.matcher(plain).replaceFirst("iso-8859-$1")).replaceFirst("$1-");
    try {
      return Charset.forName(MEANT.getOrDefault(plain, plain));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    }
  }

  private static byte @Nullable [] bytes(String encoding, String text, Charset charset) {
    if (encoding.equalsIgnoreCase("B")) {
      try {
        return Base64.getMimeDecoder().decode(unpadded(text));
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
    var bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '=' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else if (c == '_') {
        bytes.write(' ');
      } else if (c < 0x80) {
        bytes.write(c);
      } else {
        int end = text.offsetByCodePoints(i, 1);
        bytes.writeBytes(raw(text.substring(i, end), charset));
        i = end - 1;
      }
    }
    return bytes.toByteArray();
  }

  /**
   * What was not encoded against the rules is read already; it comes out of the charset as it is.
   */
  private static byte[] raw(String read, Charset charset) {
    boolean fits = charset.canEncode() && charset.newEncoder().canEncode(read);
    return read.getBytes(fits ? charset : StandardCharsets.UTF_8);
  }

  /** Some programs pad too much, and some too little. */
  private static String unpadded(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '=') {
      end--;
    }
    return text.substring(0, end);
  }
}
