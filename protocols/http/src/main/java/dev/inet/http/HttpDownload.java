package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a resource to a file: from where an earlier try ended, if the resource is still the same
 * (RFC 9110, section 13.1.5), and in several ranges at once, if the server has them.
 *
 * @param client sends the requests; it follows redirects
 * @param request what to fetch
 * @param segments how many ranges at once; 1 for one stream
 * @param most the most bytes
 */
public record HttpDownload(HttpClient client, HttpRequest request, int segments, long most) {
  /** Smaller pieces than this are not worth a request of their own. */
  private static final long SMALLEST = 64 << 10;

  /** How often it is noted how far a file in segments reaches. */
  private static final long NOTED = 1 << 20;

  /** Where downloads go. */
  public interface Store {
    /**
     * Opens what an earlier try left under a name; {@code null} where there is nothing to go on
     * with.
     *
     * @param name what the remote calls it; hostile
     */
    @Nullable Part resume(String name) throws IOException;

    /**
     * Opens a file that begins anew.
     *
     * @param name what the remote calls it; hostile
     */
    Part begin(String name) throws IOException;
  }

  /** A file that is not whole yet. */
  public interface Part extends Closeable {
    /** Returns the file, open for writing. */
    FileChannel channel();

    /** Returns what tells whether the remote is still the same; empty where nothing does. */
    String validator();

    /**
     * Keeps what tells whether the remote is still the same.
     *
     * @param validator an entity tag or a date; empty where the server gave none
     */
    void validator(String validator) throws IOException;

    /**
     * Keeps how far what is there goes without a gap: until {@link #validator(String)} is told
     * again, there may be holes behind it, and a next try begins there.
     *
     * @param bytes how many from the first one on
     */
    void reaches(long bytes) throws IOException;

    /**
     * Is told the size, once it is known.
     *
     * @param begun how many bytes are there already
     * @param whole how many bytes the file will have; negative where that is not known
     */
    void begins(long begun, long whole);

    /**
     * Is told that bytes moved, from any thread.
     *
     * @param bytes how many
     */
    void moved(long bytes);

    /** Is told that what is there cannot be gone on with. */
    void discard() throws IOException;
  }

  /**
   * What was fetched.
   *
   * @param part the file, whole; the caller gives it its name and closes it
   * @param url where it came from in the end
   * @param modified when the server says it was modified
   * @param status the status of the answer
   */
  public record Fetched(Part part, HttpUrl url, Optional<Instant> modified, int status) {}

  /**
   * Fetches it.
   *
   * @param store where it goes
   * @return the file
   * @throws InetException as {@link HttpException} for a status of 400 and more, as {@link
   *     Failure#INCOMPLETE} where the body ends early, as {@link Failure#BAD_REPLY} where the
   *     server sends another range than was asked for; the part is closed then
   */
  public Fetched to(Store store) throws IOException {
    Part part = store.resume(request.url().fileName());
    HttpResponse response;
    try {
      response = ask(part);
    } catch (IOException | RuntimeException e) {
      if (part != null) {
        // A next try goes on with it, and finds it locked otherwise.
        part.close();
      }
      throw e;
    }
    try {
      if (part == null && !response.isFailure()) {
        String name = name(response);
        part = store.resume(name);
        if (part == null) {
          part = store.begin(name);
        } else {
          response.close();
          response = ask(part);
        }
      }
      return fetch(part, response);
    } catch (IOException | RuntimeException e) {
      InetException.in(e).ifPresent(ours -> ours.at(request.url().endpoint()));
      if (part != null) {
        if (InetException.in(e).filter(ours -> ours.failure() == Failure.BAD_REPLY).isPresent()) {
          part.discard();
        }
        part.close();
      }
      throw e;
    } finally {
      response.close();
    }
  }

  private HttpResponse ask(@Nullable Part part) throws IOException {
    long begun = part == null ? 0 : part.channel().size();
    if (part == null || begun == 0 || part.validator().isEmpty()) {
      return client.send(request);
    }
    return client.send(
        request.with("Range", "bytes=" + begun + "-").with("If-Range", part.validator()));
  }

  private static String name(HttpResponse response) {
    return ContentDisposition.fileName(response.fields())
        .orElseGet(() -> response.request().url().fileName());
  }

