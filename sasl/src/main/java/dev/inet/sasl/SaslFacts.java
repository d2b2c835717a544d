package dev.inet.sasl;

import dev.inet.core.Endpoint;
import dev.inet.core.dial.Connection;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the choice of a mechanism has to know of a connection.
 *
 * @param peer the server by name; OAUTHBEARER sends it
 * @param secured whether TLS is in place
 * @param loopback whether the server is on this machine, really connected to and with no proxy
 * @param bindings what ties a sign-in to this TLS connection, the best first; empty without TLS
 * @param notes takes a line for readers of {@code -v}
 */
public record SaslFacts(
    Endpoint peer,
    boolean secured,
    boolean loopback,
    List<ChannelBinding> bindings,
    Consumer<String> notes) {
  /** Copies the list. */
  public SaslFacts {
    bindings = List.copyOf(bindings);
  }

  /**
   * Looks at a connection as it is now; after STARTTLS the facts are others.
   *
   * @param connection the connection
   */
  public static SaslFacts of(Connection connection) {
    return new SaslFacts(
        connection.peer(),
        connection.tls().isPresent(),
        connection.isLoopback(),
        ChannelBinding.of(connection),
        connection::note);
  }

  /** Returns whether nobody on the way can read what is sent. */
  public boolean isSafe() {
    return secured || loopback;
  }
}
