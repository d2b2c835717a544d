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

  /** Returns whether a text is a key: the version may be left out, and the order is free. */
  static boolean isOne(String record) {
    var tags = new TagList(record);
    return tags.isOf("DKIM1") || tags.get("v").isEmpty() && tags.get("p").isPresent();
  }

  static Finding check(Finding found) {
    return found.checked(record -> problem(new TagList(record)));
  }

  private static Optional<String> problem(TagList tags) {
    String type = tags.get("k").orElse("rsa").toLowerCase(Locale.ROOT);
    if (tags.get("p").isEmpty()) {
      return Optional.of("the record has no key");
    }
    String key = tags.get("p").get().replaceAll("\\s", "");
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
}
