package dev.inet.nntp;

/**
 * Cuts the numbers of a group into ranges that hold some thousand articles each, as far as the
 * server tells how many there are: so no answer is larger than memory, and a server that works out
 * the whole of an answer before it sends any works at the next one while we read.
 */
final class GroupParts {
  private final NumberRange range;
  private final NumberRange there;
  private long span;
  private long from;
  private long begin;
  private boolean done;

  /**
   * Cuts.
   *
   * @param range what is wanted
   * @param selected what the server has
   * @param articles about how many articles a part has
   */
  GroupParts(NumberRange range, Selected selected, long articles) {
    this.range = range;
    this.there = range.within(new NumberRange(selected.low(), selected.high()));
    this.from = range.first();
    this.done = range.isEmpty();
    double spread =
        (selected.high() - selected.low() + 1.0)
            / Math.max(1, Math.min(selected.count(), 1L << 50));
    this.span = (long) Math.min(1L << 60, articles * Math.max(1, spread));
    this.begin = there.first();
  }

  /** Returns what of the range is there, as the server told. */
  NumberRange there() {
    return there;
  }

  boolean hasNext() {
    return !done;
  }

  /** Returns the next part; the last one ends where the range does, whatever the server told. */
  NumberRange next() {
    // What is left over at the end would be a question of its own for little.
    if (there.last() - begin < span + span / 4) {
      done = true;
      return new NumberRange(from, range.last());
    }
    var part = new NumberRange(from, begin + span - 1);
    begin += span;
    from = begin;
    return part;
  }

  /**
   * Hears that the last part was looked at only in part.
   *
   * @param last up to where
   */
  void endedAt(long last) {
    if (last < range.last()) {
      from = last + 1;
      begin = Math.max(there.first(), from);
      done = from > there.last();
    }
  }

  /**
   * Hears that a part held nothing: the next ones are larger. A server that claims 10^15 articles
   * and has none is asked fifty times, and not for ever.
   */
  void wasEmpty() {
    span = Math.min(1L << 60, span * 2);
  }
}
