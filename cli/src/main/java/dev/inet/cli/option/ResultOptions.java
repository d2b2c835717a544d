package dev.inet.cli.option;

import dev.inet.cli.Surroundings;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Option;

/** How a command tells what it found and what it does; every command takes these. */
public final class ResultOptions {
  private final Surroundings around;
  private ToIntFunction<Throwable> failures =
      thrown -> {
        throw new IllegalStateException("the frame was not asked to run this", thrown);
      };

  // The parser asks whether the option was given, nobody reads the field.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this and exit.")
  private boolean help;

  @Option(names = "--json", description = "Print JSON, one object a line.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing on standard error but failures.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print the conversation on standard error; twice: binary as hex.")
  private boolean[] verbose = new boolean[0];

  @Option(
      names = "--color",
      paramLabel = "auto|always|never",
      defaultValue = "auto",
      description = "When to colour (default: ${DEFAULT-VALUE}).")
  private When color = When.AUTO;

  /** When to do what suits a terminal alone. */
  public enum When {
    /** On a terminal. */
    AUTO,
    /** Always. */
    ALWAYS,
    /** Never. */
    NEVER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Makes the options of a command.
   *
   * @param around the surroundings of the command
   */
  public ResultOptions(Surroundings around) {
    this.around = around;
  }

  /**
   * Sets who tells a failure after which the command goes on; the frame does, before it runs.
   *
   * @param value tells a failure and answers its exit status
   */
  public void failures(ToIntFunction<Throwable> value) {
    failures = value;
  }

  /** Returns who tells a failure and answers its exit status. */
  public ToIntFunction<Throwable> failures() {
    return failures;
  }

  /**
   * Tells a failure that does not end the command, such as one peer's of many.
   *
   * @param failure what happened
   */
  public void tell(Throwable failure) {
    int unused = failures.applyAsInt(failure);
  }

  /** Returns whether results and failures are JSON. */
  public boolean json() {
    return json;
  }

  /** Returns whether standard error carries nothing but failures. */
  public boolean quiet() {
    return quiet;
  }

  /** Returns how often {@code -v} was given. */
  public int verbosity() {
    return verbose.length;
  }

  /** Returns whether standard error may be coloured. */
  public boolean colorsErrors() {
    return colors(around.terminal().isErrors());
  }

  /** Returns whether standard output may be coloured. */
  public boolean colorsOutput() {
    return colors(around.terminal().isOutput());
  }

  private boolean colors(boolean terminal) {
    return switch (color) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          terminal
              && around.variable("NO_COLOR") == null
              && !"dumb".equals(around.variable("TERM"));
    };
  }

  /**
   * Tells something on standard error, unless {@code -q} was given.
   *
   * @param line one line
   */
  public void warn(String line) {
    if (!quiet) {
      around.tell("inet: " + line);
    }
  }

  /**
   * Tells where a server listens.
   *
   * @param addresses its addresses, with ports
   */
  public void listening(List<String> addresses) {
    addresses.forEach(at -> announce("listening on " + at));
  }

  /**
   * Tells what a server has to tell, such as who came.
   *
   * @param line one line
   */
  public void announce(String line) {
    if (!quiet) {
      around.tell("* " + line);
    }
  }

  /**
   * Tells a decision that only readers of {@code -v} want to know.
   *
   * @param line one line
   */
  public void note(String line) {
    if (verbosity() > 0) {
      around.tell("* " + line);
    }
  }
}
