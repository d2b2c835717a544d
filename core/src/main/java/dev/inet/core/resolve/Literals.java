package dev.inet.core.resolve;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/**
 * Addresses that are written out, in the vocabulary of the BSD socket interface: dotted quads, IPv6
 * literals with or without a zone, an integer as an IPv4 address with the most significant byte
 * first, the empty string or {@code *} for any address, {@code <broadcast>}.
 */
public final class Literals {
  private Literals() {}

  /**
   * Reads a literal address.
   *
   * @param host what the user typed
   * @return the address; empty where the text is a name
   * @throws UnknownHostException where it can be neither: a part over 255, a zone that this machine
   *     lacks, a leading zero (which some programs take for octal: an address filter and a resolver
   *     that disagree about it are a way past the filter)
   */
  public static Optional<InetAddress> parse(String host) throws UnknownHostException {
    if (host.isEmpty() || host.equals("*")) {
      return Optional.of(Inet4Address.getByAddress(new byte[4]));
    }
    if (host.equals("<broadcast>")) {
      return Optional.of(Inet4Address.getByAddress(new byte[] {-1, -1, -1, -1}));
    }
    if (host.indexOf(':') >= 0) {
      // With a colon in it the JDK parses or refuses; it never asks a resolver.
      return Optional.of(InetAddress.getByName(host));
    }
    return looksNumeric(host) ? Optional.of(ipv4(host)) : Optional.empty();
  }

  /**
   * Returns whether a name means this machine by definition (RFC 6761, section 6.3).
   *
   * @param host a host name
   */
  public static boolean isLocalhost(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return name.equals("localhost") || name.endsWith(".localhost");
  }

  /** A last label of digits makes the whole an IPv4 address or nothing (WHATWG URL, 3.5). */
  private static boolean looksNumeric(String host) {
    String last = host.substring(host.lastIndexOf('.') + 1);
    return !last.isEmpty() && last.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static InetAddress ipv4(String host) throws UnknownHostException {
    String[] parts = host.split("\\.", -1);
    if (parts.length > 4) {
      throw new UnknownHostException("'" + host + "' is no IPv4 address");
    }
    long value = 0;
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      long most = last ? (1L << 8 * (5 - parts.length)) - 1 : 255;
      long part = number(parts[i], host);
      if (part > most) {
        throw new UnknownHostException("'" + host + "' is no IPv4 address");
      }
      value |= part << (last ? 0 : 8 * (3 - i));
    }
    return InetAddress.getByAddress(
        new byte[] {
          (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
        });
  }

  private static long number(String digits, String host) throws UnknownHostException {
    boolean decimal = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    boolean octal = digits.length() > 1 && digits.charAt(0) == '0';
    if (!decimal || octal || digits.length() > 10) {
      throw new UnknownHostException("'" + host + "' is no IPv4 address");
    }
    return Long.parseLong(digits);
  }
}
