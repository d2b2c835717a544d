package dev.inet.cli.imap;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.Operands;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.imap.ImapClient;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Puts messages into a mailbox: files, - for standard input, or all of maildir:DIR, mbox:FILE",
      "or jsonl:FILE. Prints the UIDs that they got where the server tells them."
    },
    footer = {
      "",
      "Examples:",
      "  inet imap put message.eml imaps://ann@mail.example.org/Drafts --flag Draft",
      "  inet imap put mbox:old.mbox imaps://ann@mail.example.org/Archive"
    })
final class ImapPutCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NetworkOptions network;

  @Option(names = "--flag", paramLabel = "NAME", description = "Set this flag; repeatable.")
  private List<String> flags = List.of();

  @Option(
      names = "--date",
      paramLabel = "DATE",
      description = "When it came, as 2026-01-31T12:00:00Z (default: now, or as its store says).")
  private @Nullable String date;

  @Option(names = "--dry-run", description = "Tell what would be put, and put nothing.")
  private boolean dryRun;

  @Parameters(
      paramLabel = "FILE|-... URL",
      arity = "1..*",
      description = "The messages; the mailbox comes last.")
  private List<String> words = List.of();

  ImapPutCommand(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "imap");
  }

  @Override
  public Integer call() throws IOException {
    var named = new ArrayList<String>();
    for (String flag : flags) {
      named.add(Flags.of(flag));
    }
    Instant when = date == null ? null : date(date);
    if (Collections.frequency(words, "-") > 1) {
      throw new InetException(Failure.USAGE, "standard input can be sent once");
    }
    try (var servers = new Servers(network, true);
        var uploads = new Uploads(around);
        Result to = network.output().to(0)) {
      var putting = new Putting(network);
      Servers.Place place = servers.place(Operands.destination(words, "FILE|-... URL"));
      place.url().requiredMailbox();
      int status =
          Operands.each(
              words.subList(0, words.size() - 1),
              network.output().result().failures(),
              (word, index) ->
                  uploads.read(word, named, when, some -> put(servers, place, putting, some, to)));
      to.finish();
      return putting.joined(status);
    }
  }

  private void put(
      Servers servers, Servers.Place place, Putting putting, List<Uploads.Upload> some, Result to)
      throws IOException {
    ImapClient client = network.opened(() -> servers.client(place));
    String mailbox = client.resolve(place.url().mailbox());
    if (dryRun) {
      for (Uploads.Upload each : some) {
        if (to.isJson()) {
          json(each, mailbox, 0, to);
        } else {
          to.line("would put " + each.place() + " to " + mailbox);
        }
      }
      return;
    }
    putting.put(
        client,
        mailbox,
        some,
        (index, uid) -> {
          Uploads.Upload upload = some.get(index);
          if (to.isJson()) {
            json(upload, mailbox, uid, to);
          } else if (uid != 0) {
            to.line(Long.toString(uid));
          }
          to.flush();
        });
  }

  private void json(Uploads.Upload upload, String mailbox, long uid, Result to) throws IOException {
    to.json(
        "name",
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

  private static Instant date(String typed) throws InetException {
    try {
      return OffsetDateTime.parse(typed).toInstant();
    } catch (DateTimeParseException e) {
      // Perhaps a day, or as mail writes it.
    }
    try {
      return LocalDate.parse(typed).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      // Perhaps as mail writes it.
    }
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(typed, Instant::from);
    } catch (DateTimeParseException e) {
      throw new InetException(Failure.USAGE, "--date: '" + typed + "' is no date")
          .hint("write it as 2026-01-31T12:00:00Z");
    }
  }
}
