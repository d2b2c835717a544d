package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Credentials;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignInsTest {
  private static final HttpLogin ANN =
      HttpLogin.of(HttpLogin.Mechanism.DIGEST, new Credentials("ann", Secret.of("secret")));

  private static HttpRequest page(String path) throws InetException {
    return HttpRequest.of("GET", HttpUrl.parse("http://localhost" + path)).signedBy(ANN);
  }

  private static HttpFields question(String realm, String nonce) {
    String challenge = "Digest realm=" + realm + ", nonce=" + nonce;
    return new HttpFields(List.of(new HttpField("WWW-Authenticate", challenge)));
  }

  /** RFC 9110, section 11.5: an origin may have several realms, and one knows no other's nonces. */
  @Test
  void anotherRealmOfTheSameServerIsAnsweredAsWell() throws InetException {
    var signIns = new SignIns();
    HttpRequest inside = page("/inside");
    HttpRequest beside = page("/beside");
    assertNotNull(signIns.second(inside, question("inside", "1"), null));
    String atOnce = signIns.first(beside);
    assertNotNull(atOnce);
    assertTrue(atOnce.contains("realm=\"inside\""), atOnce);
    String answer = signIns.second(beside, question("beside", "2"), atOnce);
    assertNotNull(answer);
    assertTrue(answer.contains("realm=\"beside\""), answer);
    assertNull(signIns.second(beside, question("beside", "3"), answer));
  }
}
