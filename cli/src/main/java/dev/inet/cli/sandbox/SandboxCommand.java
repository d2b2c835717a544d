package dev.inet.cli.sandbox;

import dev.inet.cli.CommandGroup;
import dev.inet.cli.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** {@code inet sandbox}: embedded servers for every protocol. */
public final class SandboxCommand implements CommandGroup {
  /** Makes the group. */
  public SandboxCommand() {}

  @Override
  public List<String> verbs() {
    return List.of("up", "tour", "exec");
  }

  @Override
  public @Nullable Callable<Integer> command(String verb, Surroundings around) {
    return switch (verb) {
      case "up" -> new SandboxUpCommand(around);
      case "tour" -> new SandboxTourCommand(around);
      case "exec" -> new SandboxExecCommand(around);
      default -> null;
    };
  }

  @Override
  public String unspoken() {
    return "up";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "inet sandbox",
        "inet sandbox tour",
        "inet sandbox exec -- sh -c 'inet get \"$INET_SANDBOX_GOPHER\"/0/files/hello.txt'");
  }
}
