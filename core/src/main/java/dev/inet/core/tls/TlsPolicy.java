package dev.inet.core.tls;

import dev.inet.core.Secret;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user asks of TLS, as data.
 *
 * @param caFile a PEM file of the authorities to trust; {@code null} for the operating system's
 *     bundle ({@code SSL_CERT_FILE} first), else the JDK's
 * @param certFile a PEM file with our certificate chain; {@code null} for none
 * @param keyFile a PEM file with the key; {@code null} where it stands in {@code certFile}
 * @param keyPassword the password of an encrypted key; {@code null} for none
 * @param insecure whether chain and host name go unchecked
 * @param pins {@code sha256//BASE64} of acceptable public keys; empty for any
 * @param min the lowest version, {@code 1.2} or {@code 1.3}
 * @param max the highest version
 * @param ciphers names of cipher suites (IANA or OpenSSL); empty for the JDK's
 * @param sni the name to send; {@code null} for the peer's
 * @param alpn protocols to offer where the protocol itself offers none
 */
public record TlsPolicy(
    @Nullable Path caFile,
    @Nullable Path certFile,
    @Nullable Path keyFile,
    @Nullable Secret keyPassword,
    boolean insecure,
    List<String> pins,
    String min,
    String max,
    List<String> ciphers,
    @Nullable String sni,
    List<String> alpn) {
  /** Trusts what the operating system trusts, checks host names, TLS 1.2 or 1.3. */
  public static final TlsPolicy DEFAULT =
      new TlsPolicy(
          null, null, null, null, false, List.of(), "1.2", "1.3", List.of(), null, List.of());

  /**
   * Returns this with another file of authorities.
   *
   * @param file a PEM file; {@code null} for the default
   */
  public TlsPolicy withCaFile(@Nullable Path file) {
    return new TlsPolicy(
        file, certFile, keyFile, keyPassword, insecure, pins, min, max, ciphers, sni, alpn);
  }

  /**
   * Returns this with a certificate and key of our own.
   *
   * @param cert a PEM file with the chain
   * @param key a PEM file with the key; {@code null} where it stands in {@code cert}
   * @param password the password of an encrypted key; {@code null} for none
   */
  public TlsPolicy withCertificate(
      @Nullable Path cert, @Nullable Path key, @Nullable Secret password) {
    return new TlsPolicy(caFile, cert, key, password, insecure, pins, min, max, ciphers, sni, alpn);
  }

  /**
   * Returns this with or without checks of chain and host name.
   *
   * @param unchecked whether they go unchecked
   */
  public TlsPolicy withInsecure(boolean unchecked) {
    return new TlsPolicy(
        caFile, certFile, keyFile, keyPassword, unchecked, pins, min, max, ciphers, sni, alpn);
  }

  /**
   * Returns this with other pins.
   *
   * @param keys {@code sha256//BASE64} of acceptable public keys
   */
  public TlsPolicy withPins(List<String> keys) {
    return new TlsPolicy(
        caFile, certFile, keyFile, keyPassword, insecure, keys, min, max, ciphers, sni, alpn);
  }

  /**
   * Returns this with other versions.
   *
   * @param lowest {@code 1.2} or {@code 1.3}
   * @param highest {@code 1.2} or {@code 1.3}
   */
  public TlsPolicy withVersions(String lowest, String highest) {
    return new TlsPolicy(
        caFile,
        certFile,
        keyFile,
        keyPassword,
        insecure,
        pins,
        lowest,
        highest,
        ciphers,
        sni,
        alpn);
  }

  /**
   * Returns this with other cipher suites.
   *
   * @param names IANA or OpenSSL names
   */
  public TlsPolicy withCiphers(List<String> names) {
    return new TlsPolicy(
        caFile, certFile, keyFile, keyPassword, insecure, pins, min, max, names, sni, alpn);
  }

  /**
   * Returns this with another server name.
   *
   * @param name what to send; {@code null} for the peer's name
   */
  public TlsPolicy withSni(@Nullable String name) {
    return new TlsPolicy(
        caFile, certFile, keyFile, keyPassword, insecure, pins, min, max, ciphers, name, alpn);
  }

  /**
   * Returns this with protocols to offer.
   *
   * @param protocols ALPN names
   */
  public TlsPolicy withAlpn(List<String> protocols) {
    return new TlsPolicy(
        caFile, certFile, keyFile, keyPassword, insecure, pins, min, max, ciphers, sni, protocols);
  }
}
