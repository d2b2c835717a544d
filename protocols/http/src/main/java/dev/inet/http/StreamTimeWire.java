package dev.inet.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okio.AsyncTimeout;

/**
 * How long one wait for a stream of HTTP/2 may take as a whole: for a head, or for the next bytes
 * of a body. OkHttp counts anew from each frame that names the stream, so that heads of 103 without
 * end, or a window that grows and grows, would keep a client for ever.
 */
final class StreamTimeWire extends AsyncTimeout {
  private final Call call;
  private boolean running;
  private volatile boolean over;

  /**
   * Makes one.
   *
   * @param call is cancelled when the time is over
   * @param most the most; zero for no limit
   */
  StreamTimeWire(Call call, Duration most) {
    this.call = call;
    timeout(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Begins a wait. */
  void begin() {
    if (!running) {
      running = true;
      enter();
    }
  }

  /** Ends the wait, where one began. */
  void end() {
    if (running) {
      running = false;
      exit();
    }
  }

  /** Returns whether a wait took too long. */
  boolean isOver() {
    return over;
  }

  @Override
  protected void timedOut() {
    over = true;
    call.cancel();
  }
}
