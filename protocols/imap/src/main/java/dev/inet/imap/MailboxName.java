package dev.inet.imap;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Names of mailboxes in modified UTF-7 (RFC 3501 section 5.1.3), as servers want them that speak no
 * UTF-8.
 */
final class MailboxName {
  private MailboxName() {}

  /** Returns the name as it goes over the wire. */
  static String encode(String name) {
    int plain = 0;
    while (plain < name.length() && isPlain(name.charAt(plain))) {
      plain++;
    }
    if (plain == name.length()) {
      return name;
    }
    var out = new StringBuilder(name.length() + 16).append(name, 0, plain);
    for (int i = plain; i < name.length(); ) {
      char c = name.charAt(i);
      if (c == '&') {
        out.append("&-");
        i++;
      } else if (c >= ' ' && c <= '~') {
        out.append(c);
        i++;
      } else {
        int end = i;
        while (end < name.length() && (name.charAt(end) < ' ' || name.charAt(end) > '~')) {
          end++;
        }
        byte[] units = units(name, i, end);
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(units);
        out.append('&').append(base64.replace('/', ',')).append('-');
        i = end;
      }
    }
    return out.toString();
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c <= '~' && c != '&';
  }

  private static byte[] units(String name, int from, int to) {
    byte[] bytes = new byte[2 * (to - from)];
    for (int i = from; i < to; i++) {
      bytes[2 * (i - from)] = (byte) (name.charAt(i) >> 8);
      bytes[2 * (i - from) + 1] = (byte) name.charAt(i);
    }
    return bytes;
  }

  /**
   * Returns the name that came over the wire. A server in UTF-8 is understood as well; what is
   * neither stands for itself, so that the name that is shown leads back to the mailbox.
   *
   * @param wire the bytes as ISO 8859-1
   */
  static String decode(String wire) {
    for (int i = 0; i < wire.length(); i++) {
      if (wire.charAt(i) > '~') {
        return new String(wire.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      }
    }
    String decoded = wire.indexOf('&') < 0 ? wire : decoded(wire);
    // Only what comes out the same again may be shown decoded: two mailboxes never share a name.
    return decoded != null && encode(decoded).equals(wire) ? decoded : wire;
  }

  private static @Nullable String decoded(String wire) {
    var out = new StringBuilder(wire.length());
    for (int i = 0; i < wire.length(); ) {
      char c = wire.charAt(i);
      if (c != '&') {
        out.append(c);
        i++;
        continue;
      }
      int end = wire.indexOf('-', i);
      if (end < 0) {
        return null;
      }
      if (end == i + 1) {
        out.append('&');
      } else {
        byte[] units;
        try {
          units = Base64.getDecoder().decode(wire.substring(i + 1, end).replace(',', '/'));
        } catch (IllegalArgumentException e) {
          return null;
        }
        for (int k = 0; k + 1 < units.length; k += 2) {
          out.append((char) ((units[k] & 0xff) << 8 | units[k + 1] & 0xff));
        }
      }
      i = end + 1;
    }
    return out.toString();
  }
}
