package dev.inet.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoThreadLeft.class)
@Timeout(60)
class FaultRelayTest {
  private interface Talk {
    void with(Line line) throws IOException;
  }

  private static void through(String fault, Talk talk) throws IOException {
    Fault parsed = fault.isEmpty() ? Fault.NONE : Fault.parse(fault);
    try (EchoServer echo = EchoServer.echo(ListenAt.freePort());
        FaultRelay relay = FaultRelay.start(ListenAt.freePort(), echo.port(), parsed);
        Line line = Line.to(relay.port())) {
      talk.with(line);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "chop=1", "chop=7", "latency=10ms", "latency=10ms,chop=3"})
  void passesEveryByteAndTheEndOn(String fault) throws IOException {
    String text = "a hundred bytes are enough".repeat(4);
    through(fault, line -> assertEquals(text, line.say(text).end().hear()));
  }

  @Test
  void makesARoundTripLonger() throws IOException {
    through(
        "latency=200ms",
        line -> {
          long begin = System.nanoTime();
          line.say("ping").hear(4);
          assertTrue(System.nanoTime() - begin >= Duration.ofMillis(200).toNanos());
        });
  }

  @Test
  void delaysWithoutThrottling() throws IOException {
    int size = 32 << 20;
    try (HttpServer http = HttpServer.start(ListenAt.freePort());
        FaultRelay relay =
            FaultRelay.start(ListenAt.freePort(), http.port(), Fault.parse("latency=100ms"));
        Line line = Line.to(relay.port())) {
      long begin = System.nanoTime();
      line.say("GET /bytes/" + size + " HTTP/1.0\r\n\r\n");
      byte[] all = line.socket.getInputStream().readAllBytes();
      double seconds = (System.nanoTime() - begin) / 1e9;
      assertTrue(all.length > size);
      // A pause after each piece of 256 KiB would take 6.4 s and more.
      assertTrue(seconds < 3, seconds + " s");
    }
  }

  @Test
  void endsAfterSoManyBytes() throws IOException {
    try (HttpServer http = HttpServer.start(ListenAt.freePort());
        FaultRelay relay =
            FaultRelay.start(ListenAt.freePort(), http.port(), Fault.parse("drop-after=64K"));
        Line line = Line.to(relay.port())) {
      String request = "GET /bytes/1000000 HTTP/1.0\r\n\r\n";
      line.say(request);
      assertEquals(65_536 - request.length(), line.socket.getInputStream().readAllBytes().length);
    }
  }

  @Test
  void resets() throws IOException {
    through("reset", line -> assertThrows(SocketException.class, () -> line.hear(1)));
    through(
        "drop-after=4,reset",
        line -> assertThrows(SocketException.class, () -> line.say("12345").hear()));
  }

  @Test
  void fallsSilentAndStaysOpen() throws IOException {
    through(
        "drop-after=8,stall",
        line -> {
          assertEquals("1234", line.say("1234").hear(4));
          line.socket.setSoTimeout(100);
          assertThrows(SocketTimeoutException.class, () -> line.say("5678").hear(1));
        });
  }

  @Test
  void givesNoise() throws IOException {
    through(
        "garbage",
        line -> {
          String text = "The same length, but nothing to be read in it.";
          line.say(text).end();
          byte[] heard = line.socket.getInputStream().readAllBytes();
          assertEquals(text.length(), heard.length);
          assertFalse(new String(heard, StandardCharsets.ISO_8859_1).contains("length"));
        });
  }

  @Test
  void resetsTheClientOfAServerThatIsGone() throws IOException {
    EchoServer gone = EchoServer.echo(ListenAt.freePort());
    gone.close();
    try (FaultRelay relay = FaultRelay.start(ListenAt.freePort(), gone.port(), Fault.NONE);
        Line line = Line.to(relay.port())) {
      assertThrows(SocketException.class, () -> line.hear(1));
    }
  }

  @Test
  void carriesManyConnectionsAtTheSameTime() throws Exception {
    try (EchoServer echo = EchoServer.echo(ListenAt.freePort());
        FaultRelay relay =
            FaultRelay.start(ListenAt.freePort(), echo.port(), Fault.parse("latency=20ms"))) {
      Line[] lines = new Line[50];
      for (int i = 0; i < lines.length; i++) {
        lines[i] = Line.to(relay.port()).say("line " + i);
      }
      for (int i = 0; i < lines.length; i++) {
        try (Line line = lines[i]) {
          assertEquals("line " + i, line.end().hear());
        }
      }
      assertEquals(lines.length, relay.accepted());
    }
  }

  @Test
  void readsTheTextForm() {
    assertEquals(
        new Fault(Duration.ofMillis(200), 1, 65_536, Fault.End.DROP),
        Fault.parse("latency=200ms,drop-after=64K,chop=1"));
    assertEquals(new Fault(Duration.ZERO, 0, 0, Fault.End.STALL), Fault.parse("stall"));
    assertEquals(
        new Fault(Duration.ofSeconds(2), 0, 10, Fault.End.RESET),
        Fault.parse("reset,drop-after=10,latency=2s"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|No such fault: ''",
        "latncy=2s|No such fault: latncy=2s",
        "latency=2|No time such as 200ms",
        "latency|No such fault: 'latency'",
        "drop-after=x|No size such as 100",
        "chop=0|No piece has 0 bytes",
        "reset,stall|one way only",
        "reset=1|No such fault: reset=1"
      })
  void refusesWhatIsNoFault(String text, String message) {
    var error = assertThrows(IllegalArgumentException.class, () -> Fault.parse(text));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  @Test
  void theDelayLineKeepsOrderAndIsBounded() throws Exception {
    Delay delay = new Delay(Duration.ofMillis(1), 4);
    Thread writer =
        new Thread(
            () -> {
              try {
                for (byte i = 0; i < 20; i++) {
                  delay.put(java.nio.ByteBuffer.wrap(new byte[] {i}));
                }
                delay.end();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    writer.start();
    byte[] heard = new byte[20];
    for (byte i = 0; i < 20; i++) {
      delay.take().get(heard, i, 1);
    }
    assertFalse(delay.take().hasRemaining());
    assertArrayEquals(Samples.bytes(0, 20), heard);
    writer.join();
  }
}
