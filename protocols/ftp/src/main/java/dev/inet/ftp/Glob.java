package dev.inet.ftp;

import dev.inet.core.InetException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A path with wildcards, matched by us against listings: {@code *} and {@code ?} stand for any
 * characters of a name, {@code [a-z]} and {@code [!a-z]} for one of a set; none crosses a slash,
 * and none at the beginning of a name matches a dot. {@code **} between slashes stands for any
 * folders.
 */
public final class Glob {
  private static final String MARKS = "*?[";

  private final List<String> parts;
  private final Names names;

  private Glob(List<String> parts, Names names) {
    this.parts = List.copyOf(parts);
    this.names = names;
  }

  /**
   * Returns whether a text holds wildcards.
   *
   * @param text the text
   */
  public static boolean isPattern(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (MARKS.indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads a pattern as typed, with names in UTF-8.
   *
   * @param text the pattern, parts between slashes
   */
  public static Glob of(String text) {
    return of(text, StandardCharsets.UTF_8);
  }

  /**
   * Reads a pattern as typed.
   *
   * @param text the pattern, parts between slashes
   * @param charset the charset of the names that it is compared with
   */
  public static Glob of(String text, Charset charset) {
    var names = new Names(charset);
    return new Glob(List.of(names.octets(text).split("/", -1)), names);
  }

  /** Reads the pattern in a URL's path: what is percent-encoded there stands for itself. */
  static Glob ofUrl(String raw, Charset charset) throws InetException {
    var parts = new ArrayList<String>();
    for (String part : raw.split("/", -1)) {
      var pattern = new StringBuilder();
      int from = 0;
      for (int i = 0; i <= part.length(); i++) {
        if (i == part.length() || MARKS.indexOf(part.charAt(i)) >= 0 || part.charAt(i) == ']') {
          pattern.append(quoted(octets(part.substring(from, i), charset)));
          if (i < part.length()) {
            pattern.append(part.charAt(i));
          }
          from = i + 1;
        }
      }
      parts.add(pattern.toString());
    }
    return new Glob(parts, new Names(charset));
  }

  private static String octets(String raw, Charset charset) throws InetException {
    return new String(FtpUrl.coded(raw, charset), StandardCharsets.ISO_8859_1);
  }

  private static String quoted(String literal) {
    var quoted = new StringBuilder();
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (MARKS.indexOf(c) >= 0 || c == ']' || c == '\\') {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.toString();
  }

  /** Returns the parts between slashes; one without wildcards is still quoted. */
  List<String> parts() {
    return parts;
  }

  /** Returns whether a part holds wildcards that are not quoted. */
  static boolean isWild(String part) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '\\') {
        i++;
      } else if (MARKS.indexOf(c) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns a part without its quoting. */
  static String literal(String part) {
    var text = new StringBuilder();
    for (int i = 0; i < part.length(); i++) {
      if (part.charAt(i) == '\\' && i + 1 < part.length()) {
        i++;
      }
      text.append(part.charAt(i));
    }
    return text.toString();
  }

  /**
   * Returns whether a path matches: a pattern without a slash matches the last part anywhere, one
   * with a slash the whole.
   *
   * @param octets a relative path
   */
  public boolean matchesPath(String octets) {
    return matches(octets, false);
  }

  /**
   * Returns whether a path matches where wildcards stand for a dot at the beginning of a name too,
   * and a slash at the end of the pattern for folders alone, as in every list of what is left out
   * of a copy.
   *
   * @param octets a relative path
   * @param folder whether it is one of a folder
   */
  boolean covers(String octets, boolean folder) {
    boolean folders = parts.size() > 1 && parts.get(parts.size() - 1).isEmpty();
    return folders ? folder && folders(octets) : matches(octets, true);
  }

  private boolean folders(String octets) {
    return new Glob(parts.subList(0, parts.size() - 1), names).matches(octets, true);
  }

  private boolean matches(String octets, boolean dots) {
    String[] path = octets.split("/", -1);
    if (parts.size() == 1) {
      return matches(parts.get(0), path[path.length - 1], dots);
    }
    return matches(0, path, 0, dots);
  }

  private boolean matches(int part, String[] path, int at, boolean dots) {
    if (part == parts.size()) {
      return at == path.length;
    }
    if (parts.get(part).equals("**")) {
      for (int i = at; i <= path.length; i++) {
        if (matches(part + 1, path, i, dots)) {
          return true;
        }
      }
      return false;
    }
    // A slash at the end of a pattern means folders; the caller has none of it in its path.
    if (part == parts.size() - 1 && parts.get(part).isEmpty()) {
      return at == path.length;
    }
    return at < path.length
        && matches(parts.get(part), path[at], dots)
        && matches(part + 1, path, at + 1, dots);
  }

  /** Returns whether one name matches one part; both are octets. */
  boolean matches(String part, String octets) {
    return matches(part, octets, false);
  }

  private boolean matches(String part, String octets, boolean dots) {
    // As text: a character may be several octets.
    return fits(names.text(part), names.text(octets), dots);
  }

  /** Takes time in the product of their lengths at most. */
  private static boolean fits(String part, String name, boolean dots) {
    if (!dots && name.startsWith(".") && !part.startsWith(".") && !part.startsWith("\\.")) {
      return false;
    }
    int p = 0;
    int n = 0;
    int star = -1;
    int retry = 0;
    while (n < name.length()) {
      int next = p < part.length() ? step(part, p, name.charAt(n)) : -1;
      if (p < part.length() && part.charAt(p) == '*') {
        star = p++;
        retry = n;
      } else if (next >= 0) {
        p = next;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++retry;
      } else {
        return false;
      }
    }
    while (p < part.length() && part.charAt(p) == '*') {
      p++;
    }
    return p == part.length();
  }

  /** Returns where the pattern goes on after one character; -1 where it does not match. */
  private static int step(String part, int p, char c) {
    char mark = part.charAt(p);
    if (mark == '?') {
      return p + 1;
    }
    if (mark == '[') {
      int close = part.indexOf(']', p + 2);
      if (close > 0) {
        return inSet(part.substring(p + 1, close), c) ? close + 1 : -1;
      }
    }
    if (mark == '\\' && p + 1 < part.length()) {
      return part.charAt(p + 1) == c ? p + 2 : -1;
    }
    return mark == c ? p + 1 : -1;
  }

  private static boolean inSet(String set, char c) {
    boolean not = set.startsWith("!") || set.startsWith("^");
    boolean found = false;
    for (int i = not ? 1 : 0; i < set.length(); i++) {
      if (i + 2 < set.length() && set.charAt(i + 1) == '-') {
        found |= set.charAt(i) <= c && c <= set.charAt(i + 2);
        i += 2;
      } else {
        found |= set.charAt(i) == c;
      }
    }
    return found != not;
  }

  @Override
  public String toString() {
    return String.join("/", parts);
  }
}
