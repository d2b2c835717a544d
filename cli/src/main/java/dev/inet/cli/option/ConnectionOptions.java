package dev.inet.cli.option;

import dev.inet.cli.exit.Retrying;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Rates;
import dev.inet.core.Timeouts;
import dev.inet.core.dial.Binding;
import dev.inet.core.dial.Detour;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Family;
import dev.inet.core.resolve.Literals;
import dev.inet.core.resolve.Resolver;
import dev.inet.dns.DnsResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach a peer, and how long to wait for it. */
public final class ConnectionOptions {
  private final Duration usualRead;

  @Option(
      names = "--connect-timeout",
      paramLabel = "DUR",
      defaultValue = "10s",
      description = "Bound on names, racing, proxies and TLS together (default: ${DEFAULT-VALUE}).")
  private Duration connectTimeout = Timeouts.DEFAULT.connect();

  @Option(
      names = "--read-timeout",
      paramLabel = "DUR",
      description =
          "Bound on a reply as a whole, and on how long bulk data may stand still "
              + "(default: 60s; off where a conversation may rest).")
  private @Nullable Duration readTimeout;

  @Option(
      names = "--max-time",
      paramLabel = "DUR",
      description = "Bound on the whole command (default: none).")
  private Duration maxTime = Duration.ZERO;

  @Option(
      names = "--min-rate",
      paramLabel = "SIZE",
      description = "Bytes a second below which a transfer has failed (default: off).")
  private Size minRate = new Size(0);

  @Option(
      names = "--min-rate-time",
      paramLabel = "DUR",
      defaultValue = "30s",
      description = "Time over which --min-rate is measured (default: ${DEFAULT-VALUE}).")
  private Duration minRateTime = Rates.FREE.leastOver();

  @Option(
      names = "--limit-rate",
      paramLabel = "SIZE",
      description = "Most bytes a second in each direction (default: no limit).")
  private Size limitRate = new Size(0);

  @Option(names = "-4", description = "Use IPv4 addresses alone.")
  private boolean ipv4;

