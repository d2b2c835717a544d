package dev.inet.cli.raw;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.Durations;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.output.Destination;
import dev.inet.cli.output.PlainTextStream;
import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Security;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Joins standard input and output to a connection. */
@Command(
    description = "Joins standard input and output to a connection.",
    footer = {
      "",
      "Examples:",
      "  inet raw connect localhost 12345",
      "  printf 'GET / HTTP/1.0\\r\\n\\r\\n' | inet raw connect example.org http",
      "  inet raw connect --tls mail.example.org imaps",
      "  inet raw connect --starttls smtp mail.example.org smtp",
      "  inet raw connect --expect '220 ' --send 'QUIT\\r\\n' --expect '221 ' mail.example.org 25",
      "  inet raw connect unix:/run/service.sock",
      "  inet raw connect --udp --idle 1s localhost 7"
    })
final class RawConnectCommand implements Callable<Integer> {
  private final Surroundings around;
  @Mixin private final NetworkOptions network;

  @Option(names = "--udp", description = "Use UDP; what is read at once is one datagram.")
  private boolean udp;

  @Option(
      names = "--starttls",
      paramLabel = "smtp|imap|pop3|nntp|ftp",
      description = "Speak this protocol until TLS is in place.")
  private @Nullable StartTls startTls;

  @Option(names = "--crlf", description = "Send CR LF where the input has a line feed.")
  private boolean crLf;

  @Option(names = "--hex", description = "Print what comes as a hex dump.")
  private boolean hex;

  @Option(
      names = "--send",
      paramLabel = "TEXT",
      parameterConsumer = Steps.Sending.class,
      description = {
        "Send TEXT (\\r \\n \\t \\xHH) instead of standard input; --send and --expect",
        "may be repeated and are done in the order typed."
      })
  private List<Steps.Step> steps = new ArrayList<>();

  // One list for both, so that the order typed decides; the parser alone asks for this field.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = "--expect",
      paramLabel = "REGEX",
      parameterConsumer = Steps.Expecting.class,
      description = {
        "Wait until REGEX is found in what comes; searched from the end of the last match.",
        "After the last --expect the connection is closed."
      })
  private List<Steps.Step> expected = steps;

  @Option(
      names = {"-N", "--no-shutdown"},
      description = "Keep our side open at the end of the input.")
  private boolean noShutdown;

  @Option(
      names = "--idle",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "End with status 0 after that long without traffic.")
  private Duration idle = Duration.ZERO;

  @Option(names = "--recv-only", description = "Send nothing.")
  private boolean recvOnly;

  @Option(names = "--send-only", description = "Print nothing; end with the input.")
  private boolean sendOnly;

  @Parameters(
      paramLabel = "HOST PORT | unix:PATH",
      arity = "1..2",
      description = "Where to (or @PROFILE); PORT is a number or the name of a service.")
  private List<String> words = List.of();

  RawConnectCommand(Surroundings around) {
    this.around = around;
    this.network = NetworkOptions.unhurried(around, "raw");
  }

  @Override
  public Integer call() throws IOException {
    if (recvOnly && sendOnly) {
      throw new InetException(Failure.USAGE, "--recv-only contradicts --send-only");
    }
    if (words.size() == 1 && words.get(0).startsWith("@")) {
      words = List.of(network.configuration().target(words.get(0)));
    }
    Place place = Place.of(words, udp ? "udp" : "tcp");
    Security security = place.isTls() ? Security.TLS : network.security();
    if (udp || place.isUdp()) {
      refuseWithUdp(security);
      network.byDatagrams();
      try (Result result = network.output().to(0)) {
        var joint = new UdpJoint(network.dialer(), place.endpoint(), idle, !sendOnly);
        HexOutput dump = hex ? new HexOutput(stream(result)) : null;
        OutputStream shown = dump == null ? stream(result) : dump;
        if (steps.isEmpty()) {
          joint.flow(recvOnly ? nothing() : input(), shown);
        } else {
          joint.play(steps, crLf, usual(), shown);
        }
        if (dump != null) {
          dump.finish();
        }
        result.finish();
      }
      return 0;
    }
    if ((security == Security.STARTTLS || security == Security.STARTTLS_IF_OFFERED)
        && startTls == null) {
      throw new InetException(
          Failure.USAGE, "--tls try and require need --starttls and its protocol");
    }
    if (startTls != null && security == Security.TLS) {
      throw new InetException(Failure.USAGE, "--starttls contradicts implicit TLS");
    }
    Dialer dialer = network.dialer();
    if (place.unix() != null) {
      network.withoutProxy("a Unix domain socket");
      dialer = dialer.toBuilder().unixSocket(around.directory().resolve(place.unix())).build();
    }
    Target target =
        security == Security.TLS
            ? Target.tls(place.named())
            : Target.plain(startTls == null ? place.endpoint() : place.named());
    Dialer road = dialer;
    try (Result result = network.output().to(0);
        Connection connection = network.opened(() -> road.dial(target))) {
      talk(connection, result);
      result.finish();
    }
    return 0;
  }

  private void refuseWithUdp(Security security) throws InetException {
    if (security != Security.PLAIN || startTls != null) {
      throw new InetException(Failure.USAGE, "--udp goes without TLS");
    }
  }

  private void talk(Connection connection, Result result) throws IOException {
    if (startTls != null) {
      connection.readTimeout(usual());
      startTls.on(connection);
      connection.readTimeout(network.timeouts().read());
    }
    HexOutput dump = hex ? new HexOutput(stream(result)) : null;
    OutputStream shown = dump == null ? stream(result) : dump;
    if (!steps.isEmpty()) {
      new Script(connection, shown, usual()).play(steps, crLf);
    }
    if (steps.isEmpty() || steps.get(steps.size() - 1) instanceof Steps.Send) {
      var manner = new Joint.Manner(!sendOnly, !recvOnly, !noShutdown, idle);
      boolean direct = dump == null && steps.isEmpty() && shown instanceof Destination;
      var sink = new Joint.Sink(direct ? ((Destination) shown).channel() : null, shown);
      new Joint(connection, manner).flow(steps.isEmpty() ? input() : nothing(), sink);
    }
    if (dump != null) {
      dump.finish();
    }
    if (shown instanceof PlainTextStream text) {
      text.finish();
    }
  }

  /** What one expectation may take: the user's bound, else the usual one; a script must end. */
  private Duration usual() {
    Duration given = network.timeouts().read();
    return given.isZero() ? Timeouts.DEFAULT.read() : given;
  }

  private @Nullable OutputStream opened;

  /** Returns where what comes goes; a terminal gets text without control characters. */
  private OutputStream stream(Result result) throws IOException {
    if (opened == null) {
      opened =
          result.isForTerminal() ? new PlainTextStream(around.output()) : result.open("received");
    }
    return opened;
  }

  private ReadableByteChannel input() {
    ReadableByteChannel input = around.inputChannel();
    return crLf ? new CrLfInput(input) : input;
  }

  private static ReadableByteChannel nothing() {
    return Channels.newChannel(java.io.InputStream.nullInputStream());
  }
}
