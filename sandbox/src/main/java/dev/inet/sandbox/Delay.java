package dev.inet.sandbox;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A delay line: what goes in comes out a fixed time later, in order, at full speed.
 *
 * <p>One thread fills and one empties it. The bytes inside are bounded, so a reader that stops
 * stops the writer.
 */
final class Delay {
  private record Piece(ByteBuffer bytes, long due) {}

  private final long nanos;
  private final long window;
  private final Queue<Piece> pieces = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long inside;
  private boolean abandoned;

  Delay(Duration time, long window) {
    this.nanos = time.toNanos();
    this.window = window;
  }

  /** Puts a piece in, after waiting for room; nothing enters a line that was abandoned. */
  void put(ByteBuffer bytes) throws InterruptedIOException {
    lock.lock();
    try {
      while (inside >= window && !abandoned) {
        changed.await();
      }
      if (abandoned) {
        throw new InterruptedIOException("nobody waits for it");
      }
      inside += bytes.remaining();
      pieces.add(new Piece(bytes, System.nanoTime() + nanos));
      changed.signalAll();
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      lock.unlock();
    }
  }

  /** Puts the end in; it is delayed as well. */
  void end() {
    lock.lock();
    try {
      pieces.add(new Piece(ByteBuffer.allocate(0), System.nanoTime() + nanos));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the next piece when its time has come; an empty one is the end. */
  ByteBuffer take() throws InterruptedIOException {
    lock.lock();
    try {
      while (true) {
        Piece next = pieces.peek();
        long left = next == null ? Long.MAX_VALUE : next.due() - System.nanoTime();
        if (next == null) {
          changed.await();
        } else if (left > 0) {
          changed.awaitNanos(left);
        } else {
          pieces.remove();
          inside -= next.bytes().remaining();
          changed.signalAll();
          return next.bytes();
        }
      }
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      lock.unlock();
    }
  }

  /** Lets whoever fills the line go, since nobody empties it any more. */
  void abandon() {
    lock.lock();
    try {
      abandoned = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("the relay closes");
  }
}
