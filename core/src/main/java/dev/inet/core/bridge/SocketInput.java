package dev.inet.core.bridge;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;

/** The plain bytes of a connection, with the manners of a socket's stream. */
final class SocketInput extends InputStream {
  private final InputStream bytes;
  private final Socket socket;

  SocketInput(InputStream bytes, Socket socket) {
    this.bytes = bytes;
    this.socket = socket;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    try {
      return bytes.read(into, offset, length);
    } catch (InetException e) {
      throw named(e, socket);
    }
  }

  @Override
  public int available() throws IOException {
    return bytes.available();
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
