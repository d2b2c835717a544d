package dev.inet.core.bridge;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.resolve.Literals;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Names that travel as addresses of 240.0.0.0/4, which is reserved (RFC 1112, section 4) and never
 * the address of anything.
 *
 * <p>The name rides inside the {@link InetAddress}; the table serves those who pass the address on
 * as text. It keeps the names used last, and none twice. Tokens begin at a random place, so that a
 * server that writes such an address into a reply or a redirect hits no other host's.
 */
final class HostTokens {
  /** How many names can be told from their text; one client speaks with few hosts at a time. */
  static final int MOST = 1024;

  private static final int SPACE = 1 << 28;
  private static final int FIRST = 0xf0000000;

  /** By name, in the order of use. */
  private final Map<String, InetAddress> tokens = new LinkedHashMap<>(16, 0.75f, true);

  private final Map<InetAddress, String> names = new LinkedHashMap<>();
  // Not SecureRandom, which loads the security providers: nobody gains by a token, they only must
  // not be hit by chance or habit.
  private int next = ThreadLocalRandom.current().nextInt(SPACE);

  /**
   * Returns the token of a name.
   *
   * @throws InetException as {@link Failure#UNREACHABLE} for a literal address of 240.0.0.0/4
   */
  synchronized InetAddress of(String host) throws InetException {
    if (isReserved(host)) {
      throw refused(host);
    }
    InetAddress known = tokens.get(host);
    if (known != null) {
      return known;
    }
    if (tokens.size() == MOST) {
      String eldest = tokens.keySet().iterator().next();
      names.remove(tokens.remove(eldest));
    }
    InetAddress token = fresh(host);
    tokens.put(host, token);
    names.put(token, host);
    return token;
  }

  private InetAddress fresh(String host) {
    int number = next;
    // 255.255.255.255 is everybody on the local network, not a token.
    next = (next + 1) % (SPACE - 1);
    int bits = FIRST | number % (SPACE - 1);
    byte[] bytes = {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
    try {
      return InetAddress.getByAddress(host, bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an IPv4 address", e);
    }
  }

  /**
   * Returns whom a library means by an address; no name is looked up.
   *
   * @throws InetException as {@link Failure#UNREACHABLE} for an address of 240.0.0.0/4 that carries
   *     no name and is nobody's token
   */
  synchronized String host(InetSocketAddress address) throws InetException {
    String text = address.getHostString();
    if (!isReserved(text)) {
      // The JDK writes ::1 as 0:0:0:0:0:0:0:1, and nobody typed that.
      return address.getAddress() instanceof Inet6Address six ? Literals.text(six) : text;
    }
    String name = address.getAddress() == null ? null : names.get(address.getAddress());
    if (name == null) {
      throw refused(text).at(new Endpoint(text, address.getPort()));
    }
    return name;
  }

  synchronized int size() {
    return names.size();
  }

  synchronized void clear() {
    tokens.clear();
    names.clear();
  }

  /** Returns whether a text is a literal address of 240.0.0.0/4, however it is spelled. */
  private static boolean isReserved(String host) {
    if (host.indexOf(':') >= 0) {
      return isMappedReserved(host);
    }
    return isReserved(literal(host));
  }

  /** An IPv4 address can be written as an IPv6 one, and the JDK makes it an IPv4 one again. */
  private static boolean isMappedReserved(String host) {
    return host.regionMatches(true, 0, "::ffff:", 0, 7) && isReserved(literal(host));
  }

  private static boolean isReserved(@Nullable InetAddress address) {
    if (address == null) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return bytes.length == 4 && (bytes[0] & 0xf0) == 0xf0;
  }

  private static @Nullable InetAddress literal(String host) {
    try {
      return Literals.parse(host).orElse(null);
    } catch (UnknownHostException e) {
      // Neither name nor address: the road says so in its own words.
      return null;
    }
  }

  private static InetException refused(String host) {
    return new InetException(
            Failure.UNREACHABLE,
            "cannot connect: " + host + " is in 240.0.0.0/4, which is reserved")
        .during(Phase.CONNECT);
  }
}
