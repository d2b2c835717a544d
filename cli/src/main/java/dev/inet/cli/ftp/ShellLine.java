package dev.inet.cli.ftp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line of {@code ftp shell} in its parts.
 *
 * @param verb the command in lower case; empty where there is none
 * @param letters the letters of its options, {@code -la} and {@code -l -a} alike
 * @param words its operands
 */
record ShellLine(String verb, String letters, List<String> words) {
  /**
   * Reads a line.
   *
   * @param line what was typed
   * @param known the letters that a command knows
   */
  static ShellLine of(String line, Letters known) throws InetException {
    List<String> words = words(line);
    if (words.isEmpty() || words.get(0).startsWith("#")) {
      return new ShellLine("", "", List.of());
    }
    String verb = words.get(0).toLowerCase(Locale.ROOT);
    var letters = new StringBuilder();
    int at = 1;
    for (; at < words.size() && words.get(at).startsWith("-"); at++) {
      String word = words.get(at);
      if (word.equals("--")) {
        at++;
        break;
      }
      String all = known.of(verb);
      for (int i = 1; i < word.length(); i++) {
        if (all.indexOf(word.charAt(i)) < 0) {
          throw new InetException(Failure.USAGE, verb + " knows no " + word)
              .hint("-- stands before a name that begins with a dash");
        }
      }
      letters.append(word, 1, word.length());
    }
    List<String> operands = List.copyOf(words.subList(at, words.size()));
    return new ShellLine(verb, letters.toString(), operands);
  }

  /** Tells which letters a command knows as options. */
  @FunctionalInterface
  interface Letters {
    String of(String verb);
  }

  boolean has(char letter) {
    return letters.indexOf(letter) >= 0;
  }

  /** Splits a line into words; quotes and backslashes keep blanks in one. */
  static List<String> words(String line) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean open = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        open = true;
      } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote == 0 ? c : 0;
        open = true;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (open) {
          words.add(word.toString());
        }
        word.setLength(0);
        open = false;
      } else {
        word.append(c);
        open = true;
      }
    }
    if (open) {
      words.add(word.toString());
    }
    return words;
  }
}
