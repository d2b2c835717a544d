package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Asks what a resource can do, and prints the answer with its head.",
    footer = {"", "Examples:", "  inet http options https://example.org/"})
final class HttpOptionsCommand implements Callable<Integer> {
  @Mixin private final Sending sending;

  @Parameters(paramLabel = "URL", description = "Where to send it.")
  private String url = "";

  HttpOptionsCommand(Surroundings around) {
    this.sending = new Sending(around).withHead();
  }

  @Override
  public Integer call() throws IOException {
    return sending.send("OPTIONS", url);
  }
}
