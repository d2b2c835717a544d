package dev.inet.core.dial;

import dev.inet.core.Deadline;
import dev.inet.core.trace.Event;
import dev.inet.core.trace.Trace;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All that belongs to one dial; cancelling it is closing what it holds just now. */
final class Attempt {
  private static final AtomicLong COUNT = new AtomicLong();

  private final long id = COUNT.incrementAndGet();
  private final Dialer dialer;
  private final Deadline deadline;
  private final Trace trace;
  private @Nullable Closeable held;
  private @Nullable Thread asking;
  private boolean cancelled;
  private @Nullable ChannelSocket bottom;

  Attempt(Dialer dialer, Deadline deadline, Trace trace) {
    this.dialer = dialer;
    this.deadline = deadline;
    this.trace = trace;
  }

  long id() {
    return id;
  }

  Dialer dialer() {
    return dialer;
  }

  Deadline deadline() {
    return deadline;
  }

  Trace trace() {
    return trace;
  }

  void tell(Event event) {
    trace.on(event);
  }

  /** Notes what must be closed to make the thread that dials let go. */
  synchronized void hold(Closeable resource) throws IOException {
    if (cancelled) {
      resource.close();
      throw new SocketException("Socket closed");
    }
    held = resource;
  }

  void reached(ChannelSocket socket) throws IOException {
    hold(socket);
    bottom = socket;
  }

  /** Returns the lowest socket; only after {@link Reach}. */
  ChannelSocket bottom() {
    if (bottom == null) {
      throw new IllegalStateException("a route begins with reach");
    }
    return bottom;
  }

  @Nullable ChannelSocket bottomIfReached() {
    return bottom;
  }

  /** Notes that the thread asks a resolver: there nothing can be closed, only interrupted. */
  synchronized void askBegins() throws SocketException {
    if (cancelled) {
      throw new SocketException("Socket closed");
    }
    asking = Thread.currentThread();
  }

  /** Notes that the resolver answered. */
  synchronized void askEnds() {
    asking = null;
    if (cancelled) {
      // Ours, and spent: left behind, it would end the next thing that the thread waits for.
      Thread.interrupted();
    }
  }

  /** Makes the thread that dials let go, now or at its next step. */
  synchronized void cancel() {
    cancelled = true;
    if (asking != null) {
      asking.interrupt();
    }
    if (held != null) {
      try {
        held.close();
      } catch (IOException e) {
        // The dialling thread meets the same failure and reports it.
      }
    }
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }
}
