package dev.inet.cli.pop3;

import dev.inet.cli.CommandGroup;
import dev.inet.cli.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The verbs of POP3. */
public final class Pop3Command implements CommandGroup {
  /** Makes the group. */
  public Pop3Command() {}

  @Override
  public List<String> verbs() {
    return List.of("ls", "get", "top", "stat", "rm", "fetch");
  }

  @Override
  public @Nullable Callable<Integer> command(String verb, Surroundings around) {
    return switch (verb) {
      case "ls" -> new Pop3LsCommand(around);
      case "get" -> new Pop3GetCommand(around);
      case "top" -> new Pop3TopCommand(around);
      case "stat" -> new Pop3StatCommand(around);
      case "rm" -> new Pop3RmCommand(around);
      case "fetch" -> new Pop3FetchCommand(around);
      default -> null;
    };
  }

  @Override
  public List<String> examples() {
    return List.of(
        "inet pop3 ls ann@pop.example.org",
        "inet pop3 get pop3s://ann@pop.example.org 3 > message.eml",
        "inet pop3 fetch pop3s://ann@pop.example.org --to maildir:Mail --delete");
  }
}
