package dev.inet.cli.nntp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.nntp.NntpClient;
import dev.inet.nntp.NntpUrl;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Lists groups: how many articles, whether posting is allowed, what about.",
    footer = {
      "",
      "Examples:",
      "  inet nntp groups news.example.org",
      "  inet nntp groups --json news.example.org 'comp.*,!comp.os.*'"
    })
final class NntpGroupsCommand implements Callable<Integer> {
  @Mixin private final NewsOptions news;

  @Parameters(index = "0", paramLabel = "SERVER", description = "The server.")
  private String server = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "WILDMAT",
      description = "Which groups: '*', '?', ',' and '!' (default: all).")
  private @Nullable String wildmat;

  NntpGroupsCommand(Surroundings around) {
    this.news = new NewsOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    String pattern = wildmat == null ? null : checked(wildmat);
    return news.network().each(List.of(server), (word, to) -> groups(word, pattern, to));
  }

  private void groups(String word, @Nullable String pattern, Result to) throws IOException {
    NewsOptions.Place place = news.place(word);
    String ofUrl = place.place().group();
    String chosen = pattern != null ? pattern : ofUrl == null ? "*" : ofUrl;
    try (NntpClient client = news.open(place)) {
      GroupTable.print(client, chosen, to);
    }
  }

  private static String checked(String typed) throws InetException {
    try {
      return NntpUrl.group(typed);
    } catch (InetException e) {
      throw new InetException(Failure.USAGE, "'" + typed + "' is no pattern of groups", e);
    }
  }
}
