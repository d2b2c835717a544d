package dev.inet.core.proxy;

import dev.inet.core.Credentials;
import dev.inet.core.Endpoint;
import java.util.Locale;
import java.util.Optional;

/**
 * One proxy.
 *
 * @param kind how to speak to it
 * @param at where it is
 * @param login how to sign in there
 */
public record Proxy(Kind kind, Endpoint at, Optional<Credentials> login) {
  /** How to speak to a proxy. */
  public enum Kind {
    /** CONNECT in clear (RFC 9110, section 9.3.6). */
    HTTP,
    /** CONNECT under TLS. */
    HTTPS,
    /** SOCKS 4, addresses looked up here. */
    SOCKS4,
    /** SOCKS 4a, names looked up there. */
    SOCKS4A,
    /** SOCKS 5 (RFC 1928), addresses looked up here. */
    SOCKS5,
    /** SOCKS 5, names looked up there. */
    SOCKS5H;

    /** Returns the scheme of such a proxy's URL. */
    public String scheme() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether it is an HTTP proxy, in clear or under TLS. */
    public boolean isHttp() {
      return this == HTTP || this == HTTPS;
    }

    /** Returns whether the proxy wants an address, so that names are looked up here. */
    public boolean resolvesHere() {
      return this == SOCKS4 || this == SOCKS5;
    }
  }

  @Override
  public String toString() {
    return kind.scheme() + "://" + at.authority();
  }
}
