package dev.inet.mail;

import dev.inet.core.Characters;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParameterList;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Values of header fields as they stand in a message: encoded, quoted, folded. */
final class HeaderText {
  private static final int WIDTH = 76;
  private static final int LONGEST_LINE = 900;
  private static final String HEX = "0123456789ABCDEF";
  private static final String SPECIALS = "()<>[]:;@\\,.\"";

  private HeaderText() {}

  /** Writes a field of free text (RFC 5322 section 2.2.1, RFC 2047). */
  static String unstructured(String name, String value, Charset charset) {
    String encoded = value;
    if (!isPrintable(value) || longestWord(value) > LONGEST_LINE) {
      encoded = words(value, charset);
    }
    String line = name + ": " + encoded;
    // A line that fits needs no library, which looks through all jars for its parts when it begins.
    return line.length() <= WIDTH && line.equals(line.stripTrailing())
        ? line
        : name + ": " + MimeUtility.fold(name.length() + 2, encoded);
  }

  /** Writes a field of addresses, each with its comma, on as few lines as they fit. */
  static String addresses(String name, List<MailAddress> addresses, Charset charset) {
    boolean utf8 = MailAddress.needUtf8(addresses);
    var field = new StringBuilder(name).append(':');
    int column = field.length();
    for (int i = 0; i < addresses.size(); i++) {
      MailAddress address = addresses.get(i);
      String spec = utf8 ? address.address() : address.asciiAddress();
      String shown =
          address.name().isEmpty() ? spec : phrase(address.name(), charset) + " <" + spec + ">";
      if (i + 1 < addresses.size()) {
        shown += ",";
      }
      int lastLine = shown.length() - shown.lastIndexOf('\n') - 1;
      if (i > 0 && column + 1 + shown.length() > WIDTH) {
        field.append("\r\n");
        column = 0;
      }
      field.append(' ').append(shown);
      column = shown.indexOf('\n') < 0 ? column + 1 + shown.length() : lastLine;
    }
    return field.toString();
  }

  private static String phrase(String name, Charset charset) {
    if (!isPrintable(name)) {
      return words(name, charset);
    }
    if (Characters.all(name, c -> SPECIALS.indexOf(c) < 0) && !name.contains("=?")) {
      return name;
    }
    return "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /**
   * Writes encoded words (RFC 2047): none longer than 75 characters, none splitting a character,
   * each complete in itself, so that charsets with shifts work as well.
   */
  private static String words(String text, Charset wanted) {
    Charset charset = wanted.newEncoder().canEncode(text) ? wanted : StandardCharsets.UTF_8;
    String label = charset.name().toLowerCase(Locale.ROOT);
    int room = 75 - "=?".length() - label.length() - "?B?".length() - "?=".length();
    long plain = text.chars().filter(HeaderText::isPlain).count();
    boolean q = plain * 3 >= text.length() * 2L;
    var words = new StringBuilder();
    var word = new StringBuilder();
    String done = "";
    for (int i = 0; i < text.length(); ) {
      int end = text.offsetByCodePoints(i, 1);
      String more = coded(word + text.substring(i, end), charset, q);
      if (more.length() > room && !word.isEmpty()) {
        words.append(words.isEmpty() ? "" : "\r\n ").append(wrapped(label, q, done));
        word.setLength(0);
        more = coded(text.substring(i, end), charset, q);
      }
      word.append(text, i, end);
      done = more;
      i = end;
    }
    return words.append(words.isEmpty() ? "" : "\r\n ").append(wrapped(label, q, done)).toString();
  }

  private static String wrapped(String label, boolean q, String coded) {
    return "=?" + label + (q ? "?Q?" : "?B?") + coded + "?=";
  }

  private static String coded(String text, Charset charset, boolean q) {
    byte[] bytes = text.getBytes(charset);
    if (!q) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    var coded = new StringBuilder();
    for (byte b : bytes) {
      if (b == ' ') {
        coded.append('_');
      } else if (isPlain(b)) {
        coded.append((char) b);
      } else {
        coded.append('=');
        coded.append(HEX.charAt(b >> 4 & 0xf)).append(HEX.charAt(b & 0xf));
      }
    }
    return coded.toString();
  }

  /** What stands for itself in every place where an encoded word may stand (RFC 2047 section 5). */
  private static boolean isPlain(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == ' '
        || c == '!'
        || c == '*'
        || c == '+'
        || c == '-'
        || c == '/';
  }

  /** Writes a media type or disposition with one parameter (RFC 2045, RFC 2231). */
  static String parameter(String field, String value, String parameter, String text) {
    if (Characters.all(text, c -> c >= ' ' && c < 0x7f)) {
      String line = field + ": " + value + "; " + parameter + "=" + word(text);
      if (line.length() <= WIDTH) {
        return line;
      }
    }
    var list = new ParameterList();
    list.set(parameter, text, "utf-8");
    int used = field.length() + 2 + value.length();
    return field + ": " + value + list.toString(used);
  }

  /**
   * A token of RFC 2045 section 5.1 as it is, all else in quotes; so are the characters that RFC
   * 2231 gives a meaning, since some readers look for it without the asterisk, too.
   */
  private static String word(String text) {
    boolean token =
        !text.isEmpty()
            && Characters.all(text, c -> c > ' ' && "()<>@,;:\\\"/[]?=*'%".indexOf(c) < 0);
    return token ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static boolean isPrintable(String text) {
    return Characters.all(text, c -> c >= ' ' && c < 0x7f || c == '\t');
  }

  private static int longestWord(String text) {
    int longest = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == ' ' || text.charAt(i) == '\t') {
        longest = Math.max(longest, i - start);
        start = i + 1;
      }
    }
    return longest;
  }
}
