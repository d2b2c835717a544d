package dev.inet.cli.nntp;

import dev.inet.cli.Surroundings;
import dev.inet.nntp.NntpClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Fetches articles, byte for byte.",
    footer = {
      "",
      "Examples:",
      "  inet nntp get nntp://news.example.org/comp.lang.java/4711",
      "  inet nntp get 'news.example.org/<id@example.org>'",
      "  inet nntp get --decode yenc -O 'news.example.org/<part1@x>' 'news.example.org/<part2@x>'"
    })
final class NntpGetCommand implements Callable<Integer> {
  @Mixin private final NewsOptions news;

  @Option(
      names = "--decode",
      paramLabel = "yenc|uu",
      description = "Print the file that the articles hold; several URLs are its parts.")
  private @Nullable String decode;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "The articles.")
  private List<String> urls = List.of();

  NntpGetCommand(Surroundings around) {
    this.news = new NewsOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    if (decode != null) {
      return new DecodeVerb(news, decode).run(urls);
    }
    return new ArticleVerb(news, NntpClient.Part.ARTICLE).run(urls);
  }
}
