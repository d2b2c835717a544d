package dev.inet.cli.imap;

import dev.inet.cli.CommandGroup;
import dev.inet.cli.Surroundings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The verbs of imap. */
public final class ImapCommand implements CommandGroup {
  /** Makes the group. */
  public ImapCommand() {}

  @Override
  public List<String> verbs() {
    return List.of(
        "folders",
        "ls",
        "get",
        "search",
        "put",
        "copy",
        "move",
        "rm",
        "flag",
        "mkfolder",
        "rmfolder",
        "mvfolder",
        "status",
        "quota",
        "watch",
        "fetch",
        "restore");
  }

  @Override
  public @Nullable Callable<Integer> command(String verb, Surroundings around) {
    return switch (verb) {
      case "folders" -> new ImapFoldersCommand(around);
      case "ls" -> new ImapLsCommand(around);
      case "get" -> new ImapGetCommand(around);
      case "search" -> new ImapSearchCommand(around);
      case "put" -> new ImapPutCommand(around);
      case "copy" -> new ImapCopyCommand(around);
      case "move" -> new ImapMoveCommand(around);
      case "rm" -> new ImapRmCommand(around);
      case "flag" -> new ImapFlagCommand(around);
      case "mkfolder" -> new ImapMkfolderCommand(around);
      case "rmfolder" -> new ImapRmfolderCommand(around);
      case "mvfolder" -> new ImapMvfolderCommand(around);
      case "watch" -> new ImapWatchCommand(around);
      case "restore" -> new ImapRestoreCommand(around);
      case "fetch" -> new ImapFetchCommand(around);
      case "quota" -> new ImapQuotaCommand(around);
      case "status", "stat" -> new ImapStatusCommand(around);
      default -> null;
    };
  }

  @Override
  public List<String> examples() {
    return List.of(
        "inet imap folders imaps://ann@mail.example.org",
        "inet imap ls imaps://ann@mail.example.org/INBOX --search 'is:unread from:ben'",
        "inet imap get 'imaps://ann@mail.example.org/INBOX;UID=42' --text");
  }
}
