package dev.inet.core.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a certificate is for the host that was asked for (RFC 9525).
 *
 * <p>Only subjectAltName counts; the common name was for certificates of the last century and is
 * not looked at. A wildcard is the whole leftmost label, stands for exactly one label, and has at
 * least two labels after it.
 */
final class HostName {
  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;
  private static final int MAX_SHOWN = 4;

  private HostName() {}

  /**
   * Returns why a certificate is not for a host.
   *
   * @param host a name in ASCII form, or a literal address
   * @return one line; {@code null} where it is for that host
   */
  static @Nullable String mismatch(String host, X509Certificate certificate) {
    byte[] address = Address.bytes(host);
    String name = withoutDot(host).toLowerCase(Locale.ROOT);
    List<String> found = new ArrayList<>();
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names != null) {
        for (List<?> entry : names) {
          if (!(entry.get(0) instanceof Integer kind) || !(entry.get(1) instanceof String value)) {
            continue;
          }
          if (kind == DNS_NAME) {
            if (address == null && matches(value.toLowerCase(Locale.ROOT), name)) {
              return null;
            }
            boolean isMisplaced = address != null && Arrays.equals(address, Address.bytes(value));
            found.add(isMisplaced ? value + " (as a name, not as an address)" : value);
          } else if (kind == ADDRESS) {
            byte[] theirs = Address.bytes(value);
            if (address != null && Arrays.equals(address, theirs)) {
              return null;
            }
            found.add(value);
          }
        }
      }
    } catch (CertificateParsingException e) {
      return "the certificate's names cannot be read";
    }
    if (found.isEmpty()) {
      return "the certificate names no host (its subject is "
          + Words.of(certificate.getSubjectX500Principal())
          + "), so it is not for "
          + host;
    }
    int more = found.size() - MAX_SHOWN;
    String shown = String.join(", ", more > 0 ? found.subList(0, MAX_SHOWN) : found);
    return "the certificate is for "
        + Words.printable(shown)
        + (more > 0 ? " and " + more + " more" : "")
        + ", not for "
        + host;
  }

  private static boolean matches(String pattern, String name) {
    String presented = withoutDot(pattern);
    if (!presented.startsWith("*.")) {
      return !presented.isEmpty() && presented.equals(name);
    }
    String parent = presented.substring(1);
    int dot = name.indexOf('.');
    return dot > 0 && parent.indexOf('.', 1) > 0 && name.substring(dot).equals(parent);
  }

  /** The dot after the root label is no part of a name in a certificate. */
  static String withoutDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }
}
