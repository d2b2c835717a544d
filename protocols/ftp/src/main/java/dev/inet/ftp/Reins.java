package dev.inet.ftp;

import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What holds the threads that work for a client and its likes. An interrupt that meets a thread in
 * a local file would close that file: whoever moves one is stopped by the end of its data
 * connection.
 */
final class Reins {
  private final Map<Thread, Transfer> moving = new HashMap<>();

  /** Notes that this thread moves data from now on, and must not be interrupted. */
  synchronized void begins(Transfer transfer) throws InterruptedIOException {
    if (Thread.interrupted()) {
      throw new InterruptedIOException("interrupted");
    }
    moving.put(Thread.currentThread(), transfer);
  }

  /** Notes that this thread moves no more data. */
  synchronized void ends() {
    moving.remove(Thread.currentThread());
  }

  /** Makes a thread let go; the second time by an interrupt, whatever it is at. */
  void pull(Thread worker) {
    Transfer transfer;
    synchronized (this) {
      transfer = moving.remove(worker);
      if (transfer == null) {
        worker.interrupt();
        return;
      }
    }
    transfer.stop();
  }
}
