package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * A set of UIDs as IMAP writes it (RFC 9051 section 4.1.1): {@code 1:20,42}, where {@code *} stands
 * for the highest there is.
 *
 * @param ranges the ranges, lowest first, without overlaps
 */
public record UidSet(List<Range> ranges) {
  /** What {@code *} stands for until the mailbox is known. */
  public static final long HIGHEST = Long.MAX_VALUE;

  /** The highest UID that there can be. */
  static final long MAX = 0xffff_ffffL;

  /** The set of nothing. */
  public static final UidSet NONE = new UidSet(List.of());

  /** The set of all messages. */
  public static final UidSet ALL = new UidSet(List.of(new Range(1, HIGHEST)));

  /** A server's line may be this long at least (RFC 7162 section 4); sets are cut to fit. */
  private static final int LONGEST = 7000;

  /**
   * UIDs in a row.
   *
   * @param first the lowest
   * @param last the highest, {@link #HIGHEST} for {@code *}
   */
  public record Range(long first, long last) {
    @Override
    public String toString() {
      return first == last ? word(first) : word(first) + ":" + word(last);
    }

    private static String word(long uid) {
      return uid == HIGHEST ? "*" : Long.toString(uid);
    }
  }

  /** Sorts the ranges and joins those that touch. */
  public UidSet {
    ranges = joined(ranges);
  }

  private static List<Range> joined(List<Range> unsorted) {
    var sorted = new ArrayList<>(unsorted);
    sorted.sort((one, other) -> Long.compare(one.first(), other.first()));
    var joined = new ArrayList<Range>(sorted.size());
    for (Range next : sorted) {
      Range before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      boolean touches =
          before != null
              && next.first() != HIGHEST
              && (before.last() == HIGHEST || next.first() <= before.last() + 1);
      if (before != null && touches) {
        joined.set(
            joined.size() - 1, new Range(before.first(), Math.max(before.last(), next.last())));
      } else if (before == null || !before.equals(next)) {
        joined.add(next);
      }
    }
    return List.copyOf(joined);
  }

  /**
   * Reads a set.
   *
   * @param text such as {@code 1:20,42} or {@code 7:*}
   * @throws InetException as {@link Failure#BAD_URL} where it is none
   */
  public static UidSet parse(String text) throws InetException {
    var ranges = new ArrayList<Range>();
    for (String part : text.split(",", -1)) {
      int colon = part.indexOf(':');
      long one = number(colon < 0 ? part : part.substring(0, colon), text);
      long other = colon < 0 ? one : number(part.substring(colon + 1), text);
      ranges.add(new Range(Math.min(one, other), Math.max(one, other)));
    }
    return new UidSet(ranges);
  }

  /** Returns the UIDs that a set names one by one; the set itself joins those in a row. */
  static List<Long> single(String text) throws InetException {
    var single = new TreeSet<Long>();
    for (String part : text.split(",", -1)) {
      if (part.indexOf(':') < 0 && !part.equals("*")) {
        single.add(number(part, text));
      }
    }
    return List.copyOf(single);
  }

  private static long number(String digits, String whole) throws InetException {
    if (digits.equals("*")) {
      return HIGHEST;
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      number = c < '0' || c > '9' ? MAX + 1 : number * 10 + (c - '0');
      if (number > MAX) {
        break;
      }
    }
    if (digits.isEmpty() || number < 1 || number > MAX) {
      throw new InetException(Failure.BAD_URL, "'" + whole + "' is no set of UIDs");
    }
    return number;
  }

  /**
   * Returns the set of some UIDs.
   *
   * @param uids the UIDs, in any order
   */
  public static UidSet of(Collection<Long> uids) {
    return of(uids.stream().mapToLong(Long::longValue).toArray());
  }

  /**
   * Returns the set of some UIDs.
   *
   * @param uids the UIDs in any order
   */
  public static UidSet of(long... uids) {
    long[] sorted = uids.clone();
    Arrays.sort(sorted);
    var ranges = new ArrayList<Range>();
    for (int i = 0; i < sorted.length; ) {
      int j = i;
      while (j + 1 < sorted.length && sorted[j + 1] <= sorted[j] + 1) {
        j++;
      }
      ranges.add(new Range(sorted[i], sorted[j]));
      i = j + 1;
    }
    return new UidSet(ranges);
  }

  /** Returns whether nothing is in it. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Returns whether it names one UID alone. */
  public boolean isSingle() {
    return ranges.size() == 1 && ranges.get(0).first() == ranges.get(0).last();
  }

  /** Returns whether it holds {@code *}. */
  public boolean isOpen() {
    return !ranges.isEmpty() && ranges.get(ranges.size() - 1).last() == HIGHEST;
  }

  /**
   * Returns whether a UID is in it.
   *
   * @param uid the UID
   */
  public boolean contains(long uid) {
    int low = 0;
    int high = ranges.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Range range = ranges.get(middle);
      if (uid < range.first()) {
        high = middle - 1;
      } else if (uid > range.last()) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  /** Returns what is in this set and not in another. */
  UidSet without(UidSet other) {
    var left = new ArrayList<Range>();
    int at = 0;
    for (Range range : ranges) {
      long first = range.first();
      while (at < other.ranges.size() && other.ranges.get(at).last() < first) {
        at++;
      }
      for (int i = at; i < other.ranges.size() && first <= range.last(); i++) {
        Range hole = other.ranges.get(i);
        if (hole.first() > range.last()) {
          break;
        }
        if (hole.first() > first) {
          left.add(new Range(first, hole.first() - 1));
        }
        first = hole.last() == HIGHEST ? HIGHEST : hole.last() + 1;
      }
      if (first <= range.last() && first != HIGHEST) {
        left.add(new Range(first, range.last()));
      }
    }
    return new UidSet(left);
  }

  /** Returns how many UIDs it has; very many where it is open. */
  long size() {
    long size = 0;
    for (Range range : ranges) {
      long more = range.last() - range.first() + 1;
      size = size > Long.MAX_VALUE - more || more < 0 ? Long.MAX_VALUE : size + more;
    }
    return size;
  }

  /** Returns the UIDs that stand alone in it, with neither of their neighbours. */
  public List<Long> named() {
    return ranges.stream()
        .filter(range -> range.first() == range.last() && range.last() != HIGHEST)
        .map(Range::first)
        .toList();
  }

  /** Returns the lowest UIDs of the set, each in a set of its own. */
  List<UidSet> singles(int most) {
    var singles = new ArrayList<UidSet>();
    for (Range range : ranges) {
      for (long uid = range.first(); uid <= range.last() && singles.size() < most; uid++) {
        singles.add(of(uid));
      }
    }
    return singles;
  }

  /** Returns the set in pieces that fit on a line. */
  List<UidSet> onLines() {
    var pieces = new ArrayList<UidSet>();
    var piece = new ArrayList<Range>();
    int length = 0;
    for (Range range : ranges) {
      int more = range.toString().length() + 1;
      if (length + more > LONGEST) {
        pieces.add(new UidSet(piece));
        piece = new ArrayList<>();
        length = 0;
      }
      piece.add(range);
      length += more;
    }
    if (!piece.isEmpty()) {
      pieces.add(new UidSet(piece));
    }
    return pieces;
  }

  @Override
  public String toString() {
    return String.join(",", ranges.stream().map(Range::toString).toList());
  }
}
