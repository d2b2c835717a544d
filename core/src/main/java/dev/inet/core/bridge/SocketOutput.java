package dev.inet.core.bridge;

import dev.inet.core.InetException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/** The way of plain bytes into a connection, with the manners of a socket's stream. */
final class SocketOutput extends OutputStream {
  private final OutputStream bytes;
  private final Socket socket;

  SocketOutput(OutputStream bytes, Socket socket) {
    this.bytes = bytes;
    this.socket = socket;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    try {
      bytes.write(from, offset, length);
    } catch (InetException e) {
      throw SocketInput.named(e, socket);
    }
  }

  @Override
  public void flush() throws IOException {
    bytes.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
