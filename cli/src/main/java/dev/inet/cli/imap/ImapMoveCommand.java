package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import picocli.CommandLine.Command;

@Command(
    description = "Moves messages into another mailbox, of the same server or of another one.",
    footer = {
      "",
      "Examples:",
      "  inet imap move 'imaps://ann@mail.example.org/INBOX;UID=42' Archive",
      "  inet imap move 'imaps://ann@old.example.org/INBOX;UID=1:*'"
          + " imaps://ann@new.example.org/INBOX"
    })
final class ImapMoveCommand extends Transfer {
  ImapMoveCommand(Surroundings around) {
    super(around, true);
  }
}
