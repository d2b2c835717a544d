package dev.inet.core.dial;

import dev.inet.core.Endpoint;
import dev.inet.core.InetException;
import dev.inet.core.Timeouts;
import dev.inet.core.proxy.ProxyRules;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What tests of peers and proxies that stall, drip and lie have in common. */
abstract class Hostile {
  /** What a peer does with one connection; it is closed afterwards. */
  interface Conduct {
    void with(Socket socket) throws IOException, InterruptedException;
  }

  final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  /** Serves every connection in the same manner, on loopback, and returns the port. */
  int serve(Conduct conduct) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    open.add(server);
    var thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  conduct.with(socket);
                } catch (IOException | InterruptedException e) {
                  // The other side went away, or the test is over.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server.getLocalPort();
  }

  static Endpoint at(int port) {
    return new Endpoint("127.0.0.1", port);
  }

  static Timeouts within(int connectMillis, int readMillis) {
    return new Timeouts(
        Duration.ofMillis(connectMillis), Duration.ofMillis(readMillis), Duration.ZERO);
  }

  static Dialer.Builder through(String kind, int port) throws InetException {
    return Dialer.builder()
        .proxies(ProxyRules.of(List.of(ProxyRules.parse(kind + "://127.0.0.1:" + port)), ""));
  }

  static void drip(OutputStream out, byte[] bytes) throws IOException {
    for (byte b : bytes) {
      out.write(b);
      out.flush();
    }
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
