package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Table;
import dev.inet.imap.ImapQuota;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Tells how much room is used and how much there is (RFC 9208).",
    footer = {"", "Examples:", "  inet imap quota imaps://ann@mail.example.org"})
final class ImapQuotaCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;

  @Parameters(paramLabel = "SERVER", arity = "1..*", description = "The server, or a mailbox.")
  private List<String> urls = List.of();

  ImapQuotaCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "imap");
  }

  @Override
  public Integer call() throws IOException {
    return Servers.each(
        network,
        urls,
        url -> {},
        (client, url, to) -> {
          String mailbox = url.mailbox();
          var table = new Table("root", "resource", ">used", ">limit");
          for (ImapQuota quota :
              client.quota(mailbox.isEmpty() ? "INBOX" : client.resolve(mailbox))) {
            if (to.isJson()) {
              to.json(
                  "root", quota.root(),
                  "resource", quota.resource(),
                  "used", quota.used(),
                  "limit", quota.limit());
            } else {
              table.row(quota.root(), quota.resource(), quota.used(), quota.limit());
            }
          }
          for (String line : table.lines(0)) {
            to.line(line);
          }
        });
  }
}
