package dev.inet.nntp;

import dev.inet.core.Retry;
import dev.inet.core.dial.Dialer;
import dev.inet.mail.Arrival;
import dev.inet.mail.Delivery;
import dev.inet.mail.FetchState;
import dev.inet.mail.Intake;
import dev.inet.mail.MailStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fetches the articles of a group that were not fetched before, over several connections.
 *
 * <p>The state holds the highest number up to which all is done, and each article beyond it that is
 * done already: so each comes once, wherever a run is killed, and articles that are gone from the
 * server leave no mark.
 */
public final class GroupFetch {
  /** How many articles a connection takes at a time. */
  private static final int CHUNK = 64;

  /** How much of an article is read before it may hold up the others, in bytes. */
  private static final int AHEAD = 256 * 1024;

  private final Dialer dialer;
  private final NntpUrl url;
  private final NntpOptions options;
  private final FetchState state;
  private final Intake intake;
  private final Settings settings;
  private final AtomicLong fetched = new AtomicLong();
  private final AtomicLong gone = new AtomicLong();
  private final AtomicLong tooLarge = new AtomicLong();
  private long[] numbers = new long[0];
  private int next;

  /**
   * How a group is fetched.
   *
   * @param connections how many connections at the same time; fewer where the server allows fewer
   * @param range which articles
   * @param last only so many of those that came last; 0 for all
   * @param maxSize larger articles are passed over, in bytes
   */
  public record Settings(int connections, NumberRange range, long last, long maxSize) {
    /** All articles over two connections. */
    public static final Settings DEFAULT = new Settings(2, NumberRange.ALL, 0, Long.MAX_VALUE);
  }

  /**
   * What came of it.
   *
   * @param fetched how many articles were stored
   * @param gone how many were not there any more
   * @param tooLarge how many were larger than allowed
   * @param high the number up to which all is done
   */
  public record Outcome(long fetched, long gone, long tooLarge, long high) {}

  /**
   * Makes one.
   *
   * @param dialer makes the connections
   * @param url the group
   * @param options how sessions are held
   * @param store where articles go
   * @param state what was fetched before
   * @param settings how
   */
  public GroupFetch(
      Dialer dialer,
      NntpUrl url,
      NntpOptions options,
      MailStore store,
      FetchState state,
      Settings settings) {
    this.dialer = dialer;
    this.url = url;
    this.options = options;
    this.state = state;
    this.intake = new Intake(store, state);
    this.settings = settings;
  }

  /**
   * Fetches what is new.
   *
   * @param group the group
   * @throws IOException where a connection fails; what came before stays, and does not come again
   */
  public Outcome run(String group) throws IOException {
    try (intake;
        NntpClient first = NntpClient.open(dialer, url, options)) {
      long mark = mark(group, first.select(group));
      numbers = wanted(first, group, mark);
      try {
        work(group, first);
      } finally {
        // What came before a failure is whole; it need not come again.
        settle();
      }
      return new Outcome(fetched.get(), gone.get(), tooLarge.get(), finish(group, mark));
    }
  }

  private static String key(String group, long number) {
    return group + "/" + number;
  }

  /** Returns the number up to which all is done; none where the group was numbered anew. */
  private long mark(String group, Selected selected) throws IOException {
    long mark = Long.parseLong(state.note("mark " + group).orElse("0"));
    if (selected.isEmpty() || selected.high() >= mark) {
      return mark;
    }
    state.forget(state.keys().stream().filter(key -> key.startsWith(group + "/")).toList());
    state.note("mark " + group, null);
    return 0;
  }

  private long[] wanted(NntpClient client, String group, long mark) throws IOException {
    NumberRange range = settings.range().within(new NumberRange(mark + 1, Long.MAX_VALUE));
    if (range.isEmpty()) {
      return new long[0];
    }
    long[] found = client.numbers(group, range);
    int from = settings.last() > 0 ? (int) Math.max(0, found.length - settings.last()) : 0;
    return Arrays.stream(found, from, found.length)
        .filter(number -> !state.has(key(group, number)))
        .toArray();
  }

  /** Raises the mark to where nothing is wanted below it any more. */
  private long finish(String group, long mark) throws IOException {
    if (!settings.range().equals(NumberRange.ALL) || numbers.length == 0) {
      return mark;
    }
    long high = numbers[numbers.length - 1];
    state.note("mark " + group, Long.toString(high));
    state.forget(state.keys().stream().filter(key -> key.startsWith(group + "/")).toList());
    return high;
  }

  // --- several connections

  private void work(String group, NntpClient first) throws IOException {
    int chunks = (numbers.length + CHUNK - 1) / CHUNK;
    int more = Math.min(settings.connections(), chunks) - 1;
    Crew.beside(dialer, url, options, more, client -> drainChunks(group, client), first);
  }

  private void drainChunks(String group, NntpClient client) throws IOException {
    client.enter(group);
    var taker = new Taker(group);
    for (List<String> chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
      client.fetch(chunk, NntpClient.Part.ARTICLE, taker);
    }
  }

  private synchronized List<String> chunk() {
    int end = Math.min(numbers.length, next + CHUNK);
    var chunk = new ArrayList<String>(end - next);
    for (; next < end; next++) {
      chunk.add(Long.toString(numbers[next]));
    }
    return chunk;
  }

  private void settle() throws IOException {
    synchronized (intake) {
      intake.settle();
    }
  }

  /** Stores articles: small ones as a whole, so that connections wait for each other little. */
  private final class Taker implements NntpClient.ArticleTaker {
    private final String group;
    private final byte[] buffer = new byte[AHEAD];

    Taker(String group) {
      this.group = group;
    }

    @Override
    public void take(String article, InputStream bytes) throws IOException {
      int n = bytes.readNBytes(buffer, 0, buffer.length);
      synchronized (intake) {
        String key = group + "/" + article;
        try (Delivery to = intake.begin(key, Arrival.named(group + "-" + article))) {
          long size = 0;
          for (; n > 0; n = bytes.read(buffer)) {
            size += n;
            if (size > settings.maxSize()) {
              tooLarge.incrementAndGet();
              return;
            }
            to.write(buffer, 0, n);
          }
          to.commit();
          fetched.incrementAndGet();
        }
        if (intake.isFull()) {
          intake.settle();
        }
      }
    }

    @Override
    public void missing(String article, NntpException why) throws IOException {
      if (why.code() != 423 && why.code() != 430 && why.code() != 420) {
        throw why.at(url.endpoint()).retry(Retry.NEVER);
      }
      gone.incrementAndGet();
    }
  }
}
