package dev.inet.sasl;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC (RFC 2104) with one key. Written out since the JDK's own begins with all of its providers
 * and the check of their signatures, thirty milliseconds before the first byte; and since the
 * thousands of rounds of SCRAM are faster without what it does around each. Not for use by several
 * threads.
 */
final class Hmac {
  /** The block of MD5, SHA-1 and SHA-256, in bytes. */
  private static final int BLOCK = 64;

  private final MessageDigest digest;
  private final byte[] inner = new byte[BLOCK];
  private final byte[] outer = new byte[BLOCK];

  /**
   * Makes one.
   *
   * @param hash {@code MD5}, {@code SHA-1} or {@code SHA-256}
   * @param key the key, of any length
   */
  Hmac(String hash, byte[] key) {
    this.digest = Hashing.digest(hash);
    byte[] block = Arrays.copyOf(key.length > BLOCK ? digest.digest(key) : key, BLOCK);
    for (int i = 0; i < BLOCK; i++) {
      inner[i] = (byte) (block[i] ^ 0x36);
      outer[i] = (byte) (block[i] ^ 0x5c);
    }
  }

  static byte[] of(String hash, byte[] key, byte[] data) {
    return new Hmac(hash, key).of(data);
  }

  /** Returns the code of what these parts are together. */
  byte[] of(byte[]... parts) {
    digest.update(inner);
    for (byte[] part : parts) {
      digest.update(part);
    }
    byte[] within = digest.digest();
    digest.update(outer);
    return digest.digest(within);
  }
}
