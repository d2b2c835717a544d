package dev.inet.cli.pop3;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.pop3.Pop3Status;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Tells how many messages wait, and how many bytes they have.",
    footer = {"", "Examples:", "  inet pop3 stat ann@pop.example.org"})
final class Pop3StatCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;

  @Parameters(paramLabel = "SERVER", arity = "1..*", description = "The server, as a URL.")
  private List<String> servers = List.of();

  Pop3StatCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "pop3");
  }

  @Override
  public Integer call() throws IOException {
    try (var mailbox = new Mailbox(network)) {
      return network.each(
          servers,
          (word, to) ->
              mailbox.during(
                  network.target(word),
                  client -> {
                    Pop3Status status = client.status();
                    if (to.isJson()) {
                      to.json("count", status.count(), "bytes", status.bytes());
                    } else {
                      String messages = status.count() == 1 ? " message, " : " messages, ";
                      to.line(status.count() + messages + status.bytes() + " bytes");
                    }
                  }));
    }
  }
}
