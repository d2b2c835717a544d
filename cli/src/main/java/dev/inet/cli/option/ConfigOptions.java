package dev.inet.cli.option;

import dev.inet.cli.Surroundings;
import dev.inet.cli.config.Configuration;
import dev.inet.core.InetException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which configuration is read. */
public final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration to read. Default: $XDG_CONFIG_HOME/inet/config.toml.")
  private @Nullable String file;

  @Option(names = "--no-config", description = "Read no configuration.")
  private boolean none;

  /** Makes the options of a command. */
  public ConfigOptions() {}

  /**
   * Reads the configuration that these options choose.
   *
   * @param around the surroundings of the command
   * @throws InetException as {@link dev.inet.core.Failure#USAGE} where it is wrong
   */
  public Configuration read(Surroundings around) throws InetException {
    return none ? Configuration.NONE : Configuration.read(file, around);
  }
}
