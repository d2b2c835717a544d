package dev.inet.cli.nntp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.nntp.NntpClient;
import dev.inet.nntp.NntpUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Lists what is new on a server: its new groups, then the message-ids of new articles.",
      "A URL with a group, or a pattern of groups, asks for the new articles of those alone."
    },
    footer = {
      "",
      "Examples:",
      "  inet nntp new news.example.org --since 2026-01-31",
      "  inet nntp new 'news.example.org/comp.lang.*' --since 7d"
    })
final class NntpNewCommand implements Callable<Integer> {
  @Mixin private final NewsOptions news;

  @Option(
      names = "--since",
      required = true,
      paramLabel = "MOMENT",
      description = "2026-01-31, 2026-01-31T12:00:00Z, or how long ago: 7d.")
  private String since = "";

  @Option(names = "--groups", description = "List new groups alone.")
  private boolean groups;

  @Option(names = "--articles", description = "List new articles alone.")
  private boolean articles;

  @Parameters(paramLabel = "SERVER", arity = "1..*", description = "The server.")
  private List<String> servers = List.of();

  NntpNewCommand(Surroundings around) {
    this.news = new NewsOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    Instant moment = Moments.parse("--since", since);
    return news.network().each(servers, (word, to) -> list(word, moment, to));
  }

  private void list(String word, Instant moment, Result to) throws IOException {
    NewsOptions.Place place = news.place(word);
    NntpUrl url = place.place();
    try (NntpClient client = news.open(place)) {
      if (groups || !articles && url.group() == null) {
        client.newGroups(moment, group -> group(group.name(), group, to));
      }
      if (!groups || articles) {
        String wildmat = url.group() == null ? "*" : url.group();
        try {
          client.newArticles(wildmat, moment, id -> article(id, to));
        } catch (UncheckedIOException e) {
          throw e.getCause();
        }
      }
    }
  }

  private static void group(String name, dev.inet.nntp.Newsgroup group, Result to)
      throws IOException {
    if (to.isJson()) {
      to.json(
          "group", name,
          "low", group.low(),
          "high", group.high(),
          "count", group.count(),
          "posting", group.posting());
    } else {
      to.line(name);
    }
  }

  private static void article(String id, Result to) {
    try {
      if (to.isJson()) {
        to.json("message_id", id);
      } else {
        to.line(id);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
