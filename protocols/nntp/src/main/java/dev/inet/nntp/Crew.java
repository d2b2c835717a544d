package dev.inet.nntp;

import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several connections that share one heap of work, each in a thread of its own. */
final class Crew {
  private Crew() {}

  /** What a connection does until there is no more work. */
  @FunctionalInterface
  interface Work {
    void with(NntpClient client) throws IOException;
  }

  /** Works with as many connections as the server allows; the first one it must allow. */
  static void work(Dialer dialer, NntpUrl url, NntpOptions options, int connections, Work work)
      throws IOException {
    try (NntpClient first = NntpClient.open(dialer, url, options)) {
      beside(dialer, url, options, connections - 1, work, first);
    }
  }

  /** Works with a connection that is there, and with more beside it. */
  static void beside(
      Dialer dialer, NntpUrl url, NntpOptions options, int more, Work work, NntpClient first)
      throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, more), Crew::thread);
    try {
      List<Future<Void>> others = new ArrayList<>();
      for (int i = 0; i < more; i++) {
        others.add(pool.submit(() -> another(dialer, url, options, work)));
      }
      work.with(first);
      for (Future<Void> other : others) {
        await(other);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @SuppressWarnings("NullAway") // a Callable of nothing
  private static Void another(Dialer dialer, NntpUrl url, NntpOptions options, Work work)
      throws IOException {
    NntpClient client;
    try {
      client = NntpClient.open(dialer, url, options);
    } catch (InetException e) {
      // Servers bound how many connections a reader has; the others do its work.
      return null;
    }
    try (client) {
      work.with(client);
    }
    return null;
  }

  private static Thread thread(Runnable work) {
    var thread = new Thread(work, "nntp-crew");
    thread.setDaemon(true);
    return thread;
  }

  private static void await(Future<Void> other) throws IOException {
    try {
      other.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while fetching");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
