package dev.inet.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.sandbox.Authority;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names in a certificate are for which host (RFC 9525). */
class HostNameTest {
  private static final Authority AUTHORITY = Authority.create();

  private static X509Certificate certificate(String... names) {
    return AUTHORITY.leaf(names).issue().certificate();
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, a.example",
    "A.Example, a.eXample",
    "a.example, a.example.",
    "*.a.example, b.a.example",
    "*.A.example, xn--bcher-kva.a.example",
    "10.0.0.1, 10.0.0.1",
    "127.0.0.1, 2130706433",
    "::1, ::1",
    "::1, 0:0:0:0:0:0:0:1",
    "fe80::1, fe80::1%eth0",
  })
  void isFor(String name, String host) {
    assertNull(HostName.mismatch(host, certificate(name)));
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, b.example",
    "a.example, b.a.example",
    "b.a.example, a.example",
    // A wildcard is one label: not none, not two, not a part of one, not the last but one.
    "*.a.example, a.example",
    "*.a.example, c.b.a.example",
    "*.a.example, .a.example",
    "b*.a.example, bc.a.example",
    "*b.a.example, cb.a.example",
    "c.*.example, c.a.example",
    "*.example, a.example",
    "*, localhost",
    "*., localhost",
    "*.*.example, b.a.example",
    // An address is no name, and a name is no address.
    "*.0.0.1, 10.0.0.1",
    "10.0.0.1, 10.0.0.2",
    "::1, ::2",
  })
  void isNotFor(String name, String host) {
    assertNotNull(HostName.mismatch(host, certificate(name)));
  }

  @Test
  void listsAFewOfManyNames() {
    String[] names =
        IntStream.range(0, 100).mapToObj(i -> "n" + i + ".example").toArray(String[]::new);
    assertEquals(
        "the certificate is for n0.example, n1.example, n2.example, n3.example and 96 more,"
            + " not for a.example",
        HostName.mismatch("a.example", certificate(names)));
  }

  @Test
  void tellsThatAnAddressStandsWhereANameBelongs() {
    // What an administrator typed as DNS:... looks right, and is not.
    assertEquals(
        "the certificate is for 2130706433 (as a name, not as an address), not for 127.0.0.1",
        HostName.mismatch("127.0.0.1", certificate("2130706433")));
  }

  @Test
  void aNameCannotDriveATerminal() {
    String mismatch =
        HostName.mismatch("a.example", certificate("\u001b]0;owned\u0007.example\r\nx"));
    assertNotNull(mismatch);
    assertTrue(mismatch.chars().allMatch(c -> c >= ' ' && c < 0x7f), mismatch);
  }

  @Test
  void theCommonNameDoesNotCount() throws Exception {
    X509Certificate legacy = Authorities.parse(Files.readAllBytes(Fixtures.path("expired.pem")));
    assertEquals(
        "the certificate names no host (its subject is 'CN=expired'), so it is not for expired",
        HostName.mismatch("expired", legacy));
  }
}
