package dev.inet.core.bridge;

import dev.inet.core.BlockInput;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** The plain bytes of a connection, with the manners of a socket's stream. */
final class SocketInput extends BlockInput {
  private final InputStream bytes;
  private final Socket socket;
  private final DialingSocket dialed;
  private ByteBuffer words = ByteBuffer.allocate(0);

  /**
   * Dresses a stream.
   *
   * @param socket the socket that the library holds
   * @param dialed the same, or what is under its TLS
   */
  SocketInput(InputStream bytes, Socket socket, DialingSocket dialed) {
    this.bytes = bytes;
    this.socket = socket;
    this.dialed = dialed;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Silence silence = dialed.nextSilence();
    try {
      if (silence != null) {
        return readOr(silence, into, offset, length);
      }
      return words.hasRemaining()
          ? words(into, offset, length)
          : dialed.through(bytes).read(into, offset, length);
    } catch (InetException e) {
      throw named(e, socket);
    }
  }

  private int readOr(Silence silence, byte[] into, int offset, int length) throws IOException {
    Connection connection = dialed.connected();
    int before = connection.socket().getSoTimeout();
    connection.socket().setSoTimeout(Math.toIntExact(silence.patience().toMillis()));
    try {
      return dialed.through(bytes).read(into, offset, length);
    } catch (SocketTimeoutException e) {
      connection.note(silence.note());
      words = ByteBuffer.wrap(silence.words());
      return words(into, offset, length);
    } finally {
      connection.socket().setSoTimeout(before);
    }
  }

  private int words(byte[] into, int offset, int length) {
    int n = Math.min(length, words.remaining());
    words.get(into, offset, n);
    return n;
  }

  @Override
  public int available() throws IOException {
    return dialed.through(bytes).available();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /**
   * A library that closes its socket to end a wait has a reason of its own, which must stay the
   * first to be found: that the connection broke off is our doing then, and no news.
   */
  static IOException named(InetException e, Socket socket) {
    if (socket.isClosed() && e.failure() == Failure.BROKEN_OFF) {
      return new SocketException("Socket closed");
    }
    return e;
  }
}
