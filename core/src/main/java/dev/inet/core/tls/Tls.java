package dev.inet.core.tls;

import dev.inet.core.Endpoint;
import dev.inet.core.InetException;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLSocket;

/** A policy made usable; immutable, and loaded only when the first handshake needs it. */
public final class Tls {
  private final TlsPolicy policy;

  private Tls(TlsPolicy policy) {
    this.policy = policy;
  }

  /**
   * Makes a policy usable. Nothing is read yet.
   *
   * @param policy the policy
   */
  public static Tls of(TlsPolicy policy) {
    return new Tls(policy);
  }

  /** Returns the policy. */
  public TlsPolicy policy() {
    return policy;
  }

  /**
   * Shakes hands as a client.
   *
   * @param below a connected socket whose waits are bounded
   * @param peer whose certificate is wanted
   * @param alpn protocols to offer
   */
  public SSLSocket over(Socket below, Endpoint peer, List<String> alpn) throws InetException {
    throw new InetException(dev.inet.core.Failure.UNSUPPORTED, "TLS");
  }

  /**
   * Shakes hands as a server.
   *
   * @param below a connected socket whose waits are bounded
   */
  public SSLSocket accept(Socket below) throws InetException {
    throw new InetException(dev.inet.core.Failure.UNSUPPORTED, "TLS");
  }

  /**
   * Tells what a handshake came to.
   *
   * @param socket a socket that {@link #over} or {@link #accept} returned
   */
  public TlsInfo info(SSLSocket socket) {
    return new TlsInfo("", "", null, List.of());
  }
}
