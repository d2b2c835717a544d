package dev.inet.core.dial;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Waits until a channel is ready for one direction, as long as {@link Patience} allows. */
final class Gate implements Closeable {
  private final SocketChannel channel;
  private final int operation;
  private final Patience patience;
  private @Nullable Selector selector;
  private boolean closed;
  private volatile boolean waiting;

  /**
   * Makes one.
   *
   * @param selector where the channel is registered already; {@code null} for one of its own when
   *     it has to wait
   */
  Gate(SocketChannel channel, int operation, @Nullable Selector selector, Patience patience) {
    this.channel = channel;
    this.operation = operation;
    this.patience = patience;
    this.selector = selector;
    SelectionKey key = selector == null ? null : channel.keyFor(selector);
    if (key != null) {
      key.interestOps(operation);
    }
  }

  /**
   * Waits once.
   *
   * @param since when the call that waits began to stand still
   * @param most how many nanoseconds at most, whatever the limits are
   */
  void await(long since, long most) throws IOException {
    waiting = true;
    try {
      // Before the limits are read: whoever changes them must find something to wake.
      Selector mine = selector();
      long now = System.nanoTime();
      long left = Math.min(most, patience.leftNanos(operation, now - since));
      patience.pace().begins(now);
      try {
        mine.select(left == Long.MAX_VALUE ? 0 : Math.max(1, (left + 999_999) / 1_000_000));
        ReadyKeys.take(mine);
      } catch (ClosedSelectorException e) {
        throw new SocketException("Socket closed");
      } finally {
        patience.pace().ends(System.nanoTime());
      }
    } finally {
      waiting = false;
    }
    patience.pace().check();
  }

  /** Makes whoever waits look at the limits again. */
  void lookAgain() {
    if (waiting) {
      wake();
    }
  }

  private synchronized void wake() {
    if (selector != null) {
      selector.wakeup();
    }
  }

  private synchronized Selector selector() throws IOException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
    if (selector == null) {
      selector = Selector.open();
      channel.register(selector, operation);
    }
    return selector;
  }

  /** Wakes whoever waits; the channel's descriptor is only freed when it is deregistered. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (selector != null) {
      selector.close();
    }
  }
}
