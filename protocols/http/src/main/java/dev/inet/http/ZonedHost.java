package dev.inet.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A link-local address with its zone (RFC 6874), as a name that a library takes: OkHttp refuses the
 * zone, and without it the address belongs to no interface.
 */
final class ZonedHost {
  private static final String LAST = ".zone.invalid";

  /** What a label of a name holds, in whole bytes of two digits. */
  private static final int LABEL = 62;

  private ZonedHost() {}

  /** Returns a name for an address with a zone; any other host as it is. */
  static String name(String host) {
    if (host.indexOf('%') < 0) {
      return host;
    }
    String hex = HexFormat.of().formatHex(host.getBytes(StandardCharsets.UTF_8));
    var name = new StringBuilder();
    for (int at = 0; at < hex.length(); at += LABEL) {
      name.append(at == 0 ? "" : ".").append(hex, at, Math.min(hex.length(), at + LABEL));
    }
    return name + LAST;
  }

  /** Returns the host that a name stands for. */
  static String host(String name) {
    if (!name.endsWith(LAST)) {
      return name;
    }
    String hex = name.substring(0, name.length() - LAST.length()).replace(".", "");
    try {
      String host = new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
      return host.indexOf('%') < 0 ? name : host;
    } catch (IllegalArgumentException e) {
      // A name that somebody typed.
      return name;
    }
  }
}
