package dev.inet.core.dial;

import java.time.Duration;

/**
 * Who looks around while a call waits for the peer.
 *
 * @param nanos after how many nanoseconds of waiting, each time
 * @param look is called by the thread that waits
 */
record Watch(long nanos, Runnable look) {
  static final Watch NONE = new Watch(Long.MAX_VALUE, () -> {});

  static Watch every(Duration span, Runnable look) {
    return new Watch(span.toNanos(), look);
  }
}
