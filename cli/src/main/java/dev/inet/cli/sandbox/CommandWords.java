package dev.inet.cli.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line as a shell does. Quotes of both kinds are known, and nothing in them means
 * anything; what else a shell would act on must stand in quotes, so that each line that is shown
 * can be pasted into any shell.
 */
final class CommandWords {
  private static final String SHELL = "\\|;&<>()$`*?~#";

  private CommandWords() {}

  /**
   * Splits a line.
   *
   * @throws IllegalArgumentException if a quote is open or a character needs one
   */
  static List<String> split(String line) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    // A word may be empty, as '' is.
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else if (quote == '"' && "\\$`".indexOf(c) >= 0) {
          throw new IllegalArgumentException(c + " needs single quotes");
        } else {
          word.append(c);
        }
      } else if (c == ' ') {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        inWord = true;
        if (c == '\'' || c == '"') {
          quote = c;
        } else if (SHELL.indexOf(c) >= 0) {
          throw new IllegalArgumentException(c + " needs quotes");
        } else {
          word.append(c);
        }
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quote is not closed");
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  /** Returns a text in quotes. */
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
