package dev.inet.core.tls;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a file that are trusted, found by their subjects.
 *
 * <p>Only the few whose names stand in a presented chain are ever parsed: to parse a system's whole
 * bundle takes longer than a handshake.
 */
final class Authorities {
  /** Where operating systems keep their bundle, in the order of Go's and curl's lists. */
  static final List<Path> BUNDLES =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"),
          Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"));

  /** Nearly every subject ends within so many characters of Base64; others are decoded whole. */
  private static final int BEGINNING = 600;

  private final Path origin;
  private final Map<String, List<Pem>> bySubject = new HashMap<>();

  private Authorities(Path origin) {
    this.origin = origin;
  }

  /**
   * Reads the names of a file's certificates.
   *
   * @throws InetException as {@link Failure#USAGE}, naming file and reason
   */
  static Authorities of(Path file) throws InetException {
    try {
      Authorities found = new Authorities(file);
      byte[] bytes = Pem.file(file);
      if (bytes.length > 0 && bytes[0] == Der.SEQUENCE) {
        parse(bytes);
        found.bySubject.put(Der.subject(bytes), List.of(Pem.certificate(bytes)));
      } else {
        found.index(bytes);
      }
      if (found.bySubject.isEmpty()) {
        throw new IOException("holds no certificate in PEM form");
      }
      return found;
    } catch (IOException e) {
      throw new InetException(Failure.USAGE, file + ": " + e.getMessage(), e);
    }
  }

  /** Returns the operating system's bundle; {@code null} where it has none of use. */
  static @Nullable Authorities ofSystem(List<Path> bundles) {
    for (Path bundle : bundles) {
      if (Files.isReadable(bundle)) {
        try {
          return of(bundle);
        } catch (InetException e) {
          // A bundle that is damaged or empty is as good as none.
          continue;
        }
      }
    }
    return null;
  }

  private void index(byte[] file) throws IOException {
    for (Pem block : Pem.blocks(file)) {
      if (block.isCertificate()) {
        String subject = subject(block);
        List<Pem> same = bySubject.get(subject);
        if (same == null) {
          same = new ArrayList<>(1);
          bySubject.put(subject, same);
        }
        same.add(block);
      }
    }
  }

  private static String subject(Pem block) throws IOException {
    try {
      return Der.subject(block.beginning(BEGINNING));
    } catch (IOException e) {
      return Der.subject(block.der());
    }
  }

  /** Returns the file. */
  Path origin() {
    return origin;
  }

  /**
   * Returns those that are named, as issuer or as subject, in a presented chain.
   *
   * @throws IOException where a name in the chain, or a certificate of the file, is damaged
   */
  Set<X509Certificate> namedIn(X509Certificate[] chain) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    for (X509Certificate certificate : chain) {
      names.add(new Der(certificate.getIssuerX500Principal().getEncoded()).foldedName());
      names.add(new Der(certificate.getSubjectX500Principal().getEncoded()).foldedName());
    }
    Set<X509Certificate> named = new LinkedHashSet<>();
    for (String name : names) {
      for (Pem block : bySubject.getOrDefault(name, List.of())) {
        named.add(parse(block.der()));
      }
    }
    return named;
  }

  /** Parses one certificate. */
  static X509Certificate parse(byte[] der) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IOException("a damaged certificate", e);
    }
  }
}
