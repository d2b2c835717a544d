package dev.inet.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The small services of old: echo (RFC 862), discard (RFC 863) and a greeting that says goodbye.
 *
 * <p>They move bulk in large steps, so that a benchmark measures its client.
 */
public final class EchoServer implements Server {
  private final Acceptor acceptor;

  private EchoServer(Acceptor acceptor) {
    this.acceptor = acceptor;
  }

  /** Starts a server that sends back whatever it receives, until the client says it is done. */
  public static EchoServer echo(ListenAt at) throws IOException {
    Moving moving = new Moving(true);
    return moving.start("echo", at);
  }

  /** Starts a server that reads at full speed and says nothing. */
  public static EchoServer discard(ListenAt at) throws IOException {
    Moving moving = new Moving(false);
    return moving.start("discard", at);
  }

  /** Starts a server that sends the text and closes; the text is sent as it is, as UTF-8. */
  public static EchoServer greeting(ListenAt at, String text) throws IOException {
    return new EchoServer(Acceptor.open("greeting", at, caller -> caller.send(text)));
  }

  /** Starts a server that sends every datagram back. */
  public static Server udp(int port) throws IOException {
    return DatagramServer.open("udp", port, question -> question);
  }

  @Override
  public int port() {
    return acceptor.port();
  }

  /** Returns how many connections were accepted so far. */
  public int accepted() {
    return acceptor.accepted();
  }

  @Override
  public void close() {
    acceptor.close();
  }

  private record Moving(boolean back) {
    EchoServer start(String name, ListenAt at) throws IOException {
      return new EchoServer(Acceptor.open(name, at, this::serve));
    }

    private void serve(Caller caller) throws IOException {
      ByteBuffer buffer = Buffers.borrow();
      try {
        while (caller.read(buffer.clear()) >= 0) {
          if (back) {
            caller.write(buffer.flip());
          }
        }
      } finally {
        Buffers.giveBack(buffer);
      }
    }
  }
}
