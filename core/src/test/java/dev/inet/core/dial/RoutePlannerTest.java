package dev.inet.core.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.proxy.Proxy;
import dev.inet.core.proxy.ProxyRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutePlannerTest {
  private static final Target PLAIN = Target.plain(new Endpoint("h", 25));
  private static final Target TLS = Target.tls(new Endpoint("h", 993)).offering(List.of("imap"));

  private static Route planned(Target target, String proxy) throws InetException {
    List<Proxy> chain = List.of(ProxyRules.parse(proxy));
    return new RoutePlanner(ProxyRules.of(chain, ""), List.of(), null).plan(target);
  }

  private static String route(Target target, List<Detour> detours, String... proxies)
      throws InetException {
    var chain = new ArrayList<Proxy>();
    for (String proxy : proxies) {
      chain.add(ProxyRules.parse(proxy));
    }
    return new RoutePlanner(ProxyRules.of(chain, ""), detours, null).plan(target).toString();
  }

  @Test
  void withoutAnythingItIsOneHop() throws InetException {
    assertEquals("tcp h:25", route(PLAIN, List.of()));
    assertEquals("tcp h:993 > tls h imap", route(TLS, List.of()));
  }

  @Test
  void aProxyCarriesUsOn() throws InetException {
    assertEquals(
        "tcp p:1080 > socks5 h:993 > tls h imap", route(TLS, List.of(), "socks5://p:1080"));
  }

  @Test
  void aProxyUnderTlsIsSecuredBeforeItIsAsked() throws InetException {
    assertEquals("tcp p:443 > tls p > https h:25", route(PLAIN, List.of(), "https://p"));
  }

  @Test
  void aChainIsALongerList() throws InetException {
    assertEquals(
        "tcp a:1 > socks4a b:2 > tls b > https c:3 > http h:25",
        route(PLAIN, List.of(), "socks4a://a:1", "https://b:2", "http://c:3"));
  }

  @Test
  void aTargetThatIsAProxyOfTheChainIsReachedByThoseBeforeIt() throws InetException {
    Target second = Target.plain(new Endpoint("b", 2));

    assertEquals("tcp a:1 > socks5h b:2", route(second, List.of(), "socks5h://a:1", "http://b:2"));
    assertEquals("tcp b:2", route(second, List.of(), "http://b:2"));
  }

  @ParameterizedTest
  @CsvSource({
    "127.1,               127.0.0.1",
    "2130706433,          127.0.0.1",
    "[::ffff:127.0.0.1],  127.0.0.1",
    "[0:0:0:0:0:0:0:1],   ::1",
    "[::0001],            ::1",
  })
  void theAddressOfAProxyIsTheSameInAnyForm(String given, String known) throws InetException {
    Target proxy = Target.plain(new Endpoint(known, 3128));
    Route route = planned(proxy, "http://" + given + ":3128");
    assertEquals(1, route.hops().size(), route.toString());
    Target other = Target.plain(new Endpoint(known, 80));
    assertEquals(2, planned(other, "http://" + given + ":3128").hops().size());
  }

  @Test
  void aDetourChangesWhereWeGoAndNothingElse() throws InetException {
    assertEquals("tcp other:1 > tls h imap", route(TLS, List.of(Detour.parse("h:993:other:1"))));
    assertEquals(
        "tcp p:1080 > socks5 other:993 > tls h imap",
        route(TLS, List.of(Detour.parse("h::other:")), "socks5://p:1080"));
    assertEquals("tcp h:25", route(PLAIN, List.of(Detour.parse("h:993:other:1"))));
    assertEquals(
        "tcp ::1:26".replace("::1", "[::1]"), route(PLAIN, List.of(Detour.parse("::[::1]:26"))));
  }

  @Test
  void aDetourLeadsToNoOtherProxy() throws InetException {
    Target proxy = Target.plain(new Endpoint("p", 3128));
    assertEquals("tcp p:3128", route(proxy, List.of(Detour.parse("::other:1")), "http://p:3128"));
    assertEquals(
        "tcp p:3128 > http other:1",
        route(PLAIN, List.of(Detour.parse("::other:1")), "http://p:3128"));
  }

  @Test
  void aUnixSocketReplacesTcpAndNothingElse() throws InetException {
    var planner = new RoutePlanner(ProxyRules.NONE, List.of(), Path.of("/s"));

    assertEquals("unix /s > tls h imap", planner.plan(TLS).toString());
  }

  @Test
  void aUnixSocketBehindAGivenProxyIsRefused() throws InetException {
    var rules = ProxyRules.of(List.of(ProxyRules.parse("http://p:1")), "");
    var planner = new RoutePlanner(rules, List.of(), Path.of("/s"));

    assertEquals(
        Failure.USAGE, assertThrows(InetException.class, () -> planner.plan(PLAIN)).failure());
  }

  @Test
  void routesAreEqualWhenTheirHopsAre() throws InetException {
    var planner = new RoutePlanner(ProxyRules.NONE, List.of(), null);

    assertEquals(planner.plan(TLS), planner.plan(TLS));
  }
}
