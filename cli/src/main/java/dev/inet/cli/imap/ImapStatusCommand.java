package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Result;
import dev.inet.imap.ImapClient;
import dev.inet.imap.ImapStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Tells the state of mailboxes without opening them.",
    footer = {
      "",
      "Examples:",
      "  inet imap status imaps://ann@mail.example.org/INBOX",
      "  inet imap status --json --acl imaps://ann@mail.example.org/Shared/Team"
    })
final class ImapStatusCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;

  @Option(names = "--acl", description = "Tell who may do what, too (RFC 4314).")
  private boolean acl;

  @Parameters(paramLabel = "URL", arity = "1..*", description = "The mailbox.")
  private List<String> urls = List.of();

  ImapStatusCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "imap");
  }

  @Override
  public Integer call() throws IOException {
    return Servers.each(
        network,
        urls,
        url -> {},
        (client, url, to) -> {
          String typed = url.mailbox();
          print(client, client.resolve(typed.isEmpty() ? "INBOX" : typed), to);
        });
  }

  private void print(ImapClient client, String mailbox, Result to) throws IOException {
    ImapStatus status = client.status(mailbox);
    String rights = client.rights(mailbox);
    Map<String, String> who = acl ? client.acl(mailbox) : Map.of();
    if (to.isJson()) {
      to.json(
          "name", mailbox,
          "messages", Fields.known(status.messages()),
          "unseen", Fields.known(status.unseen()),
          "recent", Fields.known(status.recent()),
          "uidnext", Fields.known(status.uidNext()),
          "uidvalidity", Fields.known(status.uidValidity()),
          "highestmodseq", Fields.known(status.highestModseq()),
          "size", Fields.known(status.size()),
          "rights", rights.isEmpty() ? null : rights,
          "acl", who.isEmpty() ? null : who);
      return;
    }
    line("name", mailbox, to);
    line("messages", Fields.shown(status.messages()), to);
    line("unseen", Fields.shown(status.unseen()), to);
    line("recent", Fields.shown(status.recent()), to);
    line("uidnext", Fields.shown(status.uidNext()), to);
    line("uidvalidity", Fields.shown(status.uidValidity()), to);
    line("highestmodseq", Fields.shown(status.highestModseq()), to);
    line("size", Fields.shown(status.size()), to);
    line("rights", rights, to);
    for (Map.Entry<String, String> entry : who.entrySet()) {
      line("acl", entry.getKey() + " " + entry.getValue(), to);
    }
  }

  private static void line(String name, String value, Result to) throws IOException {
    if (!value.isEmpty()) {
      to.line(name + ": " + value);
    }
  }
}
