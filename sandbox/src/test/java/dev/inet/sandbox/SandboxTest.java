package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoThreadLeft.class)
@Timeout(30)
class SandboxTest {
  @Test
  void tellsWhereItsServersAreAndLeavesNothingBehind() throws Exception {
    Path folder;
    try (Sandbox sandbox = Sandbox.start()) {
      folder = sandbox.caFile().getParent();
      assertEquals(sandbox.url("gopher"), sandbox.environment().get("INET_SANDBOX_GOPHER"));
      assertTrue(sandbox.url("echo").startsWith("tcp://127.0.0.1:"));
      assertTrue(Files.readString(sandbox.caFile()).startsWith("-----BEGIN CERTIFICATE-----"));
    }
    assertFalse(Files.exists(folder));
  }

  @Test
  void servesHttpInClearAndOverTlsThatItsAuthorityVouchesFor() throws Exception {
    try (Sandbox sandbox = Sandbox.start()) {
      HttpClient client =
          HttpClient.newBuilder().sslContext(Tls.trusting(sandbox.authority())).build();
      for (String name : new String[] {"http", "https"}) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(sandbox.url(name) + "/hello")).build();
        var answer = client.send(request, BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        assertEquals("Hello from the inet sandbox.\n", answer.body());
      }
    }
  }

  @Test
  void servesGopherAndEchoInClearAndOverTls() throws Exception {
    try (Sandbox sandbox = Sandbox.start()) {
      int gopher = sandbox.server("gopher", GopherServer.class).port();
      int gophers = sandbox.server("gophers", GopherServer.class).port();
      int echo = sandbox.server("echo", EchoServer.class).port();
      int echos = sandbox.server("echos", EchoServer.class).port();
      String hello = "Hello from the inet sandbox.\r\n.\r\n";
      try (Line plain = Line.to(gopher);
          Line secured = Line.to(gophers, sandbox.authority());
          Line echoing = Line.to(echo);
          Line echoingSecured = Line.to(echos, sandbox.authority())) {
        assertEquals(hello, plain.say("/files/hello.txt\r\n").hear());
        assertEquals(hello, secured.say("/files/hello.txt\r\n").hear());
        assertEquals("ping", echoing.say("ping").end().hear());
        assertEquals("ping", echoingSecured.say("ping").end().hear());
      }
    }
  }

  @Test
  void putsFaultsInFrontOfTheServersThatAreNamed() throws Exception {
    try (Sandbox sandbox = Sandbox.builder().fault("gopher:drop-after=25").start();
        Line cut = Line.to(port(sandbox, "gopher"));
        Line whole = Line.to(port(sandbox, "echo"))) {
      assertEquals("Hello f", cut.say("/files/hello.txt\r\n").hear());
      assertEquals("all that was said", whole.say("all that was said").end().hear());
    }
    assertThrows(IllegalArgumentException.class, () -> Sandbox.builder().fault("finger:reset"));
    var datagrams =
        assertThrows(IllegalArgumentException.class, () -> Sandbox.builder().fault("dns:reset"));
    assertTrue(datagrams.getMessage().contains("[echo, echos, discard, greeting, http, "));
    assertThrows(IllegalArgumentException.class, () -> Sandbox.builder().fault("http:slow"));
  }

  private static int port(Sandbox sandbox, String name) {
    return URI.create(sandbox.url(name)).getPort();
  }

  @Test
  void takesConsecutivePortsAndStartsNothingWhereOneIsTaken() throws Exception {
    int base;
    try (Sandbox sandbox = Sandbox.start()) {
      base = port(sandbox, "echo");
      assertThrows(BindException.class, () -> Sandbox.builder().portBase(base).start());
    }
    assertThrows(IllegalArgumentException.class, () -> Sandbox.builder().portBase(65_530));
    assertThrows(IllegalArgumentException.class, () -> Sandbox.builder().portBase(0));
  }

  @Test
  void speaksTlsOverAUnixDomainSocket(@TempDir Path folder) throws Exception {
    Authority authority = Authority.create();
    Path path = folder.resolve("tls.sock");
    ListenAt at = ListenAt.unix(path).tls(Tls.serving(authority.server()));
    try (EchoServer echo = EchoServer.echo(at);
        FaultRelay relay = FaultRelay.start(ListenAt.freePort(), path, Fault.parse("chop=5"));
        Line line = Line.to(relay.port(), authority)) {
      assertEquals(0, echo.port());
      assertEquals("ping", line.say("ping").end().hear());
    }
  }
}
