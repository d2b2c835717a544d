package dev.inet.cli.option;

import dev.inet.cli.Surroundings;
import dev.inet.cli.Terminal;
import dev.inet.cli.exit.Operands;
import dev.inet.cli.exit.Retrying.Try;
import dev.inet.cli.output.Progress;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where results go. */
public final class OutputOptions {
  private final Surroundings around;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE|-",
      description = "Write the result here; repeatable, the n-th for the n-th URL.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = {"-O", "--remote-name"},
      description = "Write to a file named as the remote one.")
  private boolean remoteName;

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      description = "Refuse results larger than this (default: no limit).")
  private @Nullable Size maxSize;

  private boolean goOn;
  private boolean boundsElsewhere;

  @Option(
      names = "--progress",
      paramLabel = "auto|bar|plain|none",
      defaultValue = "auto",
      description = "How to show how far transfers are (default: ${DEFAULT-VALUE}).")
  private Shown progress = Shown.AUTO;

  private boolean elsewhere;
  private @Nullable Progress drawn;

  @Mixin private final ResultOptions result;

  /** How progress is shown. */
  public enum Shown {
    /** A bar where standard error is a terminal and the result does not go to one. */
    AUTO,
    /** A bar. */
    BAR,
    /** Lines. */
    PLAIN,
    /** Not at all. */
    NONE;

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
  public OutputOptions(Surroundings around) {
    this.around = around;
    this.result = new ResultOptions(around);
  }

  /** Returns how results and failures are told. */
  public ResultOptions result() {
    return result;
  }

  /** Returns whether results and failures are JSON. */
  public boolean json() {
    return result.json();
  }

  /** Returns the most bytes that a result may have; {@link Long#MAX_VALUE} for no limit. */
  public long maxSize() {
    return maxSize == null ? Long.MAX_VALUE : maxSize.bytes();
  }

  /**
   * Tries every operand of a command; each has its own {@code -o}.
   *
   * @param operands the operands as typed
   * @param action what to do with each
   * @return the joint exit status
   * @throws InetException as {@link Failure#USAGE} where there are more {@code -o} than operands
   */
  public int each(List<String> operands, Action<String> action) throws InetException {
    return each(operands, action, Try::run);
  }

  int each(List<String> operands, Action<String> action, Runner runner) throws InetException {
    return each(operands, Operands::withoutServer, action, runner);
  }

  <T> int each(List<T> operands, Function<? super T, String> name, Action<T> action, Runner runner)
      throws InetException {
    if (files.size() > operands.size()) {
      throw new InetException(Failure.USAGE, "more -o than results");
    }
    return Operands.each(
        operands,
        name,
        result.failures(),
        (operand, index) -> runner.run(() -> once(operand, index, action)));
  }

  private <T> void once(T operand, int index, Action<T> action) throws IOException {
    try (Result to = to(index)) {
      try {
        action.on(operand, to);
        to.finish();
      } catch (InetException e) {
        // What a reader of standard output has seen cannot be taken back by trying again.
        throw to.isCommitted() ? e.retry(Retry.NEVER) : e;
      }
    }
  }

  /**
   * Returns where the n-th result goes; whoever writes it closes it.
   *
   * @param index from 0
   */
  public Result to(int index) {
    String file = index < files.size() ? files.get(index) : null;
    boolean named = remoteName && file == null;
    long most = boundsElsewhere ? Long.MAX_VALUE : maxSize();
    var choice = new Result.Choice(file, named, json(), most, goOn);
    return new Result(around, choice, this::progress);
  }

  /** Returns where transfers tell how far they are; one for all of a command. */
  public synchronized Progress progress() {
    if (drawn == null) {
      Terminal terminal = around.terminal();
      boolean apart = !terminal.isOutput() || toFiles() && !json();
      boolean bar = terminal.isErrors() && apart;
      Progress.Style style =
          switch (progress) {
            case BAR -> Progress.Style.BAR;
            case PLAIN -> Progress.Style.PLAIN;
            case NONE -> Progress.Style.NONE;
            case AUTO -> bar ? Progress.Style.BAR : Progress.Style.NONE;
          };
      boolean silent = result.quiet() || result.verbosity() > 0 && style == Progress.Style.BAR;
      drawn =
          new Progress(
              silent ? Progress.Style.NONE : style,
              progress != Shown.AUTO,
              around::draw,
              style == Progress.Style.BAR ? terminal.columns() : 80);
    }
    return drawn;
  }

  private boolean toFiles() {
    return remoteName || (!files.isEmpty() || elsewhere) && !files.contains("-");
  }

  /**
   * Says that bytes go to files or to a server unless {@code -o -} is given: a bar may be drawn.
   */
  public void elsewhere() {
    elsewhere = true;
  }

  /** Ends the bar; transfers from now on have another. */
  public synchronized void close() {
    if (drawn != null) {
      drawn.close();
      drawn = null;
    }
  }

  /** Returns whether {@code -o} names files. */
  public boolean namesFiles() {
    return !files.isEmpty();
  }

  /** Lets the results go on where an earlier transfer ended: {@code -C} of the verbs that can. */
  public void goOn() {
    goOn = true;
  }

  /**
   * Lets {@code --max-size} bound something else than what is printed: {@link #maxSize} says it.
   */
  public void boundElsewhere() {
    boundsElsewhere = true;
  }

  /**
   * Does something with one operand of a command.
   *
   * @param <T> what an operand is
   */
  @FunctionalInterface
  public interface Action<T> {
    /**
     * Does it.
     *
     * @param operand the operand
     * @param to where its result goes
     * @throws IOException where it fails; the next operand is tried nevertheless
     */
    void on(T operand, Result to) throws IOException;
  }

  @FunctionalInterface
  interface Runner {
    void run(Try once) throws IOException;
  }
}
