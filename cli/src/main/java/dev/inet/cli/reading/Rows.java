package dev.inet.cli.reading;

import org.jspecify.annotations.Nullable;

/**
 * The options and operands of one command as text, which loads with its class and is searched, not
 * parsed: most commands get two or three of a hundred options.
 *
 * @param options a row each: {@code " --longest -s \tKIND\tPATH\n"}, where PATH are the numbers of
 *     the fields that lead to its own
 * @param operands a row each: {@code "FROM\tTO\tLEAST\tMOST\tKIND\tPATH\n"}, both ends inclusive
 * @param others a row each for what happens to an option that is not given: {@code
 *     "NAME\tKIND\tPATH\tVALUE\n"}, where the kind {@code !} is one that must be given
 */
public record Rows(String options, String operands, String others) {
  /**
   * One option.
   *
   * @param name its longest name
   * @param kind what it takes
   * @param path where its value goes
   */
  record Row(String name, String kind, String path) {
    boolean isFlag() {
      return kind.equals("flag") || kind.equals("count") || kind.equals("help");
    }

    /** Returns whether it adds to a list that other options add to as well. */
    boolean isInOrder() {
      return kind.startsWith("in-order ");
    }

    /** Returns the value of an option that stands alone; {@code null} where it may not. */
    @Nullable String unspoken() {
      return kind.startsWith("text? ") ? kind.substring(kind.indexOf('=') + 1) : null;
    }
  }

  /** Finds an option by any of its names. */
  @Nullable Row option(String name) {
    if (name.indexOf(' ') >= 0) {
      return null;
    }
    int at = options.indexOf(" " + name + " ");
    if (at < 0) {
      return null;
    }
    int start = options.lastIndexOf('\n', at) + 1;
    int names = options.indexOf('\t', at);
    int kind = options.indexOf('\t', names + 1);
    return new Row(
        options.substring(start + 1, options.indexOf(' ', start + 1)),
        options.substring(names + 1, kind),
        options.substring(kind + 1, options.indexOf('\n', kind)));
  }
}