  private Fetched fetch(@Nullable Part part, HttpResponse response) throws IOException {
    int status = response.status();
    if (status == 416 && part != null && part.channel().size() > 0) {
      // Not every server says how long it is (RFC 9110, section 15.5.17).
      boolean same = !isOther(response, part) && response.fields().has("Content-Range");
      if (same && ContentRange.of(response.fields()).whole() == part.channel().size()) {
        part.begins(part.channel().size(), part.channel().size());
        return fetched(part, response);
      }
      part.channel().truncate(0).position(0);
      try (HttpResponse anew = client.send(request)) {
        return fetch(part, anew);
      }
    }
    if (response.isFailure() || part == null) {
      throw response.failure();
    }
    if (status < 200 || status > 299) {
      throw new InetException(Failure.BAD_REPLY, "status " + status + " brings no file");
    }
    if (status == 206 && part.channel().size() > 0 && isOther(response, part)) {
      // Only once: a range that comes where none was asked for says nothing of a change.
      response.giveUp();
      part.channel().truncate(0).position(0);
      try (HttpResponse anew = client.send(request)) {
        return fetch(part, anew);
      }
    }
    if (status == 206) {
      ranges(part, response);
    } else {
      whole(part, response);
    }
    return fetched(part, response);
  }

  private void whole(Part part, HttpResponse response) throws IOException {
    part.channel().truncate(0).position(0);
    part.validator(validator(response));
    long whole = response.length();
    mustFit(whole);
    part.begins(0, whole);
    if (hasRanges(response, whole)) {
      new Segmented(part, response, whole).run();
    } else {
      response.moveTo(new Counting(part, part.channel()), most);
    }
  }

  /**
   * Goes on where the part ends. A server may send less than it was asked for, and is asked for the
   * rest then (RFC 9110, section 15.3.7).
   */
  private void ranges(Part part, HttpResponse first) throws IOException {
    long begun = part.channel().size();
    ContentRange range = range(first, begun);
    String now = validator(first);
    part.validator(now.isEmpty() ? part.validator() : now);
    part.begins(begun, range.whole() < 0 ? begun + range.size() : range.whole());
    move(part, first, range);
    while (part.channel().size() < range.whole()) {
      try (HttpResponse next = ask(part)) {
        if (next.status() != 206 || isOther(next, part)) {
          next.giveUp();
          throw new InetException(Failure.INCOMPLETE, "the server sent a part, and not the rest");
        }
        range = range(next, part.channel().size());
        move(part, next, range);
      }
    }
  }

  private ContentRange range(HttpResponse response, long from) throws InetException {
    ContentRange range = ContentRange.of(response.fields());
    range.mustBe(from, -1, -1);
    range.mustHold(response.length());
    mustFit(Math.max(range.whole(), from + range.size()));
    return range;
  }

  private void move(Part part, HttpResponse response, ContentRange range) throws IOException {
    part.channel().position(range.first());
    var to = new Counting(part, part.channel());
    mustBeAll(response.moveTo(to, most - range.first()), range.size());
  }

  private void mustFit(long size) throws InetException {
    if (size > most) {
      throw new InetException(
          Failure.BAD_REPLY, "the file is larger than the limit of " + most + " bytes");
    }
  }

  /** What comes in chunks may be more or less than the range that it is said to be. */
  private static void mustBeAll(long moved, long size) throws InetException {
    if (moved != size) {
      Failure failure = moved < size ? Failure.INCOMPLETE : Failure.BAD_REPLY;
      throw new InetException(
          failure, "the range has " + size + " bytes, but " + moved + " bytes came");
    }
  }

  private static Fetched fetched(Part part, HttpResponse response) {
    return new Fetched(part, response.request().url(), response.modified(), response.status());
  }

  /** A weak tag does not promise the same bytes. */
  private static String validator(HttpResponse response) {
    if (response.isDecoded()) {
      // A range is one of the bytes as they are sent.
      return "";
    }
    HttpFields fields = response.fields();
    String tag = fields.first("ETag").orElse("");
    return !tag.isEmpty() && !tag.startsWith("W/") ? tag : fields.first("Last-Modified").orElse("");
  }

  /**
   * Returns whether a range is one of another file than the part's: the server does not look at
   * {@code If-Range}, and the file changed between two requests.
   */
  private static boolean isOther(HttpResponse range, Part part) {
    String now = validator(range);
    return !now.isEmpty() && !now.equals(part.validator());
  }

  private boolean hasRanges(HttpResponse response, long whole) {
    return segments > 1
        && whole >= 2 * SMALLEST
        && response.fields().first("Accept-Ranges").orElse("").equalsIgnoreCase("bytes")
        && !validator(response).isEmpty();
  }

  /** Several ranges at once, each written in its place. */
  private final class Segmented {
    private final Part part;
    private final HttpResponse first;
    private final long whole;
    private final long size;

    /** How many bytes of each range are there. */
    private final List<AtomicLong> done;

    /** How far the part is known to go without a gap. */
    private long reached;

    /** Shared by those who write; who has it alone knows that nobody does. */
    private final ReadWriteLock writing = new ReentrantReadWriteLock();

    private boolean stopped;

