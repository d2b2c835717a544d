package dev.inet.ftp;

import dev.inet.core.line.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a server says that it can (FEAT, RFC 2389). */
final class Features {
  private final boolean known;
  private final Map<String, String> lines = new HashMap<>();

  private Features(boolean known) {
    this.known = known;
  }

  static Features of(Reply reply) {
    var features = new Features(reply.isDone());
    if (reply.isDone() && reply.lines().size() > 2) {
      for (String line : reply.lines().subList(1, reply.lines().size() - 1)) {
        String text = line.strip();
        int blank = text.indexOf(' ');
        String name = blank < 0 ? text : text.substring(0, blank);
        String rest = blank < 0 ? "" : text.substring(blank + 1).strip();
        features.lines.merge(
            name.toUpperCase(Locale.ROOT), rest, (first, second) -> first + ";" + second);
      }
    }
    return features;
  }

  /** Returns whether the server answered at all. */
  boolean isKnown() {
    return known;
  }

  boolean has(String name) {
    return lines.containsKey(name);
  }

  /** Returns whether a command may be tried: it is offered, or nobody knows. */
  boolean mayHave(String name) {
    return !known || has(name);
  }

  /** Returns what stands behind a name, in its parts. */
  List<String> words(String name) {
    String rest = lines.get(name);
    return rest == null || rest.isEmpty() ? List.of() : List.of(rest.split("[;, ]+"));
  }
}
