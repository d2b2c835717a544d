package dev.inet.nntp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a server says that it can do (RFC 3977, section 5.2).
 *
 * @param isKnown whether it said so at all; servers older than RFC 3977 do not
 * @param lines each capability as it came
 */
public record Capabilities(boolean isKnown, List<String> lines) {
  /** Of a server that does not tell. */
  public static final Capabilities UNKNOWN = new Capabilities(false, List.of());

  /** Copies the list. */
  public Capabilities {
    lines = List.copyOf(lines);
  }

  /**
   * Returns whether a capability is there.
   *
   * @param label its name in upper case
   */
  public boolean has(String label) {
    return map().containsKey(label);
  }

  /**
   * Returns whether a capability is there with an argument.
   *
   * @param label its name in upper case
   * @param argument the argument in upper case
   */
  public boolean has(String label, String argument) {
    return arguments(label).contains(argument);
  }

  /**
   * Returns the arguments of a capability in upper case; empty where it is not there.
   *
   * @param label its name in upper case
   */
  public List<String> arguments(String label) {
    return map().getOrDefault(label, List.of());
  }

  private Map<String, List<String>> map() {
    var map = new LinkedHashMap<String, List<String>>();
    for (String line : lines) {
      List<String> words = List.of(line.strip().toUpperCase(Locale.ROOT).split("\\s+"));
      map.putIfAbsent(words.get(0), words.subList(1, words.size()));
    }
    return map;
  }
}
