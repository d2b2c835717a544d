package dev.inet.cli.telnet;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.time.Duration;
import java.util.List;
import java.util.Stack;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What to do next. */
sealed interface Step {
  /**
   * Send a line.
   *
   * @param line what to send
   */
  record Send(Line line) implements Step {}

  /**
   * Wait for something.
   *
   * @param pattern what must come
   * @param timeout how long to wait; {@code null} for {@code --read-timeout}
   * @param otherwise what happens where it does not come
   * @param captures the names of its first groups, or of the whole match where it has none
   */
  record Expect(
      Pattern pattern, @Nullable Duration timeout, Otherwise otherwise, List<String> captures)
      implements Step {
    /**
     * Makes one of what the user typed.
     *
     * @param regex the pattern
     * @throws InetException as {@link Failure#USAGE} where it is none
     */
    static Expect of(String regex) throws InetException {
      return new Expect(pattern(regex), null, Otherwise.FAIL, List.of());
    }

    static Pattern pattern(String regex) throws InetException {
      try {
        return Pattern.compile(regex);
      } catch (PatternSyntaxException e) {
        throw new InetException(
            Failure.USAGE, "'" + regex + "' is no regular expression: " + e.getDescription(), e);
      }
    }
  }

  /** What happens where something does not come in time. */
  enum Otherwise {
    /** The command fails. */
    FAIL,
    /** The next step is done. */
    CONTINUE,
    /** The steps end here, and that is fine. */
    END
  }

  /** Reads the value of {@code --send}. */
  final class Sending implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec argument, CommandSpec command) {
      consume("--send", words, argument, command, text -> new Send(Line.of(text)));
    }
  }

  /** Reads the value of {@code --expect}. */
  final class Expecting implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec argument, CommandSpec command) {
      consume("--expect", words, argument, command, Expect::of);
    }
  }

  /** Makes a step of a word. */
  interface Reading {
    Step of(String word) throws InetException;
  }

  private static void consume(
      String name, Stack<String> words, ArgSpec argument, CommandSpec command, Reading reading) {
    if (words.isEmpty()) {
      throw new ParameterException(command.commandLine(), "Missing value of " + name);
    }
    try {
      argument.setValue(reading.of(words.pop()));
    } catch (InetException e) {
      throw new ParameterException(command.commandLine(), name + ": " + e.getMessage(), e);
    }
  }
}
