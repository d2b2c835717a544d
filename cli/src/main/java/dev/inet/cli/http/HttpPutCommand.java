package dev.inet.cli.http;

import dev.inet.cli.Surroundings;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Puts a file or data in the place of a resource, and prints the answer.",
    footer = {
      "",
      "Examples:",
      "  inet http put report.pdf https://example.org/dav/report.pdf",
      "  tar c . | inet http put - https://example.org/dav/backup.tar",
      "  inet http put --json-body '{}' localhost:8080/people/1"
    })
final class HttpPutCommand implements Callable<Integer> {
  @Mixin private final Sending sending;

  @Parameters(
      paramLabel = "[FILE|-] URL",
      arity = "1..2",
      description = "What to send, unless an option says it, and where.")
  private List<String> words = List.of();

  HttpPutCommand(Surroundings around) {
    this.sending = new Sending(around);
  }

  @Override
  public Integer call() throws IOException {
    if (words.size() > 2) {
      throw new InetException(Failure.USAGE, "more than [FILE|-] URL");
    }
    String file = words.size() == 2 ? "@" + words.get(0) : null;
    return sending.send("PUT", words.get(words.size() - 1), file);
  }
}
