package dev.inet.cli.option;

import dev.inet.cli.Surroundings;
import java.util.ArrayList;
import java.util.List;
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

  @Mixin private final ResultOptions result;

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

  Surroundings around() {
    return around;
  }
}