    Segmented(Part part, HttpResponse first, long whole) {
      this.part = part;
      this.first = first;
      this.whole = whole;
      long count = Math.min(segments, whole / SMALLEST);
      this.size = (whole + count - 1) / count;
      this.done =
          LongStream.iterate(0, from -> from < whole, from -> from + size)
              .mapToObj(from -> new AtomicLong())
              .toList();
    }

    void run() throws IOException {
      part.reaches(0);
      ExecutorService threads =
          Executors.newCachedThreadPool(
              task -> {
                var thread = new Thread(task, "inet-segment");
                thread.setDaemon(true);
                return thread;
              });
      boolean changed;
      try {
        var tasks = new ArrayList<Future<Boolean>>();
        for (int i = 0; i < done.size(); i++) {
          long from = i * size;
          AtomicLong moved = done.get(i);
          tasks.add(threads.submit(() -> range(from, Math.min(whole, from + size), moved)));
        }
        changed = await(tasks);
      } catch (IOException e) {
        // Before anybody is interrupted: an interrupt within a write closes the file.
        stop();
        threads.shutdownNow();
        keepPrefix();
        throw e;
      } finally {
        threads.shutdownNow();
      }
      if (changed) {
        anew();
      }
    }

    private boolean await(List<Future<Boolean>> tasks) throws IOException {
      boolean changed = false;
      try {
        for (Future<Boolean> task : tasks) {
          changed |= !task.get();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
      }
      return changed;
    }

    /** Returns whether the server had the range, of the same file. */
    private boolean range(long from, long to, AtomicLong moved) throws IOException {
      var place = new Place(from, moved);
      if (from == 0) {
        first.movePrefix(place, to);
        return true;
      }
      HttpRequest ranged =
          Redirects.moved(request, first.request())
              .with("Range", "bytes=" + from + "-" + (to - 1))
              .with("If-Range", part.validator());
      try (HttpResponse response = client.send(ranged)) {
        if (response.status() != 206 || isOther(response, part)) {
          response.giveUp();
          return false;
        }
        ContentRange range = ContentRange.of(response.fields());
        if (range.first() == from && range.last() < to - 1) {
          // A part of it alone (RFC 9110, section 15.3.7): segments are no gain here.
          response.giveUp();
          return false;
        }
        range.mustBe(from, to - 1, whole);
        range.mustHold(response.length());
        mustBeAll(response.moveTo(place, to - from), to - from);
        return true;
      }
    }

    /** Has no range write any more: what came late would lie behind what is kept, and a hole. */
    private void stop() {
      writing.writeLock().lock();
      try {
        stopped = true;
      } finally {
        writing.writeLock().unlock();
      }
    }

    /** What lies behind the first gap cannot be told from a hole: a next try begins there. */
    private void keepPrefix() throws IOException {
      part.channel().truncate(Math.min(prefix(), part.channel().size()));
      part.reaches(prefix());
    }

    private long prefix() {
      long prefix = 0;
      for (AtomicLong moved : done) {
        prefix += moved.get();
        if (moved.get() < Math.min(size, whole)) {
          break;
        }
      }
      return prefix;
    }

    /** Whoever is killed leaves holes, and no time to say where. */
    private synchronized void keepReach() throws IOException {
      long prefix = prefix();
      if (prefix - reached >= NOTED) {
        part.reaches(prefix);
        reached = prefix;
      }
    }

    /** The server changed the file, or lied about ranges: one stream it is. */
    private void anew() throws IOException {
      try (HttpResponse again = client.send(request)) {
        if (again.status() != 200) {
          throw again.failure();
        }
        part.channel().truncate(0).position(0);
        part.validator(validator(again));
        again.moveTo(new Counting(part, part.channel()), most);
      }
    }

    /** A place in the file where one range goes. */
    private final class Place implements WritableByteChannel {
      private final long from;
      private final AtomicLong moved;

      /**
       * Makes one.
       *
       * @param from where the range begins
       * @param moved how many bytes of it are there
       */
      Place(long from, AtomicLong moved) {
        this.from = from;
        this.moved = moved;
      }

      @Override
      public int write(ByteBuffer bytes) throws IOException {
        writing.readLock().lock();
        try {
          if (stopped) {
            throw new ClosedChannelException();
          }
          int n = part.channel().write(bytes, from + moved.get());
          moved.addAndGet(n);
          part.moved(n);
          keepReach();
          return n;
        } finally {
          writing.readLock().unlock();
        }
      }

      @Override
      public boolean isOpen() {
        return part.channel().isOpen();
      }

      @Override
      public void close() {}
    }
  }

  /**
   * A file that tells what is written to it.
   *
   * @param part is told
   * @param file is written
   */
  private record Counting(Part part, FileChannel file) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int n = file.write(bytes);
      part.moved(n);
      return n;
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() {}
  }
}
