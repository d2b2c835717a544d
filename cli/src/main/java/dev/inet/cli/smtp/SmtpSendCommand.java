package dev.inet.cli.smtp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ExitCode;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.OutputOptions;
import dev.inet.cli.option.SignIn;
import dev.inet.cli.option.Targets;
import dev.inet.cli.output.Result;
import dev.inet.cli.output.ShownInput;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Url;
import dev.inet.mail.MessageSource;
import dev.inet.mail.ReadyMessage;
import dev.inet.sasl.SaslLogin;
import dev.inet.smtp.Envelope;
import dev.inet.smtp.Letter;
import dev.inet.smtp.MxDelivery;
import dev.inet.smtp.RecipientResult;
import dev.inet.smtp.SmtpClient;
import dev.inet.smtp.SmtpOptions;
import dev.inet.smtp.SmtpOptions.Stop;
import dev.inet.smtp.SmtpUrl;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Sends a message: composed from options, or a ready one.",
      "Exits with 21 where a sender or recipient is refused, 25 where the message is, 99 where",
      "some recipients get it and some do not."
    },
    footer = {
      "",
      "Examples:",
      "  inet smtp send mail.example.org --from ann@example.org --to bob@example.org \\",
      "      --subject Hello --body 'How are you?' --attach picture.png -u ann",
      "  inet smtp send smtps://mail.example.org --from ann@example.org --to bob@example.org \\",
      "      --message letter.eml",
      "  inet smtp send --mx --from ann@example.org --to bob@example.net --body @text.txt",
      "  inet smtp send --dry-run --from ann@example.org --to bob@example.org --body Hello"
    })
final class SmtpSendCommand implements Callable<Integer> {
  /** A shorter message is sent before anybody looks. */
  private static final long SHORTEST_SHOWN = 64 * 1024;

  private final Surroundings around;
  @Mixin private final NetworkOptions network;
  @Mixin private final SessionOptions session = new SessionOptions();
  @Mixin private final EnvelopeOptions envelope = new EnvelopeOptions();
  @Mixin private final MessageOptions message;
  @Mixin private final BatchOptions batch = new BatchOptions();

  @Option(
      names = "--smtputf8",
      paramLabel = "auto|always|never",
      defaultValue = "auto",
      description = "When to use SMTPUTF8 (default: ${DEFAULT-VALUE}, where an address needs it).")
  private String utf8 = "auto";

  @Option(
      names = "--mx",
      description = "Deliver to the mail exchangers of the recipients; there is no SERVER then.")
  private boolean mx;

  @Option(
      names = "--no-chunking",
      description = "Send by DATA even where the server offers CHUNKING.")
  private boolean noChunking;

  @Option(names = "--require-all", description = "Send nothing where one recipient is refused.")
  private boolean requireAll;

  @Option(
      names = "--stop-after",
      paramLabel = "ehlo|starttls|auth|mail|rcpt|data",
      description = "End after this step; nothing is delivered.")
  private @Nullable String stopAfter;

  @Option(
      names = "--dry-run",
      description = "Print the message as it would go out, and connect to nobody.")
  private boolean dryRun;

  @Parameters(
      paramLabel = "SERVER [RECIPIENT...]",
      arity = "0..*",
      description = "The server; words after it are more recipients, as by --to.")
  private List<String> words = new ArrayList<>();

  SmtpSendCommand(Surroundings around) {
    this.around = around;
    this.network = new NetworkOptions(around, "smtp");
    this.message = new MessageOptions(around);
  }

  @Override
  public Integer call() throws IOException {
    String server = server();
    Optional<Stop> stop = stop();
    batch.check();
    if (batch.isGiven()) {
      return batch(server, stop);
    }
    if (dryRun) {
      return dryRun();
    }
    if (mx) {
      return exchangers(stop);
    }
    if (server == null) {
      throw new InetException(Failure.USAGE, "SERVER is missing");
    }
    Url url = network.target(server);
    SmtpUrl place = SmtpUrl.of(url);
    SmtpOptions options = options(session.options(network, url)).withStopAfter(stop);
    if (stop.isPresent() && stop.get().compareTo(Stop.MAIL) < 0) {
      return begin(place, options, SignIn.of(network, url), stop.get());
    }
    try (ReadyMessage ready = message.ready(envelope)) {
      var letter = new Letter(envelope.envelope(Filling.NONE), ready.source(), ready.facts(), 0);
      SaslLogin login = SignIn.of(network, url);
      return send(
          left -> {
            try (var client = SmtpClient.open(network.dialer(), place, options, login)) {
              return client.send(left);
            }
          },
          options,
          letter,
          ready);
    }
  }

  private int batch(@Nullable String server, Optional<Stop> stop) throws IOException {
    if (stop.isPresent() || mx || message.isReady()) {
      throw new InetException(
          Failure.USAGE, "--batch goes with none of --stop-after, --mx and --message");
    }
    var sender = new BatchSender(around, network, envelope, message, batch);
    if (dryRun) {
      return sender.print();
    }
    if (server == null) {
      throw new InetException(Failure.USAGE, "SERVER is missing");
    }
    Url url = network.target(server);
    SmtpUrl place = SmtpUrl.of(url);
    SmtpOptions options = options(session.options(network, url));
    SaslLogin login = SignIn.of(network, url);
    return sender.send(() -> SmtpClient.open(network.dialer(), place, options, login));
  }

