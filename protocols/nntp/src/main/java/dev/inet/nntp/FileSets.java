package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out which articles of a group hold one file together, by their authors and their counted
 * subjects: {@code (2/5)}. What is whole is taken out as it comes; what waits for parts is held, no
 * more of it than there is memory for.
 */
final class FileSets {
  private static final Pattern COUNTER = Pattern.compile("\\((\\d{1,6})/(\\d{1,6})\\)");

  /** What an article and what a set take beside their texts, in bytes. */
  private static final int ARTICLE = 200;

  private static final long SET = 600;

  /** How many sets that are done are known, for articles that repeat one of their parts. */
  private static final int KNOWN = 10_000;

  /** How many missing parts of a file are told. */
  private static final int MOST_TOLD = 10_000;

  private final long maxSize;
  private final long most;
  private final Map<String, FileSet> sets = new LinkedHashMap<>();
  private final Map<String, FileSet> whole = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private long bytes;

  /**
   * Holds none yet.
   *
   * @param maxSize larger articles are not wanted, nor is what they belong to
   * @param most about how much memory all that is held may take, in bytes
   */
  FileSets(long maxSize, long most) {
    this.maxSize = maxSize;
    this.most = most;
  }

  /** The articles that make one file. */
  static final class FileSet {
    private final String key;
    private final String subject;
    private final int total;
    private final List<Long> numbers = new ArrayList<>();
    private final Map<Integer, String> ids = new TreeMap<>();
    private boolean tooLarge;
    private long bytes;

    FileSet(String key, String subject, int total) {
      this.key = key;
      this.subject = subject;
      this.total = total;
      this.bytes = SET + key.length() + subject.length();
    }

    /** Returns the subject without what is counted: the slash in it would part a name. */
    String title() {
      return COUNTER.matcher(subject).replaceAll("").strip();
    }

    int total() {
      return total;
    }

    List<Long> numbers() {
      return numbers;
    }

    boolean isTooLarge() {
      return tooLarge;
    }

    private boolean isWhole() {
      return ids.size() == total;
    }

    /** Returns which parts are missing: the first of them, since a subject may claim a million. */
    List<Integer> missing() {
      var missing = new ArrayList<Integer>();
      for (int part = 1; part <= total && missing.size() < MOST_TOLD; part++) {
        if (!ids.containsKey(part)) {
          missing.add(part);
        }
      }
      return missing;
    }

    Nzb.Entry entry() {
      var segments = new ArrayList<Nzb.Segment>();
      ids.forEach((part, id) -> segments.add(new Nzb.Segment(part, id, 0)));
      return new Nzb.Entry(subject, segments);
    }
  }

  /**
   * Takes an article.
   *
   * @return false where it repeats a part of what is done
   * @throws InetException as {@link Failure#BAD_REPLY} where there is no room for it
   */
  boolean add(Overview article) throws InetException {
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
    if (known.contains(key)) {
      return false;
    }
    add(article, key, part, total);
    return true;
  }

  private void add(Overview article, String key, int part, int total) throws InetException {
    FileSet set = sets.get(key);
    if (set == null) {
      set = new FileSet(key, article.subject(), total);
      sets.put(key, set);
      bytes += set.bytes;
    }
    set.numbers.add(article.number());
    set.tooLarge |= article.size() > maxSize;
    try {
      set.ids.put(part, NntpUrl.messageId(article.messageId()));
    } catch (InetException e) {
      // It cannot be asked for by a message-id that is none: a line end would be a command.
      set.ids.remove(part);
    }
    if (set.isWhole()) {
      whole.put(key, set);
    } else {
      whole.remove(key);
    }
    int more = ARTICLE + article.messageId().length();
    set.bytes += more;
    bytes += more;
    if (bytes > most) {
      throw new InetException(
              Failure.BAD_REPLY, "too many files of the group wait for articles: " + sets.size())
          .hint("--last and --range choose fewer");
    }
  }

  /** Takes out what is whole. */
  List<FileSet> takeWhole() {
    List<FileSet> taken = List.copyOf(whole.values());
    whole.clear();
    for (FileSet set : taken) {
      sets.remove(set.key);
      bytes -= set.bytes;
    }
    return taken;
  }

  /** Notes that a set is done: articles that repeat one of its parts are none of another set. */
  void done(FileSet set) {
    if (set.total > 1) {
      known.add(set.key);
      if (known.size() > KNOWN) {
        known.remove(known.iterator().next());
      }
    }
  }

  /** Returns what waits for parts. */
  Collection<FileSet> waiting() {
    return sets.values();
  }
}
