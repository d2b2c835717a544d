package dev.inet.pop3;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.Arrival;
import dev.inet.mail.Delivery;
import dev.inet.mail.FetchState;
import dev.inet.mail.Intake;
import dev.inet.mail.MailStore;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Brings new messages into a store, each once, by their unique ids.
 *
 * <p>Nothing is deleted on the server before all that was fetched is safe on disk and written down;
 * a session that breaks off deletes nothing, and the next one goes on where this one was.
 */
public final class Pop3Fetch {
  private final Pop3Client client;
  private final FetchState state;
  private final Plan plan;
  private final Listener listener;
  private final Intake intake;
  private final String account;
  private final Map<String, Fetched> waiting = new HashMap<>();
  private int fetched;
  private long bytes;
  private int skipped;
  private int failed;

  /**
   * What is wanted.
   *
   * @param account whose messages they are; ids of several accounts may share one state
   * @param delete whether messages that were fetched are deleted on the server
   * @param keep how long they are kept there before
   * @param maxSize larger messages stay where they are, and are not counted as fetched
   */
  public record Plan(String account, boolean delete, Duration keep, long maxSize) {}

  /**
   * A message that is safe on disk.
   *
   * @param message as the server listed it
   * @param size how many bytes it really has
   * @param place the file it is in
   */
  public record Fetched(Pop3Message message, long size, String place) {}

  /**
   * What a run came to.
   *
   * @param fetched how many messages came
   * @param bytes how many bytes they have
   * @param skipped how many were too large
   * @param failed how many have no unique id, or the server refused to give or to delete
   * @param deleted how many were deleted on the server
   */
  public record Summary(int fetched, long bytes, int skipped, int failed, int deleted) {}

  /** Hears what happens. */
  public interface Listener {
    /**
     * A message is safe on disk.
     *
     * @param message which one
     * @throws IOException where it cannot be told
     */
    void fetched(Fetched message) throws IOException;

    /**
     * A message is too large.
     *
     * @param message which one
     */
    void skipped(Pop3Message message);

    /**
     * The server refused to give a message or to delete it, or gives it no unique id.
     *
     * @param message which one
     * @param why its reply, as a {@link Pop3Exception}, or what is missing
     */
    void failed(Pop3Message message, InetException why);
  }

  private Pop3Fetch(
      Pop3Client client, MailStore store, FetchState state, Plan plan, Listener listener) {
    this.client = client;
    this.state = state;
    this.plan = plan;
    this.listener = listener;
    this.intake = new Intake(store, state);
    this.account = plan.account() + "/";
  }

  /**
   * Fetches what is new, deletes what may be deleted, and ends the session.
   *
   * @param client a session
   * @param store where messages go
   * @param state what was fetched already
   * @param plan what is wanted
   * @param listener hears what happens
   * @throws InetException as {@link Failure#UNSUPPORTED} where the server has no unique ids, as
   *     {@link Failure#LOCAL_WRITE} where a message cannot be written, as {@link Failure#BAD_REPLY}
   *     where one is larger than the server said and than may be; as {@link Pop3Client} has it
   */
  public static Summary run(
      Pop3Client client, MailStore store, FetchState state, Plan plan, Listener listener)
      throws IOException {
    return new Pop3Fetch(client, store, state, plan, listener).run();
  }

  private Summary run() throws IOException {
    List<Pop3Message> messages = client.messages();
    Map<String, Pop3Message> listed = keyed(messages);
    if (listed.size() == messages.size()) {
      forgetGone(listed.keySet());
    }
    var wanted = new ArrayList<Pop3Message>();
    var keys = new HashMap<Integer, String>();
    listed.forEach(
        (key, message) -> {
          if (state.has(key)) {
            return;
          }
          if (message.size() > plan.maxSize()) {
            skipped++;
            listener.skipped(message);
          } else {
            wanted.add(message);
            keys.put(message.number(), key);
          }
        });
    try (intake) {
      fetch(wanted, keys);
    }
    int deleted = plan.delete() ? delete(listed) : 0;
    if (deleted == 0) {
      client.leave();
    }
    return new Summary(fetched, bytes, skipped, failed, deleted);
  }

  private void fetch(List<Pop3Message> wanted, Map<Integer, String> keys) throws IOException {
    try {
      client.retrieveAll(wanted, new Taking(keys));
    } catch (IOException | RuntimeException e) {
      // What came whole before is not lost, whatever became of the connection.
      salvage(e);
      throw e;
    }
    settled(intake.settle());
  }

