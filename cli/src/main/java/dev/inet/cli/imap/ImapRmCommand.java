package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.imap.UidSet;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Deletes messages for good, and no others: what somebody else has marked as deleted stays.",
      "A server without UIDPLUS cannot do that; nothing is deleted there."
    },
    footer = {
      "",
      "Examples:",
      "  inet imap rm 'imaps://ann@mail.example.org/Trash;UID=1:20,42'",
      "  inet imap rm --dry-run 'imaps://ann@mail.example.org/INBOX?before:2020-01-01'"
    })
final class ImapRmCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;

  @Option(names = "--dry-run", description = "Tell what would be deleted, and delete nothing.")
  private boolean dryRun;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "The messages.")
  private List<String> urls = List.of();

  ImapRmCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "imap");
  }

  @Override
  public Integer call() throws IOException {
    return Servers.each(
        network,
        urls,
        Queries::requireMessages,
        (client, url, to) -> {
          Servers.select(client, url, !dryRun);
          UidSet uids = Queries.named(client, url);
          client.requireUidPlus();
          if (!dryRun) {
            client.delete(uids);
          }
          Told.messages(dryRun ? "would delete" : "deleted", uids, null, dryRun, network, to);
        });
  }
}
