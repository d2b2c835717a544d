package dev.inet.cli.nntp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.nntp.NntpClient;
import dev.inet.nntp.NntpUrl;
import dev.inet.nntp.NumberRange;
import dev.inet.nntp.ThreadTree;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Lists the articles of groups; of a server, its groups.",
    footer = {
      "",
      "Examples:",
      "  inet nntp ls news.example.org/comp.lang.java --last 20",
      "  inet nntp ls --json news.example.org/comp.lang.java --range 100-200",
      "  inet nntp ls news.example.org/comp.lang.java --since 7d --thread"
    })
final class NntpLsCommand implements Callable<Integer> {
  @Mixin private final NewsOptions news;

  @Option(
      names = "--range",
      paramLabel = "FROM-TO",
      description = "Articles with these numbers: 100-200, 100-, -200.")
  private @Nullable String range;

  @Option(names = "--last", paramLabel = "N", description = "The N articles that came last.")
  private @Nullable Long last;

  @Option(
      names = "--since",
      paramLabel = "MOMENT",
      description = "Articles written since then: 2026-01-31, 2026-01-31T12:00:00Z, 7d.")
  private @Nullable String since;

  @Option(names = "--thread", description = "Show who answers whom.")
  private boolean thread;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "The group.")
  private List<String> urls = List.of();

  NntpLsCommand(Surroundings around) {
    this.news = new NewsOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    if (last != null && last < 1) {
      throw new InetException(Failure.USAGE, "--last is 1 or more");
    }
    Instant moment = since == null ? null : Moments.parse("--since", since);
    NumberRange wanted = range == null ? NumberRange.ALL : NumberRange.parse(range);
    try (var sessions = new Sessions(news)) {
      return news.network()
          .each(
              urls,
              (word, to) -> {
                NewsOptions.Place place = news.place(word);
                NntpClient client = sessions.with(place);
                sessions.during(() -> list(client, place.place(), wanted, moment, to));
              });
    }
  }

  private void list(
      NntpClient client, NntpUrl url, NumberRange wanted, @Nullable Instant moment, Result to)
      throws IOException {
    String group = url.group();
    if (url.messageId() != null) {
      new ArticleLines("", to).print(client.overview(url.messageId()), -1);
      return;
    }
    if (group == null || url.isPattern()) {
      GroupTable.print(client, group == null ? "*" : group, to);
      return;
    }
    NumberRange asked = url.number() < 0 ? wanted : new NumberRange(url.number(), url.number());
    if (last != null) {
      asked = client.newest(client.select(group), asked, last);
      if (asked.isEmpty()) {
        return;
      }
    }
    var lines = new ArticleLines(group, to);
    var kept = HeldArticles.inMemory();
    client.overview(
        group,
        asked,
        article -> {
          // What has no date that can be read is shown rather than lost.
          if (moment != null && article.written().filter(moment::isAfter).isPresent()) {
            return;
          }
          if (thread) {
            kept.add(article);
          } else {
            lines.print(article, -1);
          }
        });
    if (thread) {
      lines.tree(new ThreadTree(kept.all()));
    }
  }
}
