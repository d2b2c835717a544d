package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class AuthorityTest {
  /** Checks a chain as the JDK checks one, strictly by RFC 5280. */
  private static void validate(Authority root, Identity identity) throws GeneralSecurityException {
    PKIXParameters parameters =
        new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
    parameters.setRevocationEnabled(false);
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(identity.chain()), parameters);
  }

  private static byte[] der(String pem, String label) {
    List<String> lines = pem.lines().toList();
    assertEquals("-----BEGIN " + label + "-----", lines.get(0));
    assertEquals("-----END " + label + "-----", lines.get(lines.size() - 1));
    return Base64.getDecoder().decode(String.join("", lines.subList(1, lines.size() - 1)));
  }

  @ParameterizedTest
  @EnumSource
  void issuesChainsThatTheJdkAccepts(Keys kind) throws Exception {
    Authority root = Authority.create(kind);
    validate(root, root.server());
    validate(root, root.client("demo"));
    Identity deep = root.intermediate().intermediate().leaf("a.test").keys(kind).issue();
    assertEquals(3, deep.chain().size());
    validate(root, deep);
  }

  @Test
  void issuesWhatMustBeRefused() {
    Authority root = Authority.create();
    Identity expired = root.leaf("localhost").expired().issue();
    Identity foreign = Authority.create().server();
    Identity own = root.leaf("localhost").selfSigned().issue();
    var error = assertThrows(CertPathValidatorException.class, () -> validate(root, expired));
    assertTrue(error.getCause() instanceof CertificateExpiredException);
    assertThrows(CertPathValidatorException.class, () -> validate(root, foreign));
    assertThrows(CertPathValidatorException.class, () -> validate(root, own));
  }

  @Test
  void writesNamesAddressesAndTimes() throws Exception {
    Instant until = Instant.parse("2051-02-03T04:05:06Z");
    X509Certificate certificate =
        Authority.create()
            .leaf("a.test", "*.b.test", "127.0.0.1", "::1")
            .valid(Instant.parse("2020-01-01T00:00:00Z"), until)
            .issue()
            .certificate();
    assertEquals("CN=a.test", certificate.getSubjectX500Principal().getName());
    assertEquals(until, certificate.getNotAfter().toInstant());
    assertEquals(
        List.of("a.test", "*.b.test", "127.0.0.1", "0:0:0:0:0:0:0:1"),
        certificate.getSubjectAlternativeNames().stream().map(name -> name.get(1)).toList());
  }

  @Test
  void writesTheChainAsPem() throws Exception {
    Authority root = Authority.create();
    Identity identity = root.intermediate().server();
    byte[] pem = identity.chainPem().getBytes(StandardCharsets.US_ASCII);
    var read =
        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
    assertEquals(identity.chain(), List.copyOf(read));
    assertTrue(root.pem().lines().allMatch(line -> line.length() <= 64));
  }

  @ParameterizedTest
  @EnumSource
  void writesTheKeyInEveryForm(Keys kind) throws Exception {
    Identity identity = Authority.create().leaf("a.test").keys(kind).issue();
    byte[] pkcs8 = identity.key().getEncoded();
    assertArrayEquals(pkcs8, der(identity.keyPem(), "PRIVATE KEY"));

    byte[] algorithm =
        kind == Keys.RSA
            ? Der.sequence(Der.oid("1.2.840.113549.1.1.1"), Der.nothing())
            : Der.sequence(Der.oid("1.2.840.10045.2.1"), Der.oid("1.2.840.10045.3.1.7"));
    byte[] traditional = der(identity.traditionalKeyPem(), kind + " PRIVATE KEY");
    byte[] wrapped = Der.sequence(Der.integer(0), algorithm, Der.octets(traditional));
    var key = KeyFactory.getInstance(kind.name()).generatePrivate(new PKCS8EncodedKeySpec(wrapped));
    Signature signature = Signature.getInstance(kind.signature);
    signature.initSign(key);
    signature.update(pkcs8);
    byte[] signed = signature.sign();
    signature.initVerify(identity.certificate());
    signature.update(pkcs8);
    assertTrue(signature.verify(signed));
  }

  @Test
  void encryptsTheKeySoThatTheJdkCanReadIt() throws Exception {
    Identity identity = Authority.create().server();
    byte[] der = der(identity.encryptedKeyPem("geheim"), "ENCRYPTED PRIVATE KEY");
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
    String name = "PBEWithHmacSHA256AndAES_256";
    var secret =
        SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec("geheim".toCharArray()));
    Cipher cipher = Cipher.getInstance(name);
    cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
    assertArrayEquals(identity.key().getEncoded(), cipher.doFinal(info.getEncryptedData()));
  }

  @Test
  void aWrongNameIsFoundInTheHandshake() throws Exception {
    Authority root = Authority.create();
    Identity other = root.leaf("other.example").issue();
    ListenAt at = ListenAt.freePort().tls(Tls.serving(other));
    try (EchoServer echo = EchoServer.echo(at);
        Line line = Line.to(echo.port(), root)) {
      SSLSocket socket = (SSLSocket) line.socket;
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      assertThrows(SSLHandshakeException.class, socket::startHandshake);
    }
  }

  @Test
  void aServerAsksForAClientCertificateOfItsAuthority() throws Exception {
    Authority root = Authority.create();
    ListenAt at = ListenAt.freePort().tls(Tls.serving(root.server(), root)).clientCertificate();
    try (EchoServer echo = EchoServer.echo(at)) {
      try (SSLSocket known =
          (SSLSocket)
              Tls.trusting(root, root.client("demo"))
                  .getSocketFactory()
                  .createSocket(Loopback.IPV4, echo.port())) {
        known.getOutputStream().write('x');
        assertEquals('x', known.getInputStream().read());
      }
      try (Line stranger = Line.to(echo.port(), root)) {
        assertThrows(IOException.class, () -> stranger.say("x").hear(1));
      }
    }
  }

  @Test
  void writesDerAsTheStandardShowsIt() {
    assertArrayEquals(new byte[] {6, 3, (byte) 0x88, 0x37, 3}, Der.oid("2.999.3"));
    assertArrayEquals(new byte[] {3, 2, 1, 6}, Der.flags(6));
    byte[] large = Der.octets(new byte[300]);
    assertArrayEquals(new byte[] {4, (byte) 0x82, 1, 44}, Arrays.copyOf(large, 4));
    byte[] middle = Der.octets(new byte[200]);
    assertArrayEquals(new byte[] {4, (byte) 0x81, (byte) 200}, Arrays.copyOf(middle, 3));
  }
}
