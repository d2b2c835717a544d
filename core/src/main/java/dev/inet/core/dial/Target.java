package dev.inet.core.dial;

import dev.inet.core.Endpoint;
import java.util.List;

/**
 * Where to go, and how safe to be on arrival.
 *
 * @param peer the peer by name
 * @param tls whether TLS begins with the first byte
 * @param alpn protocols to offer then
 * @param scheme the scheme on whose behalf we go: it chooses the proxy, nothing else
 */
public record Target(Endpoint peer, boolean tls, List<String> alpn, String scheme) {
  /** Copies the list. */
  public Target {
    alpn = List.copyOf(alpn);
  }

  /**
   * Returns a target in clear.
   *
   * @param peer the peer
   */
  public static Target plain(Endpoint peer) {
    return new Target(peer, false, List.of(), "tcp");
  }

  /**
   * Returns a target under TLS.
   *
   * @param peer the peer
   */
  public static Target tls(Endpoint peer) {
    return new Target(peer, true, List.of(), "tls");
  }

  /**
   * Returns this on behalf of another scheme.
   *
   * @param name the scheme's name in lower case
   */
  public Target of(String name) {
    return new Target(peer, tls, alpn, name);
  }

  /**
   * Returns this with protocols to offer.
   *
   * @param protocols ALPN names
   */
  public Target offering(List<String> protocols) {
    return new Target(peer, tls, protocols, scheme);
  }
}
