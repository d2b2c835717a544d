package dev.inet.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a server wants us to sign in (RFC 9110, section 11.6.1).
 *
 * @param scheme the scheme in lower case
 * @param parameters its parameters, names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
  /** More than any honest server offers. */
  private static final int MOST = 32;

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** Reads the challenges of all fields; what cannot be understood is left out. */
  static List<Challenge> all(List<String> fields) {
    var challenges = new ArrayList<Challenge>();
    for (String field : fields) {
      new Reader(field).into(challenges);
    }
    return challenges;
  }

  /**
   * Reads one field. A comma separates challenges as well as parameters: a word that no equals sign
   * follows begins a challenge.
   */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    void into(List<Challenge> challenges) {
      Map<String, String> current = null;
      while (challenges.size() < MOST) {
        skip(" \t,");
        String word = word();
        if (word.isEmpty()) {
          return;
        }
        int after = at;
        skip(" \t");
        if (current != null && at < text.length() && text.charAt(at) == '=') {
          at++;
          skip(" \t");
          current.putIfAbsent(word.toLowerCase(Locale.ROOT), value());
        } else {
          at = after;
          current = new LinkedHashMap<>();
          challenges.add(new Challenge(word.toLowerCase(Locale.ROOT), current));
          skipToken();
        }
      }
    }

    /**
     * Passes over what a scheme may have in place of parameters (token68): it ends in equals signs,
     * as Base64 does, behind which no value stands.
     */
    private void skipToken() {
      int before = at;
      skip(" \t");
      word();
      skip("=");
      int after = at;
      skip(" \t");
      boolean alone = at == text.length() || text.charAt(at) == ',';
      at = alone ? after : before;
    }

    private void skip(String chars) {
      while (at < text.length() && chars.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private String word() {
      int from = at;
      while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(from, at);
    }

    private String value() {
      if (at >= text.length() || text.charAt(at) != '"') {
        return word();
      }
      var value = new StringBuilder();
      for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at));
      }
      // Where a quotation has no end, the field has.
      at = Math.min(at + 1, text.length());
      return value.toString();
    }
  }
}
