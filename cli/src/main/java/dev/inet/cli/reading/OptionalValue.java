package dev.inet.cli.reading;

import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * An option that may stand alone: the word after it is its value only if it looks like one. An
 * optional value of picocli's own would swallow the next word, whatever it is.
 */
public abstract class OptionalValue implements IParameterPreprocessor {
  /**
   * Returns the value of the option where it stands alone.
   *
   * @param option the option of one command
   * @return the value; {@code null} where this command wants one to be typed
   */
  public abstract @Nullable String unspoken(ArgSpec option);

  /**
   * Returns whether the word after the option is its value.
   *
   * @param word the word
   */
  protected abstract boolean isValue(String word);

  @Override
  public final boolean preprocess(
      Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> info) {
    boolean attached = "=".equals(info.get("separator"));
    String unspoken = unspoken(option);
    if (unspoken != null && !attached && (words.isEmpty() || !isValue(words.peek()))) {
      words.push(unspoken);
    }
    return false;
  }
}
