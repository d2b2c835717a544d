package dev.inet.pop3;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a server offers (RFC 2449).
 *
 * @param known whether it understands the question
 * @param lines what it answered: names in upper case, and what follows each
 */
record Capabilities(boolean known, Map<String, List<String>> lines) {
  static final Capabilities UNKNOWN = new Capabilities(false, Map.of());

  static Capabilities of(List<String> answer) {
    var lines = new LinkedHashMap<String, List<String>>();
    for (String line : answer) {
      List<String> words = Arrays.asList(line.strip().split("\\s+"));
      String name = words.get(0).toUpperCase(Locale.ROOT);
      if (!name.isEmpty()) {
        lines.computeIfAbsent(name, n -> new ArrayList<>()).addAll(words.subList(1, words.size()));
      }
    }
    return new Capabilities(true, lines);
  }

  boolean has(String name) {
    return lines.containsKey(name);
  }

  /** Returns what follows a name; nothing where it is not offered. */
  List<String> of(String name) {
    return lines.getOrDefault(name, List.of());
  }
}
