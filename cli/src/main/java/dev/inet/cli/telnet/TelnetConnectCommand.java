package dev.inet.cli.telnet;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.Durations;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.PlainText;
import dev.inet.cli.output.PlainTextStream;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.telnet.TelnetClient;
import dev.inet.telnet.TelnetOptions;
import dev.inet.telnet.TelnetOptions.Binary;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "Append what the server says to FILE, byte for byte.")
  private @Nullable String log;

  @Option(
      names = "--escape",
      paramLabel = "KEY",
      defaultValue = "^]",
      description = "The key that leads to our own prompt, or none (default: ${DEFAULT-VALUE}).")
  private String escape = "^]";

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
    int key = EscapePrompt.escape(escape);
    if (key == EscapePrompt.UNKNOWN) {
      throw new InetException(Failure.USAGE, "--escape: '" + escape + "' is no key; ^] is");
    }
    Place place = Place.of(network, words);
    try (Result to = network.output().to(0)) {
      if (to.isForTerminal() && around.terminal().isInput()) {
        interact(place, key);
      } else {
        TelnetOptions options = settings.options(settings.ownTerminals(), null, Binary.ALLOWED);
        try (TelnetClient client = open(place, options)) {
          pipe(place, client, to);
        }
      }
    }
    return ExitCode.DONE;
  }

  private TelnetClient open(Place place, TelnetOptions options) throws IOException {
    return network.opened(() -> TelnetClient.open(network.dialer(), place.url(), options));
  }

  private void pipe(Place place, TelnetClient client, Result to) throws IOException {
    // Nobody sits there who would have control characters on a terminal.
    PlainTextStream text = to.isForTerminal() ? new PlainTextStream(around.output()) : null;
    OutputStream shown = text == null ? to.open("session") : text;
    OutputStream out = log == null ? shown : Log.open(around.path(log), shown, client.masks());
    try {
      signIn(place, client, out);
      new Pipe(client, around.input(), out, linger).flow();
      if (text != null) {
        text.finish();
      }
      to.finish();
    } finally {
      if (out instanceof Log file) {
        file.close();
      }
    }
  }

  private void interact(Place place, int key) throws IOException {
    boolean talks = network.output().result().verbosity() > 0 && around.terminal().isErrors();
    try (LiveTerminal terminal = LiveTerminal.open(talks)) {
      TelnetOptions options =
          settings.options(settings.ownTerminals(), terminal.window(), Binary.ALLOWED);
      String peer = place.url().endpoint().authority();
      try (TelnetClient client = open(place, options)) {
        String leave =
            key < 0 ? "There is no escape." : "Escape is " + EscapePrompt.shown(key) + ".";
        tell("Connected to " + peer + ". " + leave);
        OutputStream screen = new Transcoder(around.output(), client::charset);
        OutputStream out =
            log == null ? screen : Log.open(around.path(log), screen, client.masks());
        try {
          signIn(place, client, out);
          boolean follows = !settings.hasWindow();
          new Session(client, terminal, around.input(), screen, out, key, follows).run();
        } finally {
          if (out instanceof Log file) {
            file.close();
          }
        }
      }
      terminal.prompt();
      tell("Connection to " + peer + " is closed.");
    }
  }

  private void tell(String line) {
    if (!network.output().result().quiet()) {
      around.tell(PlainText.line(line));
    }
  }

  /** Answers the questions for name and password, where they were given. */
  private void signIn(Place place, TelnetClient client, OutputStream out) throws IOException {
    if (place.credentials().isPresent()) {
      Duration given = network.timeouts().read();
      client.copyTo(out);
      try {
        client.signIn(
            place.credentials().get(), given.isZero() ? Timeouts.DEFAULT.read() : given, null);
      } finally {
        client.copyTo(null);
      }
    }
  }
}
