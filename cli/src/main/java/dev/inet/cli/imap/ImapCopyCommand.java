package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import picocli.CommandLine.Command;

@Command(
    description = "Copies messages into another mailbox, of the same server or of another one.",
    footer = {
      "",
      "Examples:",
      "  inet imap copy 'imaps://ann@mail.example.org/INBOX;UID=42' Archive",
      "  inet imap copy 'imaps://ann@old.example.org/INBOX;UID=1:*'"
          + " imaps://ann@new.example.org/INBOX"
    })
final class ImapCopyCommand extends Transfer {
  ImapCopyCommand(Surroundings around) {
    super(around, false);
  }
}
