package dev.inet.cli;

import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.exit.FailureHandler;
import dev.inet.cli.option.Durations;
import dev.inet.cli.option.Size;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Runs one command line: finds the verb, builds that one command, and turns its end into a status. */
public final class Inet {
  private final Surroundings around;
  private final String[] words;

  private Inet(Surroundings around, String[] words) {
    this.around = around;
    this.words = words;
  }

  /**
   * Runs a command.
   *
   * @param around what the command touches
   * @param words the words of the command line
   * @return the exit status
   */
  public static int run(Surroundings around, String... words) {
    return new Inet(around, words).run();
  }

  private int run() {
    if (words.length == 0) {
      around.tell(Overview.ofAll());
      return ExitCode.USAGE;
    }
    return switch (words[0]) {
      case "-h", "--help" -> print(Overview.ofAll());
      case "--version" -> print("inet " + Version.text());
      default -> {
        Catalogue.Entry entry = Catalogue.named(words[0]);
        yield entry == null ? unknown("command", words[0], "inet", Overview.words()) : run(entry);
      }
    };
  }

  private int run(Catalogue.Entry entry) {
    CommandGroup group = entry.group();
    String unspoken = group.unspoken();
    String verb = words.length > 1 ? words[1] : null;
    if (verb != null && (verb.equals("--help") || verb.equals("-h"))) {
      return print(Overview.of(entry, group));
    }
    int from = 2;
    if (unspoken != null && (verb == null || verb.startsWith("-"))) {
      verb = unspoken;
      from = 1;
    }
    if (verb == null) {
      around.tell(Overview.of(entry, group));
      return ExitCode.USAGE;
    }
    Callable<Integer> command = group.command(verb, around);
    if (command == null) {
      return unknown(entry.name() + " verb", verb, "inet " + entry.name(), group.verbs());
    }
    String name = "inet " + entry.name() + " " + verb;
    return run(command, name, entry.name(), Arrays.copyOfRange(words, from, words.length));
  }

  private int run(Callable<Integer> command, String name, String protocol, String[] operands) {
    CommandLine line = line(command, name);
    var failures = new FailureHandler(around, protocol, line.getCommandSpec(), operands);
    try {
      line.parseArgs(operands);
      if (line.isUsageHelpRequested()) {
        return print(line.getUsageMessage());
      }
      return command.call();
    } catch (ParameterException e) {
      return failures.misused(e);
    } catch (Throwable e) {
      return failures.failed(e);
    }
  }

  /** Builds the one command that runs, as all commands are built. */
  static CommandLine line(Callable<Integer> command, String name) {
    return new CommandLine(command)
        .setCommandName(name)
        // A profile is written @NAME; picocli would read a file of that name.
        .setExpandAtFiles(false)
        .setOverwrittenOptionsAllowed(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        // The word after an option is its value, whatever it looks like: --expect -ERR.
        .setAllowOptionsAsOptionParameters(true)
        .registerConverter(Duration.class, new Durations())
        .registerConverter(Size.class, new Size.Converter());
  }

  private int unknown(String what, String typed, String before, List<String> known) {
    @Nullable String near = Spelling.nearest(typed, known);
    String hint = near == null ? "see " + before + " --help" : "did you mean '" + near + "'?";
    var failure = new InetException(Failure.USAGE, "unknown " + what + " '" + typed + "'").hint(hint);
    return new FailureHandler(around, "", null, words).failed(failure);
  }

  private int print(String text) {
    try {
      around.output().write((text.stripTrailing() + "\n").getBytes(StandardCharsets.UTF_8));
      around.output().flush();
      return ExitCode.DONE;
    } catch (IOException e) {
      return new FailureHandler(around, "", null, words)
          .failed(new InetException(Failure.LOCAL_WRITE, "cannot write standard output", e));
    }
  }
}
