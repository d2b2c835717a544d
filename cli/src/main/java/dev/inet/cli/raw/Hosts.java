package dev.inet.cli.raw;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Datagrams;
import dev.inet.core.dial.Dialer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses of our own to listen on. */
final class Hosts {
  private Hosts() {}

  /**
   * Returns the address of a name or literal on which datagrams are received.
   *
   * @throws InetException as {@link Failure#USAGE} where there is none: it cannot be bound
   */
  static InetAddress address(Dialer dialer, String host) throws IOException {
    return Datagrams.addressOf(resolved(dialer, host));
  }

  /**
   * Returns every address of a name or literal, IPv4 first: who listens on {@code localhost} is
   * found by 127.0.0.1 and by ::1.
   *
   * @throws InetException as {@link Failure#USAGE} where there is none: it cannot be bound
   */
  static List<InetAddress> addresses(Dialer dialer, String host) throws IOException {
    List<InetAddress> found = resolved(dialer, host);
    if (found.size() == 1) {
      return found;
    }
    var usable = new ArrayList<InetAddress>();
    for (InetAddress address : found) {
      // A machine without IPv6 still has the other loopback address.
      if (!address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null) {
        usable.add(address instanceof Inet4Address ? ipv4(usable) : usable.size(), address);
      }
    }
    return usable.isEmpty() ? found : usable;
  }

  /** Returns where the IPv4 addresses end. */
  private static int ipv4(List<InetAddress> addresses) {
    int end = 0;
    while (end < addresses.size() && addresses.get(end) instanceof Inet4Address) {
      end++;
    }
    return end;
  }

  private static List<InetAddress> resolved(Dialer dialer, String host) throws IOException {
    try {
      return dialer.resolve(new Endpoint(host, 0));
    } catch (InetException e) {
      throw e.failure() == Failure.HOST_NAME
          ? new InetException(Failure.USAGE, "cannot listen on '" + host + "'", e)
          : e;
    }
  }

  /** Returns the loopback addresses that the family in force and the machine have, IPv4 first. */
  static List<InetAddress> loopbacks(Dialer dialer) throws IOException {
    var usable = new ArrayList<InetAddress>();
    for (String host : List.of("127.0.0.1", "::1")) {
      InetAddress address = loopback(dialer, host);
      if (address != null) {
        usable.add(address);
      }
    }
    return usable;
  }

  private static @Nullable InetAddress loopback(Dialer dialer, String host) throws IOException {
    try {
      InetAddress address = dialer.resolve(new Endpoint(host, 0)).get(0);
      return NetworkInterface.getByInetAddress(address) == null ? null : address;
    } catch (InetException e) {
      return null;
    }
  }
}
