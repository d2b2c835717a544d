package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Changes a part of a resource (RFC 5789) and prints the answer.",
    footer = {
      "",
      "Examples:",
      "  inet http patch --json-body @change.json localhost:8080/people/1"
    })
final class HttpPatchCommand implements Callable<Integer> {
  @Mixin private final Sending sending;

  @Parameters(paramLabel = "URL", description = "Where to send it.")
  private String url = "";

  HttpPatchCommand(Surroundings around) {
    this.sending = new Sending(around);
  }

  @Override
  public Integer call() throws IOException {
    return sending.send("PATCH", url);
  }
}
