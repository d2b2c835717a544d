package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Credentials;
import dev.inet.core.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestTest {
  private static final Credentials MUFASA = new Credentials("Mufasa", Secret.of("Circle of Life"));

  /** The example of RFC 7616, section 3.9.1. */
  @ParameterizedTest
  @CsvSource({
    "MD5, 8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
  })
  void answersAsTheRfcDoes(String algorithm, String response) {
    Digest digest =
        Digest.best(
            Challenge.all(
                List.of(
                    "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm="
                        + algorithm
                        + ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
                        + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"")));
    assertNotNull(digest);
    String field =
        digest.answer(
            "GET", "/dir/index.html", MUFASA, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
    assertTrue(field.contains("response=\"" + response + "\""), field);
    assertTrue(field.contains("nc=00000001"), field);
    assertTrue(digest.answer("GET", "/", MUFASA).contains("nc=00000002"));
  }

  @Test
  void findsTheBestAmongSeveral() {
    List<Challenge> all =
        Challenge.all(
            List.of(
                "Basic realm=\"a, b=c\", Digest nonce=\"1\", realm=x, qop=auth",
                "Negotiate, DIGEST algorithm=SHA-256 , nonce=\"2\\\"\" , qop=\"auth\""));
    assertEquals(
        List.of("basic", "digest", "negotiate", "digest"),
        all.stream().map(Challenge::scheme).toList());
    assertEquals("a, b=c", all.get(0).parameter("realm"));
    Digest best = Digest.best(all);
    assertNotNull(best);
    String field = best.answer("GET", "/", MUFASA, "c");
    assertTrue(field.contains("nonce=\"2\\\"\""), field);
  }

  /** RFC 9110, section 11.3: a scheme has parameters, or one value that is Base64. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Negotiate YWJj==, Digest nonce=1, qop=auth ~ negotiate digest",
        "NTLM TlRMTVNTUAAC,Digest nonce=1 ~ ntlm digest",
        "Negotiate YQ= , Basic realm=\"a\", Digest nonce=1 ~ negotiate basic digest",
        "Basic, Digest nonce=1 ~ basic digest",
        "Digest nonce=\"1 ~ digest",
        "Digest nonce=\"1\\ ~ digest",
      })
  void readsEachChallengeOfAField(String field, String schemes) {
    List<Challenge> all = Challenge.all(List.of(field));
    assertEquals(List.of(schemes.split(" ", -1)), all.stream().map(Challenge::scheme).toList());
    assertNotNull(Digest.best(all));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Digest realm=x, qop=auth",
        "Digest nonce=1, qop=auth-int",
        "Digest nonce=1, algorithm=SHA-3",
        "Basic realm=x",
        "''",
        "Digest",
        ",,,=",
      })
  void leavesWhatItCannot(String field) {
    assertNull(Digest.best(Challenge.all(List.of(field))));
  }
}
