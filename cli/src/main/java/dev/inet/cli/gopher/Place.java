package dev.inet.cli.gopher;

import dev.inet.cli.option.NetworkOptions;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Url;
import dev.inet.gopher.Gopher;
import dev.inet.gopher.GopherUrl;

/** Where a command goes: what was typed, as safe as {@code --tls} asks. */
final class Place {
  private Place() {}

  /**
   * Reads a target.
   *
   * @throws InetException as {@link Failure#TLS_NOT_OFFERED} where an upgrade is required, which
   *     gopher does not know
   */
  static GopherUrl of(NetworkOptions network, String word) throws InetException {
    Url url = network.target(word);
    GopherUrl place = GopherUrl.of(url);
    return switch (network.security(url)) {
      case PLAIN, STARTTLS_IF_OFFERED -> place;
      case TLS ->
          new GopherUrl(
              Gopher.TLS, place.endpoint(), place.type(), place.selector(), place.search());
      case STARTTLS ->
          throw new InetException(Failure.TLS_NOT_OFFERED, "gopher has no upgrade to TLS")
              .hint("--tls implicit, or gophers://, begins with it")
              .at(place.endpoint());
    };
  }
}
