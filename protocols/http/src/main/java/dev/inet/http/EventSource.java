package dev.inet.http;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Server-Sent Events (WHATWG HTML, section 9.2): one event after the other; when the stream ends or
 * breaks, it is asked for again from where it ended.
 *
 * <p>{@link #next} is for one thread; {@link #close} may come from any and ends it.
 */
public final class EventSource implements Closeable {
  /** How long to wait before coming back where the server does not say. */
  public static final Duration PAUSE = Duration.ofSeconds(3);

  /** A server that gives us nothing so often in a row is left alone. */
  private static final int TRIES = 5;

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** A stream that stood this long was one, even if there was nothing to tell. */
  private static final Duration STOOD = Duration.ofSeconds(10);

  private final HttpClient client;
  private final HttpRequest request;
  private final boolean comesBack;
  private final BiConsumer<String, Duration> teller;
  private final CountDownLatch over = new CountDownLatch(1);
  private String lastId;
  private Duration pause = PAUSE;
  private volatile @Nullable HttpResponse response;
  private @Nullable EventStream stream;
  private long since;
  private int fruitless;
  private boolean opened;

  /**
   * Makes one; nothing is sent before the first event is asked for.
   *
   * @param client sends the requests
   * @param request what to ask for
   * @param lastId what to go on from; empty for the beginning
   * @param comesBack whether the stream is asked for again when it ends
   * @param teller is told why, and how long, we wait before we come back
   */
  public EventSource(
      HttpClient client,
      HttpRequest request,
      String lastId,
      boolean comesBack,
      BiConsumer<String, Duration> teller) {
    this.client = client;
    this.request = request;
    this.lastId = lastId;
    this.comesBack = comesBack;
    this.teller = teller;
  }

  /**
   * Waits for the next event.
   *
   * @return the event; {@code null} where there will be no more: the server said so by 204, the
   *     stream ended and we do not come back, or this was closed
   * @throws InetException as {@link HttpException} for a status of 400 and more, as {@link
   *     Failure#BAD_REPLY} where the answer is no stream of events, and as the road has it where
   *     the first try or five tries in a row fail
   */
  public @Nullable ServerEvent next() throws IOException {
    while (over.getCount() > 0) {
      try {
        EventStream live = stream == null ? open() : stream;
        if (live == null) {
          return null;
        }
        ServerEvent event = live.next();
        lastId = live.lastId();
        pause = live.retry() == null ? pause : live.retry();
        if (event != null) {
          fruitless = 0;
          return event;
        }
        if (!comesBack) {
          return null;
        }
        leave();
        again(
            "the stream ended",
            new InetException(Failure.NO_ANSWER, "the server sends nothing")
                .at(request.url().endpoint()));
      } catch (IOException e) {
        InetException ours = InetException.in(e).orElse(null);
        if (ours != null) {
          ours.at(request.url().endpoint());
        }
        boolean broke = stream != null;
        leave();
        boolean passes = ours != null && (broke || mayPass(ours)) && isRoads(ours);
        if (over.getCount() == 0) {
          break;
        }
        if (!comesBack || !opened || !passes) {
          throw e;
        }
        again(String.valueOf(e.getMessage()), e);
      }
    }
    leave();
    return null;
  }

  /** What may be over the next time; what the user set, or the server denies, is not. */
  private static boolean mayPass(InetException e) {
    return e.retry().worthwhile() || e.failure() != Failure.HTTP_STATUS;
  }

  private static boolean isRoads(InetException e) {
    return switch (e.failure()) {
      case HTTP_STATUS, HOST_NAME, UNREACHABLE, INCOMPLETE, NO_ANSWER, BROKEN_OFF -> true;
      default -> false;
    };
  }

  private @Nullable EventStream open() throws IOException {
    HttpFields fields = request.fields().without("Last-Event-ID");
    if (!fields.has("Accept")) {
      fields = fields.with("Accept", "text/event-stream");
    }
    if (!fields.has("Cache-Control")) {
      fields = fields.with("Cache-Control", "no-store");
    }
    HttpRequest asked = request.with(fields);
    HttpResponse answer =
        client.send(lastId.isEmpty() ? asked : asked.with("Last-Event-ID", lastId));
    try {
      if (answer.isFailure()) {
        throw answer.failure();
      }
      String type = answer.fields().first("Content-Type").orElse("").split(";", 2)[0].strip();
      if (answer.status() == 204) {
        answer.close();
        return null;
      }
      if (answer.status() != 200 || !type.toLowerCase(Locale.ROOT).equals("text/event-stream")) {
        throw new InetException(
                Failure.BAD_REPLY,
                "the server answers "
                    + answer.status()
                    + " and "
                    + (type.isEmpty() ? "no type" : type)
                    + ", not a stream of events")
            .at(answer.request().url().endpoint());
      }
      String coding = answer.fields().first("Content-Encoding").orElse("identity");
      if (!coding.equalsIgnoreCase("identity")) {
        // Nothing in it would look like an event, and nobody would know why.
        throw new InetException(
                Failure.BAD_REPLY, "the stream is coded as " + coding + ", which nobody asked for")
            .at(answer.request().url().endpoint());
      }
    } catch (IOException | RuntimeException e) {
      answer.close();
      throw e;
    }
    response = answer;
    opened = true;
    since = System.nanoTime();
    stream = new EventStream(answer.body(), lastId);
    return stream;
  }

  private void leave() {
    if (stream != null && System.nanoTime() - since > STOOD.toNanos()) {
      fruitless = 0;
    }
    stream = null;
    HttpResponse held = response;
    if (held != null) {
      held.close();
      response = null;
    }
  }

  /** Waits before the next try; longer each time that brought nothing. */
  private void again(String why, IOException last) throws IOException {
    if (++fruitless > TRIES) {
      throw last;
    }
    Duration wait = pause.multipliedBy(1L << (fruitless - 1));
    Retry asked = InetException.in(last).map(InetException::retry).orElse(Retry.NEVER);
    wait = wait.compareTo(asked.after()) < 0 ? asked.after() : wait;
    wait = wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
    teller.accept(why, wait);
    Deadline total = client.total();
    try {
      if (over.await(Math.min(wait.toNanos(), total.leftNanos()), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting to come back");
    }
    total.check();
  }

  /** Returns what to go on from another time. */
  public String lastId() {
    return lastId;
  }

  @Override
  public void close() {
    over.countDown();
    HttpResponse held = response;
    if (held != null) {
      // Who reads it may be another thread: nothing is read to its end here.
      held.giveUp();
      held.close();
    }
  }
}
