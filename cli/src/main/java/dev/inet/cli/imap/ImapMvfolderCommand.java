package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.Targets;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.imap.ImapClient;
import dev.inet.imap.ImapFolder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Renames a mailbox, with those below it.",
    footer = {
      "",
      "Examples:",
      "  inet imap mvfolder imaps://ann@mail.example.org/Work Archive/Work"
    })
final class ImapMvfolderCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;

  @Option(names = "--dry-run", description = "Tell what would be renamed, and rename nothing.")
  private boolean dryRun;

  @Parameters(index = "0", paramLabel = "URL", description = "The mailbox.")
  private String url = "";

  @Parameters(index = "1", paramLabel = "NEWNAME", description = "Its new name.")
  private String name = "";

  ImapMvfolderCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "imap");
  }

  @Override
  public Integer call() throws IOException {
    try (var servers = new Servers(network)) {
      return network.each(
          List.of(url),
          (word, to) -> {
            Servers.Place place = servers.place(word);
            place.url().requiredMailbox();
            String target = name(servers, place);
            ImapClient client = servers.client(place);
            String mailbox = client.resolve(place.url().mailbox());
            if (dryRun) {
              client.status(mailbox);
            } else {
              List<ImapFolder> before = client.folders(mailbox + "*", false);
              client.rename(mailbox, target);
              subscribe(client, before, mailbox, target);
            }
            String what = dryRun ? "would rename" : "renamed";
            Told.mailbox(what, mailbox, null, target, dryRun, network, to);
          });
    }
  }

  /** Servers keep subscriptions by name: else clients would show what is gone, and not the new. */
  private static void subscribe(ImapClient client, List<ImapFolder> before, String from, String to)
      throws IOException {
    for (ImapFolder folder : before) {
      String name = folder.name();
      // INBOX goes nowhere, its messages do (RFC 9051, section 6.3.6).
      boolean moved =
          !from.equalsIgnoreCase("INBOX")
              && (name.equals(from)
                  || !folder.delimiter().isEmpty() && name.startsWith(from + folder.delimiter()));
      if (moved && folder.subscribed()) {
        client.subscribe(name, false);
        client.subscribe(to + name.substring(from.length()), true);
      }
    }
  }

  /** The name, which may be written as a URL of the same server. */
  private String name(Servers servers, Servers.Place from) throws IOException {
    if (Targets.scheme(name) == null) {
      return Names.onOneLine("NEWNAME", name);
    }
    Servers.Place to = servers.place(name);
    if (!to.url().sharesServerWith(from.url())) {
      throw new InetException(Failure.USAGE, "a mailbox cannot be renamed to another server");
    }
    return to.url().requiredMailbox();
  }
}
