package dev.inet.core.dial;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.resolve.Literals;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Our own end of connections: {@code --bind ADDRESS|INTERFACE[:PORT]}.
 *
 * @param addresses the addresses to choose from by family; empty for any
 * @param port our own port; 0 for any
 * @param shown what the user asked for
 */
public record Binding(List<InetAddress> addresses, int port, String shown) {
  /** Any address and port. */
  public static final Binding ANY = new Binding(List.of(), 0, "");

  /**
   * Binds to one address.
   *
   * @param address the address
   * @param port the port; 0 for any
   */
  public static Binding to(InetAddress address, int port) {
    return new Binding(List.of(address), port, Literals.text(address));
  }

  /**
   * Binds to the addresses of an interface.
   *
   * @param name the name of the interface, such as {@code eth0}
   * @param port the port; 0 for any
   * @throws InetException as {@link Failure#USAGE} where there is no such interface
   */
  public static Binding toInterface(String name, int port) throws InetException {
    NetworkInterface found;
    try {
      found = NetworkInterface.getByName(name);
    } catch (SocketException e) {
      throw new InetException(Failure.USAGE, "cannot bind to '" + name + "'", e);
    }
    if (found == null) {
      throw new InetException(
          Failure.USAGE, "cannot bind to '" + name + "': no such address or interface");
    }
    return new Binding(Collections.list(found.getInetAddresses()), port, name);
  }

  /** Binds a channel before it connects to an address. */
  void apply(NetworkChannel channel, @Nullable InetAddress remote) throws IOException {
    if (addresses.isEmpty() && port == 0) {
      return;
    }
    InetAddress mine = null;
    for (InetAddress address : addresses) {
      boolean sameFamily =
          remote == null || address instanceof Inet4Address == remote instanceof Inet4Address;
      if (sameFamily && mine == null) {
        mine = address;
      }
    }
    if (mine == null && !addresses.isEmpty()) {
      throw new InetException(Failure.USAGE, "no address of this family on " + shown);
    }
    if (port != 0 && !(channel instanceof DatagramChannel)) {
      channel.setOption(java.net.StandardSocketOptions.SO_REUSEADDR, true);
    }
    try {
      channel.bind(new InetSocketAddress(mine, port));
    } catch (IOException e) {
      throw new InetException(
          Failure.USAGE,
          "cannot bind to "
              + Addresses.shown(
                  mine == null ? new InetSocketAddress(port) : new InetSocketAddress(mine, port))
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
