package dev.inet.cli.pop3;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Result;
import dev.inet.cli.output.Table;
import dev.inet.mail.MessageHeader;
import dev.inet.pop3.Pop3Client;
import dev.inet.pop3.Pop3Message;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Lists messages: number, size, unique id, and who wrote what when.",
    footer = {
      "",
      "Examples:",
      "  inet pop3 ls ann@pop.example.org",
      "  inet pop3 ls --json pop3s://ann@pop.example.org | jq -r .subject"
    })
final class Pop3LsCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NetworkOptions network;

  @Parameters(paramLabel = "SERVER", arity = "1..*", description = "The server, as a URL.")
  private List<String> servers = List.of();

  Pop3LsCommand(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "pop3");
  }

  @Override
  public Integer call() throws IOException {
    try (var mailbox = new Mailbox(network)) {
      return network.each(
          servers, (word, to) -> mailbox.during(network.target(word), client -> list(client, to)));
    }
  }

  private void list(Pop3Client client, Result to) throws IOException {
    var table = new Table(">NUMBER", ">SIZE", "UID", "DATE", "FROM", "SUBJECT");
    client.heads(
        client.messages(),
        (message, head) -> {
          MessageHeader header = MessageHeader.parse(head);
          if (to.isJson()) {
            json(message, header, to);
          } else {
            table.row(
                message.number(),
                message.size(),
                message.uid() == null ? "" : message.uid(),
                shown(header.date()),
                header.from(),
                header.subject());
          }
        });
    for (String line : table.lines(to.isForTerminal() ? around.terminal().columns() : 0)) {
      to.line(line);
    }
  }

  private static String shown(@org.jspecify.annotations.Nullable Instant date) {
    return date == null ? "" : date.toString();
  }

  private static void json(Pop3Message message, MessageHeader header, Result to)
      throws IOException {
    to.json(
        "uid", message.uid(),
        "number", message.number(),
        "message_id", header.messageId(),
        "date", header.date(),
        "from", header.from(),
        "to", header.to(),
        "subject", header.subject(),
        "size", message.size(),
        "flags", List.of());
  }
}
