package dev.inet.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.resolve.Records.Answer;
import dev.inet.core.tls.TlsPolicy;
import dev.inet.sandbox.Authority;
import dev.inet.sandbox.DnsServer;
import dev.inet.sandbox.EchoServer;
import dev.inet.sandbox.HttpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.SocksServer;
import dev.inet.sandbox.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same questions by every way, against a name server that shares no code with us. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SandboxTest {
  @TempDir static Path folder;

  private static DnsServer names;
  private static HttpServer https;
  private static SocksServer socks;
  private static Path authority;

  @BeforeAll
  static void start() throws IOException {
    Authority ours = Authority.create();
    authority = Files.writeString(folder.resolve("ca.pem"), ours.pem());
    names = DnsServer.start(0);
    https = HttpServer.start(ListenAt.freePort().tls(Tls.serving(ours.server())));
    https.route("/dns-query", names::answer);
    socks = SocksServer.start(ListenAt.freePort());
  }

  @AfterAll
  static void stop() throws IOException {
    names.close();
    https.close();
    socks.close();
  }

  private static Endpoint server() {
    return new Endpoint("127.0.0.1", names.port());
  }

  private static Dialer trusting() {
    return Dialer.builder().tls(TlsPolicy.DEFAULT.withCaFile(authority)).build();
  }

  private static DnsResolver by(String way) throws InetException {
    return switch (way) {
      case "udp" -> DnsResolver.at(server(), Dialer.builder().build());
      case "https" ->
          DnsResolver.overHttps(
              "https://localhost:" + https.port() + "/dns-query{?dns}", trusting());
      case "proxy" -> DnsResolver.at(server(), Dialer.builder().proxies(given()).build());
      default -> throw new IllegalArgumentException(way);
    };
  }

  private static ProxyRules given() throws InetException {
    return ProxyRules.of(List.of(ProxyRules.parse("socks5://127.0.0.1:" + socks.port())), "");
  }

  private static Deadline later() {
    return Deadline.in(Duration.ofSeconds(20), "test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "https", "proxy"})
  void everyWayTellsTheSame(String way) throws IOException {
    try (DnsResolver resolver = by(way)) {
      assertEquals(
          List.of("0:0:0:0:0:0:0:1", "127.0.0.1"),
          resolver.resolve(new Endpoint("alias.test", 80), later()).stream()
              .map(InetAddress::getHostAddress)
              .toList());
      assertEquals(
          List.of("10 mail.example.test.", "20 backup.example.test."),
          resolver.ask("example.test", "MX", later()).stream().map(Answer::data).toList());
      Answer big = resolver.ask("big.test", "TXT", later()).get(0);
      assertEquals("0123456789abcdef".repeat(200), big.text());
      for (String name : List.of("nowhere.test", "servfail.test", "refused.test", "loop.test")) {
        InetException failure =
            assertThrows(
                InetException.class, () -> resolver.resolve(new Endpoint(name, 80), later()));
        assertEquals(Failure.HOST_NAME, failure.failure(), name);
      }
    }
  }

  @Test
  void whatIsTooLongForADatagramComesByTcp() throws IOException {
    by("udp").ask("big.test", "TXT", later());
    List<String> ways =
        names.heard().stream()
            .filter(question -> question.name().equals("big.test"))
            .map(DnsServer.Question::via)
            .toList();
    assertTrue(ways.contains("udp") && ways.contains("tcp"), ways.toString());
  }

  @Test
  void garbageAndSilenceEndInATimeOut() throws IOException {
    for (String name : List.of("garbage.test", "silent.test")) {
      Deadline soon = Deadline.in(Duration.ofMillis(300), "connect-timeout");
      InetException failure =
          assertThrows(InetException.class, () -> by("udp").ask(name, "MX", soon));
      assertEquals(Failure.TIMEOUT, failure.failure());
    }
  }

  @Test
  void questionsGoThroughAGivenProxyAndPastOneOfTheEnvironment() throws IOException {
    int before = socks.heard().size();
    by("proxy").ask("example.test", "MX", later());
    assertEquals(before + 1, socks.heard().size());
    String proxy = "socks5://127.0.0.1:" + socks.port();
    ProxyRules environment = ProxyRules.fromEnvironment(Map.of("ALL_PROXY", proxy), null);
    Dialer dialer = Dialer.builder().proxies(environment).build();
    DnsResolver.at(server(), dialer).ask("big.test", "TXT", later());
    assertEquals(before + 1, socks.heard().size());
  }

  @Test
  void aCertificateThatIsNotTrustedEndsTheQuestion() throws IOException {
    String url = "https://localhost:" + https.port() + "/dns-query";
    try (DnsResolver resolver = DnsResolver.overHttps(url, Dialer.builder().build())) {
      InetException failure =
          assertThrows(InetException.class, () -> resolver.ask("example.test", "MX", later()));
      assertEquals(Failure.UNTRUSTED, failure.failure());
    }
  }

  @Test
  void aPageThatIsNoNameServerIsRefused() throws IOException {
    String url = "https://localhost:" + https.port() + "/nothing/here";
    try (DnsResolver resolver = DnsResolver.overHttps(url, trusting())) {
      InetException failure =
          assertThrows(InetException.class, () -> resolver.ask("example.test", "MX", later()));
      assertEquals(Failure.BAD_REPLY, failure.failure());
      assertTrue(failure.getMessage().contains("HTTP status 404"), failure.getMessage());
    }
  }

  @Test
  void aDialerConnectsByNamesThatOnlyThisServerKnows() throws IOException {
    try (EchoServer echo = EchoServer.echo(ListenAt.freePort());
        DnsResolver resolver = by("udp")) {
      Dialer dialer = Dialer.builder().resolver(resolver).build();
      try (Connection connection =
          dialer.dial(Target.plain(new Endpoint("example.test", echo.port())))) {
        connection.output().write('x');
        connection.output().flush();
        assertEquals('x', connection.input().read());
      }
    }
  }
}
