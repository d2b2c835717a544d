package dev.inet.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DkimSignerTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String MESSAGE =
      """
      Received: from here
      From: Ann <ann@example.org>
      To: bob@example.org,
      \tcarl@example.org
      Subject:  two   blanks\t
      Date: Fri, 02 Jan 2026 03:04:05 +0000

      A line   with blanks \t
      \tand a tab

      .


      """;

  private static KeyPair rsa;
  private static KeyPair ed25519;

  @BeforeAll
  static void makeKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    rsa = generator.generateKeyPair();
    ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + kind
        + "-----\n";
  }

  private static String signed(KeyPair pair, String message) throws Exception {
    DkimKey key = DkimKey.parse(pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    MessageSource source = MessageSource.of(message.getBytes(StandardCharsets.UTF_8));
    String field = new DkimSigner(key, "example.org", "s1").sign(source, NOW);
    for (String line : field.split("\r\n")) {
      assertTrue(line.length() <= 78, line);
    }
    var whole = new CrlfStream(source.open());
    return field + new String(whole.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MESSAGE,
        "From: a@example.org\n\n",
        "From: a@example.org\n\n\n\n\n",
        "From: a@example.org\n\n \n\t\n",
        "From: a@example.org\n\nno end",
        "From: a@example.org\r\n\r\n x \r\n\r\ny\r\n",
        "From: a@example.org\nFrom: b@example.org\nList-Id: <x>\n\nbare\rcr\n",
        "Subject: Grüße roh\nFrom: a@example.org\n\nÜber\n",
      })
  void signsSoThatAnotherProgramVerifies(String message) throws Exception {
    assertTrue(DkimVerifier.verifies(signed(rsa, message), rsa.getPublic()));
    assertTrue(DkimVerifier.verifies(signed(ed25519, message), ed25519.getPublic()));
  }

  @Test
  void signsWhateverIsInTheBody() throws Exception {
    var random = new Random(3);
    for (int round = 0; round < 300; round++) {
      var body = new StringBuilder("From: a@example.org\n\n");
      for (int i = random.nextInt(30); i > 0; i--) {
        body.append("a \t\n\r.".charAt(random.nextInt(6)));
      }
      assertTrue(
          DkimVerifier.verifies(signed(ed25519, body.toString()), ed25519.getPublic()),
          body.toString());
    }
  }

  @Test
  void isBrokenByEveryChangeThatAReaderSees() throws Exception {
    String signed = signed(ed25519, MESSAGE);
    for (String[] change :
        new String[][] {
          {"Subject:  two", "Subject:  three"},
          {"A line", "A lime"},
          {"From: Ann", "From: Eve"},
          {"\tcarl@", "\tcarla@"},
          {"From: Ann", "From: eve@example.net\r\nFrom: Ann"},
        }) {
      String forged = signed.replace(change[0], change[1]);
      assertFalse(forged.equals(signed), change[0]);
      assertFalse(DkimVerifier.verifies(forged, ed25519.getPublic()), change[1]);
    }
    String relaxed =
        signed.replace("Subject:  two", "SUBJECT: two").replace("line   with", "line with");
    assertTrue(DkimVerifier.verifies(relaxed, ed25519.getPublic()));
  }

  /** The body hash of RFC 6376 appendix A's message is of simple form; this one is RFC 8463's. */
  @Test
  void hashesTheBodyOfTheRfcsExample() throws Exception {
    String body = "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
    byte[] hash =
        DkimSigner.bodyHash(new ByteArrayInputStream(body.getBytes(StandardCharsets.US_ASCII)));
    assertEquals(
        "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=", Base64.getEncoder().encodeToString(hash));
  }

  @Test
  void readsKeysAsOpensslWritesThem() throws Exception {
    byte[] pkcs8 = rsa.getPrivate().getEncoded();
    // What PKCS #8 wraps is PKCS #1; its length stands in four bytes before it.
    byte[] pkcs1 = java.util.Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
    DkimKey old = DkimKey.parse("text before\n" + pem("RSA PRIVATE KEY", pkcs1));
    assertEquals("rsa-sha256", old.algorithm());
    assertEquals(rsa.getPrivate(), old.key());
    DkimKey edwards = DkimKey.parse(pem("PRIVATE KEY", ed25519.getPrivate().getEncoded()));
    assertEquals("ed25519-sha256", edwards.algorithm());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n????\n-----END PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
      })
  void refusesWhatIsNoKey(String pem) {
    var failed = assertThrows(InetException.class, () -> DkimKey.parse(pem));
    assertEquals(Failure.USAGE, failed.failure());
  }

  @Test
  void refusesKeysThatAreTooShort() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(512);
    String pem = pem("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded());
    var failed = assertThrows(InetException.class, () -> DkimKey.parse(pem));
    assertEquals(Failure.USAGE, failed.failure());
  }

  @Test
  void refusesNamesThatWouldEndTheField() throws Exception {
    DkimKey key = DkimKey.parse(pem("PRIVATE KEY", ed25519.getPrivate().getEncoded()));
    for (String bad : new String[] {"", "a b", "a;d=evil.org", "a\r\nBcc: x", "é é"}) {
      assertThrows(InetException.class, () -> new DkimSigner(key, bad, "s"), bad);
      assertThrows(InetException.class, () -> new DkimSigner(key, "example.org", bad), bad);
    }
    MessageSource noFrom = MessageSource.of("Subject: x\n\n".getBytes(StandardCharsets.US_ASCII));
    assertThrows(
        InetException.class, () -> new DkimSigner(key, "example.org", "s").sign(noFrom, NOW));
  }
}
