package dev.inet.smtp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Compares a TLSA record with certificates (RFC 6698 section 2.1). */
final class TlsaMatch {
  private TlsaMatch() {}

  /**
   * Returns whether a record is that of a certificate: of the host's own for usage 1 and 3, of any
   * in the chain for 0 and 2.
   *
   * @param data usage, selector, matching type and data in hexadecimal
   * @param chain what the host has shown
   */
  static boolean matches(String data, List<X509Certificate> chain) {
    String[] words = data.strip().split("\\s+", 4);
    if (words.length < 4 || chain.isEmpty()) {
      return false;
    }
    boolean own = words[0].equals("1") || words[0].equals("3");
    String wanted = words[3].replaceAll("\\s", "").toLowerCase(Locale.ROOT);
    for (X509Certificate certificate : own ? chain.subList(0, 1) : chain) {
      try {
        byte[] content =
            words[1].equals("1")
                ? certificate.getPublicKey().getEncoded()
                : certificate.getEncoded();
        byte[] compared =
            switch (words[2]) {
              case "1" -> MessageDigest.getInstance("SHA-256").digest(content);
              case "2" -> MessageDigest.getInstance("SHA-512").digest(content);
              default -> content;
            };
        if (HexFormat.of().formatHex(compared).equals(wanted)) {
          return true;
        }
      } catch (GeneralSecurityException e) {
        // What cannot be read matches nothing.
      }
    }
    return false;
  }
}
