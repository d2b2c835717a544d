package dev.inet.core.dial;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;

/**
 * Another place to connect to than the target says ({@code --connect-to HOST:PORT:HOST:PORT}); name
 * checks, server name and protocol still see the target.
 *
 * @param host the target's host; empty for any
 * @param port the target's port; 0 for any
 * @param toHost where to connect; empty for the target's host
 * @param toPort where to connect; 0 for the target's port
 */
public record Detour(String host, int port, String toHost, int toPort) {
  /**
   * Reads {@code HOST:PORT:HOST:PORT}, each part of which may be empty; IPv6 literals stand in
   * brackets.
   *
   * @param text the text
   * @throws InetException as {@link Failure#USAGE} where it is none
   */
  public static Detour parse(String text) throws InetException {
    String[] parts = Fields.split(text, 4);
    if (parts.length != 4) {
      throw new InetException(Failure.USAGE, "'" + text + "' is not HOST:PORT:HOST:PORT");
    }
    return new Detour(parts[0], Fields.port(parts[1], text), parts[2], Fields.port(parts[3], text));
  }

  boolean covers(Endpoint peer) {
    return (host.isEmpty() || host.equalsIgnoreCase(peer.host()))
        && (port == 0 || port == peer.port());
  }

  Endpoint from(Endpoint peer) {
    return new Endpoint(
        toHost.isEmpty() ? peer.host() : toHost, toPort == 0 ? peer.port() : toPort);
  }
}
