package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import dev.inet.http.HttpClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Asks for the head of resources alone, and prints it.",
    footer = {"", "Examples:", "  inet http head https://example.org/archive.zip"})
final class HttpHeadCommand implements Callable<Integer> {
  @Mixin private final RequestOptions request;
  @Mixin private final AnswerOptions answer = new AnswerOptions();
  @Mixin private final RedirectOptions redirects = new RedirectOptions(true);

  @Parameters(paramLabel = "URL", arity = "1..*", description = "What to ask for.")
  private List<String> urls = List.of();

  HttpHeadCommand(Surroundings around) {
    this.request = new RequestOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    answer.withHead();
    try (HttpClient client = request.open(redirects)) {
      return request.each(
          urls, (word, result) -> answer.pass(client, request.of("HEAD", word), result));
    }
  }
}
