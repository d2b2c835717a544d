package dev.inet.core;

import java.util.Locale;

/**
 * A peer by name, not by address.
 *
 * @param host a name, an address, or a literal IPv6 address without brackets, as the user typed it
 * @param port 0 to 65535; 0 where none was given and none is known
 */
public record Endpoint(String host, int port) {
  private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
  private static final String QUAD = BYTE + "(\\." + BYTE + "){3}";

  /** Checks the port; a host is checked where it is looked up. */
  public Endpoint {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port out of range: " + port);
    }
  }

  /**
   * Splits {@code host}, {@code host:port}, {@code [v6]}, {@code [v6]:port} or a bare IPv6 literal.
   *
   * @param text what to split
   * @param defaultPort the port where the text names none
   * @throws InetException as {@link Failure#BAD_URL} where the text is none of those
   */
  public static Endpoint parse(String text, int defaultPort) throws InetException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // A control character in a host would end a line of SOCKS, CONNECT or a Host header early.
      if (c <= ' ' || c == 0x7f) {
        throw new InetException(Failure.BAD_URL, "a host name cannot hold a blank or a control");
      }
    }
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      if (close < 0) {
        throw new InetException(Failure.BAD_URL, "'[' without ']' in '" + text + "'");
      }
      String rest = text.substring(close + 1);
      if (!rest.isEmpty() && !rest.startsWith(":")) {
        throw new InetException(Failure.BAD_URL, "'" + rest + "' after ']' in '" + text + "'");
      }
      String literal = text.substring(1, close);
      if (!isIpv6(literal)) {
        throw new InetException(Failure.BAD_URL, "'" + literal + "' is no IPv6 address");
      }
      return new Endpoint(literal, rest.length() > 1 ? port(rest.substring(1)) : defaultPort);
    }
    int colon = text.indexOf(':');
    if (colon != text.lastIndexOf(':') && !mayBeLiteral(text)) {
      throw new InetException(Failure.BAD_URL, "'" + text + "' has more than one port");
    }
    if (colon < 0 || colon != text.lastIndexOf(':')) {
      return new Endpoint(text, defaultPort);
    }
    String digits = text.substring(colon + 1);
    return new Endpoint(text.substring(0, colon), digits.isEmpty() ? defaultPort : port(digits));
  }

  /**
   * Returns whether a text has the form of an IPv6 address (RFC 4291, section 2.2). Its zone is
   * left to who looks it up: whether this machine has it is no matter of spelling.
   */
  private static boolean isIpv6(String literal) {
    int zone = literal.indexOf('%');
    String address = zone < 0 ? literal : literal.substring(0, zone);
    String[] halves = address.split("::", -1);
    int count = 0;
    for (int i = 0; i < halves.length; i++) {
      count += groups(halves[i], i == halves.length - 1);
    }
    return halves.length == 1 ? count == 8 : halves.length == 2 && count < 8;
  }

  /** Counts the groups on one side of a gap; more than an address has where one of them is none. */
  private static int groups(String half, boolean last) {
    if (half.isEmpty()) {
      return 0;
    }
    String[] groups = half.split(":", -1);
    int count = groups.length;
    for (int i = 0; i < groups.length; i++) {
      if (last && i == groups.length - 1 && groups[i].matches(QUAD)) {
        count++;
      } else if (!groups[i].matches("[0-9A-Fa-f]{1,4}")) {
        return 9;
      }
    }
    return count;
  }

  /** Returns whether text looks like an IPv6 address that somebody forgot the brackets of. */
  private static boolean mayBeLiteral(String text) {
    int zone = text.indexOf('%');
    int end = zone < 0 ? text.length() : zone;
    boolean dotted = false;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      dotted |= c == '.';
      if (c == ':' ? dotted : c != '.' && Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads a port number.
   *
   * @param digits decimal digits
   * @throws InetException as {@link Failure#BAD_URL} where it is none from 0 to 65535
   */
  public static int port(String digits) throws InetException {
    int port = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        throw new InetException(Failure.BAD_URL, "'" + digits + "' is no port number");
      }
      port = port * 10 + (c - '0');
      if (port > 65535) {
        throw new InetException(
            Failure.BAD_URL, "port " + digits + " is out of range (0 to 65535)");
      }
    }
    if (digits.isEmpty()) {
      throw new InetException(Failure.BAD_URL, "the port is missing");
    }
    return port;
  }

  /**
   * Returns {@code host:port} with brackets around an IPv6 literal, and the host alone where no
   * port is known; {@code unix:PATH} stands for itself.
   */
  public String authority() {
    if (host.startsWith("unix:")) {
      return host;
    }
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == 0 ? bracketed : bracketed + ":" + port;
  }

  /**
   * Returns the host as it stands on the wire: lower case, and in ASCII-compatible encoding where
   * it is an internationalised name (RFC 5890).
   *
   * @throws InetException as {@link Failure#BAD_URL} where the name cannot be encoded
   */
  public String wireHost() throws InetException {
    boolean ascii = true;
    for (int i = 0; i < host.length(); i++) {
      ascii &= host.charAt(i) < 0x80;
    }
    if (ascii) {
      return host.indexOf(':') >= 0 ? host : host.toLowerCase(Locale.ROOT);
    }
    String wire;
    try {
      wire = Idna.toAscii(host);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new InetException(Failure.BAD_URL, "'" + host + "' is no host name", e);
    }
    for (int i = 0; i < wire.length(); i++) {
      char c = wire.charAt(i);
      boolean fits = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "-._".indexOf(c) >= 0;
      // One letter can become several: U+2100 is "a/c", U+FF1A a colon. What was checked as a name
      // would reach CONNECT and Host as a name and something else.
      if (!fits) {
        throw new InetException(Failure.BAD_URL, "'" + host + "' is no host name");
      }
    }
    return wire;
  }

  @Override
  public String toString() {
    return authority();
  }
}
