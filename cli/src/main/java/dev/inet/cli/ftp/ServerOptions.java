package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.NetworkOptions;
import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Security;
import dev.inet.core.Url;
import dev.inet.core.dial.Dialer;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.ftp.Ftp;
import dev.inet.ftp.FtpClient;
import dev.inet.ftp.FtpOptions;
import dev.inet.ftp.FtpUrl;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every verb takes: the shared options, and how data connections come about. */
final class ServerOptions {
  private static final FtpOptions.PortRange ANY = FtpOptions.PortRange.ANY;

  @Mixin private final NetworkOptions network;

  @Option(names = "--active", description = "Let the server connect to us for data.")
  private boolean active;

  @Option(
      names = "--active-ports",
      paramLabel = "A-B",
      description = "Wait for it on one of these ports (default: any that is free).")
  private @Nullable String activePorts;

  @Option(names = "--passive", description = "Connect to the server for data (the default).")
  private boolean passive;

  @Option(
      names = "--ignore-pasv-address",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = {
        "Connect to the server itself for data, whatever address it names (the default);",
        "--no-ignore-pasv-address connects to what it names."
      })
  private boolean ignoresPasv = true;

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description = "How names are coded (default: ${DEFAULT-VALUE}).")
  private String charset = "UTF-8";

  @Option(names = "--utf8", description = "Tell the server that names are UTF-8, unasked.")
  private boolean utf8;

  @Option(
      names = "--ccc",
      description = "Go on in clear on the control connection after the sign-in (RFC 4217).")
  private boolean clears;

  @Option(
      names = {"-a", "--all"},
      description = {
        "Ask for names that begin with a dot, where the server leaves them out (LIST -a);",
        "servers with MLSD tell all."
      })
  private boolean all;

  private final Map<String, Url> targets = new HashMap<>();
  private final List<Open> open = new ArrayList<>();
  private @Nullable Dialer dialer;

  /** A connection that serves every URL of its server and user. */
  private record Open(FtpUrl url, Optional<Credentials> login, FtpClient client) {}

  ServerOptions(Surroundings around) {
    this(NetworkOptions::new, around);
  }

  private ServerOptions(Hurry hurry, Surroundings around) {
    this.network = hurry.options(around, "ftp");
  }

  /** How long a conversation may rest. */
  private interface Hurry {
    NetworkOptions options(Surroundings around, String protocol);
  }

  /** Returns those of a command that waits for a person. */
  static ServerOptions unhurried(Surroundings around) {
    return new ServerOptions(NetworkOptions::unhurried, around);
  }

  NetworkOptions network() {
    return network;
  }

  Charset charset() throws InetException {
    try {
      return utf8 ? StandardCharsets.UTF_8 : Charset.forName(charset);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new InetException(Failure.USAGE, "--charset: '" + charset + "' is not known", e);
    }
  }

  FtpUrl url(String word) throws InetException {
    return FtpUrl.of(target(word), charset());
  }

  /** Reads a word once: what it warns of is told once. */
  private Url target(String word) throws InetException {
    Url known = targets.get(word);
    if (known == null) {
      known = network.target(word);
      targets.put(word, known);
    }
    return known;
  }

  private FtpOptions options(Url url) throws InetException {
    Security security = network.security(url);
    if (url.scheme().equals(Ftp.EXPLICIT) && security != Security.STARTTLS) {
      throw new InetException(Failure.USAGE, "--tls contradicts ftpes://");
    }
    if (active && passive) {
      throw new InetException(Failure.USAGE, "--active and --passive exclude each other");
    }
    FtpOptions options =
        FtpOptions.DEFAULT
            .withSecurity(security)
            .withLogin(network.credentials(url), network.allowsCleartextAuth())
            .withCharset(charset(), utf8)
            .withPasvAddress(!ignoresPasv)
            .withClearControl(clears)
            .withHidden(all);
    return active ? options.withActive(ports()) : options;
  }

  private FtpOptions.PortRange ports() throws InetException {
    if (activePorts == null) {
      return ANY;
    }
    String[] ends = activePorts.split("-", -1);
    try {
      int from = Integer.parseInt(ends[0].strip());
      int to = Integer.parseInt(ends[ends.length - 1].strip());
      if (ends.length <= 2 && from > 0 && from <= to && to <= 65_535) {
        return new FtpOptions.PortRange(from, to);
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new InetException(
        Failure.USAGE, "--active-ports: '" + activePorts + "' is not A-B with ports up to 65535");
  }

  private Dialer dialer() throws InetException {
    if (dialer == null) {
      Dialer usual = network.dialer();
      if (active) {
        network.withoutProxy("FTP --active");
        usual = usual.toBuilder().proxies(ProxyRules.NONE).build();
      } else {
        ports();
      }
      dialer = usual;
    }
    return dialer;
  }

  boolean all() {
    return all;
  }

  /** Returns a connection to the server of a word: one that is open, or a new one. */
  FtpClient client(String word) throws IOException {
    Url url = target(word);
    FtpUrl place = FtpUrl.of(url, charset());
    FtpOptions options = options(url);
    Dialer road = dialer();
    for (Open one : List.copyOf(open)) {
      if (one.url().sharesServerWith(place) && one.login().equals(options.login())) {
        if (one.client().isUsable()) {
          return one.client();
        }
        one.client().close();
        open.remove(one);
      }
    }
    FtpClient client = FtpClient.open(road, place, options);
    open.add(new Open(place, options.login(), client));
    return client;
  }

  /** Says goodbye to every server. */
  void close() throws IOException {
    for (Open one : open) {
      one.client().close();
    }
    open.clear();
  }
}
