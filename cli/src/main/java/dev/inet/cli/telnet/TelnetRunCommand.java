package dev.inet.cli.telnet;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.PlainTextStream;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.telnet.TelnetClient;
import dev.inet.telnet.TelnetOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Talks to servers unattended: sends, waits, and prints what they said.",
    footer = {
      "",
      "Examples:",
      "  inet telnet run --send 'show version' -u admin router.example.org",
      "  inet telnet run --expect 'login: ' --send ann --expect '\\$ ' host.example.org 2323",
      "  inet telnet run --hosts routers.txt --script backup.yaml --json"
    })
final class TelnetRunCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NetworkOptions network;
  @Mixin private final Settings settings;

  @Option(
      names = "--send",
      paramLabel = "TEXT",
      parameterConsumer = Step.Sending.class,
      description = {
        "Send TEXT and CR LF; $${NAME} is what was captured; \\r \\n \\t \\0 \\\\ \\$ \\xHH, and",
        "\\c at the end leaves CR LF out. --send and --expect are done in the order typed."
      })
  private List<Step> steps = new ArrayList<>();

  // One list for both, so that the order typed decides; the parser alone asks for this field.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = "--expect",
      paramLabel = "REGEX",
      parameterConsumer = Step.Expecting.class,
      description = {
        "Wait until REGEX is found, searched from the end of the last match; (?<NAME>...)",
        "captures. Without any --expect each line waits until the peer is silent."
      })
  private List<Step> expected = steps;

  @Option(
      names = "--script",
      paramLabel = "FILE|-",
      description = {
        "Do the steps in FILE: a YAML list of send, expect, timeout, on-timeout",
        "(fail, continue, end) and capture."
      })
  private @Nullable String file;

  @Option(
      names = "--hosts",
      paramLabel = "FILE|-",
      description = "Do it with every server in FILE, one a line, and print a line for each.")
  private @Nullable String hosts;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "256",
      description = "How many servers at once (default: ${DEFAULT-VALUE}).")
  private int parallel = 256;

  @Parameters(
      paramLabel = "HOST [PORT] | URL",
      arity = "0..2",
      description = "Where to; PORT is a number or the name of a service.")
  private List<String> words = List.of();

  TelnetRunCommand(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "telnet");
    this.settings = new Settings(around);
  }

  @Override
  public Integer call() throws IOException {
    if (parallel < 1 || parallel > 4096) {
      throw new InetException(Failure.USAGE, "--parallel is from 1 to 4096");
    }
    Script script = script();
    TelnetOptions usual = TelnetOptions.DEFAULT;
    TelnetOptions options = settings.options(usual.terminals(), usual.window(), usual.binary());
    if (hosts == null) {
      Place place = Place.of(network, words);
      refuseNothing(script, List.of(place));
      return network.each(List.of(place.name()), (word, to) -> one(place, script, options, to));
    }
    if (!words.isEmpty()) {
      throw new InetException(Failure.USAGE, "--hosts and a host exclude each other");
    }
    List<Place> places = Hosts.read(around, network, hosts);
    refuseNothing(script, places);
    network.dialer();
    try (Result to = network.output().to(0)) {
      var report = new Report(to);
      int status = Crew.work(places, parallel, place -> many(place, script, options, report));
      to.finish();
      return status;
    }
  }

  private Script script() throws InetException {
    if (file == null) {
      var script = new Script(steps);
      script.check();
      return script;
    }
    if (!steps.isEmpty()) {
      throw new InetException(Failure.USAGE, "--script and --send or --expect exclude each other");
    }
    return ScriptFile.read(around, file);
  }

  /** To sign in is something to do as well: it shows whether the password is right. */
  private static void refuseNothing(Script script, List<Place> places) throws InetException {
    if (script.steps().isEmpty() && places.stream().anyMatch(p -> p.credentials().isEmpty())) {
      throw new InetException(
          Failure.USAGE, "nothing to do: --send, --expect or --script is missing");
    }
  }

  private void one(Place place, Script script, TelnetOptions options, Result to)
      throws IOException {
    if (to.isJson()) {
      play(place, script, options, new Report(to), null);
    } else {
      OutputStream out =
          to.isForTerminal() ? new PlainTextStream(around.output()) : to.open("session");
      play(place, script, options, null, out);
      if (out instanceof PlainTextStream text) {
        text.finish();
      }
    }
    to.finish();
  }

  private int many(Place place, Script script, TelnetOptions options, Report report)
      throws InetException {
    // What is written goes to the report, which all of them share.
    return network.each(
        List.of(place.name()), (word, to) -> play(place, script, options, report, null));
  }

  private void play(
      Place place,
      Script script,
      TelnetOptions options,
      @Nullable Report report,
      @Nullable OutputStream out)
      throws IOException {
    long begin = System.nanoTime();
    var progress = new Progress(place, report);
    InetException failure = null;
    try (TelnetClient client = TelnetClient.open(network.dialer(), place.url(), options)) {
      client.copyTo(out);
      try {
        new Player(client, script, patience(), options.settle(), progress)
            .play(place.credentials());
      } finally {
        client.copyTo(null);
      }
    } catch (InetException e) {
      failure = e;
      throw e;
    } finally {
      if (report != null) {
        long nanos = System.nanoTime() - begin;
        report.server(place, progress.steps, progress.captures, nanos, failure);
      }
    }
  }

  /** Counts the steps of one server. */
  private static final class Progress implements Player.Teller {
    private final Place place;
    private final @Nullable Report report;
    private final Map<String, String> captures = new LinkedHashMap<>();
    private int steps;

    Progress(Place place, @Nullable Report report) {
      this.place = place;
      this.report = report;
    }

    @Override
    public void done(Player.Done step) throws IOException {
      steps = step.outcome() == Player.Outcome.FAILED ? steps : step.number();
      captures.putAll(step.captures());
      if (report != null) {
        report.step(place, step);
      }
    }
  }

  /** What one step may take: the user's bound, else the usual one; a script must end. */
  private Duration patience() {
    Duration given = network.timeouts().read();
    return given.isZero() ? Timeouts.DEFAULT.read() : given;
  }
}
