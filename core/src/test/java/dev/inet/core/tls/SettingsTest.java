package dev.inet.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that cannot work are refused before anything is sent. */
class SettingsTest {
  private static String refused(TlsPolicy policy) {
    InetException thrown = assertThrows(InetException.class, () -> Tls.of(policy).check());
    assertEquals(Failure.USAGE, thrown.failure());
    return thrown.getMessage();
  }

  @Test
  void theDefaultIsFine() throws InetException {
    Tls.of(TlsPolicy.DEFAULT, name -> null, List.of()).check();
  }

  @Test
  void versionsMustExistAndBeInOrder() {
    TlsPolicy policy = TlsPolicy.DEFAULT;
    assertEquals(
        "TLS version '1.1' is neither 1.2 nor 1.3", refused(policy.withVersions("1.1", "1.3")));
    assertEquals(
        "TLS version '1.4' is neither 1.2 nor 1.3", refused(policy.withVersions("1.2", "1.4")));
    assertEquals(
        "the lowest TLS version 1.3 is above the highest, 1.2",
        refused(policy.withVersions("1.3", "1.2")));
  }

  @Test
  void ciphersMustExistAndFitTheVersions() {
    TlsPolicy policy = TlsPolicy.DEFAULT;
    assertEquals("unknown cipher 'ROT13'", refused(policy.withCiphers(List.of("ROT13"))));
    assertEquals(
        "unknown cipher 'HIGH'",
        refused(policy.withCiphers(List.of("ECDHE-RSA-AES128-GCM-SHA256:HIGH"))));
    assertEquals("unknown cipher ''", refused(policy.withCiphers(List.of(""))));
    assertEquals(
        "none of the ciphers belongs to TLS 1.2",
        refused(policy.withCiphers(List.of("TLS_AES_128_GCM_SHA256")).withVersions("1.2", "1.2")));
    assertEquals(
        "none of the ciphers belongs to TLS 1.3",
        refused(
            policy.withCiphers(List.of("ECDHE-RSA-AES128-GCM-SHA256")).withVersions("1.3", "1.3")));
  }

  @ParameterizedTest
  @CsvSource({
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, ECDHE-ECDSA-AES128-GCM-SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, ECDHE-RSA-AES256-SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, ECDHE-RSA-CHACHA20-POLY1305",
    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA, DHE-RSA-AES128-SHA",
    "TLS_DHE_DSS_WITH_AES_128_CBC_SHA256, DHE-DSS-AES128-SHA256",
    "TLS_RSA_WITH_AES_128_CBC_SHA, AES128-SHA",
    "TLS_RSA_WITH_AES_256_GCM_SHA384, AES256-GCM-SHA384",
    "SSL_RSA_WITH_3DES_EDE_CBC_SHA, DES-CBC3-SHA",
    "TLS_DH_anon_WITH_AES_128_GCM_SHA256, ADH-AES128-GCM-SHA256",
    "TLS_ECDH_anon_WITH_AES_128_CBC_SHA, AECDH-AES128-SHA",
    "TLS_AES_256_GCM_SHA384, TLS_AES_256_GCM_SHA384",
  })
  void namesCiphersAsOpensslDoes(String iana, String openssl) {
    // The right column is what `openssl ciphers -stdname ALL:@SECLEVEL=0` prints.
    assertEquals(openssl, Ciphers.openssl(iana));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256//",
        "sha256//AAAA",
        "sha256//not base 64 at all, is it? no, it is not at all",
        "sha1//AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=;nonsense"
      })
  void pinsMustBeWellFormed(String pin) {
    assertTrue(refused(TlsPolicy.DEFAULT.withPins(List.of(pin))).contains("is no pin"));
  }

  @Test
  void protocolsMustFitTheirField() {
    assertTrue(refused(TlsPolicy.DEFAULT.withAlpn(List.of(""))).contains("1 to 255 bytes"));
    assertTrue(
        refused(TlsPolicy.DEFAULT.withAlpn(List.of("x".repeat(256)))).contains("1 to 255 bytes"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "::1", "[::1]"})
  void theServerNameIsAName(String name) {
    assertEquals(
        "'" + name + "' cannot be sent as server name", refused(TlsPolicy.DEFAULT.withSni(name)));
  }
}
