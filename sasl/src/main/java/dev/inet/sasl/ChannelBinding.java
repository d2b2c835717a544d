package dev.inet.sasl;

import dev.inet.core.dial.Connection;
import dev.inet.core.tls.TlsInfo;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * What ties a sign-in to one TLS connection (RFC 5056), so that nobody in the middle can pass it
 * on.
 *
 * @param type the registered name
 * @param data what both ends know of the connection
 */
public record ChannelBinding(String type, byte[] data) {
  private static final String LABEL = "EXPORTER-Channel-Binding";
  private static final int EXPORTED = 32;

  /** Returns what a connection can be bound by, the best first. */
  static List<ChannelBinding> of(Connection connection) {
    TlsInfo info = connection.tls().orElse(null);
    if (info == null || !(connection.socket() instanceof SSLSocket socket)) {
      return List.of();
    }
    var found = new ArrayList<ChannelBinding>();
    byte[] exported = exported(socket.getSession());
    if (exported != null && info.version().equals("TLSv1.3")) {
      found.add(new ChannelBinding("tls-exporter", exported));
    }
    if (!info.chain().isEmpty()) {
      byte[] hash = endPoint(info.chain().get(0));
      if (hash != null) {
        found.add(new ChannelBinding("tls-server-end-point", hash));
      }
    }
    return found;
  }

  /** Exports keying material (RFC 9266); only Java 25 and later let us. */
  private static byte @Nullable [] exported(SSLSession session) {
    try {
      return (byte[])
          Class.forName("javax.net.ssl.ExtendedSSLSession")
              .getMethod("exportKeyingMaterialData", String.class, byte[].class, int.class)
              .invoke(session, LABEL, new byte[0], EXPORTED);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  /**
   * Hashes the server's certificate with the hash of its signature, or SHA-256 where that is a
   * weaker one (RFC 5929, section 4.1).
   */
  static byte @Nullable [] endPoint(X509Certificate certificate) {
    String hash = hash(certificate);
    if (hash == null) {
      return null;
    }
    try {
      return MessageDigest.getInstance(hash).digest(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private static @Nullable String hash(X509Certificate certificate) {
    String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    if (signature.equals("RSASSA-PSS")) {
      return pss(certificate);
    }
    int with = signature.indexOf("WITH");
    if (with < 0) {
      // One that hashes in its own way, such as Ed25519: the RFC defines nothing.
      return null;
    }
    return named(signature.substring(0, with));
  }

  private static @Nullable String pss(X509Certificate certificate) {
    byte[] encoded = certificate.getSigAlgParams();
    if (encoded == null) {
      return null;
    }
    try {
      var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
      parameters.init(encoded);
      return named(parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm());
    } catch (GeneralSecurityException | java.io.IOException e) {
      return null;
    }
  }

  private static String named(String digest) {
    return switch (digest.replace("-", "")) {
      case "SHA384" -> "SHA-384";
      case "SHA512" -> "SHA-512";
      case "SHA224" -> "SHA-224";
      default -> "SHA-256";
    };
  }
}
