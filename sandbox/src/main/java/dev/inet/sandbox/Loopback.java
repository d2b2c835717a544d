package dev.inet.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.NetworkChannel;
import java.util.List;

/** The loopback addresses of this machine. */
final class Loopback {
  private static final int ATTEMPTS = 50;

  static final InetAddress IPV4 = address(new byte[] {127, 0, 0, 1});
  static final InetAddress IPV6 =
      address(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

  private Loopback() {}

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Binds one address. */
  interface Binding<C extends NetworkChannel> {
    C bind(InetSocketAddress address) throws IOException;
  }

  /**
   * Binds the same port on every loopback address of the machine.
   *
   * @param port the port; with 0 the system chooses one, again and again until it is free on all
   */
  static <C extends NetworkChannel> List<C> onOnePort(int port, Binding<C> binding)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      C first = bound(binding, new InetSocketAddress(IPV4, port));
      if (!hasIpv6()) {
        return List.of(first);
      }
      try {
        int chosen = ((InetSocketAddress) first.getLocalAddress()).getPort();
        return List.of(first, bound(binding, new InetSocketAddress(IPV6, chosen)));
      } catch (BindException e) {
        first.close();
        if (port != 0 || attempt == ATTEMPTS) {
          throw e;
        }
      } catch (IOException e) {
        first.close();
        throw e;
      }
    }
  }

  /** Binds an address, or tells which one cannot be bound. */
  private static <C extends NetworkChannel> C bound(Binding<C> binding, InetSocketAddress address)
      throws IOException {
    try {
      return binding.bind(address);
    } catch (SocketException e) {
      String host = address.getAddress().equals(IPV4) ? "127.0.0.1" : "[::1]";
      var named = new BindException(host + ":" + address.getPort() + ": " + e.getMessage());
      named.initCause(e);
      throw named;
    }
  }

  static boolean hasIpv6() throws IOException {
    return NetworkInterface.getByInetAddress(IPV6) != null;
  }

  static ProtocolFamily family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address
        ? StandardProtocolFamily.INET6
        : StandardProtocolFamily.INET;
  }

  /** Closes what is of no use any more; there is nobody to tell of a failure. */
  static void quietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      // It is closed as far as it can be.
    }
  }

  /** Waits for a thread that has been told to end. */
  static void join(Thread thread) {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
