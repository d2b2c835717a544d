package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
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
  @Mixin private final Asking asking;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "What to ask for.")
  private List<String> urls = List.of();

  HttpHeadCommand(Surroundings around) {
    this.asking = new Asking(around, true);
    this.asking.answer().withHead();
  }

  @Override
  public Integer call() throws IOException {
    return asking.ask("HEAD", urls, request -> request);
  }
}
