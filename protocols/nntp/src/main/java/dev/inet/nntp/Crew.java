package dev.inet.nntp;

import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
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

  /** The threads that have no connection yet. */
  private final Set<Thread> opening = new HashSet<>();

  private boolean enough;

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

    /** Prepares a connection; one beyond the first that is refused here is one too many. */
    default void prepare(NntpClient client) throws IOException {}
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
        others.add(pool.submit(this::another));
      }
      work.with(first);
      // There is no work left for who is not greeted yet: by a server that serves one at a time.
      enough();
      for (Future<Boolean> other : others) {
        await(other);
      }
    } finally {
      enough();
      pool.shutdown();
      // Not by interrupts: one closes the file that is written just now, which others write too.
      open.forEach(NntpClient::abort);
      end(pool);
    }
  }

  /** No connection is opened from now on. */
  private void enough() {
    synchronized (opening) {
      enough = true;
      opening.forEach(Thread::interrupt);
    }
  }

  /** Returns whether there was a connection to work with. */
  private boolean another() throws IOException {
    NntpClient client = opened();
    if (client == null) {
      return false;
    }
    try (client) {
      work.with(client);
    } finally {
      open.remove(client);
    }
    return true;
  }

  private @Nullable NntpClient opened() throws IOException {
    synchronized (opening) {
      if (enough) {
        return null;
      }
      opening.add(Thread.currentThread());
    }
    NntpClient client = null;
    try {
      client = NntpClient.open(dialer, url, options);
      work.prepare(client);
    } catch (InetException | InterruptedIOException e) {
      // Servers bound how many connections a reader has; the others do its work.
      if (client != null) {
        client.close();
        client = null;
      }
    }
    boolean late;
    synchronized (opening) {
      opening.remove(Thread.currentThread());
      late = enough;
      if (late) {
        // That was meant for the opening.
        Thread.interrupted();
      } else if (client != null) {
        open.add(client);
      }
    }
    if (late && client != null) {
      client.close();
      return null;
    }
    return client;
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
