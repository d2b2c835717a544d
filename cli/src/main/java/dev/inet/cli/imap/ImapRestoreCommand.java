package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.Operands;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.imap.ImapClient;
import dev.inet.imap.ImapRestore;
import dev.inet.mail.StoredMail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Puts a backup back: all messages of a Maildir, an mbox file, a file of JSON lines or a",
      "folder that the mailbox does not hold yet. A URL without a mailbox takes a backup of a whole"
          + " account."
    },
    footer = {
      "",
      "Examples:",
      "  inet imap restore maildir:Mail/inbox imaps://ann@mail.example.org/INBOX",
      "  inet imap restore --dry-run backup imaps://ann@new.example.org"
    })
final class ImapRestoreCommand implements Callable<Integer> {
  private final Surroundings around;
  private final Putting putting;
  @Mixin private final NetworkOptions network;

  @Option(names = "--dry-run", description = "Tell what would be put, and put nothing.")
  private boolean dryRun;

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "The backup: maildir:DIR, mbox:FILE, jsonl:FILE, DIR.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "URL", description = "The mailbox, or the server.")
  private String url = "";

  ImapRestoreCommand(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "imap");
    this.putting = new Putting(network);
  }

  @Override
  public Integer call() throws IOException {
    network.output().elsewhere();
    try (var servers = new Servers(network, true)) {
      Servers.Place place = servers.place(url);
      if (place.url().uids() != null || place.url().search() != null) {
        throw new InetException(Failure.BAD_URL, "restore fills a whole mailbox");
      }
      return putting.joined(
          place.url().mailbox().isEmpty()
              ? account(servers, place)
              : network.each(List.of(url), (word, to) -> one(servers, place, to)));
    }
  }

  private void one(Servers servers, Servers.Place place, Result to) throws IOException {
    // Read once before anything is sent: a backup that is not there is told first.
    long held = StoredMail.read(from, around.directory(), message -> {});
    if (held == 0 && Archive.isAccount(from, around.directory())) {
      throw new InetException(Failure.LOCAL_READ, "'" + from + "' is a backup of a whole account")
          .hint("it wants a URL without a mailbox");
    }
    ImapClient client = servers.client(place);
    restore(client, from, client.resolve(place.url().mailbox()), to);
  }

  private int account(Servers servers, Servers.Place place) throws IOException {
    try (Result to = network.output().to(0)) {
      List<Archive.Box> boxes = Archive.boxes(from, around.directory());
      Naming naming = Naming.of(servers.client(place));
      int status =
          Operands.each(
              boxes,
              box -> box.word(),
              network.output().result().failures(),
              (box, index) -> restore(servers.client(place), box.word(), box.name(naming), to));
      to.finish();
      return status;
    }
  }

  private void restore(ImapClient client, String word, String mailbox, Result to)
      throws IOException {
    var restore = ImapRestore.into(client, mailbox, !dryRun);
    long[] counts = new long[2];
    long refused = putting.refused();
    var batch = new ArrayList<Uploads.Upload>();
    StoredMail.read(word, around.directory(), stored -> restore.expect(upload(stored).appendix()));
    StoredMail.read(
        word,
        around.directory(),
        stored -> {
          Uploads.Upload upload = upload(stored);
          if (!restore.isMissing(upload.appendix())) {
            counts[1]++;
            return;
          }
          counts[0]++;
          batch.add(upload);
          if (batch.size() >= 100) {
            put(client, mailbox, batch, to);
          }
        });
    put(client, mailbox, batch, to);
    network.output().close();
    if (!to.isJson()) {
      long passedOver = putting.refused() - refused;
      String verb = dryRun ? " would be put, " : " put, ";
      to.line(
          mailbox
              + ": "
              + (counts[0] - passedOver)
              + verb
              + counts[1]
              + " there already"
              + (passedOver > 0 ? ", " + passedOver + " refused" : ""));
    }
  }

  private static Uploads.Upload upload(StoredMail stored) throws IOException {
    return Uploads.upload(
        stored.place(), stored.source(), List.copyOf(stored.flags()), stored.date());
  }

  private void put(ImapClient client, String mailbox, List<Uploads.Upload> batch, Result to)
      throws IOException {
    if (dryRun) {
      for (int i = 0; i < batch.size(); i++) {
        told(batch.get(i), mailbox, 0, to);
      }
    } else if (!batch.isEmpty()) {
      putting.put(client, mailbox, batch, (index, uid) -> told(batch.get(index), mailbox, uid, to));
    }
    batch.clear();
  }

  private void told(Uploads.Upload upload, String mailbox, long uid, Result to) throws IOException {
    if (to.isJson()) {
      to.json(
          "place",
          upload.place(),
          "mailbox",
          mailbox,
          "uid",
          uid == 0 ? null : uid,
          "size",
          upload.appendix().size(),
          "dry_run",
          dryRun);
    }
  }
}
