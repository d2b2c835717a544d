package dev.inet.cli.output;

import dev.inet.core.trace.Event;
import dev.inet.core.trace.Trace;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A conversation for people: {@code *} events, {@code >} lines sent, {@code <} lines received.
 *
 * <p>Text stands line by line, binary as its size or as a hex dump. A connection other than the
 * first one is named by its number.
 */
public final class Conversation implements Trace {
  private static final int MOST_CONNECTIONS = 10_000;

  private final Consumer<String> lines;
  private final boolean hex;
  private final boolean times;
  private final Map<Long, Talk> talks = new HashMap<>();
  private long first = -1;

  /**
   * Makes a view of what happens now.
   *
   * @param lines where lines go, without their ends and safe for a terminal
   * @param hex whether binary is shown as a hex dump
   */
  public Conversation(Consumer<String> lines, boolean hex) {
    this(lines, hex, false);
  }

  /**
   * Makes a view.
   *
   * @param lines where lines go, without their ends and safe for a terminal
   * @param hex whether binary is shown as a hex dump
   * @param times whether each line begins with its time, in seconds; for recordings, whose times
   *     count from their beginning
   */
  public Conversation(Consumer<String> lines, boolean hex, boolean times) {
    this.lines = lines;
    this.hex = hex;
    this.times = times;
  }

  @Override
  public synchronized void on(Event event) {
    if (event instanceof Event.Turned || event instanceof Event.Began) {
      return;
    }
    long id = event.connection();
    first = first < 0 ? id : first;
    Talk talk = talks.computeIfAbsent(id, this::talk);
    if (event instanceof Event.Sent sent) {
      talk.said('>', sent.bytes(), event.nanos());
      return;
    }
    if (event instanceof Event.Received received) {
      talk.said('<', received.bytes(), event.nanos());
      return;
    }
    talk.pause();
    String told = told(event);
    if (told != null) {
      print(id, '*', PlainText.line(told), event.nanos());
    }
    if (event instanceof Event.Closed) {
      talks.remove(id);
    }
  }

  private Talk talk(long id) {
    if (talks.size() >= MOST_CONNECTIONS) {
      // Dials that failed are never closed; none of them has a line open.
      talks.values().forEach(Talk::pause);
      talks.clear();
    }
    return new Talk(hex, (mark, text, nanos) -> print(id, mark, text, nanos));
  }

  /** Shows what was not yet: a last line without end, the size of a last binary. */
  public synchronized void finish() {
    talks.values().forEach(Talk::pause);
  }

  private void print(long id, char mark, String text, long nanos) {
    var line = new StringBuilder(text.length() + 16);
    if (times) {
      line.append(String.format(Locale.ROOT, "%10.6f ", nanos / 1e9));
    }
    if (id != first) {
      line.append('[').append(id).append("] ");
    }
    lines.accept(line.append(mark).append(' ').append(text).toString());
  }

  private static @Nullable String told(Event event) {
    if (event instanceof Event.Planned planned) {
      return "route: " + planned.route();
    }
    if (event instanceof Event.Resolved resolved) {
      long micros = (resolved.nanos() - resolved.since()) / 1000;
      return String.format(
          Locale.ROOT,
          "%s is %s (%.1f ms)",
          resolved.host(),
          String.join(", ", resolved.addresses()),
          micros / 1e3);
    }
    if (event instanceof Event.Racing racing) {
      return "trying " + racing.address();
    }
    if (event instanceof Event.Lost lost) {
      return "not " + lost.address() + ": " + lost.reason();
    }
    if (event instanceof Event.Reached reached) {
      return "connected to " + reached.address() + " from " + reached.local();
    }
    if (event instanceof Event.Tunnelled tunnelled) {
      return tunnelled.proxy() + " carries on to " + tunnelled.to();
    }
    if (event instanceof Event.Secured secured) {
      String alpn = secured.alpn() == null ? "" : ", " + secured.alpn();
      return secured.version() + " with " + secured.peer() + ", " + secured.cipher() + alpn;
    }
    if (event instanceof Event.Noted noted) {
      return noted.text();
    }
    if (event instanceof Event.Closed closed) {
      return "closed: " + closed.sent() + " bytes sent, " + closed.received() + " received";
    }
    if (event instanceof Event.Failed failed) {
      return "failed: " + failed.failure().getMessage();
    }
    return null;
  }
}
