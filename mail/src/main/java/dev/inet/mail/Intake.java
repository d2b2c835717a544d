package dev.inet.mail;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
 *     if (intake.isFull()) {
 *       intake.settle();   // may be deleted on the server from now on
 *     }
 *   }
 *   intake.settle();
 * }
 * }</pre>
 *
 * <p>Settling forces the messages to the disk, writes down what they are and where they go, and
 * only then gives them their places. Who finds such a note without its end, the next time, looks
 * which of them are not in their places, and puts them there.
 */
public final class Intake implements Closeable {
  private final MailStore store;
  private final FetchState state;
  private final List<String> keys = new ArrayList<>();
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

  /** Returns whether so much is staged that it is time to settle. */
  public boolean isFull() {
    return store.staged() >= MailStore.BATCH || bytes >= MailStore.BATCH_BYTES;
  }

  /**
   * Makes all that was committed safe and known.
   *
   * @return the keys that are so now
   * @throws InetException as {@link Failure#LOCAL_WRITE} where that is impossible; what was not
   *     written down by then comes again the next time
   */
  public List<String> settle() throws IOException {
    if (keys.isEmpty()) {
      return List.of();
    }
    List<String> how = store.seal();
    state.begin(keys, how);
    store.place();
    state.end();
    List<String> settled = List.copyOf(keys);
    keys.clear();
    bytes = 0;
    return settled;
  }

  /** Discards what was not settled. */
  @Override
  public void close() throws IOException {
    keys.clear();
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
