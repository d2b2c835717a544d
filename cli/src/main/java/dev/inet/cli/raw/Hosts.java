package dev.inet.cli.raw;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/** Addresses of our own to listen on. */
final class Hosts {
  private Hosts() {}

  /**
   * Returns the first address of a name or literal.
   *
   * @throws InetException as {@link Failure#USAGE} where there is none: it cannot be bound
   */
  static InetAddress address(Dialer dialer, String host) throws IOException {
    try {
      return dialer.resolve(new Endpoint(host, 0)).get(0);
    } catch (InetException e) {
      throw e.failure() == Failure.HOST_NAME
          ? new InetException(Failure.USAGE, "cannot listen on '" + host + "'", e)
          : e;
    }
  }

  /** Returns a loopback address; {@code null} where the family in force or the machine lacks it. */
  static @Nullable InetAddress loopback(Dialer dialer, String host) throws IOException {
    try {
      InetAddress address = dialer.resolve(new Endpoint(host, 0)).get(0);
      return NetworkInterface.getByInetAddress(address) == null ? null : address;
    } catch (InetException e) {
      return null;
    }
  }
}
