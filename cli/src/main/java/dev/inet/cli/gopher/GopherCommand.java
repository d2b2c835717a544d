package dev.inet.cli.gopher;

import dev.inet.cli.CommandGroup;
import dev.inet.cli.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The verbs of gopher. */
public final class GopherCommand implements CommandGroup {
  /** Makes the group. */
  public GopherCommand() {}

  @Override
  public List<String> verbs() {
    return List.of("get", "ls", "search", "browse", "mirror", "check");
  }

  @Override
  public @Nullable Callable<Integer> command(String verb, Surroundings around) {
    return switch (verb) {
      case "get" -> new GopherGetCommand(around);
      case "ls" -> new GopherLsCommand(around);
      case "search" -> new GopherSearchCommand(around);
      case "browse" -> new GopherBrowseCommand(around);
      case "mirror" -> new GopherMirrorCommand(around);
      case "check" -> new GopherCheckCommand(around);
      default -> null;
    };
  }

  @Override
  public List<String> examples() {
    return List.of(
        "inet gopher ls gopher.example.org",
        "inet gopher get gopher://gopher.example.org/0/about.txt",
        "inet gopher browse gopher.example.org");
  }
}
