package dev.inet.cli.nntp;

import dev.inet.cli.Surroundings;
import dev.inet.nntp.NntpClient;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Prints the server's time (RFC 3339, in UTC).",
    footer = {"", "Examples:", "  inet nntp date news.example.org"})
final class NntpDateCommand implements Callable<Integer> {
  @Mixin private final NewsOptions news;

  @Parameters(paramLabel = "SERVER", arity = "1..*", description = "The server.")
  private List<String> servers = List.of();

  NntpDateCommand(Surroundings around) {
    this.news = new NewsOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    return news.network()
        .each(
            servers,
            (word, to) -> {
              try (NntpClient client = news.open(news.place(word))) {
                Instant date = client.date();
                if (to.isJson()) {
                  to.json("date", date);
                } else {
                  to.line(date.toString());
                }
              }
            });
  }
}
