package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Result;
import dev.inet.cli.output.Table;
import dev.inet.imap.ImapClient;
import dev.inet.imap.ImapFolder;
import dev.inet.imap.ImapStatus;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Lists mailboxes: how many messages each holds, how many are unread, and what it is for.",
      "Those of other users and shared ones are among them where the server tells of their names.",
      "A mailbox in the URL lists that one and what is below it; it may hold * and %."
    },
    footer = {
      "",
      "Examples:",
      "  inet imap folders imaps://ann@mail.example.org",
      "  inet imap folders --json --no-counts imaps://ann@mail.example.org/Work"
    })
final class ImapFoldersCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NetworkOptions network;

  @Option(names = "--no-counts", description = "Ask for names alone.")
  private boolean withoutCounts;

  @Option(names = "--subscribed", description = "List what the user has subscribed to.")
  private boolean subscribed;

  @Parameters(paramLabel = "SERVER", arity = "1..*", description = "The server.")
  private List<String> urls = List.of();

  ImapFoldersCommand(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "imap");
  }

  @Override
  public Integer call() throws IOException {
    try (var servers = new Servers(network)) {
      return network.each(
          urls,
          (word, to) -> {
            Servers.Place place = servers.place(word);
            print(folders(servers.client(place), place.url().mailbox()), to);
          });
    }
  }

  private List<ImapFolder> folders(ImapClient client, String mailbox) throws IOException {
    String named = client.resolve(mailbox);
    boolean pattern = named.isEmpty() || named.contains("*") || named.contains("%");
    List<ImapFolder> folders =
        named.isEmpty()
            ? client.allFolders(!withoutCounts)
            : client.folders(pattern ? named : named + "*", !withoutCounts);
    return folders.stream()
        .filter(each -> pattern || isWithin(each, named))
        .filter(each -> !subscribed || each.subscribed())
        .toList();
  }

  private static boolean isWithin(ImapFolder folder, String named) {
    return folder.name().equals(named)
        || !folder.delimiter().isEmpty() && folder.name().startsWith(named + folder.delimiter());
  }

  private void print(List<ImapFolder> folders, Result to) throws IOException {
    var table = new Table(">messages", ">unseen", "name", "attributes");
    for (ImapFolder folder : folders) {
      ImapStatus status = folder.status();
      if (to.isJson()) {
        to.json(
            "name",
            folder.name(),
            "attributes",
            folder.attributes(),
            "special_use",
            folder.specialUse().orElse(null),
            "delimiter",
            folder.delimiter(),
            "subscribed",
            folder.subscribed(),
            "messages",
            status == null ? null : Fields.known(status.messages()),
            "unseen",
            status == null ? null : Fields.known(status.unseen()),
            "uidnext",
            status == null ? null : Fields.known(status.uidNext()),
            "uidvalidity",
            status == null ? null : Fields.known(status.uidValidity()),
            "size",
            status == null ? null : Fields.known(status.size()));
      } else {
        table.row(
            status == null ? "" : Fields.shown(status.messages()),
            status == null ? "" : Fields.shown(status.unseen()),
            folder.name(),
            String.join(" ", folder.attributes()));
      }
    }
    for (String line : table.lines(to.isForTerminal() ? around.terminal().columns() : 0)) {
      to.line(line);
    }
  }
}
