package dev.inet.cli.imap;

import dev.inet.cli.Retyping;
import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.core.Failure;
import dev.inet.imap.SearchQuery;
import dev.inet.imap.UidSet;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Searches a mailbox and prints the UIDs of what it finds, one a line.",
      "A query holds keys of IMAP, as in FROM ann UNSEEN, or terms, or both; all must hold:"
    },
    footer = {
      "",
      "  from: to: cc: bcc: subject: body: text:   a text, \"in quotes\" where it holds blanks",
      "  since: before: on:                        a date, as 2026-01-31, today or 7d",
      "  sentsince: sentbefore: senton:            the same of the date in the header",
      "  larger: smaller:                          a size, as 500, 64K or 10M",
      "  is:unread|seen|flagged|answered|draft|deleted|recent|new",
      "  has:attachment   uid:1:20   id:<message-id>   keyword:NAME   header:NAME=VALUE",
      "  not:TERM or -TERM                         what does not",
      "",
      "Examples:",
      "  inet imap search imaps://ann@mail.example.org/INBOX from:ben since:2026-01-01",
      "  inet imap search imaps://ann@mail.example.org/INBOX OR FROM ben SUBJECT 'the plan'",
      "  inet imap search imaps://ann@mail.example.org/INBOX has:attachment -is:seen"
    })
final class ImapSearchCommand implements Callable<Integer>, Retyping {
  @Mixin private final NetworkOptions network;

  @Parameters(index = "0", paramLabel = "URL", description = "The mailbox.")
  private String url = "";

  @Parameters(index = "1..*", paramLabel = "QUERY", description = "What to look for.")
  private List<String> words = List.of();

  ImapSearchCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "imap");
  }

  /** Saves {@code -has:attachment} from being read as {@code -h}. */
  @Override
  public String[] retype(String[] words) {
    return Arrays.stream(words)
        .map(word -> SearchQuery.isNegated(word) ? "not:" + word.substring(1) : word)
        .toArray(String[]::new);
  }

  @Override
  public Integer call() throws IOException {
    SearchQuery query = SearchQuery.parse(words, Failure.USAGE);
    return Servers.each(
        network,
        List.of(url),
        Queries::requireMailbox,
        (client, place, to) -> {
          Servers.select(client, place, false);
          UidSet found = client.search(Queries.of(place, query));
          for (UidSet.Range range : found.ranges()) {
            for (long uid = range.first(); uid <= range.last(); uid++) {
              if (to.isJson()) {
                to.json("uid", uid);
              } else {
                to.line(Long.toString(uid));
              }
            }
          }
        });
  }
}
