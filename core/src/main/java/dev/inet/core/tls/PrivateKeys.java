package dev.inet.core.tls;

import dev.inet.core.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys in the forms that people keep: PKCS#8 (RFC 5958), plain or encrypted; PKCS#1
 * (RFC 8017) and SEC 1 (RFC 5915), plain or encrypted as OpenSSL did before PKCS#8.
 *
 * <p>Messages of the exceptions complete "FILE: ..." and hold nothing of the key or password.
 */
final class PrivateKeys {
  private static final String RSA = "1.2.840.113549.1.1.1";
  private static final String PBES2 = "1.2.840.113549.1.5.13";
  private static final String PBKDF2 = "1.2.840.113549.1.5.12";
  private static final int MAX_ITERATIONS = 10_000_000;
  private static final byte[] VERSION_0 = {2, 1, 0};
  private static final byte[] OID_RSA = {
    6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1
  };
  private static final byte[] OID_EC = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};
  private static final byte[] NULL = {5, 0};

  private final @Nullable Secret password;

  PrivateKeys(@Nullable Secret password) {
    this.password = password;
  }

  /**
   * Returns the first private key.
   *
   * @throws IOException where there is none or it cannot be read; the message says why
   */
  PrivateKey first(List<Pem> blocks) throws IOException {
    byte @Nullable [] curve = null;
    for (Pem block : blocks) {
      switch (block.label()) {
        case "EC PARAMETERS":
          curve = block.der();
          break;
        case "PRIVATE KEY":
          return pkcs8(block.der());
        case "ENCRYPTED PRIVATE KEY":
          return encrypted(block.der());
        case "RSA PRIVATE KEY":
          return pkcs1(plain(block));
        case "EC PRIVATE KEY":
          return sec1(plain(block), curve, block.encryption() != null);
        default:
          if (block.label().endsWith("PRIVATE KEY")) {
            throw new IOException("keys of the form '" + block.label() + "' are not supported");
          }
          break;
      }
    }
    throw new IOException("holds no private key");
  }

  private PrivateKey pkcs8(byte[] der) throws IOException {
    Der body = new Der(der).enter(Der.SEQUENCE);
    body.integer();
    String oid = body.enter(Der.SEQUENCE).oid();
    return key(oid, der);
  }

  private static PrivateKey key(String oid, byte[] pkcs8) throws IOException {
    String algorithm =
        switch (oid) {
          case RSA -> "RSA";
          case "1.2.840.113549.1.1.10" -> "RSASSA-PSS";
          case "1.2.840.10045.2.1" -> "EC";
          case "1.3.101.112" -> "Ed25519";
          case "1.3.101.113" -> "Ed448";
          case "1.2.840.10040.4.1" -> "DSA";
          default -> throw new IOException("keys of kind " + oid + " are not supported");
        };
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new IOException("a damaged or unsupported " + algorithm + " key", e);
    }
  }

  private static PrivateKey pkcs1(byte[] der) throws IOException {
    return key(RSA, wrapped(Der.of(Der.SEQUENCE, OID_RSA, NULL), der));
  }

  private static PrivateKey sec1(byte[] der, byte @Nullable [] outside, boolean decrypted)
      throws IOException {
    byte @Nullable [] curve = outside;
    try {
      Der body = new Der(der).enter(Der.SEQUENCE);
      body.integer();
      body.enter(Der.OCTETS);
      if (body.next(0xa0)) {
        curve = body.step().rest();
      }
    } catch (IOException e) {
      throw decrypted ? wrongPassword(e) : e;
    }
    if (curve == null) {
      throw new IOException("an EC key that does not name its curve");
    }
    return key("1.2.840.10045.2.1", wrapped(Der.of(Der.SEQUENCE, OID_EC, curve), der));
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return Der.of(Der.SEQUENCE, VERSION_0, algorithm, Der.of(Der.OCTETS, key));
  }

  private String password() throws IOException {
    if (password == null) {
      throw new IOException("the key is encrypted and no password was given");
    }
    return password.reveal();
  }

  private static IOException wrongPassword(Exception cause) {
    return new IOException("wrong password for the encrypted key", cause);
  }

  /** Decrypts the old form: MD5 of password and salt makes the key (OpenSSL's EVP_BytesToKey). */
  private byte[] plain(Pem block) throws IOException {
    String encryption = block.encryption();
    if (encryption == null) {
      return block.der();
    }
    int comma = encryption.indexOf(',');
    String name = comma < 0 ? encryption : encryption.substring(0, comma).strip();
    int size =
        switch (name.toUpperCase(Locale.ROOT)) {
          case "AES-128-CBC" -> 16;
          case "AES-192-CBC", "DES-EDE3-CBC" -> 24;
          case "AES-256-CBC" -> 32;
          default -> throw new IOException("keys encrypted with " + name + " are not supported");
        };
    boolean des = name.startsWith("DES");
    byte[] iv;
    try {
      iv = HexFormat.of().parseHex(encryption.substring(comma + 1).strip());
    } catch (IllegalArgumentException e) {
      throw new IOException("a damaged DEK-Info header", e);
    }
    if (iv.length != (des ? 8 : 16)) {
      throw new IOException("a damaged DEK-Info header");
    }
    byte[] secret = password().getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[48];
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      for (int done = 0; done < size; done += 16) {
        if (done > 0) {
          md5.update(key, done - 16, 16);
        }
        md5.update(secret);
        md5.update(iv, 0, 8);
        md5.digest(key, done, 16);
      }
      byte[] plain = decrypt(des, Arrays.copyOf(key, size), iv, block.der());
      // Wrong padding is found in 255 of 256 cases; in the last the key is no DER.
      new Der(plain).enter(Der.SEQUENCE).integer();
      return plain;
    } catch (GeneralSecurityException | IOException e) {
      throw wrongPassword(e);
    }
  }

  private static byte[] decrypt(boolean des, byte[] key, byte[] iv, byte[] data)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(des ? "DESede/CBC/PKCS5Padding" : "AES/CBC/PKCS5Padding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key, des ? "DESede" : "AES"),
        new IvParameterSpec(iv));
    return cipher.doFinal(data);
  }

  /** Decrypts PKCS#8. PBES2 is done here, since Java 17 knows it with some ciphers only. */
  private PrivateKey encrypted(byte[] der) throws IOException {
    Der outer = new Der(der).enter(Der.SEQUENCE);
    Der algorithm = outer.enter(Der.SEQUENCE);
    String scheme = algorithm.oid();
    byte[] data = outer.enter(Der.OCTETS).rest();
    byte[] plain = scheme.equals(PBES2) ? pbes2(algorithm, data) : pbes1(der);
    try {
      return pkcs8(plain);
    } catch (IOException e) {
      throw wrongPassword(e);
    }
  }

  private byte[] pbes1(byte[] der) throws IOException {
    char[] secret = password().toCharArray();
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
    try {
      SecretKeyFactory factory = SecretKeyFactory.getInstance(info.getAlgName());
      return info.getKeySpec(factory.generateSecret(new PBEKeySpec(secret))).getEncoded();
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("a key encrypted in a way that is not supported", e);
    } catch (GeneralSecurityException e) {
      throw wrongPassword(e);
    }
  }

  private byte[] pbes2(Der algorithm, byte[] data) throws IOException {
    Der parameters = algorithm.enter(Der.SEQUENCE);
    Der derivation = parameters.enter(Der.SEQUENCE);
    if (!derivation.oid().equals(PBKDF2)) {
      throw new IOException("a key encrypted with another function than PBKDF2 is not supported");
    }
    Der kdf = derivation.enter(Der.SEQUENCE);
    byte[] salt = kdf.enter(Der.OCTETS).rest();
    int iterations = kdf.integer().min(java.math.BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
    if (iterations < 1 || iterations > MAX_ITERATIONS) {
      throw new IOException("a key with an unbelievable iteration count");
    }
    if (kdf.next(Der.INTEGER)) {
      kdf.integer();
    }
    String function = kdf.isEmpty() ? "SHA1" : hash(kdf.enter(Der.SEQUENCE).oid());
    Der scheme = parameters.enter(Der.SEQUENCE);
    String cipher = scheme.oid();
    int size =
        switch (cipher) {
          case "2.16.840.1.101.3.4.1.2" -> 16;
          case "2.16.840.1.101.3.4.1.22", "1.2.840.113549.3.7" -> 24;
          case "2.16.840.1.101.3.4.1.42" -> 32;
          default -> throw new IOException("a key encrypted with a cipher that is not supported");
        };
    byte[] iv = scheme.enter(Der.OCTETS).rest();
    char[] secret = password().toCharArray();
    try {
      PBEKeySpec spec = new PBEKeySpec(secret, salt, iterations, size * 8);
      byte[] key =
          SecretKeyFactory.getInstance("PBKDF2WithHmac" + function)
              .generateSecret(spec)
              .getEncoded();
      return decrypt(cipher.equals("1.2.840.113549.3.7"), key, iv, data);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // An empty password makes an empty key, which Java refuses as an illegal argument.
      throw wrongPassword(e);
    }
  }

  private static String hash(String oid) throws IOException {
    return switch (oid) {
      case "1.2.840.113549.2.7" -> "SHA1";
      case "1.2.840.113549.2.8" -> "SHA224";
      case "1.2.840.113549.2.9" -> "SHA256";
      case "1.2.840.113549.2.10" -> "SHA384";
      case "1.2.840.113549.2.11" -> "SHA512";
      default -> throw new IOException("a key encrypted with a hash that is not supported");
    };
  }
}
