package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Moves messages into another mailbox, of the same server or of another one.",
    footer = {
      "",
      "Examples:",
      "  inet imap move 'imaps://ann@mail.example.org/INBOX;UID=42' Archive",
      "  inet imap move 'imaps://ann@old.example.org/INBOX;UID=1:*'"
          + " imaps://ann@new.example.org/INBOX"
    })
final class ImapMoveCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;

  @Option(names = "--dry-run", description = "Tell what would be done, and do nothing.")
  private boolean dryRun;

  @Parameters(
      paramLabel = "URL... MAILBOX|URL",
      arity = "1..*",
      description = "The messages; the mailbox comes last.")
  private List<String> words = List.of();

  ImapMoveCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "imap");
  }

  @Override
  public Integer call() throws IOException {
    return new Transfer(network, true, dryRun).run(words);
  }
}
