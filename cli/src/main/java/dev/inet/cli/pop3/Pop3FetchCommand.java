package dev.inet.cli.pop3;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.FetchOptions;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.SignIn;
import dev.inet.cli.output.Progress;
import dev.inet.cli.output.Result;
import dev.inet.cli.output.ShownStore;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Url;
import dev.inet.mail.FetchState;
import dev.inet.mail.MailStore;
import dev.inet.pop3.Pop3Client;
import dev.inet.pop3.Pop3Fetch;
import dev.inet.pop3.Pop3Message;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Brings new messages into a Maildir, an mbox file, a file of JSON lines or a folder, each"
          + " once."
    },
    footer = {
      "",
      "Messages larger than --max-size stay on the server. Nothing is deleted without --delete,",
      "and nothing before it is safe on disk.",
      "",
      "Examples:",
      "  inet pop3 fetch pop3s://ann@pop.example.org --to maildir:Mail",
      "  inet pop3 fetch ann@pop.example.org --to mbox:inbox --delete --keep-days 30"
    })
final class Pop3FetchCommand implements Callable<Integer> {
  @Mixin private final NetworkOptions network;
  @Mixin private final FetchOptions fetch;

  @Parameters(paramLabel = "SERVER", description = "The server, as a URL.")
  private String server = "";

  @Option(names = "--keep", description = "Delete nothing on the server (the default).")
  private boolean keep;

  @Option(names = "--delete", description = "Delete on the server what was fetched.")
  private boolean delete;

  @Option(
      names = "--keep-days",
      paramLabel = "N",
      description = "With --delete: only what was fetched N days ago or earlier (default: 0).")
  private int keepDays;

  private int failed;
  private int lastFailure;
  private int done;

  Pop3FetchCommand(Surroundings around) {
    this.network = new NetworkOptions(around, "pop3");
    this.fetch = new FetchOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    if (keep && delete) {
      throw new InetException(Failure.USAGE, "--keep and --delete exclude each other");
    }
    if (keepDays < 0) {
      throw new InetException(Failure.USAGE, "--keep-days cannot be negative");
    }
    if (keepDays > 0 && !delete) {
      network.output().result().warn("--keep-days says nothing without --delete: all is kept");
    }
    network.output().boundElsewhere();
    network.output().elsewhere();
    int status = network.each(List.of(server), this::fetch);
    if (status != ExitCode.DONE || failed == 0) {
      return status;
    }
    return done == 0 ? lastFailure : ExitCode.MIXTURE;
  }

  private void fetch(String word, Result to) throws IOException {
    Url url = network.target(word);
    String user = SignIn.of(network, url).user();
    var plan =
        new Pop3Fetch.Plan(
            user + "@" + url.endpoint().host(),
            delete,
            Duration.ofDays(keepDays),
            network.output().maxSize());
    Progress progress = network.output().progress();
    try (MailStore store = ShownStore.of(fetch.store(), url.endpoint().host(), progress);
        FetchState state = fetch.state("pop3", url, user, "");
        Pop3Client client = Mailbox.open(network, url)) {
      Pop3Fetch.Summary summary = Pop3Fetch.run(client, store, state, plan, new Telling(to));
      network.output().close();
      tell(summary, to);
    }
  }

  private void tell(Pop3Fetch.Summary summary, Result to) throws IOException {
    done += summary.deleted();
    if (summary.skipped() > 0) {
      network
          .output()
          .result()
          .warn(
              summary.skipped() == 1
                  ? "1 message larger than --max-size stays on the server"
                  : summary.skipped() + " messages larger than --max-size stay on the server");
    }
    if (!to.isJson()) {
      String deleted = summary.deleted() > 0 ? ", " + summary.deleted() + " deleted" : "";
      String one = summary.fetched() == 1 ? "1 new message" : summary.fetched() + " new messages";
      to.line(one + ", " + summary.bytes() + " bytes" + deleted);
    }
  }

  /** Prints what happens; each message as an object for programs, none by itself for people. */
  private final class Telling implements Pop3Fetch.Listener {
    private final Result to;

    Telling(Result to) {
      this.to = to;
    }

    @Override
    public void fetched(Pop3Fetch.Fetched message) throws IOException {
      done++;
      if (to.isJson()) {
        to.json(
            "uid", message.message().uid(),
            "number", message.message().number(),
            "size", message.size(),
            "place", message.place());
      }
    }

    @Override
    public void skipped(Pop3Message message) {
      String size = message.size() + " bytes, larger than --max-size";
      network.output().result().note("message " + message.number() + " has " + size);
    }

    @Override
    public void failed(Pop3Message message, InetException why) {
      failed++;
      why.about("message " + message.number());
      lastFailure = network.output().result().failures().applyAsInt(why);
    }
  }
}
