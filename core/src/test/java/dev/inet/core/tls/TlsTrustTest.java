package dev.inet.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.sandbox.Authority;
import dev.inet.sandbox.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which servers are trusted, and what is said of those that are not. */
@Timeout(10)
class TlsTrustTest {
  private static final String TYPE = "ECDHE_ECDSA";

  @TempDir static Path folder;
  private static Authority authority;
  private static TlsPolicy trusting;

  @BeforeAll
  static void makeAuthority() throws IOException {
    authority = Authority.create();
    trusting = TlsPolicy.DEFAULT.withCaFile(file("ca.pem", authority.pem()));
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void assertUntrusted(InetException thrown, String... words) {
    assertEquals(Failure.UNTRUSTED, thrown.failure(), thrown.toString());
    assertEquals(Phase.TLS, thrown.phase().orElseThrow());
    for (String word : words) {
      assertTrue(thrown.getMessage().contains(word), thrown.getMessage());
    }
    assertFalse(thrown.getMessage().contains("\n"), thrown.getMessage());
  }

  @Test
  void trustsWhatItsAuthorityIssued() throws IOException {
    Identity server = authority.server();
    try (TlsPeer peer = TlsPeer.serves(server)) {
      TlsInfo info = peer.shake(trusting, "localhost");
      assertEquals("TLSv1.3", info.version());
      assertEquals(List.of(server.certificate()), info.chain());
    }
  }

  @Test
  void namesTheHostsOfTheCertificateWhenItIsForAnother() throws IOException {
    try (TlsPeer peer = TlsPeer.serves(authority.leaf("a.example", "10.0.0.1").issue())) {
      assertUntrusted(
          peer.refuses(trusting, "b.example"), "a.example, 10.0.0.1", "not for b.example");
    }
  }

  @Test
  void theServerNeverGetsOurCertificateWhereItsOwnIsRefused() throws Exception {
    try (TlsPeer peer = TlsPeer.serves(authority.leaf("a.example").issue())) {
      peer.refuses(trusting, "b.example");
      Exception seen = assertThrows(Exception.class, peer::result);
      // Our alert, or a pipe that broke where the rest of its own flight was still to be written.
      assertTrue(seen.getCause() instanceof IOException, seen.toString());
    }
  }

  @Test
  void checksLiteralAddresses() throws IOException {
    try (TlsPeer peer = TlsPeer.serves(authority.leaf("10.1.2.3", "2001:db8::7").issue())) {
      peer.shake(trusting, "10.1.2.3");
      peer.shake(trusting, "2001:db8::7");
      peer.shake(trusting, "2001:DB8:0:0::7");
      assertUntrusted(peer.refuses(trusting, "10.1.2.4"), "not for 10.1.2.4");
      assertUntrusted(peer.refuses(trusting, "2001:db8::8"), "not for 2001:db8::8");
    }
  }

  @Test
  void checksInternationalNamesInTheirAsciiForm() throws IOException {
    try (TlsPeer peer = TlsPeer.serves(authority.leaf("xn--bcher-kva.example").issue())) {
      peer.shake(trusting, "b\u00fccher.example");
      peer.shake(trusting, "B\u00dcCHER.example");
      peer.shake(trusting, "xn--bcher-kva.example");
      assertUntrusted(peer.refuses(trusting, "b\u00fccherei.example"), "xn--");
    }
  }

  @Test
  void theDotOfTheRootIsNoPartOfTheName() throws IOException {
    try (TlsPeer peer = TlsPeer.serves(authority.leaf("a.example").issue())) {
      peer.shake(trusting, "a.example.");
    }
  }

  @Test
  void saysSinceWhenACertificateIsExpired() throws IOException {
    Instant end = Instant.parse("2020-02-03T04:05:06Z");
    Identity expired =
        authority.leaf("localhost").valid(end.minus(Duration.ofDays(9)), end).issue();
    try (TlsPeer peer = TlsPeer.serves(expired)) {
      assertUntrusted(peer.refuses(trusting, "localhost"), "expired on 2020-02-03T04:05:06Z");
    }
  }

  @Test
  void saysFromWhenACertificateIsValid() throws IOException {
    Instant begin = Instant.parse("2199-02-03T04:05:06Z");
    Identity early =
        authority.leaf("localhost").valid(begin, begin.plus(Duration.ofDays(9))).issue();
    try (TlsPeer peer = TlsPeer.serves(early)) {
      assertUntrusted(peer.refuses(trusting, "localhost"), "not valid before 2199-02-03T04:05:06Z");
    }
  }

  @Test
  void namesTheAuthorityThatIsNotKnown() throws IOException {
    Path others = file("other.pem", resource("constrained.pem"));
    try (TlsPeer peer = TlsPeer.serves(authority.server())) {
      assertUntrusted(
          peer.refuses(trusting.withCaFile(others), "localhost"),
          "issued by 'CN=inet sandbox EC root'",
          "not in " + others);
    }
  }

  @Test
  void anAuthorityOfTheSameNameWithAnotherKeyIsAnother() throws IOException {
    try (TlsPeer peer = TlsPeer.serves(Authority.create().server())) {
      assertUntrusted(peer.refuses(trusting, "localhost"), "CN=inet sandbox EC root", "ca.pem");
    }
  }

  @Test
  void anAuthorityOfTheSameNameBesidesTheRightOneDoesNoHarm() throws IOException {
    for (String both :
        List.of(
            authority.pem() + Authority.create().pem(),
            Authority.create().pem() + authority.pem())) {
      try (TlsPeer peer = TlsPeer.serves(authority.server())) {
        peer.shake(trusting.withCaFile(file("both.pem", both)), "localhost");
      }
    }
  }

  @Test
  void aSelfSignedCertificateIsTrustedOnlyWhereItStandsInTheFile() throws IOException {
    Identity self = authority.leaf("localhost").selfSigned().issue();
    Path own = file("self.pem", self.chainPem());
    try (TlsPeer peer = TlsPeer.serves(self)) {
      assertUntrusted(
          peer.refuses(trusting, "localhost"), "'CN=localhost' is self-signed", "ca.pem");
      peer.shake(trusting.withCaFile(own), "localhost");
      assertUntrusted(
          peer.refuses(trusting.withCaFile(own), "other.example"), "not for other.example");
    }
  }

  @Test
  void anExpiredSelfSignedCertificateIsNotTrustedThoughItStandsInTheFile() throws IOException {
    Identity self = authority.leaf("localhost").selfSigned().expired().issue();
    Path own = file("self-expired.pem", self.chainPem());
    try (TlsPeer peer = TlsPeer.serves(self)) {
      assertUntrusted(peer.refuses(trusting.withCaFile(own), "localhost"), "expired on");
    }
  }

  @Test
  void aServersOwnCertificateInTheFileIsEnough() throws IOException {
    Identity server = authority.server();
    Path leaf = file("leaf.pem", server.chainPem());
    try (TlsPeer peer = TlsPeer.serves(server)) {
      peer.shake(trusting.withCaFile(leaf), "localhost");
    }
    try (TlsPeer peer = TlsPeer.serves(authority.server())) {
      assertUntrusted(peer.refuses(trusting.withCaFile(leaf), "localhost"), "leaf.pem");
    }
  }

  @Test
  void followsIntermediatesThatTheServerSends() throws IOException {
    Identity server = authority.intermediate().intermediate().server();
    try (TlsPeer peer = TlsPeer.serves(server)) {
      assertEquals(3, peer.shake(trusting, "localhost").chain().size());
    }
  }

  @Test
  void followsAChainThatIsOutOfOrderAndHoldsStrangers() throws IOException {
    Identity server = authority.intermediate().intermediate().server();
    List<X509Certificate> chain =
        List.of(
            server.chain().get(0),
            Authority.create().certificate(),
            server.chain().get(2),
            server.chain().get(1),
            authority.certificate());
    try (TlsPeer peer = TlsPeer.serves(new Identity(server.key(), chain))) {
      peer.shake(trusting, "localhost");
    }
  }

  @Test
  void namesTheIntermediateThatTheServerForgot() throws IOException {
    Authority intermediate = authority.intermediate();
    Identity whole = intermediate.server();
    Identity alone = new Identity(whole.key(), whole.chain().subList(0, 1));
    try (TlsPeer peer = TlsPeer.serves(alone)) {
      assertUntrusted(
          peer.refuses(trusting, "localhost"), "issued by 'CN=inet sandbox EC intermediate'");
      // One that stands in the file is trusted by itself, as OpenSSL's partial chains are.
      peer.shake(trusting.withCaFile(file("part.pem", intermediate.pem())), "localhost");
      peer.shake(
          trusting.withCaFile(file("rest.pem", authority.pem() + intermediate.pem())), "localhost");
    }
  }

  @Test
  void anExpiredAuthorityVouchesForNobody() throws Exception {
    X509Certificate leaf = certificate("expired-leaf.test.pem");
    CertificateException thrown =
        assertThrows(
            CertificateException.class,
            () -> trust("expired.pem").checkServerTrusted(new X509Certificate[] {leaf}, TYPE));
    assertUntrusted(
        InetException.in(thrown).orElseThrow(), "the authority 'CN=expired' expired on");
  }

  @Test
  void theNameConstraintsOfAnAuthorityBind() throws Exception {
    X509Certificate inside = certificate("constrained-a.inside.test.pem");
    X509Certificate outside = certificate("constrained-outside.test.pem");
    trust("constrained.pem").checkServerTrusted(new X509Certificate[] {inside}, TYPE);
    CertificateException thrown =
        assertThrows(
            CertificateException.class,
            () ->
                trust("constrained.pem").checkServerTrusted(new X509Certificate[] {outside}, TYPE));
    assertUntrusted(
        InetException.in(thrown).orElseThrow(), "'CN=constrained' may not vouch for the names");
  }

  @Test
  void aCertificateThatIsNoAuthorityCannotIssue() throws Exception {
    X509Certificate forged = certificate("mere-victim.test.pem");
    CertificateException thrown =
        assertThrows(
            CertificateException.class,
            () -> trust("mere.pem").checkServerTrusted(new X509Certificate[] {forged}, TYPE));
    assertUntrusted(InetException.in(thrown).orElseThrow(), "may not issue others");
  }

  @Test
  void aClientCertificateIsNoServerCertificate() throws IOException {
    try (TlsPeer peer = TlsPeer.serves(authority.client("localhost"))) {
      assertUntrusted(peer.refuses(trusting, "localhost"), "TLS server");
    }
  }

  @Test
  void insecureTrustsAnybody() throws IOException {
    try (TlsPeer peer = TlsPeer.serves(Authority.create().leaf("a.example").expired().issue())) {
      peer.shake(TlsPolicy.DEFAULT.withInsecure(true), "localhost");
    }
  }

  @Test
  void pinsHoldWithAndWithoutTheChain() throws IOException {
    Identity server = authority.server();
    String other = authority.server().pin();
    TlsPolicy insecure = TlsPolicy.DEFAULT.withInsecure(true);
    try (TlsPeer peer = TlsPeer.serves(server)) {
      peer.shake(trusting.withPins(List.of(server.pin())), "localhost");
      peer.shake(trusting.withPins(List.of(other, server.pin())), "localhost");
      peer.shake(trusting.withPins(List.of(other + ";" + server.pin())), "localhost");
      peer.shake(insecure.withPins(List.of(server.pin())), "localhost");
      assertUntrusted(
          peer.refuses(trusting.withPins(List.of(other)), "localhost"),
          server.pin() + " matches no pin");
      assertUntrusted(
          peer.refuses(insecure.withPins(List.of(other)), "localhost"),
          server.pin() + " matches no pin");
      // A pin is no excuse for a certificate that is not trusted.
      assertUntrusted(
          peer.refuses(trusting.withPins(List.of(server.pin())), "other.example"),
          "not for other.example");
    }
  }

  @Test
  void trustsTheFileOfTheEnvironment() throws IOException {
    Path named = file("environment.pem", authority.pem());
    Tls tls =
        Tls.of(
            TlsPolicy.DEFAULT,
            name -> name.equals("SSL_CERT_FILE") ? named.toString() : null,
            List.of());
    try (TlsPeer peer = TlsPeer.serves(authority.server())) {
      peer.shake(tls, "localhost");
    }
  }

  @Test
  void theOptionWinsOverTheEnvironment() throws IOException {
    Tls tls = Tls.of(trusting, name -> "/no/such/file", List.of());
    try (TlsPeer peer = TlsPeer.serves(authority.server())) {
      peer.shake(tls, "localhost");
    }
  }

  @Test
  void saysWhatIsWrongWithTheFileOfTheEnvironment() {
    Tls tls = Tls.of(TlsPolicy.DEFAULT, name -> "/no/such/file", List.of());
    InetException thrown = assertThrows(InetException.class, tls::check);
    assertEquals(Failure.USAGE, thrown.failure());
    assertEquals("SSL_CERT_FILE: /no/such/file: no such file", thrown.getMessage());
  }

  @Test
  void takesTheFirstBundleOfUse() throws IOException {
    List<Path> bundles =
        List.of(
            folder.resolve("missing.pem"),
            file("empty.pem", ""),
            file("bundle.pem", authority.pem()));
    try (TlsPeer peer = TlsPeer.serves(authority.server())) {
      peer.shake(Tls.of(TlsPolicy.DEFAULT, name -> null, bundles), "localhost");
    }
  }

  @Test
  void fallsBackOnJavasOwn() throws IOException {
    try (TlsPeer peer = TlsPeer.serves(authority.server())) {
      assertUntrusted(
          peer.refuses(TlsPolicy.DEFAULT, "localhost"),
          "issued by 'CN=inet sandbox EC root'",
          "Java's authorities");
    }
  }

  @Test
  void aTrustManagerOfABadPolicySaysWhy() {
    Tls tls = Tls.of(TlsPolicy.DEFAULT.withCaFile(Path.of("/no/such/file")));
    UncheckedIOException thrown = assertThrows(UncheckedIOException.class, tls::trust);
    assertEquals(
        "/no/such/file: no such file", InetException.in(thrown).orElseThrow().getMessage());
  }

  private static String resource(String name) throws IOException {
    return Files.readString(Fixtures.path(name));
  }

  private static X509Certificate certificate(String name) throws IOException {
    return Authorities.parse(Files.readAllBytes(Fixtures.path(name)));
  }

  private static Trust trust(String caFile) throws InetException {
    TlsPolicy policy = TlsPolicy.DEFAULT.withCaFile(Fixtures.path(caFile));
    return new Trust(Settings.of(policy, name -> null), List.of());
  }
}
