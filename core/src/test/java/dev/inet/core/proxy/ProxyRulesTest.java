package dev.inet.core.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRulesTest {
  private static String chosen(Map<String, String> environment, String scheme, String host)
      throws InetException {
    List<Proxy> chain =
        ProxyRules.fromEnvironment(environment, null).chainFor(scheme, new Endpoint(host, 80));
    return chain.isEmpty() ? "direct" : chain.get(0).toString();
  }

  @Test
  void theSchemesOwnVariableWinsOverTheOneForAll() throws InetException {
    var environment = Map.of("ftp_proxy", "http://f:1", "all_proxy", "socks5://a:2");

    assertEquals("http://f:1", chosen(environment, "ftp", "h"));
    assertEquals("socks5://a:2", chosen(environment, "smtp", "h"));
  }

  @Test
  void lowerCaseWinsOverUpperCase() throws InetException {
    assertEquals(
        "http://lower:1",
        chosen(Map.of("https_proxy", "http://lower:1", "HTTPS_PROXY", "http://u:1"), "https", "h"));
    assertEquals("http://u:1", chosen(Map.of("ALL_PROXY", "http://u:1"), "https", "h"));
  }

  @Test
  void httpProxyInUpperCaseIsIgnored() throws InetException {
    assertEquals("direct", chosen(Map.of("HTTP_PROXY", "http://evil:1"), "http", "h"));
    assertEquals("http://good:1", chosen(Map.of("http_proxy", "http://good:1"), "http", "h"));
  }

  @Test
  void anEmptyVariableMeansNoProxy() throws InetException {
    assertEquals(
        "direct", chosen(Map.of("http_proxy", "", "all_proxy", "http://a:1"), "http", "h"));
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "example.org | example.org | true",
        "example.org | www.example.org | true",
        ".example.org | www.example.org | true",
        ".example.org | example.org | true",
        "*.example.org | www.example.org | true",
        "example.org | badexample.org | false",
        "EXAMPLE.org | example.ORG. | true",
        "* | anything | true",
        "a, b example.org | example.org | true",
        "10.0.0.0/8 | 10.200.1.1 | true",
        "10.0.0.0/8 | 11.0.0.1 | false",
        "192.168.1.0/25 | 192.168.1.128 | false",
        "10.0.0.0/99 | 10.0.0.1 | false",
        "127.0.0.1 | 127.0.0.1 | true",
        "127.0.0.1 | 2130706433 | true",
        "2001:db8::/32 | 2001:db8:1::1 | true",
        "[::1] | ::1 | true",
        "::1 | ::1 | true",
        "example.org:80 | example.org | true",
        "example.org:81 | example.org | false",
        "0.1 | 10.0.0.1 | false",
      },
      delimiter = '|')
  void exemptHostsAreReachedDirectly(String list, String host, boolean exempt)
      throws InetException {
    var environment = Map.of("all_proxy", "http://p:1", "no_proxy", list);

    assertEquals(exempt ? "direct" : "http://p:1", chosen(environment, "ftp", host));
  }

  @Test
  void aGivenChainIsExemptAsWell() throws InetException {
    var rules = ProxyRules.of(List.of(ProxyRules.parse("socks5h://p:1")), "inside.test");

    assertEquals(List.of(), rules.chainFor("http", new Endpoint("a.inside.test", 80)));
    assertEquals(1, rules.chainFor("http", new Endpoint("outside.test", 80)).size());
  }

  @ParameterizedTest
  @CsvSource({
    "http://h:8080, HTTP, h, 8080",
    "https://h, HTTPS, h, 443",
    "h:3128, HTTP, h, 3128",
    "h, HTTP, h, 1080",
    "socks5h://[::1]:9, SOCKS5H, ::1, 9",
    "SOCKS4A://h, SOCKS4A, h, 1080",
    "socks://h:9/, SOCKS4, h, 9",
  })
  void readsUrlsOfProxies(String text, Proxy.Kind kind, String host, int port)
      throws InetException {
    Proxy proxy = ProxyRules.parse(text);

    assertEquals(kind, proxy.kind());
    assertEquals(new Endpoint(host, port), proxy.at());
  }

  @Test
  void readsTheLoginAndHidesIt() throws InetException {
    Proxy proxy = ProxyRules.parse("socks5://ann:p%40ss@h:1");

    assertEquals("p@ss", proxy.login().orElseThrow().password().reveal());
    assertFalse(proxy.toString().contains("ss@"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://h:1", "socks5://", "http://u:secret@h:99999", "socks5://h:0"})
  void whatIsNoProxyIsRefusedWithoutShowingTheLogin(String text) {
    var e = assertThrows(InetException.class, () -> ProxyRules.parse(text));

    assertEquals(Failure.USAGE, e.failure());
    assertFalse(e.getMessage().contains("secret"), e.getMessage());
  }
}
