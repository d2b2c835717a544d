package dev.inet.core.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The few fields that are read before Java parses a certificate, and damage to them. */
@Timeout(10)
class DerTest {
  private static X509Certificate certificate(String name) throws IOException {
    return Authorities.parse(Files.readAllBytes(Fixtures.path(name)));
  }

  @Test
  void findsSubjectAndKeyWhereJavaFindsThem() throws Exception {
    for (String name : List.of("rsa-cert.pem", "ec-cert.pem", "ed25519-cert.pem", "pss-cert.pem")) {
      X509Certificate certificate = certificate(name);
      byte[] der = certificate.getEncoded();
      assertEquals(
          new Der(certificate.getSubjectX500Principal().getEncoded()).foldedName(),
          Der.subject(der));
      assertArrayEquals(certificate.getPublicKey().getEncoded(), Der.publicKey(der));
    }
  }

  @Test
  void foldsEqualNamesAlike() throws IOException {
    assertEquals(folded("CN=Some CA, O=Example"), folded("CN=some  ca,O=EXAMPLE"));
    // The same letters as PrintableString and as UTF8String.
    assertEquals(folded("CN=Some CA"), folded("CN=#0c07536f6d65204341"));
    assertNotEquals(folded("CN=Some CA"), folded("CN=Some CB"));
    assertNotEquals(folded("CN=Some CA"), folded("O=Some CA"));
  }

  private static String folded(String name) throws IOException {
    return new Der(new X500Principal(name).getEncoded()).foldedName();
  }

  @Test
  void aBeginningIsEnoughForTheSubject() throws Exception {
    X509Certificate certificate = certificate("rsa-cert.pem");
    byte[] der = certificate.getEncoded();
    assertEquals(Der.subject(der), Der.subject(Arrays.copyOf(der, 300)));
    assertThrows(IOException.class, () -> Der.subject(Arrays.copyOf(der, 60)));
  }

  @Test
  void damageIsToldAndNothingElseHappens() throws Exception {
    byte[] der = certificate("rsa-cert.pem").getEncoded();
    Random random = new Random(1);
    int told = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = Arrays.copyOf(der, random.nextInt(der.length + 1));
      for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
        damaged[random.nextInt(Math.min(damaged.length, 300))] = (byte) random.nextInt();
      }
      try {
        Der.subject(damaged);
        Der.publicKey(damaged);
      } catch (IOException e) {
        told++;
      }
    }
    assertNotEquals(0, told);
  }

  @Test
  void lengthsThatLieAreRefused() {
    byte[][] liars = {
      {},
      {0x30},
      {0x30, 1},
      {0x30, (byte) 0x80, 0, 0},
      {0x30, (byte) 0x84, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
      {0x30, (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff},
      {0x30, (byte) 0x85, 0, 0, 0, 0, 1, 0},
      {0x30, (byte) 0xff},
    };
    for (byte[] liar : liars) {
      assertThrows(IOException.class, () -> new Der(liar).enter(Der.SEQUENCE));
    }
  }

  @Test
  void writesLengthsOfEverySize() throws IOException {
    for (int length : new int[] {0, 1, 127, 128, 255, 256, 65535, 65536}) {
      byte[] content = new byte[length];
      byte[] whole = Der.of(Der.OCTETS, content);
      Der back = new Der(whole);
      assertArrayEquals(content, back.enter(Der.OCTETS).rest());
      assertEquals(true, back.isEmpty());
    }
  }
}
