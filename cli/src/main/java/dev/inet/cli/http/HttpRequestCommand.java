package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Sends a request of any method and prints the answer.",
    footer = {
      "",
      "Examples:",
      "  inet http request PROPFIND -H 'Depth: 1' https://example.org/dav/",
      "  inet http request QUERY --json-body @query.json localhost:8080/search"
    })
final class HttpRequestCommand implements Callable<Integer> {
  @Mixin private final Sending sending;

  @Parameters(index = "0", paramLabel = "METHOD", description = "The method, as it is sent.")
  private String method = "";

  @Parameters(index = "1", paramLabel = "URL", description = "Where to send it.")
  private String url = "";

  HttpRequestCommand(Surroundings around) {
    this.sending = new Sending(around);
  }

  @Override
  public Integer call() throws IOException {
    return sending.send(method, url);
  }
}
