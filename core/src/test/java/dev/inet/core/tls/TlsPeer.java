package dev.inet.core.tls;

import dev.inet.core.Endpoint;
import dev.inet.core.InetException;
import dev.inet.sandbox.Identity;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A server on loopback that does one thing to every connection; what it throws is kept. */
final class TlsPeer implements Closeable {
  /** What a server does with a connection. */
  interface Part<S extends Socket, T> {
    T play(S socket) throws Exception;
  }

  private final ServerSocket listening;
  private final CompletableFuture<Object> result = new CompletableFuture<>();

  private TlsPeer(Part<Socket, ?> part) throws IOException {
    listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              while (!listening.isClosed()) {
                try (Socket socket = listening.accept()) {
                  socket.setSoTimeout(5000);
                  result.complete(part.play(socket));
                } catch (Exception e) {
                  result.completeExceptionally(e);
                }
              }
            },
            "peer");
    thread.setDaemon(true);
    thread.start();
  }

  /** Plays any part over the bare connection. */
  static TlsPeer plays(Part<Socket, ?> part) throws IOException {
    return new TlsPeer(part);
  }

  /** Shakes hands with the identity, says "k", and waits for the client to close. */
  static TlsPeer serves(Identity identity) throws IOException {
    return serves(dev.inet.sandbox.Tls.serving(identity), parameters -> {}, socket -> "");
  }

  /** The same with settings of the server's. */
  static TlsPeer serves(Identity identity, Consumer<SSLParameters> settings) throws IOException {
    return serves(dev.inet.sandbox.Tls.serving(identity), settings, socket -> "");
  }

  /** The same; the result is what {@code look} sees once hands are shaken. */
  static TlsPeer serves(
      SSLContext context, Consumer<SSLParameters> settings, Part<SSLSocket, ?> look)
      throws IOException {
    return new TlsPeer(
        below -> {
          SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(below, null, true);
          SSLParameters parameters = socket.getSSLParameters();
          settings.accept(parameters);
          socket.setSSLParameters(parameters);
          socket.startHandshake();
          Object seen = look.play(socket);
          socket.getOutputStream().write('k');
          while (socket.getInputStream().read() >= 0) {
            continue;
          }
          return seen;
        });
  }

  /** Connects; every read waits for a second at most. */
  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
    socket.setSoTimeout(1000);
    return socket;
  }

  /** Shakes hands under a policy as with the named host, reads the "k", and closes. */
  TlsInfo shake(TlsPolicy policy, String host, String... alpn) throws IOException {
    return shake(Tls.of(policy, name -> null, List.of()), host, alpn);
  }

  /** The same. */
  TlsInfo shake(Tls tls, String host, String... alpn) throws IOException {
    try (SSLSocket socket =
        tls.over(connect(), new Endpoint(host, listening.getLocalPort()), List.of(alpn))) {
      TlsInfo info = tls.info(socket);
      int said;
      try {
        said = socket.getInputStream().read();
      } catch (IOException e) {
        throw Tls.failure(e);
      }
      if (said != 'k') {
        throw new AssertionError("the server said " + said);
      }
      return info;
    }
  }

  /** Shakes hands and returns how that fails. */
  InetException refuses(TlsPolicy policy, String host, String... alpn) {
    return org.junit.jupiter.api.Assertions.assertThrows(
        InetException.class, () -> shake(policy, host, alpn));
  }

  /** Waits for what the server's part came to. */
  Object result() throws Exception {
    return result.get(5, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
