package dev.inet.cli.reading;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Reads one of several options whose order among each other counts, such as {@code --send} and
 * {@code --expect}: their fields hold one and the same list, to which each adds what it makes of
 * its value.
 *
 * @param <T> what the list is of
 */
public abstract class InOrder<T> implements IParameterConsumer {
  /**
   * Makes an element of the list.
   *
   * @param word the value as it was typed
   * @throws InetException as {@link Failure#USAGE} where it is none
   */
  protected abstract T of(String word) throws InetException;

  @Override
  public final void consumeParameters(Stack<String> words, ArgSpec argument, CommandSpec command) {
    String name = ((OptionSpec) argument).longestName();
    if (words.isEmpty()) {
      throw new ParameterException(command.commandLine(), name + " needs a value");
    }
    List<T> all = argument.getValue();
    try {
      all.add(of(words.pop()));
    } catch (InetException e) {
      throw new ParameterException(command.commandLine(), name + ": " + e.getMessage(), e);
    }
  }
}
