package dev.inet.cli.raw;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.Services;
import dev.inet.cli.output.PlainTextStream;
import dev.inet.cli.output.Result;
import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Security;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Datagrams;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Listener;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Waits for a peer and joins standard input and output to it, or serves it. */
@Command(
    description = "Waits for a peer and joins standard input and output to it, or serves it.",
    footer = {
      "",
      "Examples:",
      "  inet raw listen 12345 --greeting 'Thank you for connecting'",
      "  inet raw listen 12345 > received.bin",
      "  inet raw listen --keep-open --echo '*' 7007",
      "  inet raw listen --keep-open --exec 'date' 1313",
      "  inet raw listen --tls --cert server.pem --key server.key 8443",
      "  inet raw listen unix:/tmp/s"
    })
final class RawListenCommand implements Callable<Integer> {
  private static final int USUALLY_AT_ONCE = 100;

  private final Surroundings around;
  @Mixin private final NetworkOptions network;

  @Option(names = "--keep-open", description = "Go on after the first peer.")
  private boolean keepOpen;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "How many peers at once; others wait (default: 1, with --keep-open 100).")
  private @Nullable Integer maxConnections;

  @Option(
      names = "--greeting",
      paramLabel = "TEXT",
      description = "Say this to each peer; alone, without input, it says it and closes.")
  private @Nullable String greeting;

  @Option(names = "--echo", description = "Send back what comes.")
  private boolean echo;

  @Option(names = "--discard", description = "Read what comes and keep nothing.")
  private boolean discard;

  @Option(
      names = "--exec",
      paramLabel = "CMD",
      description = "Let a shell command talk to each peer by its standard input and output.")
  private @Nullable String exec;

  @Option(names = "--udp", description = "Use UDP.")
  private boolean udp;

  @Parameters(
      paramLabel = "[HOST] PORT | unix:PATH",
      arity = "1..2",
      description = {
        "Where to listen (HOST: the loopback addresses by default, '*' for any);",
        "PORT 0 picks one that is free."
      })
  private List<String> words = List.of();

  RawListenCommand(Surroundings around) {
    this.around = around;
    this.network = NetworkOptions.unhurried(around, "raw");
  }

  @Override
  public Integer call() throws IOException {
    Place.atMostTwo(words);
    Place.checkFamily(words.get(0), udp ? "udp" : "tcp");
    if ((echo ? 1 : 0) + (discard ? 1 : 0) + (exec != null ? 1 : 0) > 1) {
      throw new InetException(Failure.USAGE, "only one of --echo, --discard and --exec");
    }
    if (maxConnections != null && maxConnections < 1) {
      throw new InetException(Failure.USAGE, "--max-connections must be at least 1");
    }
    network.withoutProxy("listening");
    try (Result result = network.output().to(0)) {
      if (udp) {
        listenByUdp(result);
      } else {
        try (Listener listener = listener()) {
          SocketFile.removeWhenStopped(listener);
          network.output().result().listening(listener.addresses());
          if (keepOpen) {
            serveAll(listener, result);
          } else {
            serveOne(listener, result);
          }
        }
      }
      result.finish();
    }
    return 0;
  }

  private Listener listener() throws IOException {
    boolean tls = network.security() == Security.TLS;
    Dialer dialer = network.dialer();
    if (tls && dialer.tls().policy().certFile() == null) {
      throw new InetException(Failure.USAGE, "listening under TLS needs --cert");
    }
    if (network.security() != Security.PLAIN && !tls) {
      throw new InetException(Failure.USAGE, "a listener knows --tls implicit and never alone");
    }
    if (words.get(0).startsWith("unix:")) {
      Place place = Place.of(words, "tcp");
      if (place.unix() == null) {
        throw new IllegalStateException("unix: without a path");
      }
      return Listener.unix(dialer, around.directory().resolve(place.unix()), tls);
    }
    return Listener.tcp(dialer, addresses(dialer), port("tcp"), tls);
  }

  private int port(String protocol) throws InetException {
    return Services.port(words.get(words.size() - 1), protocol);
  }

  private List<InetAddress> addresses(Dialer dialer) throws IOException {
    return words.size() == 2
        ? Hosts.addresses(dialer, Place.host(words.get(0)))
        : Hosts.loopbacks(dialer);
  }

  private void listenByUdp(Result result) throws IOException {
    if (exec != null || network.security() != Security.PLAIN) {
      throw new InetException(Failure.USAGE, "--udp goes without --exec and --tls");
    }
    network.byDatagrams();
    Dialer dialer = network.dialer();
    try (Datagrams datagrams = Datagrams.on(dialer, addresses(dialer), port("udp"))) {
      network.output().result().listening(datagrams.localAddresses());
      Duration patience = network.timeouts().read();
      var manner = new UdpListener.Manner(echo, discard, keepOpen, greeting, patience);
      new UdpListener(datagrams, this::tell, manner).serve(around.input(), stream(result));
    }
  }

  private void tell(String line) {
    network.output().result().announce(line);
  }

  /** Waits for a peer and tells of it; {@code null} where the listener was closed meanwhile. */
  private Listener.@Nullable Arrival arrival(Listener listener) throws IOException {
    try {
      Listener.Arrival arrival = listener.accept(Deadline.NEVER);
      tell("got connection from " + arrival.address());
      return arrival;
    } catch (SocketException e) {
      return null;
    }
  }

  private void serveOne(Listener listener, Result result) throws IOException {
    Listener.Arrival arrival = arrival(listener);
    if (arrival == null) {
      return;
    }
    // Nobody else is served: whoever knocks now shall hear that at once.
    listener.close();
    try (Connection connection = arrival.open()) {
      if (!served(connection)) {
        OutputStream shown = stream(result);
        var direct = shown instanceof dev.inet.cli.output.Destination to ? to.channel() : null;
        var manner = new Joint.Manner(true, true, true, Duration.ZERO);
        new Joint(connection, manner).flow(around.inputChannel(), new Joint.Sink(direct, shown));
      }
    }
  }

  private void serveAll(Listener listener, Result result) throws IOException {
    Crowd crowd = new Crowd(around.input(), stream(result));
    var places = new Semaphore(maxConnections == null ? USUALLY_AT_ONCE : maxConnections);
    while (true) {
      take(places);
      Listener.Arrival arrival = arrival(listener);
      if (arrival == null) {
        return;
      }
      Thread guest =
          new Thread(
              () -> {
                try (arrival;
                    Connection connection = arrival.open()) {
                  if (!served(connection)) {
                    crowd.join(connection);
                  }
                } catch (IOException e) {
                  // One peer's trouble is told, and is not the others'.
                  network.output().result().tell(e);
                } finally {
                  places.release();
                }
              },
              "inet-guest");
      guest.setDaemon(true);
      guest.start();
    }
  }

  private static void take(Semaphore places) throws IOException {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      throw new java.io.InterruptedIOException("interrupted");
    }
  }

  /** Serves a peer by what the options say; false where it is to be joined to our own streams. */
  private boolean served(Connection connection) throws IOException {
    if (greeting != null) {
      Guests.greet(connection, greeting);
    }
    if (echo) {
      Guests.echo(connection);
    } else if (discard) {
      Guests.discard(connection);
    } else if (exec != null) {
      Guests.exec(connection, exec, around);
    } else if (greeting != null && !hasInput()) {
      Guests.leave(connection);
    } else {
      return false;
    }
    return true;
  }

  /** A terminal where nobody typed, an open pipe without bytes and an ended file are no input. */
  private boolean hasInput() throws IOException {
    return !around.terminal().isInput() && around.input().available() > 0;
  }

  private @Nullable OutputStream opened;

  private OutputStream stream(Result result) throws IOException {
    if (opened == null) {
      opened =
          result.isForTerminal() ? new PlainTextStream(around.output()) : result.open("received");
    }
    return opened;
  }
}
