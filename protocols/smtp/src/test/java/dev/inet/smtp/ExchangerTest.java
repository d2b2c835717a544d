package dev.inet.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.resolve.Records;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExchangerTest {
  private static List<String> hosts(String domain, String... data) throws InetException {
    Records records =
        (name, type, deadline) ->
            Arrays.stream(data)
                .map(each -> new Records.Answer(name + ".", type, 60, each, false))
                .toList();
    return Exchanger.of(domain, records, Deadline.NEVER).stream().map(Exchanger::host).toList();
  }

  @Test
  void ordersHostsByPreference() throws Exception {
    assertEquals(
        List.of("a.test", "b.test", "c.test"),
        hosts("x.test", "30 c.test.", "5 a.test.", "10 b.test."));
    assertEquals(2, hosts("x.test", "5 a.test.", "5 b.test.").size());
  }

  @Test
  void takesADomainWithoutRecordsForItsOwnHost() throws Exception {
    assertEquals(List.of("x.test"), hosts("x.test"));
    assertEquals(List.of("192.0.2.1"), hosts("[192.0.2.1]"));
    assertEquals(List.of("2001:db8::1"), hosts("[IPv6:2001:db8::1]"));
  }

  @Test
  void knowsDomainsThatTakeNoMail() throws Exception {
    var failed = assertThrows(InetException.class, () -> hosts("x.test", "0 ."));
    assertEquals(Failure.REFUSED, failed.failure());
    // A null MX beside others is a mistake; the others stand (RFC 7505 section 3).
    assertEquals(List.of("a.test"), hosts("x.test", "0 .", "5 a.test."));
  }

  @Test
  void triesNoThousands() throws Exception {
    String[] many = new String[5000];
    Arrays.setAll(many, i -> i + " h" + i + ".test.");
    assertEquals(20, hosts("x.test", many).size());
  }

  // --- policies

  @ParameterizedTest
  @CsvSource({
    "mx.example.org,mx.example.org,true",
    "MX.Example.org,mx.example.org,true",
    "a.example.org,*.example.org,true",
    "a.b.example.org,*.example.org,false",
    "example.org,*.example.org,false",
    "mx.example.net,mx.example.org,false",
  })
  void comparesHostsWithAPolicy(String host, String pattern, boolean named) {
    assertEquals(named, DomainCheck.names(List.of("other.test", pattern), host));
  }

  @Test
  void readsPolicies() {
    var policy =
        DomainCheck.policy(
            Optional.of("v=STSv1; id=1"),
            "version: STSv1\r\nmode: enforce\r\nmx: a.test\r\nmx: *.b.test\r\nmax_age: 10\r\n");
    assertEquals(List.of("a.test", "*.b.test"), policy.mx());
    assertEquals("enforce", policy.policy().get("mode"));
    assertFalse(policy.problem().isPresent());
    assertTrue(DomainCheck.policy(Optional.empty(), "mode: enforce").problem().isPresent());
    assertTrue(DomainCheck.policy(Optional.empty(), "version: STSv1").problem().isPresent());
  }
}
