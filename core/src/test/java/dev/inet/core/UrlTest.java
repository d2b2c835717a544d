package dev.inet.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlTest {
  private static final Schemes SCHEMES =
      new Schemes(
          List.of(new Scheme("http", 80, Security.PLAIN), new Scheme("imap", 143, Security.PLAIN)));

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      nullValues = "-",
      value = {
        // text, host, port, path, query, fragment
        "http://h, h, 80, '', -, -",
        "http://h/, h, 80, /, -, -",
        "HTTP://H:8080/a/b, H, 8080, /a/b, -, -",
        "http://h?q=1, h, 80, '', q=1, -",
        "http://h/a?b?c#d#e, h, 80, /a, b?c, d#e",
        "http://h/#top, h, 80, /, -, top",
        "http://[::1]/x, ::1, 80, /x, -, -",
        "http://[::1]:81/x, ::1, 81, /x, -, -",
        "http://[::ffff:1.2.3.4]/x, ::ffff:1.2.3.4, 80, /x, -, -",
        "http://[1:2:3:4:5:6:7:8]/x, 1:2:3:4:5:6:7:8, 80, /x, -, -",
        "http://[1:2::7:A]/x, 1:2::7:A, 80, /x, -, -",
        "http://[::]/x, ::, 80, /x, -, -",
        "http://[fe80::1%25eth0]/, fe80::1%eth0, 80, /, -, -",
        "http://[fe80::1%eth0]/, fe80::1%eth0, 80, /, -, -",
        "http://h:/x, h, 80, /x, -, -",
        "http://u:p@h/x, h, 80, /x, -, -",
        "http://u@v@h/x, h, 80, /x, -, -",
        "http://%6cocalhost/x, localhost, 80, /x, -, -",
        "http://h/a b|ü, h, 80, /a b|ü, -, -",
        "http://h/%2F%2e, h, 80, /%2F%2e, -, -",
        "imap://h/box;UIDVALIDITY=1/;UID=2, h, 143, /box;UIDVALIDITY=1/;UID=2, -, -",
      })
  void splitsOnceAndKeepsTheRawText(
      String text, String host, int port, String path, String query, String fragment)
      throws InetException {
    Url url = Url.parse(text, SCHEMES);

    assertEquals(new Endpoint(host, port), url.endpoint());
    assertEquals(path, url.rawPath());
    assertEquals(query, url.rawQuery());
    assertEquals(fragment, url.rawFragment());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http:/h",
        "://h",
        "nope://h/",
        "http://",
        "http:///path",
        "http://:80/",
        "http://h:65536/",
        "http://h:-1/",
        "http://h:8o/",
        "http://h/%",
        "http://h/%2",
        "http://h/%zz",
        "http://h/a\r\nb",
        "http://h/a\0",
        "http://h h/",
        "http://h\t/",
        "http://[::1/",
        "http://[::1]x/",
        "http://[abc]/",
        "http://[1::2::3]/",
        "http://[::12345]/",
        "http://[:::1]/",
        "http://[:1::2]/",
        "http://[1::2:]/",
        "http://[1:2:3:4:5:6:7]/",
        "http://[:2:3:4:5:6:7:8]/",
        "http://[1:2:3:4:5:6:7:8:9]/",
        "http://[1:2:3:4:5:6:7::8]/",
        "http://[::1.2.3.4:5]/",
        "http://[::1.2.3.999]/",
        "http://[a.test:1]/",
        "http://host:80:x/",
        "http://1.2.3.4:80:81/",
        "http://%0d%0aevil/",
        "http://a%00b/",
      })
  void refusesWhatIsNoUrl(String text) {
    var e = assertThrows(InetException.class, () -> Url.parse(text, SCHEMES));

    assertEquals(Failure.BAD_URL, e.failure());
  }

  @Test
  void loginIsDecodedOnce() throws InetException {
    Url url = Url.parse("imap://fred%40x;AUTH=*:p%2540@h/", SCHEMES);

    assertEquals("fred%40x;AUTH=*", url.login().rawUser());
    var login = url.login().credentials().orElseThrow();
    assertEquals("fred@x;AUTH=*", login.user());
    assertEquals("p%40", login.password().reveal());
  }

  @Test
  void printsWithoutThePassword() throws InetException {
    Url url = Url.parse("http://ann:secret@h:81/x?y", SCHEMES);

    assertEquals("http://ann:****@h:81/x?y", url.toString());
    assertFalse(url.login().toString().contains("secret"));
  }

  @Test
  void decodesToBytesAndRefusesLineEnds() throws InetException {
    assertEquals("a b/ü", Url.decode("a%20b%2F%C3%BC"));
    assertEquals("a+b", Url.decode("a+b"));
    assertThrows(InetException.class, () -> Url.decode("%ff"));
    assertThrows(InetException.class, () -> Url.decode("a%0Db"));
    assertThrows(InetException.class, () -> Url.decode("a%0Ab"));
    assertThrows(InetException.class, () -> Url.decode("a%00b"));
    assertEquals((byte) 0xff, Url.decodeBytes("%ff")[0]);
  }

  @Test
  void anEndlessUrlIsRefused() {
    String text = "http://h/" + "a".repeat(Url.MAX_LENGTH);

    assertTrue(
        assertThrows(InetException.class, () -> Url.parse(text, SCHEMES))
            .getMessage()
            .contains("longer"));
  }

  @ParameterizedTest
  @CsvSource({"bücher.example, xn--bcher-kva.example", "EXAMPLE.org, example.org", "::1, ::1"})
  void aNameOnTheWireIsAscii(String typed, String wire) throws InetException {
    assertEquals(wire, new Endpoint(typed, 1).wireHost());
  }
}
