package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;

/**
 * Numbers of articles from one to another, both included.
 *
 * @param first the first
 * @param last the last; {@link Long#MAX_VALUE} for all that follow
 */
public record NumberRange(long first, long last) {
  /** All articles. */
  public static final NumberRange ALL = new NumberRange(1, Long.MAX_VALUE);

  /**
   * Reads a range.
   *
   * @param text {@code 100}, {@code 100-200}, {@code 100-} (and all that follow) or {@code -200}
   *     (all up to that)
   * @throws InetException as {@link Failure#USAGE} where it is none of those
   */
  public static NumberRange parse(String text) throws InetException {
    int dash = text.indexOf('-');
    long first = dash == 0 ? 1 : number(dash < 0 ? text : text.substring(0, dash), text);
    boolean open = dash >= 0 && dash == text.length() - 1;
    if (open && dash == 0) {
      throw wrong(text);
    }
    long last = dash < 0 ? first : open ? Long.MAX_VALUE : number(text.substring(dash + 1), text);
    if (last < first) {
      throw wrong(text);
    }
    return new NumberRange(first, last);
  }

  private static long number(String digits, String whole) throws InetException {
    boolean fits = digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!fits || digits.isEmpty() || digits.length() > 16) {
      throw wrong(whole);
    }
    return Long.parseLong(digits);
  }

  private static InetException wrong(String text) {
    return new InetException(Failure.USAGE, "'" + text + "' is no range of articles")
        .hint("write 100-200, 100- or -200");
  }

  /** Returns whether no number is in it. */
  public boolean isEmpty() {
    return last < first;
  }

  /**
   * Returns the part of this that lies in another.
   *
   * @param other the other range
   */
  public NumberRange within(NumberRange other) {
    return new NumberRange(Math.max(first, other.first), Math.min(last, other.last));
  }

  /** Returns it as commands write it (RFC 3977, section 3.1.2 and 9.8). */
  @Override
  public String toString() {
    if (first == last) {
      return Long.toString(first);
    }
    return last == Long.MAX_VALUE ? first + "-" : first + "-" + last;
  }
}
