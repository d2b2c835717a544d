package dev.inet.mail;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way from a server into a store, each once, wherever a program is killed.
 *
 * <pre>{@code
 * try (var intake = new Intake(store, state)) {
 *   for (each new message) {
 *     try (Delivery to = intake.begin(key, arrival)) {
 *       ... to.write(bytes, 0, length) ...
 *       to.commit();
 *     }
 *     settled(intake.advance());
 *   }
 *   settled(intake.settle());   // may be deleted on the server from now on
 * }
 * }</pre>
 *
 * <p>Settling forces the messages to the disk, writes down what they are and where they go, and
 * only then gives them their places. Who finds such a note without its end, the next time, looks
 * which of them are not in their places, and puts them there.
 *
 * <p>A batch settles on a thread of its own while the next one comes: the disk and the network are
 * not waited for in turn. The state belongs to that thread from the first {@link #advance} to the
 * next {@link #settle}; nobody else may ask it or write to it between.
 */
public final class Intake implements Closeable {
  /** How long a batch may take to settle once nobody waits for its end; the disk decides. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final MailStore store;
  private final FetchState state;
  private final List<String> keys = new ArrayList<>();
  private @Nullable ExecutorService beside;
  private @Nullable Future<List<String>> underWay;
  private @Nullable IOException broken;
  private long bytes;
  private boolean begun;

  /**
   * Joins a store with what is known of its messages; closing it closes neither.
   *
   * @param store where messages go
   * @param state what was fetched already
   */
  public Intake(MailStore store, FetchState state) {
    this.store = store;
    this.state = state;
  }

  /**
   * Begins a message.
   *
   * @param key what it is known by from now on
   * @param arrival what is known of it
   * @return takes its bytes
   * @throws InetException as {@link Failure#LOCAL_WRITE} where that is impossible
   */
  public Delivery begin(String key, Arrival arrival) throws IOException {
    if (!begun) {
      state.staging(store.litter());
      begun = true;
    }
    return new Counted(key, store.begin(arrival));
  }

  /**
   * Has what was committed settle while more comes, where it is enough for that; the batch before
   * is waited for first, so that never more than two are staged.
   *
   * @return the keys that are safe and known now, and were not the last time
   * @throws InetException as {@link Failure#LOCAL_WRITE} where the batch before could not be
   *     settled; what was not written down by then comes again the next time
   */
  public List<String> advance() throws IOException {
    if (store.staged() < MailStore.BATCH && bytes < MailStore.BATCH_BYTES) {
      return List.of();
    }
    List<String> settled = arrived();
    List<String> next = List.copyOf(keys);
    MailBatch batch = store.cut();
    keys.clear();
    bytes = 0;
    underWay = thread().submit(() -> settle(batch, next));
    return settled;
  }

  /**
   * Makes all that was committed safe and known.
   *
   * @return the keys that are so now, and were not the last time
   * @throws InetException as {@link Failure#LOCAL_WRITE} where that is impossible; what was not
   *     written down by then comes again the next time
   */
  public List<String> settle() throws IOException {
    var settled = new ArrayList<>(arrived());
    if (!keys.isEmpty()) {
      List<String> last = List.copyOf(keys);
      keys.clear();
      bytes = 0;
      try {
        settled.addAll(settle(store.cut(), last));
      } catch (IOException e) {
        broken = e;
        throw e;
      }
    }
    return settled;
  }

  private List<String> settle(MailBatch batch, List<String> keys) throws IOException {
    try (batch) {
      List<String> how = batch.seal();
      state.begin(keys, how);
      batch.place();
      state.end();
      return keys;
    }
  }

  private ExecutorService thread() {
    ExecutorService there = beside;
    if (there == null) {
      there =
          Executors.newSingleThreadExecutor(
              task -> {
                var thread = new Thread(task, "settling");
                thread.setDaemon(true);
                return thread;
              });
      beside = there;
    }
    return there;
  }

  /**
   * Waits for the batch that settles now; the disk bounds how long. Where one failed, none follows:
   * the end of a later one would be taken for its end too, and what it could not place be lost.
   */
  private List<String> arrived() throws IOException {
    IOException before = broken;
    if (before != null) {
      throw before;
    }
    Future<List<String>> batch = underWay;
    if (batch == null) {
      return List.of();
    }
    try {
      List<String> settled = batch.get();
      underWay = null;
      return settled;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while messages settle");
    } catch (ExecutionException e) {
      underWay = null;
      if (e.getCause() instanceof IOException failed) {
        broken = failed;
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Discards what was not handed over to be settled; what was, is settled first. */
  @Override
  public void close() throws IOException {
    keys.clear();
    ExecutorService thread = beside;
    if (thread != null) {
      thread.shutdown();
      // Who closes the state next must not close it under a batch; interrupted or not.
      boolean interrupted = false;
      for (boolean ended = false; !ended; ) {
        try {
          ended = true;
          if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            thread.shutdownNow();
          }
        } catch (InterruptedException e) {
          interrupted = true;
          ended = false;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    store.close();
  }

  /** Counts what passes, and knows the key once it is whole. */
  private final class Counted extends Delivery {
    private final String key;
    private final Delivery to;

    Counted(String key, Delivery to) {
      this.key = key;
      this.to = to;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      bytes += length;
      to.write(from, offset, length);
    }

    @Override
    public void commit() throws IOException {
      to.commit();
      keys.add(key);
    }

    @Override
    public String place() {
      return to.place();
    }

    @Override
    public void close() throws IOException {
      to.close();
    }
  }
}
