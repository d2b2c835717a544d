package dev.inet.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** The data connections of one conversation by FTP, one after the other. */
final class FtpData implements Closeable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final InetAddress own;
  private final InetAddress client;
  private volatile @Nullable ServerSocketChannel listening;
  private volatile @Nullable InetSocketAddress target;
  private volatile @Nullable Socket socket;

  FtpData(SocketChannel control) throws IOException {
    own = ((InetSocketAddress) control.getLocalAddress()).getAddress();
    client = ((InetSocketAddress) control.getRemoteAddress()).getAddress();
  }

  InetAddress own() {
    return own;
  }

  /** Waits for the client on a port, which is returned. */
  int listen() throws IOException {
    close();
    ServerSocketChannel channel = ServerSocketChannel.open();
    listening = channel;
    channel.bind(new InetSocketAddress(own, 0), 5);
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  /** Notes where to connect to; false where that is not the client (RFC 2577: no bounces). */
  boolean active(InetSocketAddress to) throws IOException {
    close();
    boolean fits = client.equals(to.getAddress()) && to.getPort() >= 1024;
    target = fits ? to : null;
    return fits;
  }

  boolean isReady() {
    return listening != null || target != null;
  }

  /**
   * Makes the connection, and secures it where a context is given.
   *
   * @param handshake how long that may take; {@code null} for as long as everything else
   */
  Socket open(@Nullable SSLContext tls, @Nullable Duration handshake) throws IOException {
    Socket made;
    ServerSocketChannel passive = listening;
    InetSocketAddress active = target;
    if (passive != null) {
      passive.socket().setSoTimeout(PATIENCE_MILLIS);
      made = passive.socket().accept();
      passive.close();
      listening = null;
    } else if (active != null) {
      made = new Socket();
      socket = made;
      made.connect(active, PATIENCE_MILLIS);
      target = null;
    } else {
      throw new IOException("no data connection was asked for");
    }
    socket = made;
    made.setSoTimeout(PATIENCE_MILLIS * 3);
    if (tls != null) {
      SSLSocket secured =
          (SSLSocket) tls.getSocketFactory().createSocket(made, (InputStream) null, true);
      socket = secured;
      if (handshake != null) {
        if (handshake.isZero()) {
          throw new IOException("no time for a handshake");
        }
        made.setSoTimeout((int) handshake.toMillis());
      }
      secured.startHandshake();
      made.setSoTimeout(PATIENCE_MILLIS * 3);
      return secured;
    }
    return made;
  }

  static void send(Socket to, byte[] bytes, int from) throws IOException {
    OutputStream out = to.getOutputStream();
    out.write(bytes, from, bytes.length - from);
    out.flush();
  }

  /** Ends whatever is there. */
  @Override
  public void close() throws IOException {
    ServerSocketChannel passive = listening;
    listening = null;
    target = null;
    if (passive != null) {
      passive.close();
    }
    Socket open = socket;
    socket = null;
    if (open != null) {
      open.close();
    }
  }
}
