package dev.inet.sandbox;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The far side of a proxy: names that only the proxy knows, and the way to their servers.
 *
 * <p>{@code localhost} and all names below {@code test} are 127.0.0.1. The proxy reaches loopback
 * only and asks no name server: it must not become a door from a test to the world, or for others.
 */
final class Upstream {
  private static final Pattern REFUSED = Pattern.compile("reply-(\\d{1,3})\\.test");

  private final Map<String, InetSocketAddress> names = new ConcurrentHashMap<>();

  /** The proxy was asked to refuse, by a name like {@code reply-5.test}. */
  static final class Refusal extends IOException {
    private static final long serialVersionUID = 1;

    final int code;

    Refusal(int code) {
      super("asked to refuse with " + code);
      this.code = code;
    }
  }

  /** Leads a name to a port of 127.0.0.1, whatever port is asked for. */
  void map(String name, int port) {
    names.put(name.toLowerCase(Locale.ROOT), new InetSocketAddress(Loopback.IPV4, port));
  }

  /** Connects to what a client asked for. */
  SocketChannel dial(String host, int port) throws IOException {
    Matcher refused = REFUSED.matcher(host);
    if (refused.matches()) {
      throw new Refusal(Integer.parseInt(refused.group(1)));
    }
    SocketChannel channel = SocketChannel.open(address(host, port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return channel;
  }

  private InetSocketAddress address(String host, int port) throws IOException {
    String name = host.toLowerCase(Locale.ROOT);
    InetSocketAddress mapped = names.get(name);
    if (mapped != null) {
      return mapped;
    }
    if (name.equals("localhost") || name.endsWith(".test")) {
      return new InetSocketAddress(Loopback.IPV4, port);
    }
    boolean literal = name.matches("[0-9.]+") || name.indexOf(':') >= 0;
    if (!literal) {
      throw new UnknownHostException(host);
    }
    InetAddress address = InetAddress.getByName(name);
    if (!address.isLoopbackAddress()) {
      throw new ConnectException("not a loopback address: " + host);
    }
    return new InetSocketAddress(address, port);
  }

  /**
   * Carries bytes both ways until both sides have ended, passing each end on as a half-close.
   *
   * @param acceptor whose threads carry the way back
   */
  static void join(Acceptor acceptor, Caller caller, SocketChannel far) throws IOException {
    caller.closesWith(far);
    CountDownLatch back = new CountDownLatch(1);
    acceptor.execute(
        () -> {
          try {
            copyBack(far, caller);
            caller.endOutput();
          } catch (IOException e) {
            Loopback.quietly(caller);
          } finally {
            back.countDown();
          }
        });
    try (far) {
      try {
        copyForth(caller, far);
        far.shutdownOutput();
      } catch (IOException e) {
        far.close();
      }
      back.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copyForth(Caller caller, SocketChannel far) throws IOException {
    ByteBuffer buffer = Buffers.borrow();
    try {
      while (caller.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          far.write(buffer);
        }
      }
    } finally {
      Buffers.giveBack(buffer);
    }
  }

  /** Carries all that comes from the far side to the caller. */
  static void copyBack(SocketChannel far, Caller caller) throws IOException {
    ByteBuffer buffer = Buffers.borrow();
    try {
      while (far.read(buffer.clear()) >= 0) {
        caller.write(buffer.flip());
      }
    } finally {
      Buffers.giveBack(buffer);
    }
  }
}
