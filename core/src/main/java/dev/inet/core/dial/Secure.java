package dev.inet.core.dial;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Phase;
import dev.inet.core.tls.Tls;
import dev.inet.core.tls.TlsInfo;
import dev.inet.core.trace.Event;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * TLS over what is below.
 *
 * @param peer whose certificate is wanted
 * @param alpn protocols to offer
 * @param proxy whether the peer is a proxy: our own certificate, pins and server name are for the
 *     target alone
 */
record Secure(Endpoint peer, List<String> alpn, boolean proxy) implements Hop {
  @Override
  public Phase phase() {
    return Phase.TLS;
  }

  @Override
  public Socket extend(@Nullable Socket below, Attempt attempt) throws IOException {
    if (below == null) {
      throw new IllegalStateException("a route begins with reach");
    }
    Tls tls = attempt.dialer().tls(proxy);
    SSLSocket layer = tls.layer(below, peer, alpn);
    shake(layer, attempt.bottom(), attempt.deadline(), attempt, tls);
    return layer;
  }

  /** Shakes hands within the deadline, and within the time that one handshake may take. */
  void shake(SSLSocket socket, ChannelSocket bottom, Deadline deadline, Attempt attempt, Tls tls)
      throws IOException {
    Deadline before = bottom.io().deadline();
    Deadline handshake = Deadline.in(attempt.dialer().timeouts().read(), "read-timeout");
    bottom.io().deadline(deadline.earlier(handshake));
    tls.shake(socket, peer);
    bottom.io().deadline(before);
    tell(attempt, peer, tls.info(socket));
  }

  static void tell(Attempt attempt, Endpoint peer, TlsInfo info) {
    attempt.tell(
        new Event.Secured(
            attempt.id(),
            System.nanoTime(),
            peer.authority(),
            info.version(),
            info.cipher(),
            info.alpn()));
  }

  @Override
  public String toString() {
    return "tls " + peer.host() + (alpn.isEmpty() ? "" : " " + String.join(",", alpn));
  }
}
