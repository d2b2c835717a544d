package dev.inet.cli;

import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.exit.FailureHandler;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.reading.Reading;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/**
 * Runs one command line: finds the verb, builds that one command, and turns its end into a status.
 */
public final class Inet {
  private final Surroundings around;

  private Inet(Surroundings around) {
    this.around = around;
  }

  /**
   * Runs a command.
   *
   * @param around what the command touches
   * @param words the words of the command line
   * @return the exit status
   */
  public static int run(Surroundings around, String... words) {
    try {
      return new Inet(around).run(words);
    } catch (Throwable e) {
      // A group that cannot be made, or a help that cannot be shown, is a bug like any other.
      return new FailureHandler(around, "", null, words).failed(e);
    }
  }

  private int run(String[] words) {
    if (words.length == 0) {
      around.tell(Overview.ofAll());
      return ExitCode.USAGE;
    }
    String first = words[0];
    String[] rest = Arrays.copyOfRange(words, 1, words.length);
    switch (first) {
      case "-h", "--help":
        return print(Overview.ofAll());
      case "--version":
        return print("inet " + Version.text());
      case "help":
        return rest.length == 0 ? print(Overview.ofAll()) : run(asHelp(rest));
      default:
        Catalogue.Entry entry = Catalogue.named(first);
        if (entry != null) {
          return run(entry, rest);
        }
        return Overview.GENERIC.contains(first)
            ? new GenericVerb(this, around, first).run(rest)
            : unknown("command", words, first, "inet", Overview.words());
    }
  }

  /** Turns what stands behind {@code help}, as other programs have it, into our own spelling. */
  private static String[] asHelp(String[] words) {
    String[] asked = Arrays.copyOf(words, words.length + 1);
    asked[words.length] = "--help";
    return asked;
  }

  /** Runs a verb of one protocol. */
  int run(Catalogue.Entry entry, String[] words) {
    CommandGroup group = entry.group();
    String unspoken = group.unspoken();
    String verb = words.length > 0 ? words[0] : null;
    if (verb != null && (verb.equals("--help") || verb.equals("-h"))) {
      return print(Overview.of(entry, group));
    }
    if ("help".equals(verb)) {
      return run(entry, asHelp(Arrays.copyOfRange(words, 1, words.length)));
    }
    int from = 1;
    if (unspoken != null && (verb == null || verb.startsWith("-"))) {
      verb = unspoken;
      from = 0;
    }
    if (verb == null) {
      around.tell(Overview.of(entry, group));
      return ExitCode.USAGE;
    }
    Callable<Integer> command = group.command(verb, around);
    if (command == null) {
      String what = entry.name() + " verb";
      return unknown(what, words, verb, "inet " + entry.name(), group.verbs());
    }
    String name = "inet " + entry.name() + " " + verb;
    return run(command, name, entry.name(), Arrays.copyOfRange(words, from, words.length));
  }

  /** Runs one command of any kind to its end. */
  static int run(Surroundings around, Callable<Integer> command, String name, String... words) {
    return new Inet(around).run(command, name, name, words);
  }

  /** Runs one command to its end. */
  int run(Callable<Integer> command, String name, String protocol, String[] typed) {
    String[] words = command instanceof Retyping retyping ? retyping.retype(typed) : typed;
    var reading = new Reading(command, name);
    var failures = new FailureHandler(around, protocol, reading, words);
    NetworkOptions network = failures.network();
    int status;
    try {
      reading.read(words);
      if (reading.asksForHelp()) {
        return print(Usage.of(reading.line()));
      }
      if (network != null) {
        network.configure(reading, words);
      }
      status = command.call();
    } catch (ParameterException e) {
      status = failures.misused(e);
    } catch (Throwable e) {
      // Whatever it is, it ends as one line and a status.
      status = failures.failed(e);
    }
    int closing = network == null ? ExitCode.DONE : close(network, failures);
    return status == ExitCode.DONE ? closing : status;
  }

  private static int close(NetworkOptions network, FailureHandler failures) {
    try {
      network.close();
      return ExitCode.DONE;
    } catch (IOException e) {
      return failures.failed(e);
    }
  }

  private int unknown(
      String what, String[] words, String typed, String before, List<String> known) {
    @Nullable String near = Spelling.nearest(typed, known);
    String hint = near == null ? "see " + before + " --help" : "did you mean '" + near + "'?";
    var failure =
        new InetException(Failure.USAGE, "unknown " + what + " '" + typed + "'").hint(hint);
    return new FailureHandler(around, "", null, words).failed(failure);
  }

  /** Prints a text that was asked for. */
  int print(String text) {
    try {
      around.output().write((text.stripTrailing() + "\n").getBytes(StandardCharsets.UTF_8));
      around.output().flush();
      return ExitCode.DONE;
    } catch (IOException e) {
      if (around.terminal().isOutputPipe()) {
        return ExitCode.DONE;
      }
      return new FailureHandler(around, "", null, new String[0])
          .failed(new InetException(Failure.LOCAL_WRITE, "cannot write standard output", e));
    }
  }
}
