package dev.inet.cli.telnet;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.Durations;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.PlainTextStream;
import dev.inet.cli.output.Result;
import dev.inet.telnet.TelnetClient;
import dev.inet.telnet.TelnetOptions.Binary;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Joins the terminal, or standard input and output, to a server.",
    footer = {
      "",
      "Examples:",
      "  inet telnet connect router.example.org",
      "  inet telnet connect towel.example.org 2323",
      "  printf 'ann\\nsecret\\nuptime\\nexit\\n' | inet telnet connect host.example.org"
    })
final class TelnetConnectCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NetworkOptions network;
  @Mixin private final Settings settings;

  @Option(
      names = "--linger",
      paramLabel = "DURATION",
      converter = Durations.class,
      defaultValue = "2s",
      description = {
        "How long the peer may be silent after the end of the input before we hang up",
        "(default: ${DEFAULT-VALUE})."
      })
  private Duration linger = Duration.ofSeconds(2);

  @Parameters(
      paramLabel = "HOST [PORT] | URL",
      arity = "1..2",
      description = "Where to; PORT is a number or the name of a service.")
  private List<String> words = List.of();

  TelnetConnectCommand(Surroundings around) {
    this.around = around;
    this.network = NetworkOptions.unhurried(around, "telnet");
    this.settings = new Settings(around);
  }

  @Override
  public Integer call() throws IOException {
    Place place = Place.of(network, words);
    try (Result to = network.output().to(0);
        TelnetClient client =
            TelnetClient.open(
                network.dialer(), place.url(), settings.options(settings.ownTerminals(), null, Binary.ALLOWED))) {
      OutputStream out =
          to.isForTerminal() ? new PlainTextStream(around.output()) : to.open("session");
      new Pipe(client, around.input(), out, linger).flow();
      to.finish();
    }
    return ExitCode.DONE;
  }
}
