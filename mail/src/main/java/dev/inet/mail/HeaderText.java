package dev.inet.mail;

import dev.inet.core.Characters;
import jakarta.mail.internet.MimeUtility;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Values of header fields as they stand in a message: encoded, quoted, folded. */
final class HeaderText {
  /** The longest line where encoded words stand (RFC 2047 section 2). */
  private static final int WIDTH = 76;

  /** What of it follows the blank that begins a folded line. */
  private static final int FOLDED = WIDTH - 1;

  /** The longest line of any message (RFC 5322 section 2.1.1). */
  private static final int LONGEST_LINE = 998;

  private static final String HEX = "0123456789ABCDEF";
  private static final String SPECIALS = "()<>[]:;@\\,.\"";
  private static final String TSPECIALS = "()<>@,;:\\\"/[]?=";

  private HeaderText() {}

  /** Writes a field of free text (RFC 5322 section 2.2.1, RFC 2047). */
  static String unstructured(String name, String value, Charset charset) {
    if (isPrintable(value)) {
      String line = name + ": " + value;
      // A line that fits needs no library, which looks through all jars for its parts when it
      // begins.
      boolean fits = line.length() <= WIDTH && line.equals(line.stripTrailing());
      String folded = fits ? line : name + ": " + MimeUtility.fold(name.length() + 2, value);
      if (longestLine(folded) <= LONGEST_LINE) {
        return folded;
      }
    }
    var field = new Field(name);
    words(value, charset, field.room()).forEach(field::add);
    return field.toString();
  }

  /** Writes a field of addresses, each with its comma, on as few lines as they fit. */
  static String addresses(String name, List<MailAddress> addresses, Charset charset) {
    boolean utf8 = MailAddress.needUtf8(addresses);
    var field = new Field(name);
    for (int i = 0; i < addresses.size(); i++) {
      MailAddress address = addresses.get(i);
      String spec = utf8 ? address.address() : address.asciiAddress();
      String comma = i + 1 < addresses.size() ? "," : "";
      var mailbox = new ArrayList<String>();
      if (address.name().isEmpty()) {
        mailbox.add(spec + comma);
      } else {
        mailbox.addAll(phrase(address.name(), charset, i == 0 ? field.room() : FOLDED));
        mailbox.add("<" + spec + ">" + comma);
      }
      int length = String.join(" ", mailbox).length();
      if (i > 0 && length > field.room() && length <= FOLDED) {
        field.fold();
      }
      mailbox.forEach(field::add);
    }
    return field.toString();
  }

  /** A field as it grows: words on the line that still holds them, else on the next. */
  private static final class Field {
    private final StringBuilder lines;
    private int column;
    private boolean begun;

    Field(String name) {
      lines = new StringBuilder(name).append(':');
      column = lines.length();
    }

    /** Returns how long a word may be that stays on this line. */
    int room() {
      return WIDTH - column - 1;
    }

    void fold() {
      lines.append("\r\n");
      column = 0;
    }

    /** The first word follows the name: some programs look for nothing on the next line. */
    void add(String word) {
      if (begun && column > 0 && word.length() > room()) {
        fold();
      }
      begun = true;
      lines.append(' ').append(word);
      column += 1 + word.length();
    }

    @Override
    public String toString() {
      return lines.toString();
    }
  }

  /** Writes a display name in words that can be folded: as it is, in quotes, or encoded. */
  private static List<String> phrase(String name, Charset charset, int room) {
    if (isPrintable(name)) {
      boolean plain = Characters.all(name, c -> SPECIALS.indexOf(c) < 0) && !name.contains("=?");
      String word = plain ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      // Between two of several blanks a line of nothing else could begin: for some the body.
      List<String> words = List.of(word.split("(?<! ) (?! )"));
      if (words.stream().allMatch(each -> each.length() <= FOLDED)) {
        return words;
      }
    }
    return words(name, charset, room);
  }

