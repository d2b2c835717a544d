package dev.inet.cli.imap;

import dev.inet.cli.Retyping;
import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.imap.UidSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Sets flags of messages with +NAME and removes them with -NAME; all others stay.",
      "Options stand before the URL. Names: Seen, Answered, Flagged, Deleted, Draft, or keywords."
    },
    footer = {
      "",
      "Examples:",
      "  inet imap flag 'imaps://ann@mail.example.org/INBOX;UID=42' +Seen -Flagged",
      "  inet imap flag --dry-run 'imaps://ann@mail.example.org/INBOX?from:ben' +$Work"
    })
final class ImapFlagCommand implements Callable<Integer>, Retyping {
  @Mixin private final NetworkOptions network;

  @Option(names = "--dry-run", description = "Tell what would be changed, and change nothing.")
  private boolean dryRun;

  @Parameters(index = "0", paramLabel = "URL", description = "The messages.")
  private String url = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "+NAME|-NAME",
      description = "What to set and what to remove.")
  private List<String> words = List.of();

  ImapFlagCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "imap");
  }

  /** After the URL no word is an option: {@code -Seen} is what to remove. */
  @Override
  public String[] retype(String[] typed) {
    var words = new ArrayList<>(Arrays.asList(typed));
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        break;
      }
      if (!word.startsWith("-") && (word.contains("?") || word.matches("(?i).*;UID=.*"))) {
        words.add(i + 1, "--");
        break;
      }
    }
    return words.toArray(new String[0]);
  }

  @Override
  public Integer call() throws IOException {
    var added = new ArrayList<String>();
    var removed = new ArrayList<String>();
    for (String word : words) {
      char sign = word.isEmpty() ? ' ' : word.charAt(0);
      // Read as a flag to remove, a --dry-run that stands too late would let all be changed.
      if (sign != '+' && sign != '-' || word.startsWith("--")) {
        throw new InetException(Failure.USAGE, "'" + word + "' is neither +NAME nor -NAME")
            .hint("options stand before the URL");
      }
      (sign == '+' ? added : removed).add(Flags.of(word.substring(1)));
    }
    return Servers.each(
        network,
        List.of(url),
        Queries::requireMessages,
        (client, place, to) -> {
          Servers.select(client, place, !dryRun);
          UidSet uids = Queries.named(client, place);
          if (!dryRun && !added.isEmpty()) {
            client.flag(uids, true, added);
          }
          if (!dryRun && !removed.isEmpty()) {
            client.flag(uids, false, removed);
          }
          Told.messages(dryRun ? "would flag" : "flagged", uids, null, dryRun, network, to);
        });
  }
}
