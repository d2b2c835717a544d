package dev.inet.cli.telnet;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The steps of a conversation.
 *
 * @param steps what to do, in order
 */
record Script(List<Step> steps) {
  private static final Pattern GROUP = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

  /** Copies the steps. */
  Script {
    steps = List.copyOf(steps);
  }

  /** Returns whether anything is waited for; else prompts are found by silence. */
  boolean expects() {
    return steps.stream().anyMatch(Step.Expect.class::isInstance);
  }

  /**
   * Refuses a line that needs what no step before it captures.
   *
   * @throws InetException as {@link Failure#USAGE}
   */
  void check() throws InetException {
    Set<String> known = new HashSet<>();
    for (int i = 0; i < steps.size(); i++) {
      check(steps.get(i), known, "step " + (i + 1));
    }
  }

  /**
   * Checks one step and learns what it captures.
   *
   * @param known what was captured before
   * @param where how messages name the step
   */
  static void check(Step step, Set<String> known, String where) throws InetException {
    if (step instanceof Step.Send send) {
      for (String name : send.line().names()) {
        if (!known.contains(name)) {
          throw new InetException(
                  Failure.USAGE, where + " needs ${" + name + "}, which nothing captures before")
              .hint("\\${" + name + "} sends it as it is");
        }
      }
    } else if (step instanceof Step.Expect expect) {
      Matcher groups = GROUP.matcher(expect.pattern().pattern());
      while (groups.find()) {
        known.add(groups.group(1));
      }
      known.addAll(expect.captures());
    }
  }
}
