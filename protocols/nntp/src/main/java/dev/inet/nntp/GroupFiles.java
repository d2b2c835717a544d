package dev.inet.nntp;

import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.mail.FetchState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Fetches the files that the new articles of a group hold, in yEnc or uuencoded. Articles whose
 * subjects are counted, {@code (2/5)}, are the parts of one file; it is fetched as soon as all of
 * them are on the server.
 *
 * <p>What is done is remembered as {@link GroupFetch} does it: up to a number, and beyond it one by
 * one. Parts that came stay beside the file that they make, wherever a run is killed.
 */
public final class GroupFiles {
  private static final String KIND = "files of ";

  /** About how many articles are looked at before what is whole of them is fetched. */
  private static final long PART = 5000;

  /**
   * How long it takes at most to note that a file is done; who is killed before fetches it again.
   */
  private static final Duration NOTING = Duration.ofSeconds(1);

  private final Dialer dialer;
  private final NntpUrl url;
  private final NntpOptions options;
  private final FetchState state;
  private final GroupFetch.Settings settings;

  /**
   * Makes one.
   *
   * @param dialer makes the connections
   * @param url the group
   * @param options how sessions are held
   * @param state what was fetched before
   * @param settings how
   */
  public GroupFiles(
      Dialer dialer,
      NntpUrl url,
      NntpOptions options,
      FetchState state,
      GroupFetch.Settings settings) {
    this.dialer = dialer;
    this.url = url;
    this.options = options;
    this.state = state;
    this.settings = settings;
  }

  /**
   * Fetches what is new.
   *
   * @param group the group
   * @param code how files are encoded; other articles are passed over
   * @param folder where files go; nothing that is there is written over
   * @param naming makes safe names
   * @param listener hears of each file, and of each article without one
   * @throws IOException where a connection fails; what came before stays, and does not come again
   */
  public void run(
      String group,
      DecodedFile.Code code,
      Path folder,
      NzbDownload.Naming naming,
      NzbDownload.Listener listener)
      throws IOException {
    try (NntpClient client = NntpClient.open(dialer, url, options)) {
      Selected selected = client.select(group);
      var water = new HighWater(state, KIND, selected, settings.range());
      NumberRange open = client.newest(selected, water.open(), settings.last());
      var fetch = new Fetch(client, water, new Place(code, folder, naming), listener);
      for (var parts = new GroupParts(open, selected, PART); parts.hasNext(); ) {
        if (!fetch.part(group, parts.next())) {
          parts.wasEmpty();
        }
      }
      fetch.end();
    }
  }

  /** Where files go, and what they are. */
  private record Place(DecodedFile.Code code, Path folder, NzbDownload.Naming naming) {
    /** Returns by what a file is known until its name is: the same in every run. */
    Path of(FileSets.FileSet set) {
      return folder.resolve("inet-" + set.entry().key());
    }

    NzbFile file(FileSets.FileSet set) {
      var file = NzbFile.ofGroup(set.entry(), of(set), naming);
      if (code == DecodedFile.Code.UU) {
        file.sequentially();
      }
      return file;
    }

    /** Returns where a file would be that does not come. */
    Path named(FileSets.FileSet set) {
      String name = set.entry().name();
      try {
        return folder.resolve(naming.safe(name.isEmpty() ? set.title() : name));
      } catch (InetException e) {
        // Nothing is left of the name.
        return of(set);
      }
    }
  }

  /** One run: the group is looked at and fetched part by part, whatever its size. */
  private final class Fetch {
    private final NntpClient client;
    private final HighWater water;
    private final Place place;
    private final NzbDownload.Listener listener;
    private final FileSets sets =
        new FileSets(settings.maxSize(), Runtime.getRuntime().maxMemory() / 3);
    private long seen;
    private long undone = Long.MAX_VALUE;

    /** The articles of which is to be noted that they are done; what is noted belongs to it. */
    private final List<Long> done = new ArrayList<>();

    private long noted = System.nanoTime();

    Fetch(NntpClient client, HighWater water, Place place, NzbDownload.Listener listener) {
      this.client = client;
      this.water = water;
      this.place = place;
      this.listener = listener;
    }

    /** Fetches the files whose last article is in a part of the group. */
    boolean part(String group, NumberRange part) throws IOException {
      long before = seen;
      var repeated = new ArrayList<Long>();
      client.overview(
          group,
          part,
          article -> {
            // Servers answer with the last article to a range behind it.
            boolean open = article.number() > water.mark() && !water.isDone(article.number());
            if (open && !sets.add(article)) {
              repeated.add(article.number());
            }
            seen = Math.max(seen, article.number());
          });
      water.done(repeated);
      var small = new ArrayList<FileSets.FileSet>();
      for (FileSets.FileSet set : sets.takeWhole()) {
        if (set.isTooLarge()) {
          done(set);
          sets.done(set);
          listener.ended(waiting(set));
        } else {
          small.add(set);
        }
      }
      download(small);
      raise();
      return seen > before;
    }

    private void download(List<FileSets.FileSet> wanted) throws IOException {
      Map<NzbFile, FileSets.FileSet> open = new LinkedHashMap<>();
      for (FileSets.FileSet set : wanted) {
        NzbFile file = place.file(set);
        file.whenPlaced(() -> done(set));
        open.put(file, set);
      }
      try {
        new NzbDownload(dialer, url, options, settings.maxSize(), decoding(place.code()))
            .run(
                List.copyOf(open.keySet()),
                settings.connections(),
                client,
                listener,
                (file, outcome) -> {
                  FileSets.FileSet set = Objects.requireNonNull(open.get(file));
                  if (outcome.state() == NzbDownload.State.INCOMPLETE) {
                    undone = Math.min(undone, lowest(set));
                  } else {
                    if (outcome.state() != NzbDownload.State.DONE) {
                      done(set);
                    }
                    if (outcome.state() != NzbDownload.State.MISSING) {
                      sets.done(set);
                    }
                  }
                  listener.ended(outcome);
                });
      } finally {
        note(0);
      }
    }

    /**
     * Keeps in mind that a set is done. Each would cost a sync of its own: they are noted by the
     * second.
     */
    private void done(FileSets.FileSet set) throws IOException {
      synchronized (done) {
        done.addAll(set.numbers());
      }
      note(NOTING.toNanos());
    }

    private void note(long after) throws IOException {
      synchronized (done) {
        if (System.nanoTime() - noted >= after) {
          water.done(done);
          done.clear();
          noted = System.nanoTime();
        }
      }
    }

    private static long lowest(FileSets.FileSet set) {
      return Collections.min(set.numbers());
    }

    /** Raises the mark to where the first article stands that is still waited for. */
    private void raise() throws IOException {
      long high = Math.min(seen, undone - 1);
      for (FileSets.FileSet set : sets.waiting()) {
        high = Math.min(high, lowest(set) - 1);
      }
      water.raise(high);
    }

    /** Tells of the files whose articles have not all come to the server. */
    void end() throws IOException {
      for (FileSets.FileSet set : sets.waiting()) {
        listener.ended(waiting(set));
      }
    }

    private NzbDownload.Outcome waiting(FileSets.FileSet set) {
      NzbDownload.State state =
          set.isTooLarge() ? NzbDownload.State.TOO_LARGE : NzbDownload.State.INCOMPLETE;
      return new NzbDownload.Outcome(
          place.named(set), state, -1, set.total(), set.missing(), List.of());
    }
  }

  private static ArticleDecoder.Code decoding(DecodedFile.Code code) {
    return code == DecodedFile.Code.YENC ? ArticleDecoder.Code.YENC : ArticleDecoder.Code.UU;
  }
}
