package dev.inet.nntp;

/**
 * Patterns of group names (RFC 3977, section 4): parts separated by commas, of which the last that
 * matches decides; {@code !} before a part makes it exclude. {@code *} stands for any characters,
 * {@code ?} for one.
 */
final class Wildmat {
  private Wildmat() {}

  static boolean isPattern(String text) {
    return text.indexOf('*') >= 0
        || text.indexOf('?') >= 0
        || text.indexOf(',') >= 0
        || text.startsWith("!");
  }

  static boolean matches(String wildmat, String name) {
    boolean matches = false;
    for (String part : wildmat.split(",", -1)) {
      boolean excludes = part.startsWith("!");
      if (matchesPart(excludes ? part.substring(1) : part, name)) {
        matches = !excludes;
      }
    }
    return matches;
  }

  /** Steps back to the last star alone: patterns of many stars cost no more than their product. */
  private static boolean matchesPart(String part, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int mark = 0;
    while (n < name.length()) {
      if (p < part.length() && part.charAt(p) == '*') {
        star = p++;
        mark = n;
      } else if (p < part.length() && (part.charAt(p) == '?' || part.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++mark;
      } else {
        return false;
      }
    }
    while (p < part.length() && part.charAt(p) == '*') {
      p++;
    }
    return p == part.length();
  }
}
