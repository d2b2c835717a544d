package dev.inet.cli.imap;

import dev.inet.cli.exit.Operands;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.Targets;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.imap.Appendix;
import dev.inet.imap.ImapClient;
import dev.inet.imap.ImapTransfer;
import dev.inet.imap.UidSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Copies or moves messages: within a server by its own means, else streamed through here. */
final class Transfer {
  private final NetworkOptions network;
  private final boolean move;
  private final boolean dryRun;
  private final Putting putting;

  Transfer(NetworkOptions network, boolean move, boolean dryRun) {
    this.network = network;
    this.move = move;
    this.dryRun = dryRun;
    this.putting = new Putting(network);
  }

  /** Passes on what the words name to the mailbox that the last of them names. */
  int run(List<String> words) throws IOException {
    String target = Operands.destination(words, "URL... MAILBOX|URL");
    try (var servers = new Servers(network, true)) {
      return putting.joined(
          network.each(
              words.subList(0, words.size() - 1), (word, to) -> run(servers, word, target, to)));
    }
  }

  private void run(Servers servers, String from, String target, Result to) throws IOException {
    Servers.Place source = servers.place(from);
    Queries.requireMessages(source.url());
    Servers.Place other =
        Targets.scheme(target) == null && !target.startsWith("@") ? null : servers.place(target);
    String name =
        other == null ? Names.onOneLine("MAILBOX", target) : other.url().requiredMailbox();
    boolean same =
        other == null
            || other.url().sharesServerWith(source.url())
                && (other.typed().login().isEmpty()
                    || other.typed().login().equals(source.typed().login()));
    ImapClient client = servers.client(source);
    Servers.select(client, source.url(), move && !dryRun);
    UidSet uids = Queries.named(client, source.url());
    String done = move ? "moved" : "copied";
    String would = move ? "would move" : "would copy";
    if (same) {
      String mailbox = client.resolve(name);
      if (!dryRun) {
        client.copy(uids, mailbox, move);
      }
      Told.messages(dryRun ? would : done, uids, mailbox, dryRun, network, to);
      return;
    }
    if (other == null) {
      throw new InetException(Failure.USAGE, "there is no target");
    }
    ImapClient far = servers.client(other);
    String mailbox = far.resolve(name);
    if (move) {
      client.requireUidPlus();
    }
    if (dryRun) {
      Told.messages(would, uids, mailbox, true, network, to);
      return;
    }
    network.output().elsewhere();
    var taken = new ArrayList<Long>();
    try {
      ImapTransfer.run(
          client,
          uids,
          (some, messages, put) ->
              putting.put(
                  far,
                  mailbox,
                  uploads(some, messages),
                  (index, uid) -> {
                    taken.add(some.get(index));
                    put.put(index, uid);
                  }),
          move);
    } finally {
      network.output().close();
      if (!taken.isEmpty()) {
        Told.messages(done, UidSet.of(taken), mailbox, false, network, to);
      }
    }
  }

  private static List<Uploads.Upload> uploads(List<Long> uids, List<Appendix> messages) {
    var uploads = new ArrayList<Uploads.Upload>();
    for (int i = 0; i < uids.size(); i++) {
      uploads.add(new Uploads.Upload("message " + uids.get(i), messages.get(i)));
    }
    return uploads;
  }
}
