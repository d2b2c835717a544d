package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.FetchState;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What of a group is done: the number up to which all is, and single articles beyond it. A group
 * whose numbers begin anew is begun anew.
 */
final class HighWater {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private final FetchState state;
  private final String group;
  private final String kind;
  private final NumberRange range;
  private long mark;

  /**
   * Looks what was done before.
   *
   * @param kind the empty string, or what parts this from what else is noted of the group
   * @param range which articles are wanted
   */
  HighWater(FetchState state, String kind, Selected selected, NumberRange range)
      throws IOException {
    this.state = state;
    this.group = selected.name();
    this.kind = kind;
    this.range = range;
    this.mark = number(state.note(name()).orElse("0"));
    if (!selected.isEmpty() && selected.high() < mark) {
      forget();
      state.note(name(), null);
      mark = 0;
    }
  }

  private long number(String noted) throws InetException {
    if (!NUMBER.matcher(noted).matches()) {
      throw new InetException(
          Failure.LOCAL_READ, "the record of what was fetched of " + group + " holds no number");
    }
    return Long.parseLong(noted);
  }

  private String name() {
    return kind + "mark " + group;
  }

  private String prefix() {
    return kind + group + "/";
  }

  /** Returns by what an article is known. */
  String key(long number) {
    return prefix() + number;
  }

  /** Returns the number up to which all is done. */
  long mark() {
    return mark;
  }

  /** Returns which articles may be wanted. */
  NumberRange open() {
    return range.within(new NumberRange(mark + 1, Long.MAX_VALUE));
  }

  /** Returns whether an article is done. */
  boolean isDone(long number) {
    return state.has(key(number));
  }

  /** Notes that articles are done. */
  void done(Collection<Long> numbers) throws IOException {
    state.record(numbers.stream().map(this::key).toList());
  }

  /**
   * Raises the mark, unless a range was asked for that leaves something out before it.
   *
   * @param high up to where nothing is wanted any more
   */
  void raise(long high) throws IOException {
    if (range.first() > mark + 1 || high <= mark) {
      return;
    }
    mark = high;
    state.note(name(), Long.toString(high));
    forget();
  }

  /** Forgets single articles that the mark covers. */
  private void forget() throws IOException {
    List<String> covered =
        state.keys().stream()
            .filter(key -> key.startsWith(prefix()) && isCovered(key.substring(prefix().length())))
            .toList();
    state.forget(covered);
  }

  private boolean isCovered(String number) {
    return NUMBER.matcher(number).matches() && Long.parseLong(number) <= mark;
  }
}
