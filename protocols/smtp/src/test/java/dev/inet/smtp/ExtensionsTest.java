package dev.inet.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.line.Reply;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtensionsTest {
  private static Extensions of(String... lines) {
    return Extensions.of(new Reply(250, List.of(lines)));
  }

  @Test
  void readsWhatIsOffered() {
    Extensions offered =
        of("mx.test at your service", "size 1000", "AUTH plain LOGIN", "AUTH=LOGIN CRAM-MD5", "");
    assertEquals("mx.test", offered.name());
    assertEquals(1000, offered.size());
    assertEquals(List.of("PLAIN", "LOGIN", "CRAM-MD5"), List.copyOf(offered.mechanisms()));
    assertTrue(offered.has("SIZE"));
  }

  @ParameterizedTest
  @CsvSource({"SIZE", "SIZE 0", "SIZE many", "SIZE 99999999999999999999", "PIPELINING"})
  void knowsNoLimitWhereNoneIsNamed(String line) {
    assertEquals(Long.MAX_VALUE, of("x", line).size());
  }

  @ParameterizedTest
  @CsvSource({
    "5.1.1 no such user,5.1.1",
    "2.0.0,2.0.0",
    "4.7.12 later,4.7.12",
    "no code,''",
    "1.2.3 odd,''",
    "5.1 short,''",
    "127.0.0.1 rejected,''",
    "5..1 odd,''",
  })
  void findsEnhancedCodes(String text, String code) {
    assertEquals(code, SmtpException.enhanced(new Reply(550, List.of(text))));
  }

  @Test
  void writesReportsSoThatNothingElseIsMeant() {
    var reports =
        new DeliveryReports(
            Set.of(DeliveryReports.When.NEVER), Optional.empty(), Optional.of("a b=c+d"));
    assertEquals(" ENVID=a+20b+3Dc+2Bd", reports.ofMail());
    assertEquals(" NOTIFY=NEVER ORCPT=rfc822;x+2By@z", reports.ofRecipient("x+y@z", false));
    assertEquals("", DeliveryReports.USUAL.ofRecipient("x@z", false));
  }
}
