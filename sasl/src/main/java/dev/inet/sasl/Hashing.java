package dev.inet.sasl;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** Hashes that every Java has. */
final class Hashing {
  private Hashing() {}

  static byte[] digest(String algorithm, byte[] data) {
    return digest(algorithm).digest(data);
  }

  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
