package dev.inet.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpUrlTest {
  @ParameterizedTest
  @CsvSource({
    "mail.example.org,smtp,mail.example.org:587,''",
    "smtp://mail.example.org,smtp,mail.example.org:587,''",
    "smtps://mail.example.org,smtps,mail.example.org:465,''",
    "lmtp://localhost/,lmtp,localhost:24,''",
    "smtp://u:p@[::1]:2525/my.name,smtp,[::1]:2525,my.name",
    "smtp://h/%5B192.0.2.1%5D,smtp,h:587,[192.0.2.1]",
  })
  void readsServers(String text, String scheme, String endpoint, String ehlo) throws Exception {
    SmtpUrl url = SmtpUrl.parse(text);
    assertEquals(scheme, url.scheme().name());
    assertEquals(endpoint, url.endpoint().toString());
    assertEquals(ehlo, url.ehlo().orElse(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"smtp://", "http://h", "smtp://h/a b", "smtp://h/a%0d%0aQUIT", "smtp://h/%00"})
  void refusesWhatIsNoServer(String text) {
    var failed = assertThrows(InetException.class, () -> SmtpUrl.parse(text));
    assertEquals(Failure.BAD_URL, failed.failure());
  }

  @Test
  void greetsWithAnAddressWhereTheHostHasNoWholeName() {
    assertEquals("[192.0.2.1]", Greeting.literal("192.0.2.1:50000"));
    assertEquals("[IPv6:2001:db8::1]", Greeting.literal("[2001:db8::1]:50000"));
    assertEquals("[IPv6:fe80::1]", Greeting.literal("[fe80::1%eth0]:50000"));
    assertEquals("localhost", Greeting.literal("/run/lmtp"));
  }
}
