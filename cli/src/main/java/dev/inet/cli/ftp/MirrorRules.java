package dev.inet.cli.ftp;

import dev.inet.ftp.Glob;
import dev.inet.ftp.MirrorOptions;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a mirror takes: one list of {@code --include} and {@code --exclude} in typed order. */
final class MirrorRules {
  @Option(
      names = "--include",
      paramLabel = "GLOB",
      parameterConsumer = Including.class,
      description = {
        "Take what matches; repeatable, the last of these two that matches decides.",
        "A pattern without a slash is for names, one with it for paths below the folder."
      })
  private List<Typed> included = new ArrayList<>();

  // One list for both, so that the order typed decides; the parser alone asks for this field.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      parameterConsumer = Excluding.class,
      description = "Leave out what matches.")
  private List<Typed> excluded = included;

  /** A pattern as typed; what its octets are depends on {@code --charset}. */
  private record Typed(boolean includes, String pattern) {}

  List<MirrorOptions.Rule> rules(Charset charset) {
    var rules = new ArrayList<MirrorOptions.Rule>();
    for (Typed typed : included) {
      rules.add(new MirrorOptions.Rule(typed.includes(), Glob.of(typed.pattern(), charset)));
    }
    return rules;
  }

  /** Reads the value of {@code --include}. */
  static final class Including implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec argument, CommandSpec command) {
      consume(true, "--include", words, argument, command);
    }
  }

  /** Reads the value of {@code --exclude}. */
  static final class Excluding implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec argument, CommandSpec command) {
      consume(false, "--exclude", words, argument, command);
    }
  }

  private static void consume(
      boolean includes, String name, Stack<String> words, ArgSpec argument, CommandSpec command) {
    if (words.isEmpty()) {
      throw new ParameterException(command.commandLine(), name + " needs a value");
    }
    List<Typed> rules = argument.getValue();
    rules.add(new Typed(includes, words.pop()));
  }
}
