package dev.inet.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ann@example.org | `` | ann | example.org",
        "Ann Example <ann@example.org> | Ann Example | ann | example.org",
        "\"Example, Ann\" <ann@example.org> | Example, Ann | ann | example.org",
        "\"a \\\"b\\\"\" <ann@example.org> | a \"b\" | ann | example.org",
        "<ann@example.org> | `` | ann | example.org",
        "ann@example.org (Ann) | `` | ann | example.org",
        "Jörg <jörg@müller.example> | Jörg | jörg | müller.example",
        "\"two words\"@example.org | `` | \"two words\" | example.org",
        "a+b=c@localhost | `` | a+b=c | localhost",
        "ann@[192.0.2.1] | `` | ann | [192.0.2.1]",
        "ann@[IPv6:2001:db8::1] | `` | ann | [IPv6:2001:db8::1]",
        "ann@example.org <ann@example.org> | ann@example.org | ann | example.org",
        "Ann @ home<ann@example.org> | Ann @ home | ann | example.org",
        "postmaster | `` | postmaster | ``",
        "<Postmaster> | `` | Postmaster | ``",
      })
  void readsWhatIsAnAddress(String text, String name, String local, String domain)
      throws InetException {
    MailAddress address = MailAddress.parse(text);
    assertEquals(name, address.name());
    assertEquals(local, address.local());
    assertEquals(domain, address.domain());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "ann",
        "ann@",
        "@example.org",
        "ann@@example.org",
        "ann@example.org@example.net",
        "ann @example",
        "an n@example.org",
        ".ann@example.org",
        "ann.@example.org",
        "a..b@example.org",
        "ann@-example.org",
        "ann@example..org",
        "ann@example.org.",
        "ann@exa mple.org",
        "ann@exa_mple.org",
        "ann@[300.1.1.1]",
        "ann@[192.0.2]",
        "ann@[::1]",
        "<ann@example.org",
        "Ann <ann@example.org> more",
        "ann@example.org Ben <ben@example.org>",
        "\"open@example.org",
        "ann(open@example.org",
        "ann@example.org\r\nRCPT TO:<eve@example.org>",
        "ann@example.org\nBcc: eve@example.org",
        "ann\0@example.org",
        "\"a\rb\"@example.org",
        "ann@example.org>\u0085",
        "a<b>c@example.org",
        "ann@example.org, eve@example.org",
      })
  void refusesWhatIsNone(String text) {
    var failed = assertThrows(InetException.class, () -> MailAddress.parse(text), text);
    assertEquals(Failure.USAGE, failed.failure());
  }

  @Test
  void readsListsWithCommasInNames() throws InetException {
    var all = MailAddress.parseList("\"A, B\" <a@x.org>, b@x.org,c@x.org (see, there)");
    assertEquals(3, all.size());
    assertEquals("A, B", all.get(0).name());
    assertEquals("c@x.org", all.get(2).address());
  }

  @Test
  void writesDomainsInAsciiAndAsksForUtf8OnlyForLocalParts() throws InetException {
    MailAddress plain = MailAddress.parse("ann@MÜLLER.example");
    assertEquals("ann@xn--mller-kva.example", plain.asciiAddress());
    assertFalse(plain.needsUtf8());
    assertEquals("ann@xn--strae-oqa.de", MailAddress.parse("ann@straße.de").asciiAddress());
    assertTrue(MailAddress.parse("jörg@example.org").needsUtf8());
  }

  /** They stand in a header and in {@code MAIL FROM:<...>}, whose end they must not be. */
  @ParameterizedTest
  @CsvSource({
    "'a\r\nBcc: b', a.test",
    "a, 'a.test\nBcc: b'",
    "a, 'a.test> SIZE=1 X=<'",
    "'a> X=<', a.test",
    "'\"a\0\"', a.test"
  })
  void partsCannotEndTheirPlace(String local, String domain) {
    assertThrows(IllegalArgumentException.class, () -> new MailAddress("", local, domain));
  }
}
