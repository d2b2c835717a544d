package dev.inet.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.cli.Shell;
import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.InetException;
import dev.inet.sandbox.Authority;
import dev.inet.sandbox.DnsServer;
import dev.inet.sandbox.HttpServer;
import dev.inet.sandbox.ListenAt;
import dev.inet.sandbox.Peer;
import dev.inet.sandbox.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The options that choose the road, each on a road that is there. */
@Timeout(30)
class RoadOptionsTest {
  @TempDir Path folder;
  private DnsServer names;

  @BeforeEach
  void aNameServer() throws IOException {
    names = DnsServer.start(0).add("only.test", "A", "127.0.0.1");
  }

  @AfterEach
  void close() throws IOException {
    names.close();
  }

  private Shell.Ending run(String... words) {
    return new Shell(folder).run(words);
  }

  @Test
  void dnsFindsAHostThatTheSystemDoesNotKnow() throws Exception {
    try (Peer peer = Peer.plays("S: hello\n")) {
      String port = String.valueOf(peer.port());
      Shell.Ending ending =
          run("raw", "connect", "-N", "--dns", "127.0.0.1:" + names.port(), "only.test", port);
      assertEquals(new Shell.Ending(0, "hello\r\n", ""), ending);
    }
    Shell.Ending nobody =
        run("raw", "connect", "--dns", "127.0.0.1:" + names.port(), "nowhere.test", "7");
    assertEquals(6, nobody.status());
    assertEquals(1, nobody.err().lines().count(), nobody.err());
  }

  @Test
  void aNameServerOfTheOtherFamilyKnowsBoth() throws Exception {
    names.add("only.test", "AAAA", "2001:db8::1");
    String server = "127.0.0.1:" + names.port();
    assertEquals(
        new Shell.Ending(0, "2001:db8::1\n", ""),
        run("raw", "resolve", "-6", "--dns", server, "only.test"));
    names.add("only.test", "MX", "10 mx.only.test");
    Shell.Ending mail = run("raw", "resolve", "-6", "--dns", server, "--type", "MX", "only.test");
    assertEquals(0, mail.status(), mail.err());
  }

  @Test
  void aProxyWithoutAnAddressIsNotAHostWithoutOne() {
    String server = "127.0.0.1:" + names.port();
    for (String scheme : new String[] {"http", "https", "socks4", "socks5", "socks5h"}) {
      String proxy = scheme + "://nowhere.test:1080";
      Shell.Ending ending =
          run("http", "get", "--dns", server, "--proxy", proxy, "http://only.test/");
      assertEquals(5, ending.status(), ending.err());
      assertTrue(ending.err().contains("nowhere.test"), ending.err());
    }
  }

  @Test
  void anotherTryLooksUpTheNameAgain() {
    var over = Deadline.in(Duration.ZERO, "none");
    assertThrows(
        InetException.class, () -> new NamesAnew().resolve(new Endpoint("no.test", 1), over));
    assertEquals("0", Security.getProperty("networkaddress.cache.negative.ttl"));
  }

  @Test
  void dohAsksByHttpsAndTrustsAsTheOptionsSay() throws Exception {
    Authority authority = Authority.create();
    Path ca = Files.writeString(folder.resolve("ca.pem"), authority.pem());
    var at = ListenAt.freePort().tls(Tls.serving(authority.server()));
    try (HttpServer https = HttpServer.start(at)) {
      https.route("/dns-query", names::answer);
      String url = "https://localhost:" + https.port() + "/dns-query";
      assertEquals(
          new Shell.Ending(0, "127.0.0.1\n", ""),
          run("raw", "resolve", "-4", "--doh", url, "--cacert", ca.toString(), "only.test"));
      assertTrue(names.heard().stream().anyMatch(question -> question.via().equals("https")));
      Shell.Ending untrusted = run("raw", "resolve", "--doh", url, "only.test");
      assertEquals(6, untrusted.status());
      assertTrue(untrusted.err().startsWith("inet: raw: only.test: cannot "), untrusted.err());
    }
  }

