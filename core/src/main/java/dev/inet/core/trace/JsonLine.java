package dev.inet.core.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One flat JSON object in the making. */
final class JsonLine {
  /** Longer texts are cut, so that no reader needs more memory than the format promises. */
  static final int LONGEST_TEXT = 64 * 1024;

  private static final int MOST_ITEMS = 256;

  private final StringBuilder json = new StringBuilder(256).append('{');

  JsonLine put(String name, long value) {
    name(name).append(value);
    return this;
  }

  JsonLine put(String name, boolean value) {
    name(name).append(value);
    return this;
  }

  JsonLine put(String name, @Nullable String value) {
    if (value != null) {
      JsonString.append(cut(value, LONGEST_TEXT), name(name));
    }
    return this;
  }

  JsonLine put(String name, List<String> values) {
    StringBuilder to = name(name).append('[');
    String comma = "";
    for (String value : values.subList(0, Math.min(values.size(), MOST_ITEMS))) {
      JsonString.append(cut(value, 256), to.append(comma));
      comma = ",";
    }
    to.append(']');
    return this;
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }

  private StringBuilder name(String name) {
    if (json.length() > 1) {
      json.append(',');
    }
    return json.append('"').append(name).append("\":");
  }

  /** Returns the object and the end of its line. */
  String end() {
    return json.append("}\n").toString();
  }
}
