package dev.inet.cli.completion;

import dev.inet.cli.CommandGroup;
import dev.inet.cli.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Completion scripts for shells. */
public final class CompletionCommand implements CommandGroup {
  /** Makes the group. */
  public CompletionCommand() {}

  @Override
  public List<String> verbs() {
    return List.of("bash", "zsh", "fish");
  }

  @Override
  public @Nullable Callable<Integer> command(String verb, Surroundings around) {
    return switch (verb) {
      case "bash" -> new CompletionBashCommand(around);
      case "zsh" -> new CompletionZshCommand(around);
      case "fish" -> new CompletionFishCommand(around);
      default -> null;
    };
  }

  @Override
  public List<String> examples() {
    return List.of(
        "inet completion bash > ~/.local/share/bash-completion/completions/inet",
        "inet completion fish > ~/.config/fish/completions/inet.fish");
  }
}
