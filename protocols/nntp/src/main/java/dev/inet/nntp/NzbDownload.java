package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Downloads the files of an NZB over several connections; goes on where an earlier run ended. */
public final class NzbDownload {
  /** How many articles are worth a connection. */
  private static final int SHARE = 8;

  private final Dialer dialer;
  private final NntpUrl url;
  private final NntpOptions options;
  private final ArticleDecoder.Code code;
  private final long maxSize;
  private final Deque<Task> tasks = new ArrayDeque<>();

  private record Task(NzbFile file, Nzb.Segment segment) {}

  /** What became of a file. */
  public enum State {
    /** It is whole. */
    DONE,
    /** It was there before. */
    THERE,
    /** Some of its articles are missing or damaged; what came stays in {@code NAME.part}. */
    INCOMPLETE,
    /** None of its articles is there. */
    MISSING,
    /** It is larger than it may be; the rest of it was not asked for. */
    TOO_LARGE,
    /** Its articles hold nothing encoded; only of articles of a group. */
    NOT_ENCODED
  }

  /**
   * What became of a file.
   *
   * @param file where it is, or would be
   * @param state how it ended
   * @param size its size in bytes; -1 where that is unknown
   * @param parts how many articles it has
   * @param missing the numbers of the articles that are not there
   * @param damaged the numbers of those whose size or checksum is wrong
   */
  public record Outcome(
      Path file, State state, long size, int parts, List<Integer> missing, List<Integer> damaged) {}

  /** Makes names that a local file may have of those that strangers chose. */
  @FunctionalInterface
  public interface Naming {
    /**
     * Makes one.
     *
     * @param remote the name
     * @throws InetException where nothing is left of it
     */
    String safe(String remote) throws InetException;
  }

  /** Hears what became of each file, and how far all of them are. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Hears of a file.
     *
     * @param outcome what became of it
     */
    void ended(Outcome outcome) throws IOException;

    /**
     * Hears what is to come, before the first of it does. Of a group it is not known.
     *
     * @param bytes the sizes of the articles together, as the NZB tells them; -1 where it does not
     */
    default void begins(long bytes) {}

