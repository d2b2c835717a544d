package dev.inet.mail;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key that signs mail: RSA (RFC 6376) or Ed25519 (RFC 8463), from a PEM file without a
 * password, as openssl writes it.
 *
 * @param algorithm what stands in the signature, {@code rsa-sha256} or {@code ed25519-sha256}
 * @param key the key
 */
public record DkimKey(String algorithm, PrivateKey key) {
  /** Nobody may sign with a shorter RSA key, and nobody takes it (RFC 8301 section 3.2). */
  private static final int FEWEST_BITS = 1024;

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----([^-]+)-----END");

  /** Version and algorithm (rsaEncryption) of a PKCS #8 envelope, to be put around PKCS #1. */
  private static final byte[] RSA_ENVELOPE = {
    2, 1, 0, 0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
  };

  /**
   * Reads a key.
   *
   * @param pem the text of the file
   * @throws InetException as {@link Failure#USAGE} where it holds no such key
   */
  public static DkimKey parse(String pem) throws InetException {
    Matcher found = PEM.matcher(pem);
    if (!found.find()) {
      throw new InetException(Failure.USAGE, "no private key in PEM");
    }
    String kind = found.group(1);
    if (kind.startsWith("ENCRYPTED") || found.group(2).contains("ENCRYPTED")) {
      throw new InetException(Failure.USAGE, "a key with a password cannot sign unattended");
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(found.group(2).getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new InetException(Failure.USAGE, "the private key is no Base64", e);
    }
    if (kind.startsWith("RSA")) {
      der = enveloped(der);
    }
    for (String name : new String[] {"RSA", "Ed25519"}) {
      try {
        PrivateKey key = KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(der));
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < FEWEST_BITS) {
          throw new InetException(
              Failure.USAGE, "an RSA key of fewer than " + FEWEST_BITS + " bits proves nothing");
        }
        return new DkimKey(name.equals("RSA") ? "rsa-sha256" : "ed25519-sha256", key);
      } catch (GeneralSecurityException e) {
        // Perhaps it is of the other kind.
      }
    }
    throw new InetException(Failure.USAGE, "the private key is neither RSA nor Ed25519");
  }

  private static byte[] enveloped(byte[] pkcs1) {
    byte[] octets = tagged(4, pkcs1);
    byte[] inner = new byte[RSA_ENVELOPE.length + octets.length];
    System.arraycopy(RSA_ENVELOPE, 0, inner, 0, RSA_ENVELOPE.length);
    System.arraycopy(octets, 0, inner, RSA_ENVELOPE.length, octets.length);
    return tagged(0x30, inner);
  }

  /** Writes DER: a tag, the length in two bytes or one, the content. */
  private static byte[] tagged(int tag, byte[] content) {
    int head = content.length < 128 ? 2 : 4;
    byte[] out = new byte[head + content.length];
    out[0] = (byte) tag;
    if (head == 2) {
      out[1] = (byte) content.length;
    } else {
      out[1] = (byte) 0x82;
      out[2] = (byte) (content.length >> 8);
      out[3] = (byte) content.length;
    }
    System.arraycopy(content, 0, out, head, content.length);
    return out;
  }

  @Override
  public String toString() {
    return algorithm;
  }
}