  /** Two messages of one id are two messages; one without an id would come again and again. */
  private Map<String, Pop3Message> keyed(List<Pop3Message> messages) throws InetException {
    var unnamed = new ArrayList<Pop3Message>();
    var keyed = new LinkedHashMap<String, Pop3Message>();
    for (Pop3Message message : messages) {
      if (message.uid() == null) {
        unnamed.add(message);
        continue;
      }
      String key = account + message.uid();
      for (int next = 2; keyed.containsKey(key); next++) {
        key = account + message.uid() + " " + next;
      }
      keyed.put(key, message);
    }
    if (keyed.isEmpty() && !unnamed.isEmpty()) {
      throw client.withoutIds();
    }
    for (Pop3Message message : unnamed) {
      failed++;
      listener.failed(message, client.withoutId(message));
    }
    return keyed;
  }

  /**
   * Forgets what is not on the server any more. An empty list may be the trouble of an hour, and
   * remembering costs nothing.
   */
  private void forgetGone(Set<String> listed) throws IOException {
    if (listed.isEmpty()) {
      return;
    }
    var gone = new ArrayList<String>();
    for (String key : state.keys()) {
      if (key.startsWith(account) && !listed.contains(key)) {
        gone.add(key);
      }
    }
    state.forget(gone);
  }

  /** Takes messages as they come. */
  private final class Taking implements Pop3Client.Each {
    private final Map<Integer, String> keys;
    private Delivery delivery = NOWHERE;
    private long size;

    Taking(Map<Integer, String> keys) {
      this.keys = keys;
    }

    private String key(Pop3Message message) {
      return Objects.requireNonNull(keys.get(message.number()));
    }

    @Override
    public OutputStream begin(Pop3Message message) throws IOException {
      String uid = String.valueOf(message.uid());
      delivery = intake.begin(key(message), Arrival.named(uid).from("uid", uid));
      size = 0;
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
          size += length;
          if (size <= plan.maxSize()) {
            delivery.write(from, offset, length);
            return;
          }
          // The list said that it is smaller. A server that counts LF for CR LF is off by half at
          // most; what lies more could go on for ever.
          if (size / 2 > plan.maxSize()) {
            throw client.larger(message);
          }
          delivery.close();
          delivery = NOWHERE;
        }

        @Override
        public void close() throws IOException {
          delivery.close();
        }
      };
    }

    @Override
    public void end(Pop3Message message) throws IOException {
      if (size > plan.maxSize()) {
        skipped++;
        listener.skipped(message);
        return;
      }
      delivery.commit();
      waiting.put(key(message), new Fetched(message, size, delivery.place()));
      settled(intake.advance());
    }

    @Override
    public void refused(Pop3Message message, Pop3Exception why) {
      failed++;
      listener.failed(message, why);
    }
  }

  private static final Delivery NOWHERE =
      new Delivery() {
        @Override
        public void write(byte[] from, int offset, int length) {}

        @Override
        public void commit() {}

        @Override
        public String place() {
          return "";
        }

        @Override
        public void close() {}
      };

  private void settled(List<String> keys) throws IOException {
    for (String key : keys) {
      Fetched safe = Objects.requireNonNull(waiting.remove(key));
      fetched++;
      bytes += safe.size();
      listener.fetched(safe);
    }
  }

  private void salvage(Exception cause) {
    boolean writable =
        InetException.in(cause).map(e -> e.failure() != Failure.LOCAL_WRITE).orElse(true);
    if (writable) {
      try {
        settled(intake.settle());
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }

  private int delete(Map<String, Pop3Message> listed) throws IOException {
    Instant latest = Instant.now().minus(plan.keep());
    var old = new LinkedHashMap<Pop3Message, String>();
    listed.forEach(
        (key, message) ->
            state
                .when(key)
                .filter(when -> !when.isAfter(latest))
                .ifPresent(when -> old.put(message, key)));
    if (old.isEmpty()) {
      return 0;
    }
    Map<Pop3Message, Pop3Exception> refused = client.deleteAll(List.copyOf(old.keySet()));
    client.quit();
    refused.forEach(
        (message, why) -> {
          old.remove(message);
          failed++;
          listener.failed(message, why);
        });
    // Gone for good: should the server ever give one of these ids again, it is another message.
    state.forget(old.values());
    return old.size();
  }
}
