package dev.inet.core.tls;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a server is who it should be: the chain, then the host name, then the pins.
 *
 * <p>Java's own PKIX validator judges the chain (RFC 5280), over those authorities alone that the
 * chain names. What Java leaves out and OpenSSL does is done here: an authority that has expired
 * does not count, its name constraints bind, and one that is no authority, but stands in the file,
 * vouches for itself alone.
 *
 * <p>All this happens in the handshake and not after it, so that our client certificate and the
 * first data never go to somebody else.
 */
final class Trust extends X509ExtendedTrustManager {
  private static final String NAME_CONSTRAINTS = "2.5.29.30";

  private final Settings settings;
  private final List<Path> bundles;
  private @Nullable Authorities ofSystem;
  private @Nullable X509ExtendedTrustManager ofJava;

  Trust(Settings settings, List<Path> bundles) {
    this.settings = settings;
    this.bundles = bundles;
  }

  private void check(X509Certificate @Nullable [] shown, Judge judge, @Nullable String host)
      throws CertificateException {
    if (shown == null || shown.length == 0) {
      throw untrusted("the server showed no certificate", null);
    }
    if (!settings.policy().insecure()) {
      checkChain(shown, judge);
      String mismatch = host == null ? null : HostName.mismatch(host, shown[0]);
      if (mismatch != null) {
        throw untrusted(mismatch, null);
      }
    }
    String mismatch = settings.pins().mismatch(shown[0]);
    if (mismatch != null) {
      throw untrusted(mismatch, null);
    }
  }

  private void checkChain(X509Certificate[] shown, Judge judge) throws CertificateException {
    checkTime(shown[0], "the certificate");
    Authorities authorities = authorities();
    if (authorities == null) {
      judged(shown, judge, java(), "Java's authorities");
      return;
    }
    Set<TrustAnchor> anchors = new HashSet<>();
    CertificateException unusable = null;
    for (X509Certificate authority : named(authorities, shown)) {
      try {
        checkAuthority(authority, shown[0]);
        anchors.add(new TrustAnchor(authority, null));
      } catch (CertificateException e) {
        // Of one that is only named like the server itself there is nothing to say.
        if (isIssued(shown[0], authority)) {
          unusable = e;
        }
      }
    }
    if (anchors.isEmpty()) {
      throw unusable == null ? unknown(shown, authorities.origin().toString(), null) : unusable;
    }
    judged(shown, judge, pkix(anchors), authorities.origin().toString());
  }

  private static Set<X509Certificate> named(Authorities authorities, X509Certificate[] shown)
      throws CertificateException {
    try {
      return authorities.namedIn(shown);
    } catch (IOException e) {
      throw untrusted("the certificates cannot be read: " + e.getMessage(), e);
    }
  }

  private static void checkAuthority(X509Certificate authority, X509Certificate leaf)
      throws CertificateException {
    String name = "the authority " + Words.of(authority.getSubjectX500Principal());
    checkTime(authority, name);
    if (authority.equals(leaf)) {
      return;
    }
    if (authority.getVersion() >= 3 && authority.getBasicConstraints() < 0) {
      throw untrusted(name + " is a certificate that may not issue others", null);
    }
    byte[] extension = authority.getExtensionValue(NAME_CONSTRAINTS);
    if (extension != null) {
      X509CertSelector permitted = new X509CertSelector();
      try {
        permitted.setNameConstraints(new Der(extension).enter(Der.OCTETS).rest());
      } catch (IOException e) {
        throw untrusted(name + " has name constraints that cannot be read", e);
      }
      if (!permitted.match(leaf)) {
        throw untrusted(name + " may not vouch for the names in the certificate", null);
      }
    }
  }

  private static boolean isIssued(X509Certificate leaf, X509Certificate by) {
    X500Principal issuer = leaf.getIssuerX500Principal();
    return by.getSubjectX500Principal().equals(issuer)
        && !leaf.getSubjectX500Principal().equals(issuer);
  }

  private static void checkTime(X509Certificate certificate, String what)
      throws CertificateException {
    try {
      certificate.checkValidity();
    } catch (CertificateExpiredException e) {
      throw untrusted(what + " expired on " + Words.of(certificate.getNotAfter()), e);
    } catch (CertificateNotYetValidException e) {
      throw untrusted(what + " is not valid before " + Words.of(certificate.getNotBefore()), e);
    }
  }

  private static void judged(
      X509Certificate[] shown, Judge judge, X509ExtendedTrustManager by, String origin)
      throws CertificateException {
    try {
      judge.accept(by, shown);
    } catch (CertificateException e) {
      for (int i = 1; i < shown.length; i++) {
        checkTime(shown[i], "the certificate of " + Words.of(shown[i].getSubjectX500Principal()));
      }
      Throwable root = e;
      while (root.getCause() != null && root.getCause() != root) {
        root = root.getCause();
      }
      throw unknown(shown, origin, root);
    }
  }

