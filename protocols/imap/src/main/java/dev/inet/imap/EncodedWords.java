package dev.inet.imap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Header text as people read it: encoded words (RFC 2047) and parameters (RFC 2231) decoded. */
final class EncodedWords {
  private static final Pattern WORD =
      Pattern.compile("=\\?([^?*\\s]+)(?:\\*[^?\\s]*)?\\?([bBqQ])\\?([^?]*)\\?=");

  private EncodedWords() {}

  /** Decodes the words in a text; what is none stays as it is. */
  static String decode(String text) {
    if (!text.contains("=?")) {
      return text;
    }
    Matcher matcher = WORD.matcher(text);
    var out = new StringBuilder();
    // Bytes of neighbours in one charset are joined first: many programs split characters.
    var bytes = new ByteArrayOutputStream();
    String charset = "";
    int end = 0;
    while (matcher.find()) {
      String between = text.substring(end, matcher.start());
      boolean neighbour = end > 0 && between.isBlank();
      byte[] decoded = bytes(matcher.group(2), matcher.group(3));
      if (decoded == null) {
        continue;
      }
      if (!neighbour || !charset.equalsIgnoreCase(matcher.group(1))) {
        out.append(text(bytes.toByteArray(), charset));
        bytes.reset();
      }
      if (!neighbour) {
        out.append(between);
      }
      charset = matcher.group(1);
      bytes.writeBytes(decoded);
      end = matcher.end();
    }
    out.append(text(bytes.toByteArray(), charset));
    return out.append(text, end, text.length()).toString();
  }

  private static byte @Nullable [] bytes(String encoding, String text) {
    if (encoding.equalsIgnoreCase("b")) {
      try {
        return Base64.getMimeDecoder().decode(text.replaceAll("=+$", ""));
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (c == '=' && high >= 0 && low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else if (c == '_') {
        bytes.write(' ');
      } else if (c < 0x80) {
        bytes.write(c);
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  /** Returns bytes as text; UTF-8 where the charset is none that Java knows. */
  static String text(byte[] bytes, String charset) {
    return new String(bytes, charset(charset));
  }

  /** Returns a charset by its name; UTF-8, which ASCII is a part of, where it is unknown. */
  static Charset charset(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    // Mail says ISO 8859-1 and means the characters of Windows as well; so do browsers.
    if (lower.equals("iso-8859-1") || lower.equals("latin1")) {
      lower = "windows-1252";
    }
    if (lower.isEmpty() || lower.equals("us-ascii") || lower.startsWith("unknown")) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(lower);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.UTF_8;
    }
  }

  /** Decodes a value of RFC 2231: {@code utf-8''%C3%9C}. */
  static String extended(String value) {
    int first = value.indexOf('\'');
    int second = first < 0 ? -1 : value.indexOf('\'', first + 1);
    return second < 0
        ? percent(value, "utf-8")
        : percent(value.substring(second + 1), value.substring(0, first));
  }

  static String percent(String value, String charset) {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
      int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
      if (c == '%' && high >= 0 && low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return text(bytes.toByteArray(), charset);
  }
}
