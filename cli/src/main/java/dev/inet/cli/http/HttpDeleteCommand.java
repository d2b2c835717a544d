package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Deletes a resource and prints the answer.",
    footer = {"", "Examples:", "  inet http delete --fail localhost:8080/people/1"})
final class HttpDeleteCommand implements Callable<Integer> {
  @Mixin private final Sending sending;

  @Parameters(paramLabel = "URL", description = "Where to send it.")
  private String url = "";

  HttpDeleteCommand(Surroundings around) {
    this.sending = new Sending(around);
  }

  @Override
  public Integer call() throws IOException {
    return sending.send("DELETE", url);
  }
}
