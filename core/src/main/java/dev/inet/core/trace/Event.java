package dev.inet.core.trace;

import dev.inet.core.InetException;
import dev.inet.core.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened on the way to a peer or in the conversation with it.
 *
 * <p>Every event carries the number of its connection, counted from 1 in each program, and the
 * moment by {@link System#nanoTime()}.
 */
public sealed interface Event {
  /** Returns the number of the connection. */
  long connection();

  /** Returns the moment, by {@link System#nanoTime()}. */
  long nanos();

  /**
   * The route is decided; nothing happened yet.
   *
   * @param route the hops, as {@code tcp p:1080 > socks5 h:993 > tls h}
   */
  record Planned(long connection, long nanos, String route) implements Event {}

  /**
   * A name was looked up.
   *
   * @param host the name
   * @param addresses the answer in the order in which it will be tried
   * @param since when the look-up began
   */
  record Resolved(long connection, long nanos, String host, List<String> addresses, long since)
      implements Event {}

  /**
   * An address entered the race.
   *
   * @param address address and port
   */
  record Racing(long connection, long nanos, String address) implements Event {}

  /**
   * An address fell out of the race.
   *
   * @param address address and port
   * @param reason why
   */
  record Lost(long connection, long nanos, String address, String reason) implements Event {}

  /**
   * An address won.
   *
   * @param address address and port, or the path of a Unix domain socket
   * @param local our own address and port
   */
  record Reached(long connection, long nanos, String address, String local) implements Event {}

  /**
   * A proxy carries us on.
   *
   * @param proxy kind and endpoint of the proxy
   * @param to where it carries us
   */
  record Tunnelled(long connection, long nanos, String proxy, String to) implements Event {}

  /**
   * TLS is in place.
   *
   * @param peer whose certificate was checked
   * @param version such as {@code TLSv1.3}
   * @param cipher the cipher suite
   * @param alpn the protocol agreed on; {@code null} for none
   */
  record Secured(
      long connection,
      long nanos,
      String peer,
      String version,
      String cipher,
      @Nullable String alpn)
      implements Event {}

  /**
   * Plain bytes left, with secrets masked.
   *
   * @param bytes a copy of its own
   */
  record Sent(long connection, long nanos, byte[] bytes) implements Event {}

  /**
   * Plain bytes came in.
   *
   * @param bytes a copy of its own
   */
  record Received(long connection, long nanos, byte[] bytes) implements Event {}

  /**
   * Plain bytes begin to flow in the other direction: a run sent and a run received make one round
   * trip. Told without copies, also of bulk moves, so that whoever only measures time costs none.
   *
   * @param outgoing whether bytes leave now; otherwise they come in
   */
  record Turned(long connection, long nanos, boolean outgoing) implements Event {}

  /**
   * A part of the conversation begins; it lasts until the next one does.
   *
   * @param phase which part
   */
  record Began(long connection, long nanos, Phase phase) implements Event {}

  /**
   * A decision that a reader of {@code -v} wants to know, such as why a mechanism was chosen.
   *
   * @param text one line
   */
  record Noted(long connection, long nanos, String text) implements Event {}

  /**
   * The connection was closed by us.
   *
   * @param sent plain bytes sent in all
   * @param received plain bytes received in all
   */
  record Closed(long connection, long nanos, long sent, long received) implements Event {}

  /**
   * The way or the conversation failed.
   *
   * @param failure why
   */
  record Failed(long connection, long nanos, InetException failure) implements Event {}
}
