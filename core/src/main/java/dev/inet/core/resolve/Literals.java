package dev.inet.core.resolve;

import dev.inet.core.Characters;
import java.net.Inet4Address;
import java.net.Inet6Address;
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
      char first = host.charAt(0);
      if (first != ':' && (first >= 0x80 || Character.digit(first, 16) < 0)) {
        throw new UnknownHostException("'" + host + "' is no IPv6 address");
      }
      // With a colon in it and such a beginning the JDK parses or refuses; it asks no resolver.
      return Optional.of(InetAddress.getByName(host));
    }
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return looksNumeric(bare) ? Optional.of(ipv4(bare)) : Optional.empty();
  }

  /**
   * Writes an address as people do: IPv6 in the shortest form (RFC 5952), with its zone.
   *
   * @param address the address
   */
  public static String text(InetAddress address) {
    if (!(address instanceof Inet6Address six)) {
      return address.getHostAddress();
    }
    String full = six.getHostAddress();
    int percent = full.indexOf('%');
    String zone = percent < 0 ? "" : full.substring(percent);
    byte[] bytes = six.getAddress();
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
    }
    int longest = 1;
    int at = -1;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && groups[i + run] == 0) {
        run++;
      }
      if (run > longest) {
        longest = run;
        at = i;
      }
    }
    var text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == at) {
        text.append("::");
        i += longest - 1;
      } else {
        if (i > 0 && i != at + longest) {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text + zone;
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

  /**
   * A last label of digits makes the whole an IPv4 address or nothing (WHATWG URL, 3.5). So does
   * one of 0x and hexadecimal digits: the C library would take it for an address that no rule here
   * saw.
   */
  private static boolean looksNumeric(String host) {
    String last = host.substring(host.lastIndexOf('.') + 1);
    boolean hex = last.startsWith("0x") || last.startsWith("0X");
    for (int i = hex ? 2 : 0; i < last.length(); i++) {
      char c = last.charAt(i);
      if (c >= 0x80 || Character.digit(c, hex ? 16 : 10) < 0) {
        return false;
      }
    }
    return !last.isEmpty();
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
        new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value});
  }

  private static long number(String digits, String host) throws UnknownHostException {
    boolean decimal = !digits.isEmpty() && Characters.all(digits, c -> c >= '0' && c <= '9');
    boolean octal = digits.length() > 1 && digits.charAt(0) == '0';
    if (!decimal || octal || digits.length() > 10) {
      throw new UnknownHostException("'" + host + "' is no IPv4 address");
    }
    return Long.parseLong(digits);
  }
}
