package dev.inet.cli.trace;

import dev.inet.cli.CommandGroup;
import dev.inet.cli.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Work with recorded conversations. */
public final class TraceCommand implements CommandGroup {
  /** Makes the group. */
  public TraceCommand() {}

  @Override
  public List<String> verbs() {
    return List.of("show");
  }

  @Override
  public @Nullable Callable<Integer> command(String verb, Surroundings around) {
    return switch (verb) {
      case "show" -> new TraceShowCommand(around);
      default -> null;
    };
  }

  @Override
  public List<String> examples() {
    return List.of("inet trace show talk.jsonl", "inet trace show --connection 2 talk.jsonl");
  }
}
