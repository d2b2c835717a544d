package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Secret;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectsTest {
  private static HttpRequest request(String method) throws InetException {
    HttpRequest request = HttpRequest.of(method, HttpUrl.parse("http://here.test/a"));
    HttpBody body = HttpBody.of("x".getBytes(StandardCharsets.UTF_8));
    return method.equals("GET") || method.equals("HEAD")
        ? request
        : request.with(body).with("Content-Type", "text/plain");
  }

  private static HttpFields to(String location) {
    return HttpFields.NONE.with("Location", location);
  }

  @ParameterizedTest
  @CsvSource({
    "301, GET, GET",
    "302, HEAD, HEAD",
    "303, HEAD, HEAD",
    "307, GET, GET",
    "301, POST, GET",
    "302, POST, GET",
    "303, POST, GET",
    "303, PUT, GET",
    "303, DELETE, GET",
    "301, PUT, PUT",
    "302, DELETE, DELETE",
    "307, POST, POST",
    "308, POST, POST",
    "308, PUT, PUT",
  })
  void methodsChangeAsTheRfcSays(int status, String method, String expected) throws InetException {
    HttpRequest next = Redirects.next(request(method), status, to("/b"));
    assertNotNull(next);
    assertEquals(expected, next.method());
    assertEquals("http://here.test/b", next.url().toString());
    boolean carries = !expected.equals("GET") && !expected.equals("HEAD");
    assertEquals(carries, next.body() != null);
    assertEquals(carries, next.fields().has("Content-Type"));
  }

  @ParameterizedTest
  @CsvSource({"200", "300", "304", "305", "306", "401"})
  void otherAnswersAreFinal(int status) throws InetException {
    assertNull(Redirects.next(request("GET"), status, to("/b")));
  }

  @Test
  void withoutALocationItIsFinal() throws InetException {
    assertNull(Redirects.next(request("GET"), 302, HttpFields.NONE));
  }

  @ParameterizedTest
  @CsvSource({
    "/b, true", "http://here.test:80/b, true", "https://here.test/b, false",
    "http://here.test:81/b, false", "http://sub.here.test/b, false", "//there.test/b, false",
  })
  void whoWeAreStaysAtItsOrigin(String location, boolean comesAlong) throws InetException {
    var login = new Credentials("ann", Secret.of("secret"));
    HttpRequest request =
        request("GET")
            .with("authorization", "Bearer x")
            .with("COOKIE", "a=b")
            .with("Host", "other.test")
            .with("Accept", "text/html")
            .signedBy(HttpLogin.of(HttpLogin.Mechanism.BASIC, login));
    HttpRequest next = Redirects.next(request, 302, to(location));
    assertNotNull(next);
    assertEquals(comesAlong, next.login() != null);
    for (String field : new String[] {"Authorization", "Cookie", "Host"}) {
      assertEquals(comesAlong, next.fields().has(field), field);
    }
    assertEquals("text/html", next.fields().first("Accept").orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://x/",
    "file:///etc/passwd",
    "gopher://x/",
    "ws://x/",
    "http://",
    "http://h:99999/"
  })
  void leadsNowhereElse(String location) throws InetException {
    HttpRequest request = request("GET");
    InetException e =
        assertThrows(InetException.class, () -> Redirects.next(request, 302, to(location)));
    assertEquals(Failure.BAD_REPLY, e.failure());
  }

  @Test
  void leadsToOnePlace() throws InetException {
    var same = new HttpField("Location", "/b");
    var other = new HttpField("location", "/c");
    assertNotNull(Redirects.next(request("GET"), 302, new HttpFields(List.of(same, same))));
    HttpRequest request = request("GET");
    var two = new HttpFields(List.of(same, other));
    InetException e = assertThrows(InetException.class, () -> Redirects.next(request, 302, two));
    assertEquals(Failure.BAD_REPLY, e.failure());
  }

  @Test
  void aBodyThatIsGoneCannotGoElsewhere() throws InetException {
    HttpBody once =
        new HttpBody() {
          @Override
          public long length() {
            return -1;
          }

          @Override
          public boolean isRepeatable() {
            return false;
          }

          @Override
          public void writeTo(OutputStream out) {}
        };
    HttpRequest request = request("POST").with(once);
    InetException e =
        assertThrows(InetException.class, () -> Redirects.next(request, 307, to("/b")));
    assertEquals(Failure.BAD_REPLY, e.failure());
    assertNotNull(Redirects.next(request, 303, to("/b")));
  }
}
