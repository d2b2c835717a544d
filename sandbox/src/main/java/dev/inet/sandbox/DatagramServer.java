package dev.inet.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers datagrams on loopback, one after the other, in a thread of its own. */
final class DatagramServer implements Server {
  private static final int LARGEST = 65_535;

  /** Answers one datagram, or leaves it without an answer. */
  interface Service {
    @Nullable ByteBuffer answer(ByteBuffer question);
  }

  private final Service service;
  private final Selector selector;
  private final List<DatagramChannel> channels;
  private final int port;
  private final Thread thread;

  private DatagramServer(String name, List<DatagramChannel> channels, Service service)
      throws IOException {
    this.service = service;
    this.channels = channels;
    this.port = ((InetSocketAddress) channels.get(0).getLocalAddress()).getPort();
    this.selector = Selector.open();
    for (DatagramChannel channel : channels) {
      channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
    }
    this.thread = new Thread(this::run, "sandbox-" + name);
    this.thread.setDaemon(true);
  }

  static DatagramServer open(String name, int port, Service service) throws IOException {
    List<DatagramChannel> channels = Loopback.onOnePort(port, DatagramServer::bind);
    DatagramServer server = new DatagramServer(name, channels, service);
    server.thread.start();
    return server;
  }

  private static DatagramChannel bind(InetSocketAddress address) throws IOException {
    DatagramChannel channel = DatagramChannel.open(Loopback.family(address));
    try {
      return channel.bind(address);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public int port() {
    return port;
  }

  private void run() {
    ByteBuffer question = ByteBuffer.allocateDirect(LARGEST);
    try {
      while (selector.isOpen()) {
        selector.select(key -> serve((DatagramChannel) key.channel(), question));
      }
    } catch (ClosedSelectorException | CancelledKeyException e) {
      // close() has been called
    } catch (IOException e) {
      throw new IllegalStateException("Cannot wait for datagrams", e);
    }
  }

  private void serve(DatagramChannel channel, ByteBuffer question) {
    try {
      SocketAddress from = channel.receive(question.clear());
      if (from != null) {
        ByteBuffer answer = service.answer(question.flip());
        if (answer != null) {
          channel.send(answer, from);
        }
      }
    } catch (IOException e) {
      // A datagram may be lost, whatever the reason.
    }
  }

  @Override
  public void close() {
    channels.forEach(Loopback::quietly);
    Loopback.quietly(selector);
    Loopback.join(thread);
  }
}