  private int exchangers(Optional<Stop> stop) throws IOException {
    if (requireAll) {
      throw new InetException(
          Failure.USAGE, "--require-all needs one server: exchangers know nothing of each other");
    }
    if (stop.isPresent() && stop.get().compareTo(Stop.MAIL) < 0) {
      throw new InetException(
          Failure.USAGE, "with --mx there are mail, rcpt and data to stop after");
    }
    Envelope named = envelope.envelope(Filling.NONE);
    // Which server it is going to be does not matter to how it is talked to.
    Url any = network.target("smtp://mx.invalid");
    SmtpOptions options = options(session.options(network, any)).withStopAfter(stop);
    try (ReadyMessage ready = message.ready(envelope)) {
      var letter = new Letter(named, ready.source(), ready.facts(), 0);
      var delivery = new MxDelivery(network.dialer(), network.records(), options);
      return send(delivery::send, options, letter, ready);
    }
  }

  /** One try to send. */
  private interface Try {
    List<RecipientResult> send(Letter letter) throws IOException;
  }

  /** Returns the server; words after it become recipients. */
  private @Nullable String server() throws InetException {
    String first = words.isEmpty() ? null : words.get(0);
    boolean address = first != null && first.indexOf('@') > 0 && Targets.scheme(first) == null;
    if (mx && first != null && !address) {
      throw new InetException(Failure.USAGE, "--mx finds the servers by itself: '" + first + "'");
    }
    boolean none = address && (dryRun || mx);
    envelope.to.addAll(words.subList(first == null || none ? 0 : 1, words.size()));
    return none ? null : first;
  }

  private Optional<Stop> stop() throws InetException {
    String typed = stopAfter;
    return typed == null
        ? Optional.empty()
        : Optional.of(EnvelopeOptions.constant("--stop-after", typed, Stop.class));
  }

  private SmtpOptions options(SmtpOptions usual) throws InetException {
    return usual
        .withUtf8(EnvelopeOptions.constant("--smtputf8", utf8, SmtpOptions.Utf8.class))
        .withChunking(!noChunking)
        .withRequireAll(requireAll)
        .withStrict(message.isStrict());
  }

  private int dryRun() throws IOException {
    Envelope unused = envelope.envelope(Filling.NONE);
    try (ReadyMessage ready = message.ready(envelope);
        Result to = network.output().to(0)) {
      to.bytes("message.eml", ready::writeTo);
    }
    return ExitCode.DONE;
  }

  private int begin(SmtpUrl place, SmtpOptions options, SaslLogin login, Stop stop)
      throws IOException {
    try (Result to = network.output().to(0)) {
      network
          .retrying()
          .run(() -> SmtpClient.open(network.dialer(), place, options, login).close());
      stopped(stop, to);
      to.finish();
    }
    return ExitCode.DONE;
  }

  private static void stopped(Stop stop, Result to) throws IOException {
    String name = EnvelopeOptions.lower(stop);
    if (to.isJson()) {
      to.json("stopped_after", name);
    } else {
      to.line("stopped after " + name);
    }
  }

  private int send(Try once, SmtpOptions options, Letter letter, ReadyMessage ready)
      throws IOException {
    if (options.utf8() == SmtpOptions.Utf8.NEVER && letter.envelope().needsUtf8()) {
      throw new InetException(
          Failure.USAGE, "an address needs SMTPUTF8, which --smtputf8 switches off");
    }
    var attempts = new Attempts(shown(letter));
    try (Result to = network.output().to(0)) {
      try {
        network.retrying().run(() -> attempts.add(once.send(attempts.left())));
      } catch (InetException e) {
        if (!attempts.hasAnswers()) {
          throw e;
        }
        attempts.end(e);
      } finally {
        network.output().close();
      }
      List<RecipientResult> results = attempts.results();
      Outcomes.print(results, ready.identifier().orElse(null), to);
      if (options.stopAfter().isPresent()) {
        stopped(options.stopAfter().get(), to);
      }
      to.finish();
      return Outcomes.join(results, network);
    }
  }

  private Letter shown(Letter letter) throws IOException {
    // As it is read: on the wire ends of lines may be longer.
    long size = letter.message().size();
    if (size < SHORTEST_SHOWN) {
      return letter;
    }
    OutputOptions output = network.output();
    output.elsewhere();
    MessageSource message = letter.message();
    var shown =
        new MessageSource() {
          @Override
          public InputStream open() throws IOException {
            return ShownInput.of(message.open(), "message", size, output.progress());
          }

          @Override
          public long size() throws IOException {
            return message.size();
          }
        };
    return new Letter(letter.envelope(), shown, letter.facts(), letter.row());
  }
}
