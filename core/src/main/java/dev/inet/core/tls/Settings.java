package dev.inet.core.tls;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A policy that was checked, with its files read.
 *
 * @param policy where it comes from
 * @param versions Java's names of the versions
 * @param suites Java's names of the cipher suites; {@code null} for Java's own choice
 * @param pins the accepted keys
 * @param identity our certificate; {@code null} for none
 * @param authorities what the user trusts; {@code null} for what the system does
 */
record Settings(
    TlsPolicy policy,
    String[] versions,
    String @Nullable [] suites,
    Pins pins,
    @Nullable Identity identity,
    @Nullable Authorities authorities) {

  /**
   * Checks a policy and reads its files.
   *
   * @param environment looks up {@code SSL_CERT_FILE}; returns {@code null} for what is not set
   * @throws InetException as {@link Failure#USAGE} with the setting and what is wrong with it
   */
  static Settings of(TlsPolicy policy, UnaryOperator<@Nullable String> environment)
      throws InetException {
    String[] versions = versions(policy);
    String[] suites = suites(policy, versions);
    for (String protocol : policy.alpn()) {
      checkAlpn(protocol);
    }
    String sni = policy.sni();
    if (sni != null && !sni.isEmpty() && serverNames(sni).isEmpty()) {
      throw new InetException(
          Failure.USAGE, "'" + Words.printable(sni) + "' cannot be sent as server name");
    }
    Pins pins = new Pins(policy.pins());
    Path certFile = policy.certFile();
    Path keyFile = policy.keyFile();
    if (certFile == null && keyFile != null) {
      throw new InetException(Failure.USAGE, "a key without a certificate: " + keyFile);
    }
    Identity identity =
        certFile == null ? null : Identity.load(certFile, keyFile, policy.keyPassword());
    return new Settings(policy, versions, suites, pins, identity, authorities(policy, environment));
  }

  private static @Nullable Authorities authorities(
      TlsPolicy policy, UnaryOperator<@Nullable String> environment) throws InetException {
    Path file = policy.caFile();
    if (file != null) {
      return Authorities.of(file);
    }
    String named = environment.apply("SSL_CERT_FILE");
    if (named == null || named.isEmpty() || policy.insecure()) {
      return null;
    }
    try {
      return Authorities.of(Path.of(named));
    } catch (InvalidPathException e) {
      throw new InetException(Failure.USAGE, "SSL_CERT_FILE is no path", e);
    } catch (InetException e) {
      throw new InetException(Failure.USAGE, "SSL_CERT_FILE: " + e.getMessage(), e);
    }
  }

  private static String[] versions(TlsPolicy policy) throws InetException {
    int min = minor(policy.min());
    int max = minor(policy.max());
    if (min > max) {
      throw new InetException(
          Failure.USAGE,
          "the lowest TLS version " + policy.min() + " is above the highest, " + policy.max());
    }
    return min == max ? new String[] {"TLSv1." + min} : new String[] {"TLSv1.3", "TLSv1.2"};
  }

  private static int minor(String version) throws InetException {
    return switch (version) {
      case "1.2" -> 2;
      case "1.3" -> 3;
      default ->
          throw new InetException(
              Failure.USAGE,
              "TLS version '" + Words.printable(version) + "' is neither 1.2 nor 1.3");
    };
  }

  private static String @Nullable [] suites(TlsPolicy policy, String[] versions)
      throws InetException {
    if (policy.ciphers().isEmpty()) {
      return null;
    }
    String[] supported;
    try {
      SSLContext any = SSLContext.getInstance("TLS");
      // Empty and not null, which would read all of Java's own authorities.
      any.init(new KeyManager[0], new TrustManager[0], null);
      supported = any.getSupportedSSLParameters().getCipherSuites();
    } catch (GeneralSecurityException e) {
      throw new InetException(Failure.UNSUPPORTED, "this Java has no TLS", e);
    }
    String[] suites = Ciphers.suites(policy.ciphers(), supported);
    for (String suite : suites) {
      for (String version : versions) {
        if (Ciphers.isFor13(suite) == version.equals("TLSv1.3")) {
          return suites;
        }
      }
    }
    throw new InetException(
        Failure.USAGE, "none of the ciphers belongs to TLS " + versions[0].substring(4));
  }

  private static void checkAlpn(String protocol) throws InetException {
    int length = protocol.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > 255) {
      throw new InetException(
          Failure.USAGE, "an ALPN protocol takes 1 to 255 bytes (RFC 7301 section 3.1)");
    }
  }

  /** Returns what SNI says for a host: nothing for a literal address (RFC 6066 section 3). */
  static List<SNIServerName> serverNames(String host) {
    if (Address.bytes(host) != null || host.indexOf(':') >= 0) {
      return List.of();
    }
    try {
      String name = HostName.withoutDot(new Endpoint(host, 0).wireHost());
      return name.isEmpty() ? List.of() : List.of(new Sni(name));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Returns what a handshake of ours is limited to. */
  SSLParameters parameters(List<String> alpn) throws InetException {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(versions);
    if (suites != null) {
      parameters.setCipherSuites(suites);
    }
    List<String> protocols = alpn.isEmpty() ? policy.alpn() : alpn;
    for (String protocol : alpn) {
      checkAlpn(protocol);
    }
    parameters.setApplicationProtocols(protocols.toArray(new String[0]));
    return parameters;
  }

  /** A host name for SNI; Java's own class refuses underscores, which some names have. */
  private static final class Sni extends SNIServerName {
    Sni(String name) {
      super(StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
