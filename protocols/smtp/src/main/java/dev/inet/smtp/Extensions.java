package dev.inet.smtp;

import dev.inet.core.line.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * What a server offers (RFC 5321 section 4.1.1.1).
 *
 * @param name what it calls itself
 * @param keywords the parameters of each keyword, which is in upper case, in the server's order
 */
public record Extensions(String name, Map<String, List<String>> keywords) {
  /** What a server offers that knows HELO alone. */
  public static final Extensions NONE = new Extensions("", Map.of());

  private static final int MOST = 1000;

  /** Keeps the order. */
  public Extensions {
    keywords = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(keywords));
  }

  static Extensions of(Reply ehlo) {
    List<String> first = words(ehlo.text());
    var keywords = new LinkedHashMap<String, List<String>>();
    List<String> lines = ehlo.lines();
    for (String line : lines.subList(1, Math.min(lines.size(), MOST))) {
      // Old servers write AUTH=LOGIN for those who never read RFC 2554.
      String spaced =
          line.regionMatches(true, 0, "AUTH=", 0, 5) ? "AUTH " + line.substring(5) : line;
      List<String> words = words(spaced);
      if (!words.isEmpty()) {
        String key = words.get(0).toUpperCase(Locale.ROOT);
        var all = new ArrayList<>(keywords.getOrDefault(key, List.of()));
        all.addAll(words.subList(1, words.size()));
        keywords.put(key, List.copyOf(all));
      }
    }
    return new Extensions(first.isEmpty() ? "" : first.get(0), keywords);
  }

  private static List<String> words(String line) {
    var words = new ArrayList<String>();
    var each = new StringTokenizer(line);
    while (each.hasMoreTokens()) {
      words.add(each.nextToken());
    }
    return words;
  }

  /**
   * Returns whether a keyword is offered.
   *
   * @param keyword in upper case
   */
  public boolean has(String keyword) {
    return keywords.containsKey(keyword);
  }

  /** Returns the mechanisms for signing in, in upper case, each once (RFC 4954). */
  public Set<String> mechanisms() {
    var names = new LinkedHashSet<String>();
    for (String name : keywords.getOrDefault("AUTH", List.of())) {
      names.add(name.toUpperCase(Locale.ROOT));
    }
    return names;
  }

  /**
   * Returns how large a message may be in bytes (RFC 1870); {@link Long#MAX_VALUE} where the server
   * names no limit.
   */
  public long size() {
    List<String> size = keywords.getOrDefault("SIZE", List.of());
    try {
      long most = size.isEmpty() ? 0 : Long.parseLong(size.get(0));
      return most <= 0 ? Long.MAX_VALUE : most;
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
