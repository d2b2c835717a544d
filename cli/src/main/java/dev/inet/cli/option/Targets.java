package dev.inet.cli.option;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells URLs from other words: by {@code ://}, and by the few schemes that need none. */
public final class Targets {
  private static final String[] WITHOUT_SLASHES = {"unix:", "maildir:", "mbox:", "news:"};

  private Targets() {}

  /**
   * Returns the scheme of a word; {@code null} where it is no URL. {@code localhost:8080/x} is host
   * and port.
   *
   * @param word what the user typed
   */
  public static @Nullable String scheme(String word) {
    int mark = word.indexOf("://");
    if (mark > 0 && isName(word, mark)) {
      return word.substring(0, mark).toLowerCase(Locale.ROOT);
    }
    for (String prefix : WITHOUT_SLASHES) {
      if (word.regionMatches(true, 0, prefix, 0, prefix.length())) {
        return prefix.substring(0, prefix.length() - 1);
      }
    }
    return null;
  }

  private static boolean isName(String word, int end) {
    for (int i = 0; i < end; i++) {
      char c = word.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      boolean later = c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.';
      if (!letter && !(i > 0 && later)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns a word as a URL with a scheme.
   *
   * @param word what the user typed
   * @param unspoken the scheme that is meant where none is typed
   */
  public static String withScheme(String word, String unspoken) {
    return scheme(word) == null ? unspoken + "://" + word : word;
  }
}
