package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

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
}
