package dev.inet.core.dial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.proxy.ProxyRules;
import dev.inet.core.resolve.Literals;
import dev.inet.core.trace.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DatagramsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final byte[] PING = "ping".getBytes(StandardCharsets.UTF_8);
  private final Dialer dialer = Dialer.builder().build();

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(10), "wait");
  }

  @Test
  void aDatagramGoesAndItsAnswerComesBack() throws IOException {
    try (Datagrams server = Datagrams.on(dialer, List.of(LOOPBACK), 0);
        Datagrams client = Datagrams.toward(dialer, new Endpoint("127.0.0.1", server.port()))) {
      client.send(PING);
      var asked = server.receive(soon());
      server.send("pong".getBytes(StandardCharsets.UTF_8), asked.sender());

      assertArrayEquals(PING, asked.bytes());
      assertEquals(client.localAddresses().get(0), asked.from());
      assertEquals("pong", new String(client.receive(soon()).bytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void theTraceTellsAtTheEndHowMuchWentAndCame() throws IOException {
    var closed = new ArrayList<String>();
    Dialer traced =
        Dialer.builder()
            .trace(
                event -> {
                  if (event instanceof Event.Closed end) {
                    closed.add(end.sent() + " " + end.received());
                  }
                })
            .build();
    try (Datagrams server = Datagrams.on(dialer, List.of(LOOPBACK), 0);
        Datagrams client = Datagrams.toward(traced, new Endpoint("127.0.0.1", server.port()))) {
      client.send(PING);
      server.send(new byte[3], server.receive(soon()).sender());
      client.receive(soon());
    }
    assertEquals(List.of("4 3"), closed);
  }

  /** 127.0.0.1 and, where the machine has it, ::1. */
  private static List<InetAddress> loopbacks() throws IOException {
    InetAddress other = InetAddress.getByName("::1");
    return NetworkInterface.getByInetAddress(other) == null
        ? List.of(LOOPBACK)
        : List.of(LOOPBACK, other);
  }

  @Test
  void severalAddressesShareAPortAndEachAnswersItsOwn() throws IOException {
    try (Datagrams server = Datagrams.on(dialer, loopbacks(), 0)) {
      assertEquals(loopbacks().size(), server.localAddresses().size());
      for (InetAddress address : loopbacks()) {
        var there = new Endpoint(Literals.text(address), server.port());
        try (Datagrams client = Datagrams.toward(dialer, there)) {
          client.send(PING);
          var asked = server.receive(soon());
          assertEquals(client.localAddresses(), List.of(asked.from()));
          server.send(new byte[0], asked.sender());
          assertEquals(0, client.receive(soon()).bytes().length);
          server.send(PING, asked.sender());
          assertArrayEquals(PING, client.receive(soon()).bytes());
        }
      }
    }
  }

  @Test
  void anEmptyDatagramAndTheLargestOneArrive() throws IOException {
    try (Datagrams server = Datagrams.on(dialer, List.of(LOOPBACK), 0);
        Datagrams client = Datagrams.toward(dialer, new Endpoint("127.0.0.1", server.port()))) {
      client.send(new byte[0]);
      client.send(new byte[Datagrams.MAX_PAYLOAD]);

      assertEquals(0, server.receive(soon()).bytes().length);
      assertEquals(Datagrams.MAX_PAYLOAD, server.receive(soon()).bytes().length);
      assertThrows(InetException.class, () -> client.send(new byte[Datagrams.MAX_PAYLOAD + 1]));
    }
  }

  @Test
  void aPortWithoutAListenerIsUnreachable() throws IOException {
    int port;
    try (Datagrams gone = Datagrams.on(dialer, List.of(LOOPBACK), 0)) {
      port = gone.port();
    }
    try (Datagrams client = Datagrams.toward(dialer, new Endpoint("127.0.0.1", port))) {
      client.send(PING);

      var e = assertThrows(InetException.class, () -> client.receive(soon()));

      assertEquals(Failure.UNREACHABLE, e.failure());
    }
  }

  @Test
  void waitingEndsWithTheDeadline() throws IOException {
    try (Datagrams server = Datagrams.on(dialer, List.of(LOOPBACK), 0)) {
      Deadline short20 = Deadline.in(Duration.ofMillis(20), "wait");

      var e = assertThrows(InetException.class, () -> server.receive(short20));

      assertEquals(Failure.TIMEOUT, e.failure());
    }
  }

  @Test
  void aGroupIsHeardByWhoeverJoined() throws IOException {
    InetAddress group = InetAddress.getByName("239.255.42.99");
    NetworkInterface loopback = NetworkInterface.getByInetAddress(LOOPBACK);
    try (Datagrams member = Datagrams.on(dialer, List.of(InetAddress.getByName("0.0.0.0")), 0);
        Datagrams sender =
            Datagrams.open(
                Dialer.builder().binding(Binding.to(LOOPBACK, 0)).build(),
                new Endpoint("239.255.42.99", member.port()))) {
      member.join(group, loopback);
      sender.multicastTtl(0);
      sender.send(PING, new Endpoint("239.255.42.99", member.port()));

      assertArrayEquals(PING, member.receive(soon()).bytes());
    }
  }

  @Test
  void whatIsNoGroupCannotBeJoined() throws IOException {
    try (Datagrams member = Datagrams.on(dialer, List.of(LOOPBACK), 0)) {
      assertEquals(
          Failure.USAGE,
          assertThrows(InetException.class, () -> member.join(LOOPBACK, null)).failure());
    }
  }

  @Test
  void noProxyCarriesUdp() throws InetException {
    Dialer proxied =
        Dialer.builder()
            .proxies(ProxyRules.of(List.of(ProxyRules.parse("socks5://p:1")), ""))
            .build();

    var e =
        assertThrows(
            InetException.class, () -> Datagrams.toward(proxied, new Endpoint("127.0.0.1", 9)));

    assertEquals(Failure.USAGE, e.failure());
  }

  @Test
  void aDatagramThatFoundNoRoomIsSentAgain() throws IOException {
    int[] tries = {0};
    int[] waits = {0};

    Datagrams.untilTaken(() -> ++tries[0] < 3 ? 0 : 4, soon(), () -> waits[0]++);

    assertEquals(3, tries[0]);
    assertEquals(3, waits[0]);
  }

  @Test
  void aSendBufferThatStaysFullEndsInTime() {
    Deadline past = Deadline.in(Duration.ofNanos(1), "send buffer full");

    var e = assertThrows(InetException.class, () -> Datagrams.untilTaken(() -> 0, past, () -> {}));

    assertEquals(Failure.TIMEOUT, e.failure());
    assertTrue(e.getMessage().contains("send buffer full"), e.getMessage());
  }
}
