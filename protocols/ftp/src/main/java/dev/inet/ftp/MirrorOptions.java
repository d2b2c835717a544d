package dev.inet.ftp;

import java.time.Duration;
import java.util.List;

/**
 * How a tree is copied.
 *
 * @param parallel over how many connections at most
 * @param deletes whether what the source does not have is deleted
 * @param dry whether it is only told what would be done
 * @param atomic whether files are stored under a temporary name and renamed when whole
 * @param rules what is taken; the last rule that matches decides
 * @param tries how often a file or folder is tried where another try may help
 * @param pause how long the first wait between two tries is; each one after it is twice as long, up
 *     to half a minute
 */
public record MirrorOptions(
    int parallel,
    boolean deletes,
    boolean dry,
    boolean atomic,
    List<Rule> rules,
    int tries,
    Duration pause) {
  /** Four connections, nothing deleted, everything taken, tried three times within seconds. */
  public static final MirrorOptions DEFAULT =
      new MirrorOptions(4, false, false, true, List.of(), 3, Duration.ofSeconds(1));

  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** Copies the list. */
  public MirrorOptions {
    rules = List.copyOf(rules);
  }

  /**
   * What a pattern means.
   *
   * @param includes whether what matches is taken; else it is left out
   * @param pattern the pattern
   */
  public record Rule(boolean includes, Glob pattern) {}

  /** Returns how long to wait after so many tries. */
  Duration pauseAfter(int failed) {
    Duration wait = pause.multipliedBy(1L << Math.min(failed - 1, 10));
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  /**
   * Returns whether an entry is taken. Where the first rule includes, nothing else is taken unless
   * a rule says so; folders are gone into unless a rule excludes them.
   */
  boolean takes(String path, boolean folder) {
    boolean taken = rules.isEmpty() || !rules.get(0).includes() || folder;
    for (Rule rule : rules) {
      if (rule.pattern().covers(path, folder)) {
        taken = rule.includes();
      }
    }
    return taken;
  }
}
