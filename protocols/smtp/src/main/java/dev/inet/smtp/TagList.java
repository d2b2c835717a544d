package dev.inet.smtp;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A text record that is made of tags, such as {@code v=DMARC1; p=none} (RFC 6376 section 3.2). Of
 * tags of the same name the first counts.
 */
final class TagList {
  private final Map<String, String> tags = new HashMap<>();
  private final String first;

  TagList(String record) {
    String[] parts = record.split(";");
    first = parts.length == 0 ? "" : name(parts[0]);
    for (String part : parts) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        tags.putIfAbsent(name(part), part.substring(equals + 1).strip());
      }
    }
  }

  private static String name(String part) {
    int equals = part.indexOf('=');
    return equals < 0 ? "" : part.substring(0, equals).strip();
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(tags.get(name));
  }

  /**
   * Returns whether it begins with this version, to the letter: what does not is a record of
   * something else, and is passed over.
   */
  boolean isOf(String version) {
    return first.equals("v") && version.equals(tags.get("v"));
  }
}
