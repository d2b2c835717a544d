package dev.inet.gopher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server on loopback that hears one line and gives the answer that a test wants. */
final class Burrow implements AutoCloseable {
  /** Says something to a caller; the connection closes when it returns. */
  interface Answer {
    void to(Socket caller) throws IOException;
  }

  private final ServerSocket socket;
  private final BlockingQueue<byte[]> heard = new ArrayBlockingQueue<>(100);

  private Burrow(Answer answer) throws IOException {
    socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    var thread = new Thread(() -> serve(answer), "burrow");
    thread.setDaemon(true);
    thread.start();
  }

  static Burrow that(Answer answer) throws IOException {
    return new Burrow(answer);
  }

  static Burrow says(String answer) throws IOException {
    return says(answer.getBytes(StandardCharsets.UTF_8));
  }

  static Burrow says(byte[] answer) throws IOException {
    return that(caller -> caller.getOutputStream().write(answer));
  }

  private void serve(Answer answer) {
    while (!socket.isClosed()) {
      try (Socket caller = socket.accept()) {
        var line = new ByteArrayOutputStream();
        InputStream in = caller.getInputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
          line.write(b);
          if (b == '\n') {
            break;
          }
        }
        heard.add(line.toByteArray());
        answer.to(caller);
      } catch (IOException e) {
        // A caller that goes away early is what some tests are about.
      }
    }
  }

  GopherUrl url(String path) throws IOException {
    return GopherUrl.parse("gopher://127.0.0.1:" + socket.getLocalPort() + path);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Returns the next line heard, with its end, as Latin-1. */
  String heard() throws InterruptedException {
    byte[] line = heard.poll(5, TimeUnit.SECONDS);
    return line == null ? "nothing" : new String(line, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
