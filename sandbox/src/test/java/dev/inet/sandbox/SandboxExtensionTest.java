package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(30)
@ExtendWith(SandboxExtension.class)
class SandboxExtensionTest {
  private static final String[] URL = new String[1];

  private static void isTheOnlyOne(Sandbox sandbox) {
    URL[0] = URL[0] == null ? sandbox.url("http") : URL[0];
    assertEquals(URL[0], sandbox.url("http"));
  }

  @Test
  void givesTheSandboxAndItsServers(
      Sandbox sandbox, EchoServer echo, GopherServer gopher, Authority authority)
      throws IOException {
    isTheOnlyOne(sandbox);
    assertSame(sandbox.server("gopher", GopherServer.class), gopher);
    assertSame(sandbox.authority(), authority);
    try (Line line = Line.to(echo.port())) {
      assertEquals("ping", line.say("ping").end().hear());
    }
  }

  @Test
  void startsOnlyOnce(Sandbox sandbox, SocksServer socks) {
    isTheOnlyOne(sandbox);
    assertTrue(sandbox.url("socks").endsWith(":" + socks.port()));
  }
}
