package dev.inet.nntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NntpUrlTest {
  @ParameterizedTest
  @CsvSource({
    "nntp://h/, h:119, , -1, ",
    "nntp://h, h:119, , -1, ",
    "nntps://h, h:563, , -1, ",
    "news://h:1119/a.b, h:1119, a.b, -1, ",
    "h/a.b, h:119, a.b, -1, ",
    "nntp://h/a.b/, h:119, a.b, -1, ",
    "nntp://h/a.b/12, h:119, a.b, 12, ",
    "nntp://h/a.%2A, h:119, a.*, -1, ",
    "nntp://h/*, h:119, *, -1, ",
    "nntp://h/a+b, h:119, a+b, -1, ",
    "nntp://h/<i@x>, h:119, , -1, <i@x>",
    "nntp://h/%3Ci@x%3E, h:119, , -1, <i@x>",
    "nntp://h/%3Ci%40x%3E, h:119, , -1, <i@x>",
    "nntp://h/i@x, h:119, , -1, <i@x>",
    "nntp://u:p@h/i@x, h:119, , -1, <i@x>",
    "nntp://h/<a/b@x>, h:119, , -1, <a/b@x>",
    "nntp://h/a%2Fb@x, h:119, , -1, <a/b@x>",
    "nntp://h/<a?b@x>, h:119, , -1, <a?b@x>",
    "nntp://h/<a#b@x>, h:119, , -1, <a#b@x>",
    "nntp://h/g.x/<i@x>, h:119, g.x, -1, <i@x>",
    "nntp://h/g.x/%3Ci@x%3E, h:119, g.x, -1, <i@x>",
  })
  void readsWhatAUrlNames(String text, String server, String group, long number, String id)
      throws InetException {
    NntpUrl url = NntpUrl.parse(text);
    assertEquals(server, url.endpoint().authority());
    assertEquals(group, url.group());
    assertEquals(number, url.number());
    assertEquals(id, url.messageId());
    assertEquals(number >= 0 || id != null, url.isArticle());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nntp://h/a/b",
        "nntp://h/a/-1",
        "nntp://h/a/12345678901234567",
        "nntp://h/a%0d%0aQUIT",
        "nntp://h/<a%0d%0ab@x>",
        "nntp://h/a%00",
        "nntp://h/a%20b",
        "nntp://h/a\tb",
        "nntp://h/<a b@x>",
        "nntp://h/<a@x",
        "nntp://h/<a>b@x>",
        "nntp://h/<>",
        "nntp://h/%zz",
        "http://h/a",
        "nntp:///a",
      })
  void refusesWhatMayNotGoOntoACommandLine(String text) {
    var refused = assertThrows(InetException.class, () -> NntpUrl.parse(text), text);
    assertEquals(Failure.BAD_URL, refused.failure());
  }

  @Test
  void aMessageIdOfMoreThan250BytesIsNone() {
    String id = "<" + "a".repeat(300) + "@x>";
    assertThrows(InetException.class, () -> NntpUrl.parse("nntp://h/" + id));
  }

  @Test
  void knowsPatternsAndNamesFiles() throws InetException {
    assertTrue(NntpUrl.parse("nntp://h/a.*").isPattern());
    assertTrue(NntpUrl.parse("nntp://h/a,b").isPattern());
    assertEquals("i@x", NntpUrl.parse("nntp://h/<i@x>").fileName());
    assertEquals("7", NntpUrl.parse("nntp://h/a.b/7").fileName());
    assertNull(NntpUrl.parse("nntp://h/").group());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*                | a.b     | true",
        "a.*              | a.b     | true",
        "a.*              | b.a     | false",
        "a.?              | a.b     | true",
        "a.?              | a.bc    | false",
        "*,!a.*           | a.b     | false",
        "*,!a.*,a.b       | a.b     | true",
        "!a.b             | a.b     | false",
        "a*b*c            | aXbYbZc | true",
        "a*b*c            | aXbYbZ  | false",
        "*a*a*a*a*a*a*a*b | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | false",
      })
  void matchesPatternsTheLastPartDeciding(String wildmat, String name, boolean matches) {
    assertEquals(matches, Wildmat.matches(wildmat, name));
  }

  @ParameterizedTest
  @CsvSource({"100-200, 100-200", "100-, 100-", "-200, 1-200", "7, 7", "7-7, 7"})
  void readsRanges(String typed, String sent) throws InetException {
    assertEquals(sent, NumberRange.parse(typed).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "a", "1-a", "5-4", "1--2", "1 2", "99999999999999999"})
  void refusesOtherRanges(String typed) {
    assertEquals(
        Failure.USAGE, assertThrows(InetException.class, () -> NumberRange.parse(typed)).failure());
  }
}