    /**
     * Hears that an article came, or is not there; from the thread of any connection.
     *
     * @param bytes its size as the NZB tells it, else that of its body
     */
    default void came(long bytes) {}
  }

  /**
   * Makes one that downloads files of any size.
   *
   * @param dialer makes the connections
   * @param url the server
   * @param options how sessions are held
   */
  public NzbDownload(Dialer dialer, NntpUrl url, NntpOptions options) {
    this(dialer, url, options, Long.MAX_VALUE);
  }

  /**
   * Makes one.
   *
   * @param dialer makes the connections
   * @param url the server
   * @param options how sessions are held
   * @param maxSize larger files are given up, in bytes
   */
  public NzbDownload(Dialer dialer, NntpUrl url, NntpOptions options, long maxSize) {
    this(dialer, url, options, maxSize, ArticleDecoder.Code.ANY);
  }

  NzbDownload(
      Dialer dialer, NntpUrl url, NntpOptions options, long maxSize, ArticleDecoder.Code code) {
    this.dialer = dialer;
    this.url = url;
    this.options = options;
    this.maxSize = maxSize;
    this.code = code;
  }

  /**
   * Downloads.
   *
   * @param nzb what
   * @param folder where to
   * @param naming makes safe names
   * @param connections how many connections at the same time
   * @param listener hears of each file, in the order of the NZB
   */
  public void run(Nzb nzb, Path folder, Naming naming, int connections, Listener listener)
      throws IOException {
    run(
        files(nzb, folder, naming),
        connections,
        null,
        listener,
        (file, outcome) -> listener.ended(outcome));
  }

  /** Hears what became of each file. */
  @FunctionalInterface
  interface FileListener {
    void ended(NzbFile file, Outcome outcome) throws IOException;
  }

  /**
   * Downloads files; each takes its name as soon as it is whole.
   *
   * @param first a connection that is there already
   * @param meter hears how far all of them are
   */
  void run(
      List<NzbFile> files,
      int connections,
      @Nullable NntpClient first,
      Listener meter,
      FileListener listener)
      throws IOException {
    Set<NzbFile> there = new HashSet<>();
    try {
      for (NzbFile file : files) {
        if (file.isThere()) {
          there.add(file);
          file.tidy();
        } else {
          file.atMost(maxSize);
          file.resume();
          List<Nzb.Segment> open = file.open();
          file.awaits(open.size());
          open.forEach(segment -> tasks.add(new Task(file, segment)));
        }
      }
      if (!tasks.isEmpty()) {
        meter.begins(told());
        int useful = (tasks.size() + SHARE - 1) / SHARE;
        try {
          int crew = Math.min(connections, useful);
          Crew.work(dialer, url, options, crew, client -> work(client, meter), first);
        } catch (IOException e) {
          tellOfFinished(files, listener);
          throw e;
        }
      }
      for (NzbFile file : files) {
        if (there.contains(file)) {
          int parts = file.entry().segments().size();
          listener.ended(
              file, new Outcome(file.file(), State.THERE, -1, parts, List.of(), List.of()));
        } else {
          listener.ended(file, ended(file));
        }
      }
    } finally {
      for (NzbFile file : files) {
        file.close();
      }
    }
  }

  private long told() {
    long all = 0;
    for (Task task : tasks) {
      if (task.segment().size() == 0) {
        return -1;
      }
      all += task.segment().size();
    }
    return all;
  }

  /** What is whole of a group does not come again: it is told of now or never. */
  private static void tellOfFinished(List<NzbFile> files, FileListener listener)
      throws IOException {
    for (NzbFile file : files) {
      if (file.isOfGroup() && file.isFinished()) {
        listener.ended(file, ended(file));
      }
    }
  }

  private static List<NzbFile> files(Nzb nzb, Path folder, Naming naming) throws InetException {
    var files = new ArrayList<NzbFile>();
    Map<String, Integer> names = new HashMap<>();
    for (Nzb.Entry entry : nzb.files()) {
      String name;
      boolean certain = !entry.marked().isEmpty();
      try {
        name = naming.safe(entry.name());
      } catch (InetException e) {
        name = "file-" + (files.size() + 1);
        certain = false;
      }
      int count = names.merge(name.toLowerCase(Locale.ROOT), 1, Integer::sum);
      Path file = folder.resolve(count == 1 ? name : name + "." + count);
      // What is no more than a guess gives way to what its author called it.
      files.add(new NzbFile(entry, file, certain ? null : naming));
    }
    return files;
  }

  private static Outcome ended(NzbFile file) throws IOException {
    int parts = file.entry().segments().size();
    boolean whole = parts > 0 && file.isWhole();
    List<Integer> missing = file.missing();
    State state = State.INCOMPLETE;
    if (whole) {
      state = State.DONE;
    } else if (file.isTooLarge()) {
      state = State.TOO_LARGE;
    } else if (missing.size() == parts) {
      state = State.MISSING;
    } else if (file.isOfGroup() && missing.isEmpty() && !file.isEncoded()) {
      state = State.NOT_ENCODED;
    }
    boolean told = state != State.TOO_LARGE || !file.isSequential();
    long size = told ? file.size() : -1;
    return new Outcome(file.file(), state, size, parts, missing, file.damaged());
  }

  // --- the connections

  private synchronized @Nullable Task next() {
    return tasks.poll();
  }

  private void work(NntpClient client, Listener meter) throws IOException {
    var taker = new Taker(meter);
    do {
      client.fetch(taker::more, NntpClient.Part.BODY, taker);
    } while (taker.fetchInOrder(client));
  }

  /** What one connection has under way. */
  private final class Taker implements NntpClient.ArticleTaker {
    /** About how many bytes may be under way: as few articles of many bytes as keep a line busy. */
    private static final int BYTES = 4 << 20;

    private static final int FEWEST = 8;

    private final Map<String, Deque<Task>> wanted = new HashMap<>();
    private final Set<NzbFile> inOrder = new LinkedHashSet<>();
    private final Listener meter;
    private long answers;
    private long bytes;

    Taker(Listener meter) {
      this.meter = meter;
    }

    private void came(Task task, long body) {
      bytes += body;
      long told = task.segment().size();
      meter.came(told == 0 ? body : told);
    }

    List<String> more(int underWay) {
      long average = answers == 0 ? BYTES : 1 + bytes / answers;
      int window = (int) Math.max(FEWEST, Math.min(Pipeline.WINDOW, BYTES / average));
      var ids = new ArrayList<String>();
      if (underWay > window / 2) {
        return ids;
      }
      while (inOrder.isEmpty() && underWay + ids.size() < window) {
        Task task = next();
        if (task == null) {
          break;
        }
        NzbFile file = task.file();
        if (file.waitsForOrder() && !file.isAlone()) {
          inOrder.add(file);
        } else if ((!file.isSequential() || file.isAlone()) && !file.isTooLarge()) {
          String id = task.segment().messageId();
          ids.add(id);
          wanted.computeIfAbsent(id, key -> new ArrayDeque<>()).add(task);
        }
      }
      return ids;
    }

    private Task task(String article) {
      Deque<Task> all = wanted.get(article);
      if (all == null) {
        throw new IllegalStateException(article);
      }
      Task task = all.remove();
      if (all.isEmpty()) {
        wanted.remove(article);
      }
      return task;
    }

    @Override
    public void take(String article, InputStream body) throws IOException {
      Task task = task(article);
      NzbFile file = task.file();
      answers++;
      if (file.isAlone() && file.waitsForOrder() && file.startsOver()) {
        came(task, decode(body, new ArticleDecoder(ArticleDecoder.Code.UU, false, file.inOrder())));
        file.settle();
        return;
      }
      NzbFile.Taking taking = file.taking(task.segment().number());
      var decoder = new ArticleDecoder(code, false, taking);
      came(task, decode(body, decoder));
      taking.finished(decoder.mayGoOn());
      file.came();
      if (file.waitsForOrder()) {
        inOrder.add(file);
      }
    }

    @Override
    public void missing(String article, NntpException why) throws IOException {
      if (why.failure() != Failure.NOT_FOUND) {
        throw why.at(url.endpoint());
      }
      Task task = task(article);
      task.file().missing(task.segment().number());
      task.file().came();
      came(task, 0);
    }

    /**
     * Fetches the files whose articles have to come in order.
     *
     * @return false where there was none
     */
    boolean fetchInOrder(NntpClient client) throws IOException {
      for (NzbFile file : inOrder) {
        synchronized (file) {
          if (file.startsOver()) {
            NzbDownload.fetchInOrder(client, file);
            file.settle();
          }
        }
      }
      boolean any = !inOrder.isEmpty();
      inOrder.clear();
      return any;
    }
  }

  private static long decode(InputStream body, ArticleDecoder decoder) throws IOException {
    long bytes = body.transferTo(decoder);
    decoder.finish();
    return bytes;
  }

  /** Fetches a file whose parts do not say where they belong, one after the other. */
  private static void fetchInOrder(NntpClient client, NzbFile file) throws IOException {
    PieceTaker taker = file.inOrder();
    int gap = file.entry().gap();
    if (gap > 0) {
      // Nothing in the articles would tell that one between them is not even named.
      file.missing(gap);
    }
    boolean open = false;
    Set<Integer> come = new HashSet<>();
    for (Nzb.Segment segment : file.entry().segments()) {
      if (come.contains(segment.number())) {
        continue;
      }
      if (file.isTooLarge()) {
        return;
      }
      var decoder = new ArticleDecoder(ArticleDecoder.Code.UU, open, taker);
      try {
        client.get(segment.messageId(), NntpClient.Part.BODY, decoder);
        decoder.finish();
        open = decoder.isOpen();
        come.add(segment.number());
        file.found(segment.number());
      } catch (NntpException e) {
        if (e.failure() != Failure.NOT_FOUND) {
          throw e;
        }
        file.missing(segment.number());
      }
    }
  }
}
