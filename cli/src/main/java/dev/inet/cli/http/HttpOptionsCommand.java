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
    description = "Asks what a resource can do, and prints the answer with its head.",
    footer = {"", "Examples:", "  inet http options https://example.org/"})
final class HttpOptionsCommand implements Callable<Integer> {
  @Mixin private final RequestOptions request;
  @Mixin private final BodyOptions body;
  @Mixin private final AnswerOptions answer = new AnswerOptions();
  @Mixin private final RedirectOptions redirects = new RedirectOptions(false);

  @Parameters(paramLabel = "URL", description = "Where to send it.")
  private String url = "";

  HttpOptionsCommand(Surroundings around) {
    this.request = new RequestOptions(around);
    this.body = new BodyOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    answer.withHead();
    try (HttpClient client = request.open(redirects)) {
      return request.each(
          List.of(url),
          (word, result) -> answer.pass(client, body.in(request.of("OPTIONS", word)), result));
    }
  }
}
