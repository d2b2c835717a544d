package dev.inet.telnet;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was expected, and came.
 *
 * @param index which of the alternatives it was, from 0
 * @param before what came before it, since the match before
 * @param matched what matched
 * @param groups what each group of the pattern matched, the first one at 0; {@code null} stands for
 *     a group that took no part
 * @param names what each named group matched
 */
public record TelnetMatch(
    int index,
    String before,
    String matched,
    List<@Nullable String> groups,
    Map<String, String> names) {

  /** Returns everything that came up to the end of the match, since the match before. */
  public String text() {
    return before + matched;
  }
}
