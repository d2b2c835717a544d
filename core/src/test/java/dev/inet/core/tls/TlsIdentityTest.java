package dev.inet.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import dev.inet.sandbox.Authority;
import dev.inet.sandbox.Keys;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own certificate and key: every form in which people keep them, shown to whoever asks. */
@Timeout(10)
class TlsIdentityTest {
  @TempDir Path folder;

  private static TlsPolicy with(
      TlsPolicy policy, String certificate, @Nullable String key, @Nullable String password) {
    return policy.withCertificate(
        Fixtures.path(certificate),
        key == null ? null : Fixtures.path(key),
        password == null ? null : Secret.of(password));
  }

  private static TlsPolicy with(
      String certificate, @Nullable String key, @Nullable String password) {
    return with(TlsPolicy.DEFAULT.withInsecure(true), certificate, key, password);
  }

  private static String refused(TlsPolicy policy) {
    InetException thrown = assertThrows(InetException.class, () -> Tls.of(policy).check());
    assertEquals(Failure.USAGE, thrown.failure());
    return thrown.getMessage();
  }

  /** A server that wants a client certificate, takes any, and tells whose it got. */
  private static TlsPeer asking() throws IOException, GeneralSecurityException {
    Identity own = Identity.load(Fixtures.path("ec-cert.pem"), Fixtures.path("ec-sec1.pem"), null);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {own}, new TrustManager[] {new TakesAny()}, null);
    return TlsPeer.serves(
        context,
        parameters -> parameters.setWantClientAuth(true),
        socket -> {
          try {
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
          } catch (SSLPeerUnverifiedException e) {
            return "nobody";
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "rsa-cert.pem, rsa-pkcs1.pem,",
    "rsa-cert.pem, rsa-pkcs8.pem,",
    "rsa-cert.pem, rsa-pkcs1-aes128.pem, secret",
    "rsa-cert.pem, rsa-pkcs1-aes256.pem, secret",
    "rsa-cert.pem, rsa-pkcs1-des3.pem, secret",
    "rsa-cert.pem, rsa-pbes2-aes256.pem, secret",
    "rsa-cert.pem, rsa-pbes2-aes128-sha1.pem, secret",
    "rsa-cert.pem, rsa-pbes2-aes192-sha512.pem, secret",
    "rsa-cert.pem, rsa-pbes2-des3.pem, secret",
    "rsa-cert.pem, rsa-pbes1-des3.pem, secret",
    "ec-cert.pem, ec-sec1.pem,",
    "ec-cert.pem, ec-sec1-parameters.pem,",
    "ec-cert.pem, ec-sec1-aes256.pem, secret",
    "ec-cert.pem, ec-pkcs8.pem,",
    "ec-cert.pem, ec-pbes2-aes256.pem, secret",
    "ec-both.pem, ,",
    "ec-both-crlf.pem, ,",
    "ec-both.p12, , secret",
    "ec-both-legacy.p12, , secret",
    "ed25519-cert.pem, ed25519-pkcs8.pem,",
    "pss-cert.pem, pss-pkcs8.pem,",
  })
  void showsItsCertificateToAServerThatAsks(
      String certificate, @Nullable String key, @Nullable String password) throws Exception {
    String name = "CN=" + certificate.substring(0, certificate.indexOf('-')) + ".test";
    try (TlsPeer peer = asking()) {
      peer.shake(with(certificate, key, password), "localhost");
      assertEquals(name, peer.result());
    }
  }

  @Test
  void showsItWithTheOlderVersionToo() throws Exception {
    for (String kind : List.of("rsa", "ec")) {
      try (TlsPeer peer = asking()) {
        TlsPolicy policy = with(kind + "-cert.pem", kind + "-pkcs8.pem", null);
        peer.shake(policy.withVersions("1.2", "1.2"), "localhost");
        assertEquals("CN=" + kind + ".test", peer.result());
      }
    }
  }

  @Test
  void showsNobodyWithoutACertificate() throws Exception {
    try (TlsPeer peer = asking()) {
      peer.shake(TlsPolicy.DEFAULT.withInsecure(true), "localhost");
      assertEquals("nobody", peer.result());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aServerThatInsistsRefusesUsWithoutACertificate(String version) throws IOException {
    Authority authority = Authority.create();
    try (TlsPeer peer =
        TlsPeer.serves(
            dev.inet.sandbox.Tls.serving(authority.server(), authority),
            parameters -> {
              parameters.setNeedClientAuth(true);
              parameters.setProtocols(new String[] {version});
            },
            socket -> "")) {
      InetException thrown = peer.refuses(TlsPolicy.DEFAULT.withInsecure(true), "localhost");
      assertEquals(Failure.TLS_HANDSHAKE, thrown.failure());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rsa-pkcs1-aes128.pem",
        "rsa-pkcs1-des3.pem",
        "rsa-pbes2-aes256.pem",
        "rsa-pbes2-des3.pem",
        "rsa-pbes1-des3.pem"
      })
  void saysThatAPasswordIsWrongOrMissing(String key) {
    String file = Fixtures.path(key) + ": ";
    assertEquals(
        file + "wrong password for the encrypted key",
        refused(with("rsa-cert.pem", key, "not it")));
    assertEquals(
        file + "the key is encrypted and no password was given",
        refused(with("rsa-cert.pem", key, null)));
    assertEquals(
        file + "wrong password for the encrypted key", refused(with("rsa-cert.pem", key, "")));
  }

  @Test
  void saysThatThePasswordOfAPkcs12FileIsWrongOrMissing() {
    String file = Fixtures.path("ec-both.p12") + ": ";
    assertEquals(
        file + "wrong password for the encrypted file",
        refused(with("ec-both.p12", null, "not it")));
    assertEquals(
        file + "the file is encrypted and no password was given",
        refused(with("ec-both.p12", null, null)));
  }

  @Test
  void neverTellsThePassword() {
    InetException thrown =
        assertThrows(
            InetException.class,
            () -> Tls.of(with("rsa-cert.pem", "rsa-pbes2-aes256.pem", "Tr0ub4dor")).check());
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      assertTrue(!at.toString().contains("Tr0ub4dor"), at.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rsa-cert.pem, ec-sec1.pem",
    "ec-cert.pem, rsa-pkcs8.pem",
    "ec-cert.pem, ed25519-pkcs8.pem",
    "pss-cert.pem, rsa-pkcs8.pem",
    "constrained.pem, ec-sec1.pem"
  })
  void saysThatAKeyBelongsToAnotherCertificate(String certificate, String key) {
    assertEquals(
        Fixtures.path(key)
            + ": the key does not belong to the certificate in "
            + Fixtures.path(certificate),
        refused(with(certificate, key, null)));
  }

  @Test
  void saysWhatAFileLacks() throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "no certificate here\n");
    Path cut = folder.resolve("cut.pem");
    String whole = Files.readString(Fixtures.path("rsa-pkcs8.pem"));
    Files.writeString(cut, whole.substring(0, whole.length() / 2));
    Path damaged = folder.resolve("damaged.pem");
    Files.writeString(damaged, whole.replaceFirst("\n....", "\n!!!!"));
    Path shorter = folder.resolve("shorter.pem");
    Files.writeString(shorter, whole.replaceFirst("\n[^\n]{64}\n", "\n"));
    Path certificate = Fixtures.path("rsa-cert.pem");
    TlsPolicy policy = TlsPolicy.DEFAULT;

    assertEquals(
        "/no/such/file: no such file", refused(policy.withCaFile(Path.of("/no/such/file"))));
    assertEquals(notes + ": holds no certificate in PEM form", refused(policy.withCaFile(notes)));
    assertEquals(
        notes + ": holds no certificate in PEM form",
        refused(policy.withCertificate(notes, null, null)));
    assertEquals(
        certificate + ": holds no private key",
        refused(policy.withCertificate(certificate, null, null)));
    assertEquals(
        "/no/such/key: no such file",
        refused(policy.withCertificate(certificate, Path.of("/no/such/key"), null)));
    assertEquals(
        cut + ": a PRIVATE KEY block without its END line",
        refused(policy.withCertificate(certificate, cut, null)));
    assertEquals(
        damaged + ": a damaged PRIVATE KEY block",
        refused(policy.withCertificate(certificate, damaged, null)));
    assertTrue(
        refused(policy.withCertificate(certificate, shorter, null)).startsWith(shorter + ": "));
    assertTrue(refused(policy.withCaFile(folder)).startsWith(folder + ": "));
    assertEquals(
        "a key without a certificate: " + notes,
        refused(policy.withCertificate(null, notes, null)));
  }

  @Test
  void saysThatAFileMayNotBeRead() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.pem"), "x");
    assumeTrue(
        secret.toFile().setReadable(false) && !Files.isReadable(secret),
        "this user may read everything");
    assertEquals(secret + ": permission denied", refused(TlsPolicy.DEFAULT.withCaFile(secret)));
  }

