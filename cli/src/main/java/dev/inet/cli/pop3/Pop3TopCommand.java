package dev.inet.cli.pop3;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Url;
import dev.inet.pop3.MessageName;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Prints the head of a message and the first lines of its body.",
    footer = {"", "Examples:", "  inet pop3 top ann@pop.example.org 3 10"})
final class Pop3TopCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;

  @Parameters(index = "0", paramLabel = "SERVER", description = "The server, as a URL.")
  private String server = "";

  @Parameters(index = "1", paramLabel = "MESSAGE", description = "A number or uid:UIDL.")
  private String message = "";

  @Parameters(index = "2", paramLabel = "LINES", description = "How many lines of the body.")
  private int lines;

  Pop3TopCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "pop3");
  }

  @Override
  public Integer call() throws IOException {
    MessageName name = MessageName.parse(message);
    if (lines < 0 || name.isAll()) {
      throw new InetException(
          Failure.USAGE, lines < 0 ? "LINES cannot be negative" : "MESSAGE is one message");
    }
    return network.each(
        List.of(server),
        (word, to) -> {
          Url url = network.target(word);
          try (var mailbox = new Mailbox(network)) {
            mailbox.during(
                url,
                client -> {
                  int number = client.find(name).get(0).number();
                  to.bytes("message-" + number + ".eml", out -> client.top(number, lines, out));
                });
          }
        });
  }
}
