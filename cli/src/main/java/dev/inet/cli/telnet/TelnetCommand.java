package dev.inet.cli.telnet;

import dev.inet.cli.CommandGroup;
import dev.inet.cli.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The verbs of telnet. */
public final class TelnetCommand implements CommandGroup {
  /** Makes the group. */
  public TelnetCommand() {}

  @Override
  public List<String> verbs() {
    return List.of("connect", "run");
  }

  @Override
  public @Nullable Callable<Integer> command(String verb, Surroundings around) {
    return switch (verb) {
      case "connect" -> new TelnetConnectCommand(around);
      case "run" -> new TelnetRunCommand(around);
      default -> null;
    };
  }

  @Override
  public List<String> examples() {
    return List.of(
        "inet telnet connect router.example.org",
        "inet telnet run --send 'show version' -u admin router.example.org",
        "inet telnet run --hosts routers.txt --script backup.yaml --json");
  }
}