  @Test
  void aFileWithoutEndIsRefused() {
    Path endless = Path.of("/dev/zero");
    assumeTrue(Files.isReadable(endless));
    assertEquals("/dev/zero: larger than 16 MiB", refused(TlsPolicy.DEFAULT.withCaFile(endless)));
  }

  @Test
  void saysThatAFormIsNotSupported() throws IOException {
    Path ssh = folder.resolve("id_ed25519");
    Files.writeString(
        ssh, "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n");
    assertEquals(
        ssh + ": keys of the form 'OPENSSH PRIVATE KEY' are not supported",
        refused(TlsPolicy.DEFAULT.withCertificate(Fixtures.path("ec-cert.pem"), ssh, null)));
    assertTrue(refused(with("rsa-cert.pem", "rsa-scrypt.pem", "secret")).contains("not supported"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ec", "ed25519", "pss"})
  void servesWithItsCertificate(String kind) throws Exception {
    Tls tls = Tls.of(with(kind + "-cert.pem", kind + "-pkcs8.pem", null));
    try (TlsPeer peer = TlsPeer.plays(below -> greet(tls, below))) {
      TlsInfo seen =
          peer.shake(
              TlsPolicy.DEFAULT.withCaFile(Fixtures.path(kind + "-cert.pem")), kind + ".test");
      assertEquals("CN=" + kind + ".test", seen.chain().get(0).getSubjectX500Principal().getName());
      TlsInfo own = (TlsInfo) peer.result();
      assertEquals(List.of(), own.chain());
      assertEquals(seen.cipher(), own.cipher());
    }
  }

  private static TlsInfo greet(Tls tls, Socket below) throws IOException {
    try (SSLSocket socket = tls.accept(below)) {
      socket.getOutputStream().write('k');
      return tls.info(socket);
    }
  }

  @Test
  void servesTheVersionsAndProtocolsOfThePolicy() throws Exception {
    TlsPolicy policy = with("ec-cert.pem", "ec-pkcs8.pem", null);
    Tls old = Tls.of(policy.withVersions("1.2", "1.2").withAlpn(List.of("imap")));
    try (TlsPeer peer = TlsPeer.plays(below -> greet(old, below))) {
      TlsInfo info = peer.shake(TlsPolicy.DEFAULT.withInsecure(true), "localhost", "imap");
      assertEquals("TLSv1.2", info.version());
      assertEquals("imap", info.alpn());
      assertNull(peer.shake(TlsPolicy.DEFAULT.withInsecure(true), "localhost").alpn());
    }
  }

  @Test
  void cannotServeWithoutACertificate() throws IOException {
    try (TlsPeer peer = TlsPeer.plays(below -> "");
        Socket below = peer.connect()) {
      InetException thrown =
          assertThrows(InetException.class, () -> Tls.of(TlsPolicy.DEFAULT).accept(below));
      assertEquals(Failure.USAGE, thrown.failure());
    }
  }

  @Test
  void aClientThatSpeaksNoTlsIsAFailure() throws Exception {
    Tls tls = Tls.of(with("ec-cert.pem", "ec-pkcs8.pem", null));
    try (TlsPeer peer = TlsPeer.plays(below -> greet(tls, below));
        Socket client = peer.connect()) {
      client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes("US-ASCII"));
      Exception seen = assertThrows(Exception.class, peer::result);
      InetException thrown = InetException.in(seen.getCause()).orElseThrow();
      assertEquals(Failure.TLS_HANDSHAKE, thrown.failure());
    }
  }

  @Test
  void anRsaServerIsTrustedLikeAnyOther() throws IOException {
    Authority authority = Authority.create(Keys.RSA);
    Path ca = Files.writeString(folder.resolve("rsa-ca.pem"), authority.pem());
    try (TlsPeer peer = TlsPeer.serves(authority.leaf("localhost").keys(Keys.RSA).issue())) {
      peer.shake(TlsPolicy.DEFAULT.withCaFile(ca), "localhost");
      peer.shake(
          TlsPolicy.DEFAULT.withCaFile(ca).withCiphers(List.of("ECDHE-RSA-CHACHA20-POLY1305")),
          "localhost");
    }
  }

  /** Takes every client certificate: what the tests look at is which one came. */
  private static final class TakesAny extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
