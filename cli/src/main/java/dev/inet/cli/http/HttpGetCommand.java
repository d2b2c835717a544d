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
    description = "Fetches resources and prints them, or writes them to files.",
    footer = {
      "",
      "Examples:",
      "  inet http get https://example.org/page.html",
      "  inet http get -i localhost:8080/health",
      "  inet http get --fail -o data.json https://example.org/data.json"
    })
final class HttpGetCommand implements Callable<Integer> {
  @Mixin private final RequestOptions request;
  @Mixin private final AnswerOptions answer = new AnswerOptions();
  @Mixin private final RedirectOptions redirects = new RedirectOptions(true);

  @Parameters(paramLabel = "URL", arity = "1..*", description = "What to fetch.")
  private List<String> urls = List.of();

  HttpGetCommand(Surroundings around) {
    this.request = new RequestOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    try (HttpClient client = request.open(redirects)) {
      return request.each(
          urls, (word, result) -> answer.pass(client, request.of("GET", word), result));
    }
  }
}
