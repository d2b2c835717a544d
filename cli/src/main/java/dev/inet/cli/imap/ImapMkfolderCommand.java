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
    description = "Makes mailboxes and subscribes to them.",
    footer = {"", "Examples:", "  inet imap mkfolder imaps://ann@mail.example.org/Archive/2026"})
final class ImapMkfolderCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;

  @Option(names = "--no-subscribe", description = "Do not subscribe to it.")
  private boolean withoutSubscription;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "The mailbox.")
  private List<String> urls = List.of();

  ImapMkfolderCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "imap");
  }

  @Override
  public Integer call() throws IOException {
    return Servers.each(
        network,
        urls,
        ImapUrl::requiredMailbox,
        (client, url, to) -> {
          String mailbox = url.mailbox();
          client.create(mailbox);
          if (!withoutSubscription && !client.subscribe(mailbox, true)) {
            network.output().result().note(mailbox + " is made, and not subscribed to");
          }
          Told.mailbox("made", mailbox, null, null, false, network, to);
        });
  }
}