  private static CertificateException unknown(
      X509Certificate[] shown, String origin, @Nullable Throwable why) {
    X509Certificate top = top(shown);
    boolean selfSigned = top.getIssuerX500Principal().equals(top.getSubjectX500Principal());
    String message =
        selfSigned && top.equals(shown[0])
            ? "the certificate " + Words.of(top.getSubjectX500Principal()) + " is self-signed"
            : "the certificate is issued by " + Words.of(top.getIssuerX500Principal());
    if (why == null) {
      return untrusted(message + ", which is not in " + origin, null);
    }
    // Java's words: an algorithm that is too weak, a purpose that does not fit, a signature.
    String reason = why.getMessage();
    return untrusted(
        message
            + " and does not pass against "
            + origin
            + (reason == null ? "" : ": " + Words.printable(reason)),
        why);
  }

  /** Follows the issuers from the server's own certificate as far as the chain goes. */
  private static X509Certificate top(X509Certificate[] shown) {
    X509Certificate top = shown[0];
    for (int steps = 0; steps < shown.length; steps++) {
      X509Certificate below = top;
      for (X509Certificate certificate : shown) {
        if (!certificate.equals(below)
            && certificate.getSubjectX500Principal().equals(below.getIssuerX500Principal())) {
          top = certificate;
        }
      }
      if (top.equals(below)) {
        break;
      }
    }
    return top;
  }

  private static CertificateException untrusted(String message, @Nullable Throwable cause) {
    InetException failure = new InetException(Failure.UNTRUSTED, message, cause).during(Phase.TLS);
    return new CertificateException(message, failure);
  }

  private synchronized @Nullable Authorities authorities() {
    if (settings.authorities() != null) {
      return settings.authorities();
    }
    if (ofSystem == null && ofJava == null) {
      ofSystem = Authorities.ofSystem(bundles);
    }
    return ofSystem;
  }

  private synchronized X509ExtendedTrustManager java() throws CertificateException {
    if (ofJava == null) {
      try {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init((KeyStore) null);
        ofJava = extended(factory);
      } catch (GeneralSecurityException e) {
        throw new CertificateException("Java's authorities cannot be read", e);
      }
    }
    return ofJava;
  }

  private static X509ExtendedTrustManager pkix(Set<TrustAnchor> anchors)
      throws CertificateException {
    try {
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, null);
      parameters.setRevocationEnabled(false);
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(new CertPathTrustManagerParameters(parameters));
      return extended(factory);
    } catch (GeneralSecurityException e) {
      throw new CertificateException("this Java cannot judge certificates", e);
    }
  }

  private static X509ExtendedTrustManager extended(TrustManagerFactory factory)
      throws CertificateException {
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new CertificateException("this Java cannot judge certificates");
  }

  private static @Nullable String host(@Nullable SSLSession session) {
    return session == null ? null : session.getPeerHost();
  }

  @Override
  public void checkServerTrusted(
      X509Certificate @Nullable [] chain, @Nullable String type, @Nullable Socket socket)
      throws CertificateException {
    String host = socket instanceof SSLSocket secure ? host(secure.getHandshakeSession()) : null;
    check(chain, (by, shown) -> by.checkServerTrusted(shown, type, socket), host);
  }

  @Override
  public void checkServerTrusted(
      X509Certificate @Nullable [] chain, @Nullable String type, @Nullable SSLEngine engine)
      throws CertificateException {
    String host = engine == null ? null : host(engine.getHandshakeSession());
    check(chain, (by, shown) -> by.checkServerTrusted(shown, type, engine), host);
  }

  @Override
  public void checkServerTrusted(X509Certificate @Nullable [] chain, @Nullable String type)
      throws CertificateException {
    check(chain, (by, shown) -> by.checkServerTrusted(shown, type), null);
  }

  @Override
  public void checkClientTrusted(
      X509Certificate @Nullable [] chain, @Nullable String type, @Nullable Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(
      X509Certificate @Nullable [] chain, @Nullable String type, @Nullable SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate @Nullable [] chain, @Nullable String type)
      throws CertificateException {
    throw untrusted("no client is asked for a certificate here", null);
  }

  /** Returns none: a list of all would mean to parse all. No server of ours sends it. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  /** One of the three doors of Java's validator. */
  private interface Judge {
    void accept(X509ExtendedTrustManager by, X509Certificate[] shown) throws CertificateException;
  }
}