  /**
   * Writes encoded words (RFC 2047): none longer than 75 characters, none splitting a character,
   * each complete in itself, so that charsets with shifts work as well.
   *
   * @param first what the first line has room for
   */
  private static List<String> words(String text, Charset wanted, int first) {
    Charset charset = wanted.newEncoder().canEncode(text) ? wanted : StandardCharsets.UTF_8;
    String label = charset.name().toLowerCase(Locale.ROOT);
    int frame = "=?".length() + label.length() + "?B?".length() + "?=".length();
    int room = Math.min(first, FOLDED) - frame;
    long plain = text.chars().filter(HeaderText::isPlain).count();
    boolean q = plain * 3 >= text.length() * 2L;
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    String done = "";
    for (int i = 0; i < text.length(); ) {
      int end = text.offsetByCodePoints(i, 1);
      String more = coded(word + text.substring(i, end), charset, q);
      if (more.length() > room && !word.isEmpty()) {
        words.add(wrapped(label, q, done));
        room = FOLDED - frame;
        word.setLength(0);
        more = coded(text.substring(i, end), charset, q);
      }
      word.append(text, i, end);
      done = more;
      i = end;
    }
    words.add(wrapped(label, q, done));
    return words;
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

  /**
   * Writes a media type or disposition with one parameter (RFC 2045); what is not ASCII or fits on
   * no line is coded, and cut in pieces (RFC 2231).
   */
  static String parameter(String field, String value, String parameter, String text) {
    var line = new Field(field);
    line.add(value + ";");
    String plain = parameter + "=" + word(text);
    if (Characters.all(text, c -> c >= ' ' && c < 0x7f) && plain.length() <= FOLDED) {
      line.add(plain);
      return line.toString();
    }
    List<String> pieces = pieces(text, FOLDED - (parameter + "*000*=;").length());
    int last = pieces.size() - 1;
    for (int i = 0; i <= last; i++) {
      String number = last == 0 ? "*=" : "*" + i + "*=";
      line.add(parameter + number + pieces.get(i) + (i < last ? ";" : ""));
    }
    return line.toString();
  }

  /** Writes the pieces of a value of RFC 2231: none splits a character. */
  private static List<String> pieces(String text, int room) {
    var pieces = new ArrayList<String>();
    var piece = new StringBuilder("utf-8''");
    for (int i = 0, end; i < text.length(); i = end) {
      end = text.offsetByCodePoints(i, 1);
      var coded = new StringBuilder();
      for (byte b : text.substring(i, end).getBytes(StandardCharsets.UTF_8)) {
        if (isAttributeCharacter(b)) {
          coded.append((char) b);
        } else {
          coded.append('%').append(HEX.charAt(b >> 4 & 0xf)).append(HEX.charAt(b & 0xf));
        }
      }
      if (piece.length() + coded.length() > room) {
        pieces.add(piece.toString());
        piece.setLength(0);
      }
      piece.append(coded);
    }
    pieces.add(piece.toString());
    return pieces;
  }

  /** What stands for itself in a value of RFC 2231 (section 7). */
  private static boolean isAttributeCharacter(int c) {
    return c > ' ' && c < 0x7f && TSPECIALS.indexOf(c) < 0 && "*'%".indexOf(c) < 0;
  }

  /**
   * A token of RFC 2045 section 5.1 as it is, all else in quotes; so are the characters that RFC
   * 2231 gives a meaning, since some readers look for it without the asterisk, too.
   */
  private static String word(String text) {
    boolean token = !text.isEmpty() && Characters.all(text, HeaderText::isAttributeCharacter);
    return token ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static boolean isPrintable(String text) {
    return Characters.all(text, c -> c >= ' ' && c < 0x7f || c == '\t');
  }

  private static int longestLine(String text) {
    int longest = 0;
    int begin = 0;
    for (int end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n", begin)) {
      longest = Math.max(longest, end - begin);
      begin = end + 2;
    }
    return Math.max(longest, text.length() - begin);
  }
}