  @Option(names = "-6", description = "Use IPv6 addresses alone.")
  private boolean ipv6;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS|INTERFACE[:PORT]",
      description = "Our own end of the connection.")
  private @Nullable String bind;

  @Option(
      names = "--resolve",
      paramLabel = "HOST:PORT:ADDR[,ADDR]",
      description = "Addresses of a name, instead of looking it up; repeatable.")
  private List<String> resolve = new ArrayList<>();

  @Option(
      names = "--connect-to",
      paramLabel = "HOST:PORT:HOST:PORT",
      description = "Connect to the second pair where the first is meant; repeatable.")
  private List<String> connectTo = new ArrayList<>();

  @Option(
      names = "--dns",
      paramLabel = "SERVER[:PORT]",
      description = "Ask this name server instead of the system's resolver.")
  private @Nullable String dns;

  @Option(
      names = "--doh",
      paramLabel = "URL",
      description = "Ask this name server by HTTPS (RFC 8484).")
  private @Nullable String doh;

  @Option(
      names = "--unix-socket",
      paramLabel = "PATH",
      description = "Connect to this Unix domain socket, whatever the target.")
  private @Nullable String unixSocket;

  @Option(
      names = "--keepalive",
      paramLabel = "DUR",
      defaultValue = "60s",
      description =
          "Time without traffic until the system probes the peer; 0 for never (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration keepalive = Duration.ofSeconds(60);

  @Option(
      names = "--retry",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Try again so often what may succeed the next time (default: ${DEFAULT-VALUE}).")
  private int retry;

  @Option(
      names = "--retry-delay",
      paramLabel = "DUR",
      description = "Wait this long each time (default: doubling from 1s, drawn at random).")
  private @Nullable Duration retryDelay;

  @Option(
      names = "--retry-max-time",
      paramLabel = "DUR",
      description = "Begin no other try after this time (default: none).")
  private Duration retryMaxTime = Duration.ZERO;

  ConnectionOptions(Duration usualRead) {
    this.usualRead = usualRead;
  }

  Timeouts timeouts() {
    return new Timeouts(connectTimeout, readTimeout == null ? usualRead : readTimeout, maxTime);
  }

  Rates rates() {
    return new Rates(limitRate.bytes(), minRate.bytes(), minRateTime);
  }

  Retrying.Plan retries() throws InetException {
    if (retry < 0) {
      throw new InetException(Failure.USAGE, "--retry cannot be negative");
    }
    return new Retrying.Plan(retry, retryDelay, retryMaxTime, maxTime);
  }

  /** Returns the name server that was asked for; {@code null} for the system's resolver. */
  @Nullable Resolver nameServer(Dialer.Builder road) throws InetException {
    if (dns != null && doh != null) {
      throw new InetException(Failure.USAGE, "--dns and --doh exclude each other");
    }
    if (dns != null) {
      String typed = dns;
      Endpoint server = usage("--dns", () -> Endpoint.parse(typed, 53));
      if (server.host().isEmpty()) {
        throw new InetException(Failure.USAGE, "--dns: '" + typed + "' names no server");
      }
      return DnsResolver.at(server, road.build());
    }
    if (doh == null) {
      return null;
    }
    try {
      return DnsResolver.overHttps(doh, road.build());
    } catch (InetException e) {
      throw new InetException(Failure.USAGE, "--doh: " + e.getMessage(), e);
    }
  }

  Duration keepalive() {
    return keepalive;
  }

  @Nullable String unixSocket() {
    return unixSocket;
  }

  Family family() throws InetException {
    if (ipv4 && ipv6) {
      throw new InetException(Failure.USAGE, "-4 and -6 exclude each other");
    }
    return ipv4 ? Family.IPV4 : ipv6 ? Family.IPV6 : Family.ANY;
  }

  List<Detour> detours() throws InetException {
    var detours = new ArrayList<Detour>();
    for (String text : connectTo) {
      detours.add(Detour.parse(text));
    }
    return detours;
  }

  Binding binding() throws InetException {
    String typed = bind;
    if (typed == null) {
      return Binding.ANY;
    }
    Endpoint end = usage("--bind", () -> Endpoint.parse(typed, 0));
    try {
      Optional<InetAddress> address = Literals.parse(end.host());
      return address.isPresent()
          ? Binding.to(address.get(), end.port())
          : Binding.toInterface(end.host(), end.port());
    } catch (UnknownHostException e) {
      throw new InetException(
          Failure.USAGE, "--bind: '" + end.host() + "' is no address or interface", e);
    }
  }

  /** Returns the addresses given for names; the host {@code *} is any, port 0 is any. */
  Map<Endpoint, List<InetAddress>> pins() throws InetException {
    var pins = new LinkedHashMap<Endpoint, List<InetAddress>>();
    for (String text : resolve) {
      int port = text.startsWith("[") ? text.indexOf("]:") + 1 : text.indexOf(':');
      int addresses = port < 1 ? -1 : text.indexOf(':', port + 1);
      if (addresses < 0) {
        throw new InetException(
            Failure.USAGE, "--resolve: '" + text + "' is not HOST:PORT:ADDR[,ADDR]");
      }
      String peer = text.substring(0, addresses);
      boolean anyPort = peer.endsWith(":*") || peer.endsWith(":");
      Endpoint endpoint =
          anyPort
              ? new Endpoint(text.substring(0, port), 0)
              : usage("--resolve", () -> Endpoint.parse(peer, 0));
      var found = new ArrayList<InetAddress>();
      for (String address : text.substring(addresses + 1).split(",", -1)) {
        found.add(literal(address));
      }
      pins.put(new Endpoint(endpoint.wireHost(), endpoint.port()), found);
    }
    return pins;
  }

  private static InetAddress literal(String text) throws InetException {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    String bare = bracketed ? text.substring(1, text.length() - 1) : text;
    try {
      Optional<InetAddress> address = bare.isEmpty() ? Optional.empty() : Literals.parse(bare);
      if (address.isPresent()) {
        return address.get();
      }
    } catch (UnknownHostException e) {
      // Told below.
    }
    throw new InetException(Failure.USAGE, "--resolve: '" + text + "' is no address");
  }

  /** What is a bad URL inside a URL is bad usage inside an option. */
  private static Endpoint usage(String option, Parse parse) throws InetException {
    try {
      return parse.read();
    } catch (InetException e) {
      throw new InetException(Failure.USAGE, option + ": " + e.getMessage(), e);
    }
  }

  private interface Parse {
    Endpoint read() throws InetException;
  }
}
