package dev.inet.core.dial;

import dev.inet.core.resolve.Literals;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Socket addresses as people write them. */
final class Addresses {
  private Addresses() {}

  static String shown(@Nullable SocketAddress address) {
    if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
      String host = Literals.text(inet.getAddress());
      return (inet.getAddress() instanceof Inet6Address ? "[" + host + "]" : host)
          + ":"
          + inet.getPort();
    }
    if (address instanceof UnixDomainSocketAddress unix) {
      return "unix:" + unix.getPath();
    }
    return String.valueOf(address);
  }
}
