package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.core.dial.Dialer;
import dev.inet.mail.Arrival;
import dev.inet.mail.Delivery;
import dev.inet.mail.FetchState;
import dev.inet.mail.Intake;
import dev.inet.mail.MailStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fetches the articles of a group that were not fetched before, over several connections.
 *
 * <p>The state holds the highest number up to which all is done, and each article beyond it that is
 * done already: so each comes once, wherever a run is killed, and articles that are gone from the
 * server leave no mark. Articles are stored in the order of their numbers.
 */
public final class GroupFetch {
  /** How many articles a connection takes at a time; it has two such chunks under way. */
  private static final int CHUNK = Pipeline.WINDOW / 2;

  /** About how many articles are looked at before those of them that are new are fetched. */
  private static final long PART = 100_000;

  /** How much a connection keeps in memory while others are behind it, in bytes. */
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
  private long goneBefore;
  private long inVain;

  /** The chunks whose articles are stored, or given up. */
  private final BitSet over = new BitSet();

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
      Selected selected = first.select(group);
      var water = new HighWater(state, "", selected, settings.range());
      NumberRange open = first.newest(selected, water.open(), settings.last());
      for (var parts = new GroupParts(open, selected, PART); parts.hasNext(); ) {
        long[] found = first.numbers(group, parts.next());
        if (found.length == 0) {
          parts.wasEmpty();
        }
        begin(Arrays.stream(found).filter(number -> !water.isDone(number)).toArray());
        try {
          work(water, group, first);
        } finally {
          // What came before a failure is whole; it need not come again.
          settle();
        }
        if (found.length > 0) {
          water.raise(found[found.length - 1]);
        }
        if (found.length == NumberList.MOST_TRIED) {
          parts.endedAt(found[found.length - 1]);
        }
        tried();
      }
      return new Outcome(fetched.get(), gone.get(), tooLarge.get(), water.mark());
    }
  }

  /** Ends what would not end: a server that lists no articles may claim 10^15 of them. */
  private void tried() throws IOException {
    boolean any = gone.get() < goneBefore + numbers.length;
    inVain = any ? 0 : inVain + numbers.length;
    if (inVain > NumberList.MOST_TRIED) {
      throw new InetException(
              Failure.BAD_REPLY,
              "the server claims articles, but has none of " + inVain + " of them")
          .at(url.endpoint())
          .hint("--range and --last choose where to begin");
    }
  }

  private void begin(long[] wanted) {
    goneBefore = gone.get();
    numbers = wanted;
    next = 0;
    over.clear();
  }

  // --- several connections

  private void work(HighWater water, String group, NntpClient first) throws IOException {
    int chunks = (numbers.length + CHUNK - 1) / CHUNK;
    int connections = Math.min(settings.connections(), chunks);
    var each =
        new Crew.Work() {
          @Override
          public void prepare(NntpClient client) throws IOException {
            client.enter(group);
          }

          @Override
          public void with(NntpClient client) throws IOException {
            drainChunks(water, group, client);
          }
        };
    Crew.work(dialer, url, options, connections, each, first);
  }

  private void drainChunks(HighWater water, String group, NntpClient client) throws IOException {
    client.enter(group);
    var taker = new Taker(water, group);
    try {
      client.fetch(taker::more, NntpClient.Part.ARTICLE, taker);
    } finally {
      // Whoever waits for this one's articles must not wait for a connection that broke.
      taker.passAll();
    }
  }

  /**
   * What a connection takes at a time.
   *
   * @param index its place among all of them
   * @param articles the numbers of its articles
   */
  private record Chunk(int index, List<String> articles) {}

  private synchronized Chunk chunk() {
    int index = next / CHUNK;
    int end = Math.min(numbers.length, next + CHUNK);
    var chunk = new ArrayList<String>(end - next);
    for (; next < end; next++) {
      chunk.add(Long.toString(numbers[next]));
    }
    return new Chunk(index, chunk);
  }

  private void pass(Chunk chunk) {
    synchronized (intake) {
      over.set(chunk.index());
      intake.notifyAll();
    }
  }

  /** Waits until all articles before those of a chunk are stored, or given up. */
  private void await(Chunk chunk) throws IOException {
    synchronized (intake) {
      try {
        // Each of those that are waited for is bounded by the time-outs of its connection.
        while (over.nextClearBit(0) < chunk.index()) {
          intake.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while fetching");
      }
    }
  }

  private void settle() throws IOException {
    synchronized (intake) {
      intake.settle();
    }
  }

  /**
   * Stores articles in the order of their numbers. A connection that is ahead of the others keeps
   * what it has in memory, as long as it fits there, and goes on to read.
   */
  private final class Taker implements NntpClient.ArticleTaker {
    private final HighWater water;
    private final String group;
    private final byte[] buffer = new byte[AHEAD];
    private final List<Held> held = new ArrayList<>();
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private int filled;
    private int answered;

    /** An article that waits in memory. */
    private record Held(String article, int from, int to) {}

    Taker(HighWater water, String group) {
      this.water = water;
      this.group = group;
    }

    /** Takes one more chunk where less than one is under way. */
    List<String> more(int underWay) {
      if (underWay > CHUNK) {
        return List.of();
      }
      Chunk chunk = chunk();
      if (!chunk.articles().isEmpty()) {
        chunks.add(chunk);
      }
      return chunk.articles();
    }

    /** Notes that one more is answered: what is told of a chunk is told in its order. */
    private void answered() throws IOException {
      Chunk chunk = chunks.element();
      answered++;
      if (answered == chunk.articles().size()) {
        if (!held.isEmpty()) {
          await(chunk);
          storeHeld();
        }
        answered = 0;
        pass(chunks.remove());
      }
    }

    void passAll() {
      chunks.forEach(GroupFetch.this::pass);
    }

    private boolean isTurn() {
      synchronized (intake) {
        return over.nextClearBit(0) >= chunks.element().index();
      }
    }

    @Override
    public void take(String article, InputStream bytes) throws IOException {
      if (isTurn()) {
        storeHeld();
      }
      int from = filled;
      filled += bytes.readNBytes(buffer, from, buffer.length - from);
      if (filled < buffer.length) {
        held.add(new Held(article, from, filled));
        if (isTurn()) {
          storeHeld();
        }
      } else {
        await(chunks.element());
        int to = filled;
        storeHeld();
        store(article, from, to, bytes);
      }
      answered();
    }

    private void storeHeld() throws IOException {
      for (Held each : held) {
        store(each.article(), each.from(), each.to(), InputStream.nullInputStream());
      }
      held.clear();
      filled = 0;
    }

    /** Stores an article that begins in the buffer and goes on in a stream. */
    private void store(String article, int from, int to, InputStream rest) throws IOException {
      synchronized (intake) {
        long number = Long.parseLong(article);
        Arrival arrival =
            Arrival.named(group + "-" + article).from("group", group).from("number", number);
        try (Delivery delivery = intake.begin(water.key(number), arrival)) {
          long size = (long) to - from;
          int begin = from;
          int n = to - from;
          while (size <= settings.maxSize()) {
            delivery.write(buffer, begin, n);
            begin = 0;
            n = rest.read(buffer);
            if (n < 0) {
              delivery.commit();
              fetched.incrementAndGet();
              break;
            }
            size += n;
          }
          if (size > settings.maxSize()) {
            tooLarge.incrementAndGet();
          }
        }
        intake.advance();
      }
    }

    @Override
    public void missing(String article, NntpException why) throws IOException {
      if (!List.of(420, 423, 430, 451).contains(why.code())) {
        throw why.at(url.endpoint()).retry(Retry.NEVER);
      }
      gone.incrementAndGet();
      answered();
    }
  }
}
