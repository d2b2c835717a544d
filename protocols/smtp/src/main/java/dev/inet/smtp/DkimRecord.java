package dev.inet.smtp;

import dev.inet.smtp.DomainReport.Finding;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Looks at the public key of a DKIM selector (RFC 6376 section 3.6.1). */
final class DkimRecord {
  /** Shorter keys must not be used (RFC 8301 section 3.2). */
  private static final int FEWEST_BITS = 1024;

  private DkimRecord() {}

  static Finding check(Finding found) {
    if (found.text().isEmpty() || found.problem().isPresent()) {
      return found;
    }
    return new Finding(found.name(), found.text(), problem(found.text().get()));
  }

  private static Optional<String> problem(String record) {
    String type = tag(record, "k", "rsa").toLowerCase(Locale.ROOT);
    String key = tag(record, "p", "").replaceAll("\\s", "");
    if (key.isEmpty()) {
      return Optional.of("the key is revoked");
    }
    try {
      byte[] der = Base64.getDecoder().decode(key);
      if (type.equals("ed25519")) {
        return der.length == 32 ? Optional.empty() : Optional.of("the Ed25519 key is not 32 bytes");
      }
      if (!type.equals("rsa")) {
        return Optional.of("a key of the unknown kind " + type);
      }
      var spec = new X509EncodedKeySpec(der);
      var rsa = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
      int bits = rsa.getModulus().bitLength();
      return bits < FEWEST_BITS
          ? Optional.of("the key has only " + bits + " bits")
          : Optional.empty();
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return Optional.of("the key cannot be read");
    }
  }

  private static String tag(String record, String name, String otherwise) {
    for (String part : record.split(";")) {
      int equals = part.indexOf('=');
      if (equals > 0 && part.substring(0, equals).strip().equals(name)) {
        return part.substring(equals + 1).strip();
      }
    }
    return otherwise;
  }
}
