package dev.inet.core.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.inet.sandbox.EchoServer;
import dev.inet.sandbox.ListenAt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The alarm of the option matrix rings. */
class TripwireTest {
  @Test
  void hearsALookUpByTheSystem() {
    try (var tripwire = new Tripwire()) {
      assumeTrue(tripwire.isStrung(), "this Java has no security manager");
      assertThrows(UnknownHostException.class, () -> InetAddress.getByName("peer.invalid"));
      assertEquals(
          List.of("looked up peer.invalid in " + Thread.currentThread().getName()),
          tripwire.strayed());
    }
  }

  @Test
  void hearsAConnectionPastTheRoad() throws IOException {
    try (EchoServer server = EchoServer.echo(ListenAt.freePort());
        var tripwire = new Tripwire()) {
      assumeTrue(tripwire.isStrung(), "this Java has no security manager");
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(Names.IPV4, server.port()));
      }
      // Java asks twice, for the socket and for its channel.
      assertEquals(
          Set.of(
              "connected to 127.0.0.1:"
                  + server.port()
                  + " in "
                  + Thread.currentThread().getName()),
          Set.copyOf(tripwire.strayed()));
    }
  }
}
