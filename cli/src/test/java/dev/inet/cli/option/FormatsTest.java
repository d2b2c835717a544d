package dev.inet.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class FormatsTest {
  @ParameterizedTest
  @CsvSource({"500ms,500", "10s,10000", "2m,120000", "1h,3600000", "3,3000", "0.25,250", "0,0"})
  void durations(String typed, long millis) {
    assertEquals(Duration.ofMillis(millis), Durations.parse(typed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "s", "-1", "1x", "1.2.3", "1e9", "99999999999999999999", "10 s", "99999999d"})
  void whatIsNoDuration(String typed) {
    assertThrows(TypeConversionException.class, () -> Durations.parse(typed));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "500,500",
    "64K,65536",
    "64k,65536",
    "10M,10485760",
    "1G,1073741824",
    "1KiB,1024"
  })
  void sizes(String typed, long bytes) {
    assertEquals(bytes, Size.parse(typed).bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "K", "-1", "1.5M", "1X", "9223372036854775808", "9000000000G"})
  void whatIsNoSize(String typed) {
    assertThrows(TypeConversionException.class, () -> Size.parse(typed));
  }

  private static String found(String netrc, String host, String user) throws InetException {
    return Netrc.parse(netrc)
        .find(host, user)
        .map((Credentials c) -> c.user() + "/" + c.password().reveal())
        .orElse("-");
  }

  @Test
  void netrcKnowsMachinesDefaultQuotesMacrosAndComments() throws Exception {
    String text =
        """
        # a comment
        machine a login ann password "two words \\"quoted\\"" account x
        macdef init
        machine evil login evil password evil

        machine B
          login bob
          password b#b
        default login anonymous password guest
        """;
    assertEquals("ann/two words \"quoted\"", found(text, "a", ""));
    assertEquals("bob/b#b", found(text, "b", ""));
    assertEquals("anonymous/guest", found(text, "evil", ""));
    assertEquals("-", found(text, "b", "carl"));
    assertEquals("-", found("", "a", ""));
    assertEquals("l/p", found("\ufeffmachine a login l password p", "a", ""));
    assertEquals("l/#p", found("machine a login l password #p\n", "a", ""));
    assertEquals("l/p", found("machine a login l password\n# not this\np\n", "a", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\nb", "a\\rb", "a\nb", "a\0b"})
  void netrcSmugglesNoCommandIn(String value) {
    for (String line : new String[] {"login \"%s\" password p", "login l password \"%s\""}) {
      String text = "machine a " + String.format(line, value) + "\nmachine b login l password p\n";
      InetException e = assertThrows(InetException.class, () -> found(text, "a", ""));
      assertEquals(Failure.USAGE, e.failure());
      assertTrue(e.getMessage().endsWith("of the netrc file cannot hold CR, LF or NUL"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"machine", "machine a login", "\"open", "machine a passwort x"})
  void brokenNetrcIsTold(String text) {
    InetException e = assertThrows(InetException.class, () -> Netrc.parse(text));
    assertTrue(e.getMessage().contains("netrc"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "http://h, http",
    "HTTP://h, http",
    "localhost:8080/x,",
    "unix:/run/x, unix",
    "news:alt.test, news",
    "a b://c,",
    "://x,",
    "user:pw@h/://,",
  })
  void schemes(String word, String scheme) {
    assertEquals(scheme, Targets.scheme(word));
  }
}
