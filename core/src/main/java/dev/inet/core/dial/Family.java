package dev.inet.core.dial;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Which addresses may be used. */
public enum Family {
  /** Both families. */
  ANY,
  /** IPv4 alone. */
  IPV4,
  /** IPv6 alone. */
  IPV6;

  boolean admits(InetAddress address) {
    return switch (this) {
      case ANY -> true;
      case IPV4 -> address instanceof Inet4Address;
      case IPV6 -> !(address instanceof Inet4Address);
    };
  }
}
