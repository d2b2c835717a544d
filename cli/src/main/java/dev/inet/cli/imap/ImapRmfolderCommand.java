package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.imap.ImapUrl;
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
    return Servers.each(
        network,
        urls,
        ImapUrl::requiredMailbox,
        (client, url, to) -> {
          String mailbox = client.resolve(url.mailbox());
          if (dryRun) {
            Long messages = Fields.known(client.status(mailbox).messages());
            Told.mailbox("would delete", mailbox, messages, null, true, network, to);
          } else {
            client.deleteFolder(mailbox);
            client.subscribe(mailbox, false);
            Told.mailbox("deleted", mailbox, null, null, false, network, to);
          }
        });
  }
}
