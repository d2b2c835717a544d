package dev.inet.sandbox;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** The kinds of key that an {@link Authority} makes. */
public enum Keys {
  /** Elliptic curve P-256: made in a millisecond, the default. */
  EC("SHA256withECDSA", "1.2.840.10045.4.3.2"),
  /** RSA with 2048 bits: takes a tenth of a second. */
  RSA("SHA256withRSA", "1.2.840.113549.1.1.11");

  final String signature;
  final String signatureOid;

  Keys(String signature, String signatureOid) {
    this.signature = signature;
    this.signatureOid = signatureOid;
  }

  KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(name());
      if (this == EC) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java cannot make " + this + " keys", e);
    }
  }

  /** The AlgorithmIdentifier of the signature; RSA's has an explicit NULL (RFC 4055). */
  byte[] signatureAlgorithm() {
    return this == EC
        ? Der.sequence(Der.oid(signatureOid))
        : Der.sequence(Der.oid(signatureOid), Der.nothing());
  }
}
