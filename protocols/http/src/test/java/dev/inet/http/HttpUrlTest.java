package dev.inet.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "http://h/a/../b/./c ~ /a/../b/./c",
        "http://h/%2F%2e%2E/x ~ /%2F%2e%2E/x",
        "http://h//a///b ~ //a///b",
        "http://h/a|b[c]{d}^`\\\"<> ~ /a|b[c]{d}^`\\\"<>",
        "http://h/a b ~ /a%20b",
        "http://h/grüße?ü=ß ~ /gr%C3%BC%C3%9Fe?%C3%BC=%C3%9F",
        "http://h ~ /",
        "http://h? ~ /?",
        "http://h?a=b&c=%26#frag ~ /?a=b&c=%26",
        "http://h/x?a?b=c|d'e ~ /x?a?b=c|d'e",
        "http://h/;p=1,2@:!$&'()*+ ~ /;p=1,2@:!$&'()*+",
      })
  void goesOutAsTyped(String typed, String target) throws InetException {
    HttpUrl url = HttpUrl.parse(typed);
    assertEquals(target, url.target());
    okhttp3.HttpUrl built = HttpWire.url(url);
    String query = built.encodedQuery();
    assertEquals(target, built.encodedPath() + (query == null ? "" : "?" + query));
  }

  /** The examples of RFC 3986, section 5.4, that can stand in a redirect. */
  @ParameterizedTest
  @CsvSource({
    "g, http://a/b/c/g",
    "./g, http://a/b/c/g",
    "g/, http://a/b/c/g/",
    "/g, http://a/g",
    "//g, http://g/",
    "?y, http://a/b/c/d;p?y",
    "g?y, http://a/b/c/g?y",
    "g?y#s, http://a/b/c/g?y",
    ";x, http://a/b/c/;x",
    "., http://a/b/c/",
    "./, http://a/b/c/",
    ".., http://a/b/",
    "../g, http://a/b/g",
    "../.., http://a/",
    "../../g, http://a/g",
    "../../../../g, http://a/g",
    "/./g, http://a/g",
    "/../g, http://a/g",
    "g., http://a/b/c/g.",
    "..g, http://a/b/c/..g",
    "./../g, http://a/b/g",
    "g/./h, http://a/b/c/g/h",
    "g;x=1/../y, http://a/b/c/y",
    "https://b:8443/%2e%2e/x, https://b:8443/%2e%2e/x",
    "HTTP://b/../x, http://b/x",
    "//b/a/./c/../d/.., http://b/a/",
  })
  void resolvesReferences(String reference, String expected) throws InetException {
    assertEquals(expected, HttpUrl.parse("http://a/b/c/d;p?q").resolve(reference).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://h/", "javascript:alert(1)", "file:///etc/passwd", "http://", "h%zz"})
  void refusesWhatIsNoPage(String reference) throws InetException {
    HttpUrl base = HttpUrl.parse("http://a/");
    InetException e =
        assertThrows(
            InetException.class,
            () -> {
              if (reference.startsWith("h%")) {
                HttpUrl.parse("http://a/" + reference);
              } else {
                base.resolve(reference);
              }
            });
    assertEquals(Failure.BAD_URL, e.failure());
  }

  @Test
  void anOriginIsSchemeHostAndPort() throws InetException {
    HttpUrl here = HttpUrl.parse("http://Example.org/a");
    assertTrue(here.hasOriginOf(HttpUrl.parse("http://example.org:80/b?c")));
    assertFalse(here.hasOriginOf(HttpUrl.parse("https://example.org:80/a")));
    assertFalse(here.hasOriginOf(HttpUrl.parse("http://example.org:8080/a")));
    assertFalse(here.hasOriginOf(HttpUrl.parse("http://www.example.org/a")));
  }

  @Test
  void theAuthorityIsForTheWire() throws InetException {
    assertEquals(
        "xn--bcher-kva.example:81", HttpUrl.parse("http://Bücher.example:81/").authority());
    assertEquals("[::1]", HttpUrl.parse("http://[::1]/").authority());
    assertEquals("[fe80::1]:81", HttpUrl.parse("http://[fe80::1%25eth0]:81/").authority());
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b.txt, b.txt", "/, index.html", "/a/, index.html", "/a%20b, a b", "/.., index.html",
    "/%2e%2e, index.html", "/a%2Fb, a/b", "/x%2F, index.html", "/%zz, %zz", "/.bashrc, .bashrc",
  })
  void filesAreCalledAfterTheLastPart(String path, String name) throws InetException {
    HttpUrl url = new HttpUrl(Http.PLAIN, new Endpoint("h", 80), path, null);
    assertEquals(name, url.fileName());
  }
}
