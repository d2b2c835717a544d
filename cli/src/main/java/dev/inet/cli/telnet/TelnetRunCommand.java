package dev.inet.cli.telnet;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
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
import java.util.List;
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

  /** What {@code --send} and {@code --expect} ask for, in the order typed. */
  private final List<Step> steps = new ArrayList<>();

  @Option(
      names = "--send",
      paramLabel = "TEXT",
      parameterConsumer = Step.Sending.class,
      description = {
        "Send TEXT and CR LF; ${NAME} is what was captured; \\r \\n \\t \\0 \\\\ \\$ \\xHH, and",
        "\\c at the end leaves CR LF out. --send and --expect are done in the order typed."
      })
  @SuppressWarnings("UnusedMethod")
  private void send(@Nullable Step step) {
    then(step);
  }

  @Option(
      names = "--expect",
      paramLabel = "REGEX",
      parameterConsumer = Step.Expecting.class,
      description = {
        "Wait until REGEX is found, searched from the end of the last match; (?<NAME>...)",
        "captures. Without any --expect each line waits until the peer is silent."
      })
  @SuppressWarnings("UnusedMethod")
  private void expect(@Nullable Step step) {
    then(step);
  }

  /** The parser first sets the initial value, which is {@code null}. */
  private void then(@Nullable Step step) {
    if (step != null) {
      steps.add(step);
    }
  }

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
    Script script = new Script(steps);
    script.check();
    TelnetOptions usual = TelnetOptions.DEFAULT;
    TelnetOptions options =
        settings.options(usual.terminals(), usual.window(), usual.binary());
    Place place = Place.of(network, words);
    return network.each(
        List.of(place.url().toString()), (word, to) -> run(place, script, options, to));
  }

  private void run(Place place, Script script, TelnetOptions options, Result to)
      throws IOException {
    try (TelnetClient client = TelnetClient.open(network.dialer(), place.url(), options)) {
      OutputStream out =
          to.isForTerminal() ? new PlainTextStream(around.output()) : to.open("session");
      client.copyTo(out);
      new Player(client, script, patience(), options.settle(), done -> {}).play(place.credentials());
      to.finish();
    }
  }

  /** What one step may take: the user's bound, else the usual one; a script must end. */
  private Duration patience() {
    Duration given = network.timeouts().read();
    return given.isZero() ? Timeouts.DEFAULT.read() : given;
  }
}
