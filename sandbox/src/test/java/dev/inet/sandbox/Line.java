package dev.inet.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocketFactory;

/** A raw connection to a server under test. */
final class Line implements Closeable {
  final Socket socket;

  private Line(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(10_000);
  }

  static Line to(int port) throws IOException {
    return new Line(new Socket(Loopback.IPV4, port));
  }

  static Line to(int port, Authority trusted) throws IOException {
    SSLSocketFactory factory = Tls.trusting(trusted).getSocketFactory();
    return new Line(factory.createSocket(new Socket(Loopback.IPV4, port), "localhost", port, true));
  }

  Line say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Line end() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Hears up to the end of input. */
  String hear() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Hears exactly so many bytes. */
  String hear(int count) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readNBytes(count), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
