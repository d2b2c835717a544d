package dev.inet.nntp;

import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Several connections that share one heap of work, each in a thread of its own. */
final class Crew {
  /** How long an ended conversation may take to notice; one that begins just now takes longest. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Dialer dialer;
  private final NntpUrl url;
  private final NntpOptions options;
  private final Work work;
  private final Set<NntpClient> open = ConcurrentHashMap.newKeySet();

  private Crew(Dialer dialer, NntpUrl url, NntpOptions options, Work work) {
    this.dialer = dialer;
    this.url = url;
    this.options = options;
    this.work = work;
  }

  /** What a connection does until there is no more work. */
  @FunctionalInterface
  interface Work {
    void with(NntpClient client) throws IOException;
  }

  /**
   * Works with as many connections as the server allows; the first one it must allow.
   *
   * @param connections how many there are at most
   * @param there a connection that is the first one; {@code null} where there is none yet
   */
  static void work(
      Dialer dialer,
      NntpUrl url,
      NntpOptions options,
      int connections,
      Work work,
      @Nullable NntpClient there)
      throws IOException {
    var crew = new Crew(dialer, url, options, work);
    if (there != null) {
      crew.all(connections - 1, there);
      return;
    }
    try (NntpClient first = NntpClient.open(dialer, url, options)) {
      crew.all(connections - 1, first);
    }
  }

  private void all(int more, NntpClient first) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, more), Crew::thread);
    try {
      List<Future<Boolean>> others = new ArrayList<>();
      for (int i = 0; i < more; i++) {
        others.add(pool.submit(() -> another(pool)));
      }
      work.with(first);
      for (Future<Boolean> other : others) {
        await(other);
      }
    } finally {
      pool.shutdown();
      // Not by interrupts: one closes the file that is written just now, which others write too.
      open.forEach(NntpClient::abort);
      end(pool);
    }
  }

  /** Returns whether there was a connection to work with. */
  private boolean another(ExecutorService pool) throws IOException {
    NntpClient client;
    try {
      client = NntpClient.open(dialer, url, options);
    } catch (InetException e) {
      // Servers bound how many connections a reader has; the others do its work.
      return false;
    }
    open.add(client);
    try (client) {
      if (!pool.isShutdown()) {
        work.with(client);
      }
    } finally {
      open.remove(client);
    }
    return true;
  }

  /** Waits until nobody works any more: whoever called us closes what they write to. */
  private static void end(ExecutorService pool) {
    try {
      if (!pool.awaitTermination(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static Thread thread(Runnable work) {
    var thread = new Thread(work, "nntp-crew");
    thread.setDaemon(true);
    return thread;
  }

  private static void await(Future<Boolean> other) throws IOException {
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
