package dev.inet.core.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WaterfallTest {
  private final Waterfall waterfall = new Waterfall(1000);

  @Test
  void dividesAConnectionThroughAProxyWithTls() {
    tell(
        new Event.Planned(1, 1000, "tcp p:1 > socks5 h:2 > tls h"),
        new Event.Resolved(1, 1030, "p", List.of("192.0.2.1"), 1010),
        new Event.Racing(1, 1030, "192.0.2.1:1"),
        new Event.Reached(1, 1060, "192.0.2.1:1", "192.0.2.9:3"),
        new Event.Tunnelled(1, 1100, "socks5 p:1", "h:2"),
        new Event.Secured(1, 1150, "h", "TLSv1.3", "x", null),
        new Event.Turned(1, 1155, true),
        new Event.Turned(1, 1200, false),
        new Event.Closed(1, 1300, 5, 500));
    assertEquals(
        "LOOKUP 10-30, RACING 30-60, PROXY 60-100, TLS 100-150, FIRST_BYTE 150-200,"
            + " TRANSFER 200-300",
        spans(0, 9999));
    assertEquals(1, waterfall.roundTrips());
    assertEquals("192.0.2.1:1", waterfall.flows().get(0).name());
  }

  @Test
  void tellsSignInAndStarttlsFromTheTalkAround() {
    tell(
        new Event.Reached(4, 1000, "a", "b"),
        new Event.Turned(4, 1010, false),
        new Event.Turned(4, 1020, true),
        new Event.Turned(4, 1030, false),
        new Event.Began(4, 1031, Phase.TLS),
        new Event.Secured(4, 1050, "h", "TLSv1.3", "x", null),
        new Event.Began(4, 1052, Phase.SIGN_IN),
        new Event.Turned(4, 1053, true),
        new Event.Turned(4, 1060, false),
        new Event.Began(4, 1070, Phase.COMMAND),
        new Event.Turned(4, 1071, true),
        new Event.Turned(4, 1080, false));
    assertEquals(
        "FIRST_BYTE 0-10, TRANSFER 10-31, TLS 31-50, FIRST_BYTE 50-52, SIGN_IN 52-70,"
            + " FIRST_BYTE 70-80, TRANSFER 80-100",
        spans(0, 1100));
    assertEquals(3, waterfall.flows().get(0).roundTrips());
    assertEquals(41, waterfall.flows(1100).get(0).spent(Waterfall.Part.TRANSFER));
  }

  @Test
  void waitsForAFirstByteOnceInAnExchange() {
    tell(
        new Event.Reached(5, 1000, "a", "b"),
        new Event.Began(5, 1020, Phase.TLS),
        new Event.Secured(5, 1040, "h", "TLSv1.3", "x", null),
        new Event.Began(5, 1041, Phase.COMMAND),
        new Event.Turned(5, 1042, true),
        new Event.Turned(5, 1060, false),
        // HTTP/2 says thanks for settings between a head and its body.
        new Event.Turned(5, 1061, true),
        new Event.Began(5, 1062, Phase.TRANSFER),
        new Event.Closed(5, 1090, 5, 500));
    assertEquals("TLS 0-40, FIRST_BYTE 40-60, TRANSFER 60-90", spans(0, 9999));
  }

  @Test
  void countsPipelinedCommandsAsOneRoundTripAndAGreetingAsNone() {
    tell(
        new Event.Turned(1, 1001, false),
        new Event.Turned(1, 1002, true),
        new Event.Turned(1, 1003, false),
        new Event.Turned(2, 1003, true));
    assertEquals(1, waterfall.roundTrips());
  }

  @Test
  void endsWhereADialFails() {
    tell(
        new Event.Racing(1, 1010, "a"),
        new Event.Racing(1, 1260, "b"),
        new Event.Failed(1, 1400, new InetException(Failure.UNREACHABLE, "refused")));
    assertEquals("RACING 10-400", spans(0, 5000));
  }

  @Test
  void staysSmallOverAMillionConnections() {
    for (int i = 1; i <= 3 * Waterfall.MOST; i++) {
      tell(new Event.Turned(i, 1001, true), new Event.Turned(i, 1002, false));
    }
    assertEquals(Waterfall.MOST, waterfall.flows().size());
    assertEquals(3 * Waterfall.MOST, waterfall.roundTrips());
    for (int i = 0; i < 5000; i++) {
      tell(
          new Event.Began(1, 2000 + 2 * i, Phase.TLS),
          new Event.Began(1, 2001 + 2 * i, Phase.SIGN_IN));
    }
    assertFalse(waterfall.flows().get(0).spans().size() > Waterfall.MOST + 1);
  }

  @Test
  void wantsNoBytes() {
    assertFalse(waterfall.wantsBytes());
  }

  private void tell(Event... events) {
    List.of(events).forEach(waterfall::on);
  }

  private String spans(int flow, long now) {
    return waterfall.flows(now).get(flow).spans().stream()
        .map(s -> s.part() + " " + s.from() + "-" + s.to())
        .collect(Collectors.joining(", "));
  }
}
