package dev.inet.gopher;

import dev.inet.core.Deadline;
import dev.inet.core.InetException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * Visits what the menus of a hole link to, each place once, nearest first, one at a time.
 *
 * @param depth how many links away from the start at most; 0 is the start alone
 * @param delay how long to rest before each request but the first
 * @param most how many places at most: a program behind a menu may make up links for ever
 * @param tries does each visit, again where that may help
 */
public record GopherWalk(int depth, Duration delay, int most, Tries tries) {

  /**
   * Makes one that tries each visit once.
   *
   * @param depth how many links away from the start at most; 0 is the start alone
   * @param delay how long to rest before each request but the first
   * @param most how many places at most
   */
  public GopherWalk(int depth, Duration delay, int most) {
    this(depth, delay, most, Visit::run);
  }

  /** A visit that can be done again. */
  @FunctionalInterface
  public interface Visit {
    /**
     * Does it.
     *
     * @throws IOException where it fails
     */
    void run() throws IOException;
  }

  /** Does visits. */
  @FunctionalInterface
  public interface Tries {
    /**
     * Does a visit, as often as it likes until one succeeds.
     *
     * @param visit the visit
     * @throws IOException what the last try threw
     */
    void run(Visit visit) throws IOException;
  }

  /** What is done at each place. */
  public interface Visitor {
    /**
     * Returns whether a link is to be visited.
     *
     * @param place where it leads
     */
    boolean follows(GopherUrl place);

    /**
     * Visits a place.
     *
     * @param place the place
     * @return the menu whose links come next; empty to go no further here
     * @throws IOException where that fails; one of ours goes to {@link #failed}, others end the
     *     walk
     */
    List<MenuItem> visit(GopherUrl place) throws IOException;

    /**
     * Hears that a visit failed.
     *
     * @param place the place
     * @param menu the menu that links to it; the place itself where it is the start
     * @param why the reason
     * @throws IOException to end the walk
     */
    void failed(GopherUrl place, GopherUrl menu, InetException why) throws IOException;
  }

  private record Step(GopherUrl place, GopherUrl menu, int distance) {}

  /**
   * Walks.
   *
   * @param start where
   * @param total when the time for all of it is over
   * @param visitor what is done
   * @return whether everything within reach was visited; false where {@code most} ended it
   * @throws IOException where the visitor ends the walk, the time is over while nothing is visited,
   *     or the thread is interrupted
   */
  public boolean from(GopherUrl start, Deadline total, Visitor visitor) throws IOException {
    Queue<Step> steps = new ArrayDeque<>();
    Set<GopherUrl> seen = new HashSet<>();
    boolean whole = true;
    steps.add(new Step(start, start, 0));
    seen.add(start);
    while (!steps.isEmpty()) {
      Step step = steps.remove();
      if (step.distance() > 0) {
        total.rest(delay);
      }
      var items = new ArrayList<MenuItem>();
      try {
        tries.run(() -> items.addAll(visitor.visit(step.place())));
      } catch (InetException e) {
        visitor.failed(step.place(), step.menu(), e);
      }
      if (step.distance() == depth) {
        continue;
      }
      for (MenuItem item : items) {
        // A link by URL: has no port of ours; where it leads is for other protocols.
        if (!item.isGopher()) {
          continue;
        }
        GopherUrl place = GopherUrl.parse(item.url()).calledAs(start);
        // The type is asked of the place: that of a mirror ('+') is what it mirrors.
        boolean fetchable = place.itemType().isFetchable();
        if (!fetchable || !visitor.follows(place) || seen.contains(place)) {
          continue;
        }
        if (seen.size() == most) {
          whole = false;
          break;
        }
        seen.add(place);
        steps.add(new Step(place, step.place(), step.distance() + 1));
      }
    }
    return whole;
  }
}
