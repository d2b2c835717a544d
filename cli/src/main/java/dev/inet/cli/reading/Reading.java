package dev.inet.cli.reading;

import dev.inet.cli.option.Durations;
import dev.inet.cli.option.Size;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/**
 * A command and the words that are read into it. Usual words are read without picocli, whose model
 * of a command takes longer to build than all else that a short command does; picocli reads the
 * others, writes help and finds what is wrong.
 */
public final class Reading {
  private final Callable<Integer> command;
  private final String name;
  private @Nullable CommandLine line;
  private @Nullable QuickReader quick;

  /**
   * An option that was given.
   *
   * @param name its longest name
   * @param values its values as typed; those of a flag are empty
   */
  public record Given(String name, List<String> values) {}

  /**
   * An option that a command has.
   *
   * @param name its longest name
   * @param isFlag whether it takes no value
   */
  public record Known(String name, boolean isFlag) {}

  /**
   * Begins to read.
   *
   * @param command the command
   * @param name the words that lead to it
   */
  public Reading(Callable<Integer> command, String name) {
    this.command = command;
    this.name = name;
  }

  /**
   * Reads words into the command; another time, too, with more words.
   *
   * @param words the words after the verb
   * @throws ParameterException where they are wrong
   */
  public void read(String... words) {
    Rows rows = command instanceof Woven woven && line == null ? woven.wovenRows() : null;
    quick = rows == null ? null : QuickReader.read((Woven) command, rows, words);
    if (quick == null) {
      line().parseArgs(words);
    }
  }

  /** Returns whether the words were read without picocli. */
  boolean isQuick() {
    return quick != null;
  }

  /** Returns the command as picocli sees it. */
  public CommandLine line() {
    if (line == null) {
      line = line(command, name);
    }
    return line;
  }

  /**
   * Shows a command to picocli as all commands are shown to it.
   *
   * @param command the command
   * @param name the words that lead to it
   */
  public static CommandLine line(Callable<Integer> command, String name) {
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

  /** Returns whether help was asked for. */
  public boolean asksForHelp() {
    return quick == null && line().isUsageHelpRequested();
  }

  /** Returns the operands that were read. */
  public List<String> operands() {
    if (quick != null) {
      return quick.operandsRead();
    }
    var operands = new ArrayList<String>();
    // An operand that options stand between is matched several times.
    for (PositionalParamSpec operand :
        new LinkedHashSet<>(line().getParseResult().matchedPositionals())) {
      operands.addAll(operand.originalStringValues());
    }
    return operands;
  }

  /** Returns the options that were read. */
  public List<Given> given() {
    if (quick != null) {
      return quick.given();
    }
    var given = new ArrayList<Given>();
    for (OptionSpec option : new LinkedHashSet<>(line().getParseResult().matchedOptions())) {
      given.add(new Given(option.longestName(), values(option)));
    }
    return given;
  }

  private static List<String> values(OptionSpec option) {
    if (option.getValue() instanceof boolean[] flags) {
      return Collections.nCopies(flags.length, "");
    }
    boolean on = option.arity().max() == 0 && Boolean.TRUE.equals(option.getValue());
    return on ? List.of("") : option.originalStringValues();
  }

  /**
   * Finds an option of the command.
   *
   * @param option one of its names
   */
  public @Nullable Known known(String option) {
    Rows rows = quick == null ? null : ((Woven) command).wovenRows();
    if (rows != null) {
      Rows.Row row = rows.option(option);
      return row == null ? null : new Known(row.name(), row.isFlag());
    }
    OptionSpec found = line().getCommandSpec().findOption(option);
    return found == null ? null : new Known(found.longestName(), found.arity().max() == 0);
  }

  /**
   * Finds a group of options in the command.
   *
   * @param type its class
   * @return the group; {@code null} where the command does not have it
   */
  public <T> @Nullable T part(Class<T> type) {
    if (command instanceof Woven woven && woven.wovenRows() != null) {
      return part(woven, type);
    }
    return part(line().getCommandSpec(), type);
  }

  private static <T> @Nullable T part(Woven owner, Class<T> type) {
    for (int field = 0; field < owner.wovenFields(); field++) {
      if (owner.wovenPart(field) instanceof Woven part) {
        T found = type.isInstance(part) ? type.cast(part) : part(part, type);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static <T> @Nullable T part(CommandSpec command, Class<T> type) {
    for (CommandSpec mixin : command.mixins().values()) {
      T found =
          type.isInstance(mixin.userObject())
              ? type.cast(mixin.userObject())
              : part(Objects.requireNonNull(mixin), type);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
