package dev.inet.cli.reading;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;

/**
 * An option that may stand alone: the word after it is its value only if it is one of few. An
 * optional value of picocli's own would swallow the next word, whatever it is.
 */
public interface OptionalValue extends IParameterPreprocessor {
  /**
   * Returns the value of the option where it stands alone.
   *
   * @param option the option of one command
   * @return the value; {@code null} where this command wants one to be typed
   */
  @Nullable String unspoken(ArgSpec option);

  /** Returns what is a value, where the option may stand alone. */
  List<String> values();
}
