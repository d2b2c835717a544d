package dev.inet.core.tls;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A literal address as bytes; no name is ever looked up here. */
final class Address {
  private Address() {}

  /**
   * Reads a dotted quad, an IPv6 literal (RFC 4291, with or without a zone), or an integer that
   * stands for an IPv4 address.
   *
   * @return 4 or 16 bytes; {@code null} where the text is a name
   */
  static byte @Nullable [] bytes(String text) {
    int zone = text.indexOf('%');
    if (text.indexOf(':') >= 0) {
      return v6(zone < 0 ? text : text.substring(0, zone));
    }
    if (text.indexOf('.') < 0 && text.length() <= 10 && isNumber(text)) {
      long number = Long.parseLong(text);
      return number > 0xffff_ffffL
          ? null
          : new byte[] {
            (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number
          };
    }
    return v4(text);
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static byte @Nullable [] v4(String text) {
    String[] parts = text.split("\\.", 6);
    if (parts.length != 4) {
      return null;
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      if (parts[i].length() > 3 || !isNumber(parts[i])) {
        return null;
      }
      int octet = Integer.parseInt(parts[i]);
      if (octet > 255) {
        return null;
      }
      bytes[i] = (byte) octet;
    }
    return bytes;
  }

  private static byte @Nullable [] v6(String text) {
    byte[] bytes = new byte[16];
    int at = 0;
    int gap = -1;
    String rest = text;
    if (rest.startsWith("::")) {
      gap = 0;
      rest = rest.substring(2);
    }
    while (!rest.isEmpty()) {
      int colon = rest.indexOf(':');
      String group = colon < 0 ? rest : rest.substring(0, colon);
      if (colon < 0 && group.indexOf('.') >= 0) {
        byte[] tail = v4(group);
        if (tail == null || at > 12) {
          return null;
        }
        System.arraycopy(tail, 0, bytes, at, 4);
        at += 4;
        break;
      }
      if (group.isEmpty() || group.length() > 4 || at > 14) {
        return null;
      }
      int value = 0;
      for (int i = 0; i < group.length(); i++) {
        int digit = Character.digit(group.charAt(i), 16);
        if (digit < 0 || group.charAt(i) > 'f') {
          return null;
        }
        value = value << 4 | digit;
      }
      bytes[at++] = (byte) (value >> 8);
      bytes[at++] = (byte) value;
      if (colon < 0) {
        break;
      }
      rest = rest.substring(colon + 1);
      if (rest.startsWith(":")) {
        if (gap >= 0) {
          return null;
        }
        gap = at;
        rest = rest.substring(1);
      } else if (rest.isEmpty()) {
        return null;
      }
    }
    if (gap < 0) {
      return at == 16 ? bytes : null;
    }
    if (at == 16) {
      return null;
    }
    System.arraycopy(bytes, gap, bytes, 16 - (at - gap), at - gap);
    Arrays.fill(bytes, gap, 16 - (at - gap), (byte) 0);
    return bytes;
  }
}
