package dev.inet.core.dial;

import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.InterruptedIOException;

/**
 * A dial that another thread may call off, for those who must answer a {@code close()} at any time.
 * It serves once.
 */
public final class Dial implements Closeable {
  private final Dialer dialer;
  private final Target target;
  private final Attempt attempt;

  Dial(Dialer dialer, Target target, Attempt attempt) {
    this.dialer = dialer;
    this.target = target;
    this.attempt = attempt;
  }

  /**
   * Connects.
   *
   * @return the connection; the caller closes it
   * @throws InetException where it fails, with phase, peer and every address that was tried
   * @throws InterruptedIOException where the thread is interrupted or the dial called off
   */
  public Connection connect() throws InetException, InterruptedIOException {
    return dialer.walk(target, attempt);
  }

  /**
   * Makes the thread that connects let go, whatever it waits for: names, racing, a proxy, TLS. A
   * connection that was made meanwhile breaks, without a goodbye.
   */
  @Override
  public void close() {
    attempt.cancel();
  }
}
