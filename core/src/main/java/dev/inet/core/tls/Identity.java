package dev.inet.core.tls;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Our own certificate with its key, which is shown to whoever asks for one of its kind.
 *
 * <p>The authorities that a server names in its request do not matter, as with curl: the server
 * says best itself that it does not like a certificate.
 */
final class Identity extends X509ExtendedKeyManager {
  private static final String ALIAS = "own";

  private final X509Certificate[] chain;
  private final PrivateKey key;

  private Identity(List<X509Certificate> chain, PrivateKey key) {
    this.chain = chain.toArray(new X509Certificate[0]);
    this.key = key;
  }

  /**
   * Reads certificate and key.
   *
   * @param certFile PEM, or PKCS#12 with both
   * @param keyFile PEM; {@code null} where the key stands in {@code certFile}
   * @param password of an encrypted key or PKCS#12 file; {@code null} for none
   * @throws InetException as {@link Failure#USAGE}, naming file and reason
   */
  static Identity load(Path certFile, @Nullable Path keyFile, @Nullable Secret password)
      throws InetException {
    Path reading = certFile;
    try {
      byte[] certificates = Pem.file(certFile);
      Identity identity;
      if (isDer(certificates) && !isCertificate(certificates)) {
        identity = pkcs12(certificates, password);
      } else {
        List<X509Certificate> chain = chain(certificates);
        byte[] keys = certificates;
        if (keyFile != null) {
          reading = keyFile;
          keys = Pem.file(keyFile);
        }
        identity = new Identity(chain, new PrivateKeys(password).first(Pem.blocks(keys)));
      }
      if (!identity.matches()) {
        throw new IOException("the key does not belong to the certificate in " + certFile);
      }
      return identity;
    } catch (IOException e) {
      throw new InetException(Failure.USAGE, reading + ": " + e.getMessage(), e);
    }
  }

  private static boolean isDer(byte[] file) {
    return file.length > 0 && file[0] == Der.SEQUENCE;
  }

  private static boolean isCertificate(byte[] der) {
    try {
      Der.subject(der);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<X509Certificate> chain(byte[] file) throws IOException {
    if (isDer(file)) {
      return List.of(Authorities.parse(file));
    }
    List<X509Certificate> chain = new ArrayList<>();
    for (Pem block : Pem.blocks(file)) {
      if (block.isCertificate()) {
        chain.add(Authorities.parse(block.der()));
      }
    }
    if (chain.isEmpty()) {
      throw new IOException("holds no certificate in PEM form");
    }
    return chain;
  }

  private static Identity pkcs12(byte[] file, @Nullable Secret password) throws IOException {
    char[] secret = password == null ? new char[0] : password.reveal().toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(file), secret);
      for (String alias : Collections.list(store.aliases())) {
        Certificate[] certificates = store.getCertificateChain(alias);
        if (certificates != null && store.getKey(alias, secret) instanceof PrivateKey key) {
          List<X509Certificate> chain = new ArrayList<>();
          for (Certificate certificate : certificates) {
            chain.add((X509Certificate) certificate);
          }
          return new Identity(chain, key);
        }
      }
      throw new IOException("holds no private key with a certificate");
    } catch (GeneralSecurityException e) {
      throw new IOException("a damaged or unsupported PKCS#12 file", e);
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw new IOException(
            password == null
                ? "the file is encrypted and no password was given"
                : "wrong password for the encrypted file",
            e);
      }
      throw e.getCause() == null ? e : new IOException("neither PEM nor PKCS#12", e);
    }
  }

  /** Signs with the private key and verifies with the certificate's public one. */
  private boolean matches() {
    PublicKey mine = chain[0].getPublicKey();
    if (key instanceof RSAKey a && mine instanceof RSAKey b) {
      return a.getModulus().equals(b.getModulus());
    }
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "DSA" -> "SHA256withDSA";
          default -> key.getAlgorithm();
        };
    byte[] data = {1};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(data);
      byte[] signed = signature.sign();
      signature.initVerify(mine);
      signature.update(data);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** JSSE names a kind of key, sometimes with the issuer's kind behind it ("EC_RSA"). */
  private boolean is(@Nullable String type) {
    String mine = key.getAlgorithm();
    return type != null && (type.equals(mine) || type.startsWith(mine + "_"));
  }

  private @Nullable String among(String @Nullable [] types) {
    if (types != null) {
      for (String type : types) {
        if (is(type)) {
          return ALIAS;
        }
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String @Nullable [] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return among(types);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String @Nullable [] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return among(types);
  }

  @Override
  public @Nullable String chooseServerAlias(
      @Nullable String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return is(type) ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      @Nullable String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return is(type) ? ALIAS : null;
  }

  @Override
  public String @Nullable [] getClientAliases(
      @Nullable String type, Principal @Nullable [] issuers) {
    return is(type) ? new String[] {ALIAS} : null;
  }

  @Override
  public String @Nullable [] getServerAliases(
      @Nullable String type, Principal @Nullable [] issuers) {
    return is(type) ? new String[] {ALIAS} : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
    return ALIAS.equals(alias) ? chain.clone() : null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
    return ALIAS.equals(alias) ? key : null;
  }
}
