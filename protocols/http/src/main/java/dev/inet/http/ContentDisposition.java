package dev.inet.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;

/**
 * The name that a server gives a download (RFC 6266, RFC 8187). It is as hostile as the server:
 * whoever makes a file of it makes it safe first.
 */
final class ContentDisposition {
  private ContentDisposition() {}

  /** Returns the name; empty where there is none that can be read. */
  static Optional<String> fileName(HttpFields fields) {
    Optional<String> field = fields.first("Content-Disposition");
    if (field.isEmpty()) {
      return Optional.empty();
    }
    String plain = "";
    String extended = "";
    for (String part : parts(field.get())) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        continue;
      }
      String name = part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      String value = part.substring(equals + 1).strip();
      if (name.equals("filename") && plain.isEmpty()) {
        plain = unquoted(value);
      } else if (name.equals("filename*") && extended.isEmpty()) {
        // Outlook's servers and others quote what must not be quoted.
        extended = decoded(unquoted(value));
      }
    }
    String found = extended.isEmpty() ? plain : extended;
    return namesFile(found) ? Optional.of(found) : Optional.empty();
  }

  /** Of {@code ..} and {@code a/} nothing is left once they are made safe. */
  static boolean namesFile(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    return last.chars().anyMatch(c -> c != '.' && c > ' ' && c != 0x7f);
  }

  /** Splits at semicolons that stand in no quotes. */
  private static Iterable<String> parts(String field) {
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && quoted && i + 1 < field.length()) {
        part.append(c).append(field.charAt(++i));
        continue;
      }
      quoted ^= c == '"';
      if (c == ';' && !quoted) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  private static String unquoted(String value) {
    if (!value.startsWith("\"")) {
      return value;
    }
    var text = new StringBuilder();
    for (int i = 1; i < value.length() && value.charAt(i) != '"'; i++) {
      if (value.charAt(i) == '\\' && i + 1 < value.length()) {
        i++;
      }
      text.append(value.charAt(i));
    }
    return text.toString();
  }

  /** Decodes {@code charset'language'percent-encoded}; empty where it is malformed. */
  private static String decoded(String value) {
    String[] parts = value.split("'", 3);
    if (parts.length < 3) {
      return "";
    }
    var bytes = new ByteArrayOutputStream();
    String text = parts[2];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
      if (c == '%' && low < 0 || c > 0x7e) {
        return "";
      }
      bytes.write(c == '%' ? high << 4 | low : c);
      i += c == '%' ? 2 : 0;
    }
    try {
      return Charset.forName(parts[0])
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      // The name of no charset, or bytes that are no text in it.
      return "";
    }
  }
}
