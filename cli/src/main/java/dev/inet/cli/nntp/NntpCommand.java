package dev.inet.cli.nntp;

import dev.inet.cli.CommandGroup;
import dev.inet.cli.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The verbs of nntp. */
public final class NntpCommand implements CommandGroup {
  /** Makes the group. */
  public NntpCommand() {}

  @Override
  public List<String> verbs() {
    return List.of(
        "groups", "ls", "get", "head", "body", "post", "new", "fetch", "download", "date", "probe");
  }

  @Override
  public @Nullable Callable<Integer> command(String verb, Surroundings around) {
    return switch (verb) {
      case "groups" -> new NntpGroupsCommand(around);
      case "ls" -> new NntpLsCommand(around);
      case "get" -> new NntpGetCommand(around);
      case "head" -> new NntpHeadCommand(around);
      case "body" -> new NntpBodyCommand(around);
      case "post" -> new NntpPostCommand(around);
      case "new" -> new NntpNewCommand(around);
      case "fetch" -> new NntpFetchCommand(around);
      case "download" -> new NntpDownloadCommand(around);
      case "date" -> new NntpDateCommand(around);
      case "probe" -> new NntpProbeCommand(around);
      default -> null;
    };
  }

  @Override
  public List<String> examples() {
    return List.of(
        "inet nntp groups news.example.org 'comp.lang.*'",
        "inet nntp ls news.example.org/comp.lang.java --last 20",
        "inet nntp get nntp://news.example.org/comp.lang.java/4711");
  }
}
