package dev.inet.telnet;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The content of CHARSET subnegotiations (RFC 2066). */
final class Charsets {
  static final int REQUEST = 1;
  static final int ACCEPTED = 2;
  static final int REJECTED = 3;
  static final int TTABLE_IS = 4;
  static final int TTABLE_REJECTED = 5;

  private static final String TTABLE = "[TTABLE]";

  private Charsets() {}

  /** Returns what follows the first byte, in letters. */
  static String words(byte[] content) {
    return new String(content, 1, content.length - 1, StandardCharsets.ISO_8859_1);
  }

  /** Returns the names in a request. */
  private static List<String> names(byte[] content) {
    String list = words(content);
    if (list.startsWith(TTABLE) && list.length() > TTABLE.length()) {
      // A byte with the version follows.
      list = list.substring(TTABLE.length() + 1);
    }
    var names = new ArrayList<String>();
    if (!list.isEmpty()) {
      char separator = list.charAt(0);
      int from = 1;
      while (from <= list.length()) {
        int end = list.indexOf(separator, from);
        end = end < 0 ? list.length() : end;
        names.add(list.substring(from, end));
        from = end + 1;
      }
    }
    return names;
  }

  /**
   * Chooses from a request: what we speak already, else UTF-8, else the first one that Java knows.
   *
   * @return the charset; {@code null} where there is none in common
   */
  static @Nullable Charset choose(byte[] content, Charset ours) {
    Charset utf8 = null;
    Charset first = null;
    for (String name : names(content)) {
      Charset known = known(name);
      if (known != null && known.equals(ours)) {
        return known;
      }
      utf8 = StandardCharsets.UTF_8.equals(known) ? known : utf8;
      first = first == null ? known : first;
    }
    return utf8 == null ? first : utf8;
  }

  /** Returns a charset by the name that the request has for it, as the answer must repeat it. */
  static String asked(byte[] content, Charset chosen) {
    for (String name : names(content)) {
      if (chosen.equals(known(name))) {
        return name;
      }
    }
    return chosen.name();
  }

  private static @Nullable Charset known(String name) {
    try {
      Charset charset = Charset.forName(name);
      // A terminal's bytes are ASCII where they are ASCII; UTF-16 would tear commands apart.
      boolean ascii = new String(new byte[] {'A'}, charset).equals("A");
      return ascii && charset.canEncode() ? charset : null;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
