package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.imap.ImapClient;
import dev.inet.imap.ImapStatus;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Deletes mailboxes with all messages in them.",
    footer = {
      "",
      "Examples:",
      "  inet imap rmfolder --dry-run imaps://ann@mail.example.org/Archive/2016"
    })
final class ImapRmfolderCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;

  @Option(names = "--dry-run", description = "Tell what would be deleted, and delete nothing.")
  private boolean dryRun;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "The mailbox.")
  private List<String> urls = List.of();

  ImapRmfolderCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "imap");
  }

  @Override
  public Integer call() throws IOException {
    try (var servers = new Servers(network)) {
      return network.each(
          urls,
          (word, to) -> {
            Servers.Place place = servers.place(word);
            place.url().requiredMailbox();
            ImapClient client = servers.client(place);
            String mailbox = client.resolve(place.url().mailbox());
            if (dryRun) {
              ImapStatus status = client.status(mailbox);
              if (to.isJson()) {
                to.json(
                    "name",
                    mailbox,
                    "messages",
                    Fields.known(status.messages()),
                    "action",
                    "would delete",
                    "dry_run",
                    true);
              } else {
                to.line("would delete " + mailbox + " with " + status.messages() + " messages");
              }
            } else {
              client.deleteFolder(mailbox);
              client.subscribe(mailbox, false);
            }
          });
    }
  }
}
