package dev.inet.smtp;

import dev.inet.core.Characters;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import dev.inet.core.resolve.LocalName;
import dev.inet.mail.Domains;

/** The name that a client greets with. */
final class Greeting {
  private Greeting() {}

  /**
   * Returns whether a word may stand after EHLO (RFC 5321 section 4.1.1.1). Names that are no
   * domains but hold nothing that could end the line are left to the server, which knows its
   * clients.
   */
  static boolean isName(String word) {
    return !word.isEmpty()
        && word.length() <= 255
        && Characters.all(word, c -> c > ' ' && c < 0x7f);
  }

  /**
   * Returns our own name: the host's where that is a whole domain, else the address that the
   * connection comes from as a literal (RFC 5321 section 4.1.3).
   */
  static String own(Connection connection) {
    try {
      String name = LocalName.get();
      if (name.indexOf('.') > 0 && Domains.isDomain(name) && !isNumeric(name)) {
        return Domains.ascii(name);
      }
    } catch (InetException e) {
      // A machine without a name has an address.
    }
    return literal(connection.localAddress());
  }

  private static boolean isNumeric(String name) {
    return Characters.all(name, c -> c == '.' || c >= '0' && c <= '9');
  }

  /** Makes a literal of {@code 192.0.2.1:50000}, {@code [2001:db8::1]:50000} or a path. */
  static String literal(String address) {
    int colon = address.lastIndexOf(':');
    String host = colon < 0 ? "" : address.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      String six = host.substring(1, host.length() - 1);
      int zone = six.indexOf('%');
      return "[IPv6:" + (zone < 0 ? six : six.substring(0, zone)) + "]";
    }
    return Domains.isLiteral("[" + host + "]") ? "[" + host + "]" : "localhost";
  }
}
