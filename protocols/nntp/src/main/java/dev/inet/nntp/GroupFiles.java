package dev.inet.nntp;

import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.mail.FetchState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
  private static final Pattern COUNTER = Pattern.compile("\\((\\d{1,6})/(\\d{1,6})\\)");

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

  /** The articles that make one file. */
  private static final class Parts {
    private final String subject;
    private final int total;
    private final List<Long> numbers = new ArrayList<>();
    private final Map<Integer, String> ids = new TreeMap<>();
    private boolean tooLarge;

    Parts(String subject, int total) {
      this.subject = subject;
      this.total = total;
    }

    List<Integer> missing() {
      var missing = new ArrayList<Integer>();
      for (int part = 1; part <= total; part++) {
        if (!ids.containsKey(part)) {
          missing.add(part);
        }
      }
      return missing;
    }

    Nzb.Entry entry() {
      var segments = new ArrayList<Nzb.Segment>();
      ids.forEach((part, id) -> segments.add(new Nzb.Segment(part, id)));
      return new Nzb.Entry(subject, segments);
    }
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
    HighWater water;
    List<Overview> articles;
    try (NntpClient client = NntpClient.open(dialer, url, options)) {
      water = new HighWater(state, KIND, client.select(group), settings.range());
      articles = wanted(client, group, water);
    }
    var undone = new TreeSet<Long>();
    var whole = new ArrayList<Parts>();
    for (Parts parts : parted(articles)) {
      List<Integer> missing = parts.missing();
      if (!missing.isEmpty()) {
        undone.addAll(parts.numbers);
      } else if (parts.tooLarge) {
        water.done(parts.numbers);
      } else {
        whole.add(parts);
        continue;
      }
      listener.ended(waiting(parts, missing, folder, naming));
    }
    var ends = whole.iterator();
    new NzbDownload(dialer, url, options, settings.maxSize(), decoding(code))
        .run(
            files(whole, code, folder, naming),
            settings.connections(),
            outcome -> {
              Parts parts = ends.next();
              if (outcome.state() == NzbDownload.State.INCOMPLETE) {
                undone.addAll(parts.numbers);
              } else {
                water.done(parts.numbers);
              }
              listener.ended(outcome);
            });
    if (!articles.isEmpty()) {
      long high = articles.get(articles.size() - 1).number();
      water.raise(undone.isEmpty() ? high : undone.first() - 1);
    }
  }

  private static ArticleDecoder.Code decoding(DecodedFile.Code code) {
    return code == DecodedFile.Code.YENC ? ArticleDecoder.Code.YENC : ArticleDecoder.Code.UU;
  }

  private List<Overview> wanted(NntpClient client, String group, HighWater water)
      throws IOException {
    var articles = new ArrayList<Overview>();
    if (water.open().isEmpty()) {
      return articles;
    }
    client.overview(
        group,
        water.open(),
        article -> {
          // Servers answer with the last article to a range behind it.
          boolean open = article.number() > water.mark() && !water.isDone(article.number());
          if (open) {
            articles.add(article);
          }
        });
    if (settings.last() > 0 && articles.size() > settings.last()) {
      return articles.subList(articles.size() - (int) settings.last(), articles.size());
    }
    return articles;
  }

  /** Finds out which articles belong together, by their authors and counted subjects. */
  private List<Parts> parted(List<Overview> articles) {
    Map<String, Parts> sets = new LinkedHashMap<>();
    for (Overview article : articles) {
      String subject = article.subject();
      Matcher counter = COUNTER.matcher(subject);
      int part = 0;
      int total = 0;
      String key = "";
      while (counter.find()) {
        part = Integer.parseInt(counter.group(1));
        total = Integer.parseInt(counter.group(2));
        String rest = subject.substring(0, counter.start()) + subject.substring(counter.end());
        key = String.join("\n", rest, article.from(), counter.group(2));
      }
      if (total < 2 || part < 1 || part > total) {
        key = "\n" + article.number();
        part = 1;
        total = 1;
      }
      int of = total;
      Parts parts = sets.computeIfAbsent(key, each -> new Parts(subject, of));
      parts.numbers.add(article.number());
      parts.tooLarge |= article.size() > settings.maxSize();
      try {
        parts.ids.put(part, NntpUrl.messageId(article.messageId()));
      } catch (InetException e) {
        // It cannot be asked for by a message-id that is none: a line end would be a command.
        parts.ids.remove(part);
      }
    }
    return List.copyOf(sets.values());
  }

  private static NzbDownload.Outcome waiting(
      Parts parts, List<Integer> missing, Path folder, NzbDownload.Naming naming) {
    String name = parts.entry().name();
    Path file = folder.resolve(place(parts));
    try {
      file = folder.resolve(naming.safe(name.isEmpty() ? parts.subject : name));
    } catch (InetException e) {
      // Nothing is left of the name.
    }
    NzbDownload.State state =
        parts.tooLarge ? NzbDownload.State.TOO_LARGE : NzbDownload.State.INCOMPLETE;
    return new NzbDownload.Outcome(file, state, -1, parts.total, missing, Collections.emptyList());
  }

  /** Returns by what a file is known until its name is: the same in every run. */
  private static String place(Parts parts) {
    return "inet-" + parts.entry().key();
  }

  private static List<NzbFile> files(
      List<Parts> sets, DecodedFile.Code code, Path folder, NzbDownload.Naming naming) {
    var files = new ArrayList<NzbFile>();
    for (Parts parts : sets) {
      var file = new NzbFile(parts.entry(), folder.resolve(place(parts)), naming);
      if (code == DecodedFile.Code.UU) {
        file.sequentially();
      }
      files.add(file);
    }
    return files;
  }
}
