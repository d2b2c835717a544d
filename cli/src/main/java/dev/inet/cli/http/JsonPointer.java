package dev.inet.cli.http;

import dev.inet.cli.output.JsonText;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON text (RFC 6901).
 *
 * @param steps names and indices from the whole to the place
 */
record JsonPointer(List<String> steps) {
  private static final Object NOWHERE = new Object();

  /** Reads a pointer; the empty one is the whole. */
  static JsonPointer parse(String text) throws InetException {
    if (!text.isEmpty() && !text.startsWith("/") || text.matches(".*~(?![01]).*")) {
      throw new InetException(
              Failure.USAGE, "--assert: '" + text + "' is no pointer into a JSON text")
          .hint("write /name/0/name, with ~1 for a slash and ~0 for a tilde in a name");
    }
    var steps = new ArrayList<String>();
    String[] words = text.split("/", -1);
    for (int i = 1; i < words.length; i++) {
      steps.add(words[i].replace("~1", "/").replace("~0", "~"));
    }
    return new JsonPointer(steps);
  }

  /** Returns whether a value has the place. */
  boolean isIn(@Nullable Object whole) {
    return find(whole) != NOWHERE;
  }

  /** Returns what stands at the place. */
  @Nullable Object in(@Nullable Object whole) {
    return find(whole);
  }

  private @Nullable Object find(@Nullable Object whole) {
    Object at = whole;
    for (String step : steps) {
      if (at instanceof Map<?, ?> map && map.containsKey(step)) {
        at = map.get(step);
      } else if (at instanceof List<?> list
          && step.matches("0|[1-9][0-9]{0,8}")
          && Integer.parseInt(step) < list.size()) {
        at = list.get(Integer.parseInt(step));
      } else {
        return NOWHERE;
      }
    }
    return at;
  }

  /** Returns whether a value is what a word means: JSON, or a text without its quotes. */
  static boolean is(@Nullable Object value, String word) {
    if (word.equals(value)) {
      return true;
    }
    try {
      return isSame(value, JsonText.read(word));
    } catch (JsonText.NoJsonException e) {
      return false;
    }
  }

  private static boolean isSame(@Nullable Object one, @Nullable Object other) {
    if (one instanceof BigDecimal a && other instanceof BigDecimal b) {
      return a.compareTo(b) == 0;
    }
    if (one instanceof List<?> a && other instanceof List<?> b) {
      boolean same = a.size() == b.size();
      for (int i = 0; same && i < a.size(); i++) {
        same = isSame(a.get(i), b.get(i));
      }
      return same;
    }
    if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
      return a.keySet().equals(b.keySet())
          && a.keySet().stream().allMatch(name -> isSame(a.get(name), b.get(name)));
    }
    return Objects.equals(one, other);
  }
}
