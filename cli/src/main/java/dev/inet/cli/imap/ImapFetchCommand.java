package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.Operands;
import dev.inet.cli.option.FetchOptions;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.SignIn;
import dev.inet.cli.output.Result;
import dev.inet.cli.output.ShownStore;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.imap.ImapClient;
import dev.inet.imap.ImapFetch;
import dev.inet.imap.ImapFolder;
import dev.inet.imap.ImapUrl;
import dev.inet.mail.FetchState;
import dev.inet.mail.MailStore;
import dev.inet.mail.StoreWord;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Brings what is new in a mailbox, or in all of an account, into a Maildir, an mbox file, a",
      "file of JSON lines or a folder of files. What was fetched once is not fetched again; \\Seen",
      "is never set. A mailbox goes into DIR or FILE itself, each of an account's into a folder or",
      "file of its own in it."
    },
    footer = {
      "",
      "Examples:",
      "  inet imap fetch imaps://ann@mail.example.org/INBOX --to maildir:Mail/inbox",
      "  inet imap fetch imaps://ann@mail.example.org --to maildir:backup --verify",
      "  inet imap fetch imaps://ann@mail.example.org/INBOX --to jsonl:inbox.jsonl"
    })
final class ImapFetchCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NetworkOptions network;
  @Mixin private final FetchOptions backups;

  @Option(names = "--keep", description = "Keep the messages on the server (default).")
  private boolean keep;

  @Option(names = "--delete", description = "Delete on the server what is safe on disk.")
  private boolean delete;

  @Option(names = "--verify", description = "Read the store back and compare.")
  private boolean verify;

  @Option(names = "--no-compress", description = "Do not compress the conversation.")
  private boolean plain;

  @Option(names = "--dry-run", description = "Tell what is there, and fetch nothing.")
  private boolean dryRun;

  @Parameters(paramLabel = "URL", description = "A mailbox, or a server for all of an account.")
  private String url = "";

  ImapFetchCommand(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "imap");
    this.backups = new FetchOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    if (keep && delete) {
      throw new InetException(Failure.USAGE, "--keep and --delete exclude each other");
    }
    backups.store().close();
    network.output().boundElsewhere();
    network.output().elsewhere();
    try (var servers = new Servers(network, !plain)) {
      Servers.Place place = servers.place(url);
      if (place.url().uids() != null || place.url().search() != null) {
        throw new InetException(Failure.BAD_URL, "fetch takes a whole mailbox");
      }
      String user = SignIn.of(network, ImapUrl.withoutMechanism(place.typed())).user();
      return place.url().mailbox().isEmpty()
          ? account(servers, place, user)
          : network.each(List.of(url), (word, to) -> one(servers, place, user, to));
    }
  }

  private void one(Servers servers, Servers.Place place, String user, Result to)
      throws IOException {
    ImapClient client = servers.client(place);
    String mailbox = client.resolve(place.url().mailbox());
    if (dryRun) {
      tell(client, mailbox, to);
      return;
    }
    try (FetchState state = state(place, user)) {
      fetch(client, state, account(place, user), mailbox, backups.destination(), to);
    }
  }

  private int account(Servers servers, Servers.Place place, String user) throws IOException {
    try (Result to = network.output().to(0)) {
      List<ImapFolder> folders =
          servers.client(place).folders("*", false).stream()
              .filter(ImapFolder::isSelectable)
              .toList();
      if (dryRun) {
        for (ImapFolder folder : folders) {
          tell(servers.client(place), folder.name(), to);
        }
        to.finish();
        return 0;
      }
      String prefix = Naming.of(servers.client(place)).prefix();
      int status;
      try (FetchState state = state(place, user)) {
        status =
            Operands.each(
                folders,
                folder -> folder.name(),
                network.output().result().failures(),
                (folder, index) ->
                    fetch(
                        servers.client(place),
                        state,
                        account(place, user),
                        folder.name(),
                        word(folder, prefix),
                        to));
      }
      to.finish();
      return status;
    }
  }

  private FetchState state(Servers.Place place, String user) throws IOException {
    return backups.state("imap", place.typed(), user, place.typed().rawPath());
  }

  /** Returns the destination of one of several mailboxes: a folder for each level of its name. */
  private String word(ImapFolder folder, String prefix) throws InetException {
    String all = backups.destination();
    String path = BoxPath.path(BoxPath.levels(folder.name(), folder.delimiter(), prefix));
    return all + "/" + path + StoreWord.of(all).ending();
  }

  private static String account(Servers.Place place, String user) {
    return user + "@" + place.url().endpoint().authority();
  }

  private void tell(ImapClient client, String mailbox, Result to) throws IOException {
    long messages = client.status(mailbox).messages();
    if (to.isJson()) {
      to.json("mailbox", mailbox, "messages", messages, "dry_run", true);
    } else {
      to.line(mailbox + ": " + messages + " messages on the server");
    }
  }

  private void fetch(
      ImapClient client, FetchState state, String account, String mailbox, String word, Result to)
      throws IOException {
    var plan =
        new ImapFetch.Plan(
            account, mailbox, word, around.directory(), delete, network.output().maxSize(), verify);
    MailStore opened = MailStore.open(word, around.directory(), true);
    try (MailStore store = ShownStore.of(opened, mailbox, network.output().progress())) {
      ImapFetch.Summary summary =
          ImapFetch.run(client, store, state, plan, fetched -> print(fetched, to));
      network.output().close();
      if (!to.isJson()) {
        to.line(mailbox + ": " + shown(summary));
      }
      if (summary.skipped() > 0) {
        network.output().result().warn(summary.skipped() + " messages are larger than --max-size");
      }
      if (summary.missing() > 0) {
        throw new InetException(
                Failure.INCOMPLETE, summary.missing() + " messages of " + mailbox + " did not come")
            .hint("the next run asks for them again")
            .at(client.url().endpoint());
      }
    }
  }

  private static void print(ImapFetch.Fetched fetched, Result to) throws IOException {
    if (to.isJson()) {
      to.json(
          "uid", fetched.message().uid(),
          "mailbox", fetched.mailbox(),
          "size", fetched.size(),
          "flags", fetched.message().flags(),
          "received", fetched.message().arrived(),
          "place", fetched.place());
    }
  }

  private static String shown(ImapFetch.Summary summary) {
    var text = new StringBuilder();
    text.append(summary.fetched()).append(" new");
    if (summary.flagged() > 0) {
      text.append(", flags of ").append(summary.flagged()).append(" changed");
    }
    if (summary.vanished() > 0) {
      text.append(", ").append(summary.vanished()).append(" gone from the server and kept here");
    }
    if (summary.deleted() > 0) {
      text.append(", ").append(summary.deleted()).append(" deleted on the server");
    }
    return text.toString();
  }
}
