package dev.inet.cli.telnet;

import dev.inet.cli.option.NetworkOptions;
import dev.inet.cli.option.Services;
import dev.inet.cli.option.Targets;
import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Url;
import dev.inet.telnet.Telnet;
import dev.inet.telnet.TelnetUrl;
import java.util.List;
import java.util.Optional;

/**
 * A server as users name it, and who signs in there.
 *
 * @param url the server
 * @param credentials who signs in; empty for nobody
 */
record Place(TelnetUrl url, Optional<Credentials> credentials) {
  /**
   * Reads {@code HOST}, {@code HOST PORT}, {@code HOST:PORT}, a URL or a profile.
   *
   * @param words the operands
   * @throws InetException as {@link Failure#USAGE} where there are too many or the port is none, as
   *     {@link Failure#BAD_URL} where a URL is malformed, as {@link Failure#TLS_NOT_OFFERED} where
   *     an upgrade is required, which telnet does not know
   */
  static Place of(NetworkOptions network, List<String> words) throws InetException {
    if (words.isEmpty()) {
      throw new InetException(Failure.USAGE, "a host is missing");
    }
    if (words.size() > 2) {
      throw new InetException(Failure.USAGE, "one word too many: '" + words.get(2) + "'");
    }
    String word = words.get(0);
    if (words.size() == 2) {
      if (Targets.scheme(word) != null || word.startsWith("@")) {
        throw new InetException(Failure.USAGE, "one word too many: '" + words.get(1) + "'");
      }
      boolean bare = word.indexOf(':') >= 0 && !word.startsWith("[");
      word = (bare ? "[" + word + "]" : word) + ":" + Services.port(words.get(1), "tcp");
    } else if (word.indexOf(':') != word.lastIndexOf(':')
        && Targets.scheme(word) == null
        && word.indexOf('[') < 0
        && word.indexOf('@') < 0) {
      // A bare address of IPv6: nothing else has several colons.
      word = "[" + word + "]";
    }
    Url url = network.target(word);
    if (url.endpoint().port() == 0) {
      throw new InetException(
          words.size() == 2 ? Failure.USAGE : Failure.BAD_URL, "nobody listens on port 0");
    }
    TelnetUrl parsed = TelnetUrl.of(url);
    var scheme =
        switch (network.security(url)) {
          case PLAIN, STARTTLS_IF_OFFERED -> Telnet.PLAIN;
          case TLS -> Telnet.TLS;
          case STARTTLS ->
              throw new InetException(Failure.TLS_NOT_OFFERED, "telnet has no upgrade to TLS")
                  .hint("--tls implicit, or telnets://, begins with it")
                  .at(parsed.endpoint());
        };
    return new Place(
        new TelnetUrl(scheme, parsed.endpoint(), parsed.login()), network.credentials(url));
  }

  /** Returns what to call it. */
  String name() {
    return url.endpoint().authority();
  }
}
