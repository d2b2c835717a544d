package dev.inet.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.resolve.Literals;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that try to be something else. */
class HostileNamesTest {
  private static final Scheme HTTP = new Scheme("http", 80, Security.PLAIN);
  private static final Schemes SCHEMES = new Schemes(List.of(HTTP));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ex\u2100mple.com",
        "good.example\uff1a80",
        "a\uff0fb",
        "a\uff20b",
        "a\uff05b.example",
        "\uff0d\u3000x",
      })
  void aLetterThatWouldBecomeADelimiterIsNoName(String host) {
    var e = assertThrows(InetException.class, () -> new Endpoint(host, 80).wireHost());

    assertEquals(Failure.BAD_URL, e.failure());
  }

  @ParameterizedTest
  @CsvSource({
    "B\u00fccher.Example, xn--bcher-kva.example",
    "EXAMPLE.org., example.org.",
    "_sip.Example, _sip.example",
  })
  void aNameStandsOnTheWireInLowerCaseAscii(String host, String wire) throws InetException {
    assertEquals(wire, new Endpoint(host, 80).wireHost());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a%2fb/",
        "http://a%3a80/",
        "http://u%40h@a%40b/",
        "http://a%5cb/",
        "http://a%23b/",
        "http://a%2525b/",
        "http://a%00b/",
        "http://a/%\uff11\uff12",
      })
  void anEncodedDelimiterInAHostIsRefused(String url) {
    var e = assertThrows(InetException.class, () -> Url.parse(url, SCHEMES));

    assertEquals(Failure.BAD_URL, e.failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x7f000001", "0X7F.1", "127.0.0.0x1", "xyz:1", "g::1", "\uff11::1"})
  void whatOnlyTheCLibraryTakesForAnAddressIsRefused(String host) {
    assertThrows(UnknownHostException.class, () -> Literals.parse(host));
  }

  @Test
  void theDotOfTheRootIsNoPartOfAnAddress() throws UnknownHostException {
    assertEquals(
        InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
        Literals.parse("127.0.0.1.").orElseThrow());
  }

  @Test
  void noiseIsAUrlOrABadOne() {
    String alphabet = "ab:/@?#[]%0125.\\\u00e9\uff0f \r\n\0;=x";
    for (int seed = 0; seed < 200_000; seed++) {
      var random = new Random(seed);
      var text = new StringBuilder("http://");
      for (int i = random.nextInt(24); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        Url url = Url.parse(text.toString(), SCHEMES);
        String host = url.endpoint().host();
        assertTrue(
            host.chars().noneMatch(c -> c <= ' ' || "/?#@".indexOf(c) >= 0),
            "seed " + seed + ": " + text + " has the host " + host);
        Optional<InetAddress> unused = Literals.parse(host);
        assertTrue(unused.isEmpty() || !url.endpoint().wireHost().isEmpty());
      } catch (InetException e) {
        assertEquals(Failure.BAD_URL, e.failure(), "seed " + seed);
        assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), "seed " + seed);
      } catch (UnknownHostException e) {
        assertTrue(e.getMessage() != null, "seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "b\u00fccher.example, xn--bcher-kva.example",
    "xn--bcher-kva.example, b\u00fccher.example",
    "xn--bcher-kva.example, WWW.B\u00fccher.example.",
    "10.0.0.0/8:25, 10.9.9.9",
  })
  void anExemptNameIsExemptInEitherSpelling(String rule, String host) throws InetException {
    ProxyRules rules =
        ProxyRules.fromEnvironment(Map.of("all_proxy", "socks5://p", "no_proxy", rule), null);

    assertEquals(List.of(), rules.chainFor("smtp", new Endpoint(host, 25)));
  }
}
