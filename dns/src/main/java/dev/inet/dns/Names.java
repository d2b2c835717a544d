package dev.inet.dns;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.core.resolve.Literals;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Names and types as people type them, made into those of the domain name system. */
final class Names {
  static final Name LOCALHOST = Name.fromConstantString("localhost.");
  private static final Name LOOPBACK = ReverseMap.fromAddress(new byte[] {127, 0, 0, 1});
  private static final Name LOOPBACK_6 =
      ReverseMap.fromAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  private static final Name ONION = Name.fromConstantString("onion.");

  private Names() {}

  /**
   * A name to ask for.
   *
   * @param name the absolute name
   * @param isSearched whether search domains go before it: it holds no dot
   */
  record Domain(Name name, boolean isSearched) {}

  /** Returns the absolute name of a host that is in wire form already. */
  static Name host(String host) throws InetException {
    Name name = parse(host);
    if (name.labels() == 1) {
      throw new InetException(Failure.HOST_NAME, "the root is no host").retry(Retry.NEVER);
    }
    return name;
  }

  /** Returns the name to ask for; that of an address for a PTR is its reverse. */
  static Domain domain(String typed, int type) throws InetException {
    Optional<InetAddress> literal;
    try {
      literal = typed.equals("*") ? Optional.empty() : Literals.parse(typed);
    } catch (UnknownHostException e) {
      // Such as the name of a zone of reverse names, which is digits all over.
      literal = Optional.empty();
    }
    if (literal.isPresent() && !typed.isEmpty()) {
      if (type != Type.PTR) {
        throw new InetException(Failure.HOST_NAME, "'" + typed + "' is an address, not a name")
            .hint("only PTR records can be asked for by address")
            .retry(Retry.NEVER);
      }
      return new Domain(ReverseMap.fromAddress(literal.get()), false);
    }
    String ascii = new Endpoint(typed, 0).wireHost();
    return new Domain(parse(ascii), ascii.indexOf('.') < 0);
  }

  private static Name parse(String ascii) throws InetException {
    for (int i = 0; i < ascii.length(); i++) {
      char c = ascii.charAt(i);
      // A backslash would begin an escape of zone files, which can hide any character.
      if (c <= ' ' || c >= 0x7f || c == '\\' || c == '@' || c == ':') {
        throw new InetException(Failure.HOST_NAME, "'" + ascii + "' is no domain name")
            .retry(Retry.NEVER);
      }
    }
    Name name;
    try {
      name = Name.fromString(ascii, Name.root);
    } catch (TextParseException e) {
      String why = ascii.isEmpty() ? "it is empty" : reason(e);
      throw new InetException(Failure.HOST_NAME, "no domain name: " + why, e).retry(Retry.NEVER);
    }
    // The name of a Tor service must not be told to any name server (RFC 7686, section 2).
    if (name.subdomain(ONION)) {
      throw new InetException(Failure.HOST_NAME, "a name in .onion is known to Tor only")
          .hint("use Tor's proxy: --proxy socks5h://localhost:9050")
          .retry(Retry.NEVER);
    }
    return name;
  }

  /** The codec says "'text': reason" or the reason alone; the text may be very long. */
  private static String reason(TextParseException e) {
    String message = String.valueOf(e.getMessage());
    String reason = message.substring(message.lastIndexOf(": ") + 1).trim();
    return reason.isEmpty() ? "it cannot be read" : reason.toLowerCase(Locale.ROOT);
  }

  /**
   * Returns whether a name means this machine (RFC 6761, section 6.3), or is the reverse of one of
   * its loopback addresses (RFC 6303).
   */
  static boolean isLocal(Name name) {
    return name.subdomain(LOCALHOST) || isLoopbackReverse(name);
  }

  static boolean isLoopbackReverse(Name name) {
    return name.equals(LOOPBACK) || name.equals(LOOPBACK_6);
  }

  /** Returns the number of a record type, by name or as {@code TYPE65} (RFC 3597). */
  static int type(String typed) throws InetException {
    int type = Type.value(typed.toUpperCase(Locale.ROOT));
    if (type < 0) {
      throw new InetException(Failure.USAGE, "unknown record type '" + typed + "'");
    }
    if (!Type.isRR(type) && type != Type.ANY) {
      throw new InetException(Failure.USAGE, "records of type " + typed + " cannot be asked for");
    }
    return type;
  }
}
