package dev.inet.sandbox;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Makes TLS contexts for servers and for clients of the sandbox. */
public final class Tls {
  private static final String ALIAS = "sandbox";

  private Tls() {}

  /** Makes a context for a server that presents the given identity and trusts no client. */
  public static SSLContext serving(Identity identity) {
    return context(identity, null);
  }

  /** Makes a context for a server that trusts client certificates of the given authority. */
  public static SSLContext serving(Identity identity, Authority clients) {
    return context(identity, clients);
  }

  /** Makes a context for a client that trusts the given authority and nothing else. */
  public static SSLContext trusting(Authority authority) {
    return context(null, authority);
  }

  /** Makes a context for a client that trusts the authority and presents the given identity. */
  public static SSLContext trusting(Authority authority, Identity own) {
    return context(own, authority);
  }

  private static SSLContext context(@Nullable Identity own, @Nullable Authority trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] keys = own == null ? new KeyManager[0] : new KeyManager[] {new Presenting(own)};
      context.init(keys, trusted == null ? new TrustManager[0] : trust(trusted), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This Java cannot do TLS", e);
    }
  }

  private static TrustManager[] trust(Authority authority)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry(ALIAS, authority.certificate());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** Presents one identity to everybody; a key store would cost a slow encryption for nothing. */
  private static final class Presenting extends X509ExtendedKeyManager {
    private final Identity identity;

    Presenting(Identity identity) {
      this.identity = identity;
    }

    private @Nullable String alias(String keyType) {
      return identity.key().getAlgorithm().equals(keyType) ? ALIAS : null;
    }

    private @Nullable String alias(String[] keyTypes) {
      for (String keyType : keyTypes) {
        if (alias(keyType) != null) {
          return ALIAS;
        }
      }
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return alias(keyType);
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return alias(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return alias(keyTypes);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return identity.key();
    }
  }
}
