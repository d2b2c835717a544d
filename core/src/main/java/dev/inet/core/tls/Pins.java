package dev.inet.core.tls;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The public keys that a user accepts, as SHA-256 of their SubjectPublicKeyInfo (RFC 7469). */
final class Pins {
  private static final String PREFIX = "sha256//";

  private final Set<String> accepted = new HashSet<>();

  /**
   * Reads pins.
   *
   * @param pins {@code sha256//BASE64}; one entry may hold several with {@code ;} between them
   * @throws InetException as {@link Failure#USAGE} for anything else
   */
  Pins(List<String> pins) throws InetException {
    for (String entry : pins) {
      for (String pin : entry.split(";")) {
        accepted.add(checked(pin.strip()));
      }
    }
  }

  private static String checked(String pin) throws InetException {
    if (pin.startsWith(PREFIX)) {
      try {
        byte[] digest = Base64.getDecoder().decode(pin.substring(PREFIX.length()));
        if (digest.length == 32) {
          return PREFIX + Base64.getEncoder().encodeToString(digest);
        }
      } catch (IllegalArgumentException e) {
        // Told below.
      }
    }
    throw new InetException(
        Failure.USAGE,
        "'" + Words.printable(pin) + "' is no pin (sha256// and 32 bytes in Base64)");
  }

  boolean isEmpty() {
    return accepted.isEmpty();
  }

  /** Returns why a certificate's key is not accepted; {@code null} where it is. */
  @Nullable String mismatch(X509Certificate certificate) {
    if (accepted.isEmpty()) {
      return null;
    }
    String pin;
    try {
      pin = of(certificate);
    } catch (IOException | CertificateEncodingException e) {
      return "the certificate's public key cannot be read";
    }
    return accepted.contains(pin) ? null : "the public key " + pin + " matches no pin";
  }

  static String of(X509Certificate certificate) throws IOException, CertificateEncodingException {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Der.publicKey(certificate.getEncoded()));
      return PREFIX + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java lacks SHA-256", e);
    }
  }
}