  @Test
  void bindChoosesOurEndByInterfaceAndPort() throws Exception {
    NetworkInterface loopback =
        NetworkInterface.networkInterfaces()
            .filter(one -> one.inetAddresses().anyMatch(InetAddress::isLoopbackAddress))
            .findFirst()
            .orElseThrow();
    try (var server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int free;
      try (var probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
        free = probe.getLocalPort();
      }
      var came = CompletableFuture.supplyAsync(() -> whoCame(server));
      String bind = loopback.getName() + ":" + free;
      String port = String.valueOf(server.getLocalPort());
      assertEquals(0, run("raw", "connect", "-N", "--bind", bind, "127.0.0.1", port).status());
      assertEquals(new InetSocketAddress("127.0.0.1", free), came.get());
    }
  }

  private static InetSocketAddress whoCame(ServerSocket server) {
    try (Socket one = server.accept()) {
      return (InetSocketAddress) one.getRemoteSocketAddress();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aUnixSocketTakesThePlaceOfTheHost() throws Exception {
    Path path = folder.resolve("s");
    try (HttpServer server = HttpServer.start(ListenAt.unix(path))) {
      Shell.Ending ending =
          run("http", "get", "--unix-socket", path.toString(), "http://any.test/hello");
      assertEquals(new Shell.Ending(0, "Hello from the inet sandbox.\n", ""), ending);
      assertEquals("any.test", server.heard().get(0).header("Host").orElseThrow());
    }
    Shell.Ending gone =
        run("http", "get", "--unix-socket", folder + "/nobody", "http://any.test/page");
    assertEquals(7, gone.status());
    assertTrue(gone.err().contains("unix:" + folder + "/nobody"), gone.err());
  }

  @Test
  void aUnixSocketIsToldNothingOfTheProxiesOfTheEnvironment() throws Exception {
    Path path = folder.resolve("s");
    try (HttpServer server = HttpServer.start(ListenAt.unix(path))) {
      Shell.Ending ending =
          new Shell(folder)
              .with("all_proxy", "http://carol:hidden@proxy.test:3128")
              .run("http", "get", "--unix-socket", path.toString(), "http://any.test/hello");
      assertEquals(new Shell.Ending(0, "Hello from the inet sandbox.\n", ""), ending);
      assertEquals("/hello", server.heard().get(0).target());
      assertTrue(server.heard().get(0).header("Proxy-Authorization").isEmpty());
    }
  }

  @Test
  void traceToADashIsOnStandardError() throws Exception {
    try (Peer peer = Peer.plays("S: hello\n")) {
      String port = String.valueOf(peer.port());
      Shell.Ending ending = run("raw", "connect", "-N", "--trace", "-", "127.0.0.1", port);
      assertEquals(0, ending.status(), ending.err());
      assertEquals("hello\r\n", ending.out());
      byte[] talk = ending.err().getBytes(StandardCharsets.UTF_8);
      Shell.Ending shown = new Shell(folder).reading(talk).run("trace", "show", "-");
      assertEquals(0, shown.status(), shown.err());
      assertTrue(shown.out().contains("< hello\n"), shown.out());
      assertFalse(Files.exists(folder.resolve("-")));
    }
  }

  /** Verbs that have no list of operands, or whose conversation cannot be had twice. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "raw connect 127.0.0.1 PORT",
        "raw connect 127.0.0.1 PORT --send x --expect y",
        "telnet connect 127.0.0.1 PORT",
        "smtp verify 127.0.0.1:PORT ann",
        "gopher mirror 127.0.0.1:PORT copy",
        "gopher check 127.0.0.1:PORT",
        "ftp mirror ftp://127.0.0.1:PORT/x copy",
        "ftp shell 127.0.0.1:PORT",
        "imap watch -u ann:x --allow-cleartext-auth 127.0.0.1:PORT/INBOX",
        "imap put note -u ann:x --allow-cleartext-auth 127.0.0.1:PORT/INBOX",
      })
  void retryOpensAnewWhatNobodyAnswersYet(String line) throws Exception {
    Files.writeString(folder.resolve("note"), "Subject: x\r\n\r\nx\r\n");
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    String words = line.replace("PORT", String.valueOf(port)) + " --retry 2 --retry-delay 1ms";
    Shell.Ending ending = run(words.split(" "));
    assertEquals(7, ending.status(), ending.err());
    List<String> said = ending.err().lines().toList();
    assertEquals(3, said.size(), ending.err());
    assertTrue(said.get(0).contains("try 1 of 2"), ending.err());
    assertTrue(said.get(1).contains("try 2 of 2"), ending.err());
  }
}
