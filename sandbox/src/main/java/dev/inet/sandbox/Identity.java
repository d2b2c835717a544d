package dev.inet.sandbox;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A private key with the certificates that vouch for it, in all the forms in which people keep
 * them.
 *
 * @param key the private key
 * @param chain the certificates, the key's own first, without the self-signed root
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {
  private static final int ITERATIONS = 2048;

  /** Copies the chain. */
  public Identity {
    chain = List.copyOf(chain);
  }

  /** Returns the key's own certificate. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** Returns the whole chain as PEM, the key's own certificate first. */
  public String chainPem() {
    StringBuilder pem = new StringBuilder();
    for (X509Certificate certificate : chain) {
      pem.append(pem(certificate));
    }
    return pem.toString();
  }

  /** Returns the key as PKCS#8 ({@code BEGIN PRIVATE KEY}, RFC 5208). */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /**
   * Returns the key in the form that OpenSSL wrote before PKCS#8: {@code BEGIN RSA PRIVATE KEY}
   * (PKCS#1, RFC 8017) or {@code BEGIN EC PRIVATE KEY} (SEC 1, RFC 5915).
   */
  public String traditionalKeyPem() {
    if (key instanceof RSAPrivateCrtKey rsa) {
      return pem(
          "RSA PRIVATE KEY",
          Der.sequence(
              Der.integer(0),
              Der.integer(rsa.getModulus()),
              Der.integer(rsa.getPublicExponent()),
              Der.integer(rsa.getPrivateExponent()),
              Der.integer(rsa.getPrimeP()),
              Der.integer(rsa.getPrimeQ()),
              Der.integer(rsa.getPrimeExponentP()),
              Der.integer(rsa.getPrimeExponentQ()),
              Der.integer(rsa.getCrtCoefficient())));
    }
    byte[] subjectPublicKeyInfo = certificate().getPublicKey().getEncoded();
    byte[] point =
        Arrays.copyOfRange(
            subjectPublicKeyInfo, subjectPublicKeyInfo.length - 65, subjectPublicKeyInfo.length);
    return pem(
        "EC PRIVATE KEY",
        Der.sequence(
            Der.integer(1),
            Der.octets(fixed(((ECPrivateKey) key).getS(), 32)),
            Der.explicit(0, Der.oid("1.2.840.10045.3.1.7")),
            Der.explicit(1, Der.bits(point))));
  }

  /**
   * Returns the key as encrypted PKCS#8 ({@code BEGIN ENCRYPTED PRIVATE KEY}): PBES2 with
   * PBKDF2-HMAC-SHA256 and AES-256-CBC (RFC 8018), which is what OpenSSL writes today.
   */
  public String encryptedKeyPem(String password) {
    SecureRandom random = new SecureRandom();
    byte[] salt = new byte[16];
    byte[] iv = new byte[16];
    random.nextBytes(salt);
    random.nextBytes(iv);
    try {
      PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, 256);
      byte[] secret =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), new IvParameterSpec(iv));
      byte[] keyDerivation =
          Der.sequence(
              Der.oid("1.2.840.113549.1.5.12"),
              Der.sequence(
                  Der.octets(salt),
                  Der.integer(ITERATIONS),
                  Der.sequence(Der.oid("1.2.840.113549.2.9"), Der.nothing())));
      byte[] encryption = Der.sequence(Der.oid("2.16.840.1.101.3.4.1.42"), Der.octets(iv));
      return pem(
          "ENCRYPTED PRIVATE KEY",
          Der.sequence(
              Der.sequence(
                  Der.oid("1.2.840.113549.1.5.13"), Der.sequence(keyDerivation, encryption)),
              Der.octets(cipher.doFinal(key.getEncoded()))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java cannot encrypt keys", e);
    }
  }

  /** Returns the pin of the public key as curl writes it: {@code sha256//BASE64} (RFC 7469). */
  public String pin() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(certificate().getPublicKey().getEncoded());
      return "sha256//" + Base64.getEncoder().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java lacks SHA-256", e);
    }
  }

  static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("A certificate of our own cannot be encoded", e);
    }
  }

  private static String pem(String label, byte[] der) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  private static byte[] fixed(BigInteger value, int length) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[length];
    int kept = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - kept, fixed, length - kept, kept);
    return fixed;
  }
}
