package dev.inet.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens and how much it puts up with; immutable.
 *
 * <p>A port means 127.0.0.1 and, where the machine has it, ::1; never another address.
 */
public final class ListenAt {
  /** How long nothing may move on a connection before the server closes it. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How many connections a server has at the same time; more wait in the backlog. */
  public static final int CONNECTIONS = 256;

  final int port;
  final @Nullable Path path;
  final @Nullable SSLContext tls;
  final boolean clientCertificate;
  final Duration patience;
  final int connections;

  private ListenAt(
      int port,
      @Nullable Path path,
      @Nullable SSLContext tls,
      boolean clientCertificate,
      Duration patience,
      int connections) {
    this.port = port;
    this.path = path;
    this.tls = tls;
    this.clientCertificate = clientCertificate;
    this.patience = patience;
    this.connections = connections;
  }

  /** Listens on a port that the system chooses. */
  public static ListenAt freePort() {
    return port(0);
  }

  /** Listens on the given port; 0 lets the system choose. */
  public static ListenAt port(int port) {
    return new ListenAt(port, null, null, false, PATIENCE, CONNECTIONS);
  }

  /** Listens on a Unix domain socket, which must not exist and is deleted at the end. */
  public static ListenAt unix(Path path) {
    return new ListenAt(0, path, null, false, PATIENCE, CONNECTIONS);
  }

  /** Starts TLS on every connection before anything else. */
  public ListenAt tls(SSLContext context) {
    return new ListenAt(port, path, context, clientCertificate, patience, connections);
  }

  /** Asks for a client certificate and refuses a client that has none. */
  public ListenAt clientCertificate() {
    return new ListenAt(port, path, tls, true, patience, connections);
  }

  /** Closes a connection on which nothing moved for that long. */
  public ListenAt patience(Duration patience) {
    return new ListenAt(port, path, tls, clientCertificate, patience, connections);
  }

  /** Sets how many connections are served at the same time. */
  public ListenAt connections(int connections) {
    return new ListenAt(port, path, tls, clientCertificate, patience, connections);
  }
}
