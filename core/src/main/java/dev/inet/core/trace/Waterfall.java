package dev.inet.core.trace;

import dev.inet.core.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of each connection goes, and how many round trips its conversation takes.
 *
 * <p>It sees no bytes and costs a transfer nothing. A round trip is a run of bytes sent followed by
 * a run received; those of TCP, TLS and proxies are not counted. Of many connections the first
 * {@value #MOST} are kept one by one, the others only in the sum of round trips.
 */
public final class Waterfall implements Trace {
  /** How many connections are kept one by one. */
  public static final int MOST = 1000;

  /** What a connection spends time on. */
  public enum Part {
    /** Looking up names: the host's or the proxy's. */
    LOOKUP,
    /** Racing the addresses. */
    RACING,
    /** Asking proxies to carry us on. */
    PROXY,
    /** TLS handshakes. */
    TLS,
    /** Signing in. */
    SIGN_IN,
    /** Waiting for the first byte, or for the first one of a further part. */
    FIRST_BYTE,
    /** The rest of the conversation. */
    TRANSFER
  }

  /**
   * A stretch of time.
   *
   * @param part what it went into
   * @param from its beginning in nanoseconds since the waterfall began
   * @param to its end
   */
  public record Span(Part part, long from, long to) {}

  /**
   * One connection.
   *
   * @param connection its number
   * @param name the address that was reached, or the name while there is none; empty where nothing
   *     is known
   * @param spans its stretches in the order of their beginnings; the last one ends now where the
   *     connection is open
   * @param roundTrips how often it sent and then received
   */
  public record Flow(long connection, String name, List<Span> spans, long roundTrips) {
    /**
     * Returns how long the connection spent on a part.
     *
     * @param part the part
     * @return nanoseconds
     */
    public long spent(Part part) {
      return spans.stream().filter(s -> s.part() == part).mapToLong(s -> s.to() - s.from()).sum();
    }
  }

  private final long begin;
  private final Map<Long, Watch> watches = new LinkedHashMap<>();
  private long roundTripsOfOthers;

  /** Begins now. */
  public Waterfall() {
    this(System.nanoTime());
  }

  /**
   * Begins at a moment.
   *
   * @param begin by {@link System#nanoTime()}
   */
  public Waterfall(long begin) {
    this.begin = begin;
  }

  @Override
  public boolean wantsBytes() {
    return false;
  }

  @Override
  public synchronized void on(Event event) {
    Watch watch = watches.get(event.connection());
    if (watch != null) {
      watch.on(event);
    } else if (watches.size() < MOST) {
      watch = new Watch();
      watches.put(event.connection(), watch);
      watch.on(event);
    } else if (event instanceof Event.Turned turned && turned.outgoing()) {
      // Of those beyond the bound nothing is kept, so a question counts as its answer.
      roundTripsOfOthers++;
    }
  }

  /** Returns the connections up to now, in the order in which they began. */
  public List<Flow> flows() {
    return flows(System.nanoTime());
  }

  /**
   * Returns the connections up to a moment.
   *
   * @param now by {@link System#nanoTime()}
   */
  public synchronized List<Flow> flows(long now) {
    List<Flow> flows = new ArrayList<>();
    watches.forEach((connection, watch) -> flows.add(watch.flow(connection, now)));
    return flows;
  }

  /** Returns the round trips of all connections together. */
  public synchronized long roundTrips() {
    return roundTripsOfOthers + watches.values().stream().mapToLong(w -> w.roundTrips).sum();
  }

  /** One connection: at any moment at most one stretch is open. */
  private final class Watch {
    private final List<Span> spans = new ArrayList<>();
    private String name = "";
    private @Nullable Part open;
    private long since;
    private boolean asked;
    private boolean heard;
    private long roundTrips;

    void on(Event event) {
      long now = event.nanos();
      if (event instanceof Event.Planned) {
        since = now;
      } else if (event instanceof Event.Resolved resolved) {
        name = name.isEmpty() ? resolved.host() : name;
        stretch(Part.LOOKUP, resolved.since(), now);
        since = now;
      } else if (event instanceof Event.Racing) {
        if (open != Part.RACING) {
          enter(Part.RACING, now);
        }
      } else if (event instanceof Event.Reached reached) {
        name = reached.address();
        enter(Part.FIRST_BYTE, now);
      } else if (event instanceof Event.Tunnelled) {
        open = Part.PROXY;
        enter(Part.FIRST_BYTE, now);
      } else if (event instanceof Event.Secured) {
        open = Part.TLS;
        enter(Part.FIRST_BYTE, now);
      } else if (event instanceof Event.Began began) {
        began(began.phase(), now);
      } else if (event instanceof Event.Turned turned) {
        turned(turned.outgoing(), now);
      } else if (event instanceof Event.Closed || event instanceof Event.Failed) {
        leave(now);
      }
    }

    private void began(Phase phase, long now) {
      if (phase == Phase.TLS && !asked && !heard && open == Part.FIRST_BYTE) {
        // A library that lays TLS on by itself takes its time; nobody waits for the peer yet.
        open = Part.TLS;
      } else if (phase == Phase.TRANSFER && (heard || open == Part.TRANSFER)) {
        // What comes on after a head, and what goes out after a go-ahead, waits for nobody.
        enter(Part.TRANSFER, now);
      } else {
        enter(part(phase), now);
      }
    }

    private void turned(boolean outgoing, long now) {
      if (!outgoing && asked) {
        roundTrips++;
      }
      asked = outgoing;
      heard = !outgoing;
      if (!outgoing && open == Part.FIRST_BYTE) {
        enter(Part.TRANSFER, now);
      }
    }

    private void enter(Part part, long now) {
      leave(now);
      open = part;
      since = now;
    }

    private void leave(long now) {
      if (open != null) {
        stretch(open, since, now);
        open = null;
      }
    }

    /** Notes a stretch; what is empty, or grows the one before, takes no room. */
    private void stretch(Part part, long from, long to) {
      if (to <= from) {
        return;
      }
      Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
      if (last != null && last.part() == part) {
        spans.set(spans.size() - 1, new Span(part, last.from(), to - begin));
      } else if (spans.size() < MOST) {
        spans.add(new Span(part, from - begin, to - begin));
      }
    }

    Flow flow(long connection, long now) {
      List<Span> all = new ArrayList<>(spans);
      if (open != null && now > since) {
        all.add(new Span(open, since - begin, now - begin));
      }
      return new Flow(connection, name, List.copyOf(all), roundTrips);
    }
  }

  private static Part part(Phase phase) {
    return switch (phase) {
      case RESOLVE -> Part.LOOKUP;
      case CONNECT -> Part.RACING;
      case PROXY -> Part.PROXY;
      case TLS -> Part.TLS;
      case SIGN_IN -> Part.SIGN_IN;
      case GREETING, COMMAND, TRANSFER -> Part.FIRST_BYTE;
    };
  }
}
