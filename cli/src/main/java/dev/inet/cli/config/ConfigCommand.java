package dev.inet.cli.config;

import dev.inet.cli.CommandGroup;
import dev.inet.cli.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What is in force, and where it came from. */
public final class ConfigCommand implements CommandGroup {
  /** Makes the group. */
  public ConfigCommand() {}

  @Override
  public List<String> verbs() {
    return List.of("show", "doctor");
  }

  @Override
  public @Nullable Callable<Integer> command(String verb, Surroundings around) {
    return switch (verb) {
      case "show" -> new ConfigShowCommand(around);
      case "doctor" -> new ConfigDoctorCommand(around);
      default -> null;
    };
  }

  @Override
  public List<String> examples() {
    return List.of("inet config show", "inet config show @work --json", "inet config doctor");
  }
}
