package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.imap.SearchQuery;
import dev.inet.imap.UidSet;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Lists messages: UID, flags, date, size, sender, subject and attachments.",
    footer = {
      "",
      "Flags: N not seen, F flagged, R answered, D draft, T deleted. Dates are in UTC.",
      "",
      "Examples:",
      "  inet imap ls imaps://ann@mail.example.org/INBOX --limit 20",
      "  inet imap ls imaps://ann@mail.example.org/INBOX --search 'is:unread' --sort -date",
      "  inet imap ls --json 'imaps://ann@mail.example.org/INBOX;UID=100:*'"
    })
final class ImapLsCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;

  @Option(
      names = "--search",
      paramLabel = "QUERY",
      description = "List what this finds; see 'inet imap search --help'. Repeatable.")
  private List<String> search = List.of();

  @Option(
      names = "--sort",
      paramLabel = "KEY[,KEY]",
      description = "Order by arrival, date, from, to, cc, subject or size; -KEY reverses.")
  private @Nullable String sort;

  @Option(names = "--thread", description = "Order by conversation (RFC 5256).")
  private boolean thread;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "List so many: the newest, or the first of --sort (default: all).")
  private @Nullable Integer limit;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "Mailbox or messages.")
  private List<String> urls = List.of();

  ImapLsCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "imap");
  }

  @Override
  public Integer call() throws IOException {
    SearchQuery query = Queries.ofOption(search);
    Order order = Order.parse(sort, thread, limit);
    return Servers.each(
        network,
        urls,
        Queries::requireMailbox,
        (client, url, to) -> {
          Servers.select(client, url, false);
          long listed = new Listing(client, to).print(Queries.of(url, query), order);
          UidSet uids = url.uids();
          if (listed == 0 && uids != null && !uids.isOpen() && query.equals(SearchQuery.ALL)) {
            throw Queries.missing(url);
          }
        });
  }
}
