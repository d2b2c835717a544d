package dev.inet.core.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Racer.Finish;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RacerTest {
  /** Lanes that finish when their script says, on a clock that only waiting moves. */
  private static final class ScriptedTrack implements Racer.Track {
    private final List<String> log = new ArrayList<>();
    private final TreeMap<Long, List<Finish>> due = new TreeMap<>();
    private final List<Lane> lanes;
    private long now;

    ScriptedTrack(Lane... lanes) {
      this.lanes = List.of(lanes);
    }

    @Override
    public void start(int lane) throws IOException {
      log.add(millis() + " start " + lane);
      Lane script = lanes.get(lane);
      if (script.after() == 0 && script.failure() != null) {
        throw script.failure();
      }
      if (script.after() >= 0) {
        due.computeIfAbsent(now + script.after() * 1_000_000L, at -> new ArrayList<>())
            .add(new Finish(lane, script.failure()));
      }
    }

    @Override
    public List<Finish> await(long nanos) {
      if (due.isEmpty() || due.firstKey() - now > nanos) {
        now += nanos;
        return List.of();
      }
      now = Math.max(now, due.firstKey());
      return due.remove(due.firstKey());
    }

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public String address(int lane) {
      return "address" + lane;
    }

    @Override
    public void close() {}

    private long millis() {
      return now / 1_000_000;
    }
  }

  private record Lane(int after, @Nullable IOException failure) {
    static Lane connects(int after) {
      return new Lane(after, null);
    }

    static Lane fails(int after, String why) {
      return new Lane(after, new ConnectException(why));
    }

    static Lane never() {
      return new Lane(-1, null);
    }
  }

  private final List<String> lost = new ArrayList<>();

  private int run(ScriptedTrack track) throws IOException {
    return Racer.run(
        track.lanes.size(), track, Deadline.NEVER, (address, why) -> lost.add(address + " " + why));
  }

  @Test
  void theFirstAddressWinsAloneWhenItIsQuick() throws IOException {
    var track = new ScriptedTrack(Lane.connects(200), Lane.connects(1));

    assertEquals(0, run(track));
    assertEquals(List.of("0 start 0"), track.log);
  }

  @Test
  void aSlowFirstAddressMeetsTheSecondAfter250Milliseconds() throws IOException {
    var track = new ScriptedTrack(Lane.never(), Lane.connects(10));

    assertEquals(1, run(track));
    assertEquals(List.of("0 start 0", "250 start 1"), track.log);
  }

  @Test
  void aFailureStartsTheNextAddressAtOnce() throws IOException {
    var track = new ScriptedTrack(Lane.fails(5, "Connection refused"), Lane.connects(10));

    assertEquals(1, run(track));
    assertEquals(List.of("0 start 0", "5 start 1"), track.log);
    assertEquals(List.of("address0 connection refused"), lost);
  }

  @Test
  void anAddressThatCannotEvenStartIsLostLikeAnyOther() throws IOException {
    var track = new ScriptedTrack(Lane.fails(0, "Network is unreachable"), Lane.connects(10));

    assertEquals(1, run(track));
    assertEquals(List.of("0 start 0", "0 start 1"), track.log);
  }

  @Test
  void aSlowFirstAddressMayStillWin() throws IOException {
    var track = new ScriptedTrack(Lane.connects(300), Lane.never(), Lane.never());

    assertEquals(0, run(track));
    assertEquals(List.of("0 start 0", "250 start 1"), track.log);
  }

  @Test
  void whenAllFailEachIsNamedWithItsReason() {
    var track =
        new ScriptedTrack(
            Lane.fails(5, "Connection refused"), Lane.fails(0, "Network is unreachable"));

    var e = assertThrows(InetException.class, () -> run(track));

    assertEquals(Failure.UNREACHABLE, e.failure());
    assertEquals(
        "cannot connect: address0 connection refused; address1 network is unreachable",
        e.getMessage());
    assertEquals(2, e.attempts().size());
    assertEquals("Connection refused", e.getCause().getMessage());
    assertEquals("Network is unreachable", e.getSuppressed()[0].getMessage());
  }

  @Test
  void theDeadlineNamesItselfAndWhoDidNotAnswer() {
    var track = new ScriptedTrack(Lane.fails(1, "Connection refused"), Lane.never());
    Deadline passed = Deadline.in(Duration.ofNanos(1), "connect-timeout");

    var e =
        assertThrows(
            InetException.class,
            () -> Racer.run(2, track, passed, (address, why) -> lost.add(address)));

    assertEquals(Failure.TIMEOUT, e.failure());
    assertTrue(e.getMessage().contains("connect-timeout"), e.getMessage());
    assertTrue(e.getMessage().contains("address0"), e.getMessage());
  }

  @Test
  void familiesAlternateBeginningWithTheFirst() throws IOException {
    InetAddress a6 = InetAddress.getByName("2001:db8::1");
    InetAddress b6 = InetAddress.getByName("2001:db8::2");
    InetAddress c6 = InetAddress.getByName("2001:db8::3");
    InetAddress a4 = InetAddress.getByName("192.0.2.1");

    assertEquals(List.of(a6, a4, b6, c6), Racer.interleave(List.of(a6, b6, c6, a4)));
    assertEquals(List.of(a4, a6), Racer.interleave(List.of(a4, a6)));
  }
}
