package dev.inet.nntp;

import dev.inet.core.line.Reply;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Finds out which articles a group holds (LISTGROUP, RFC 3977, section 6.1.2). */
final class NumberList {
  /**
   * The most numbers that are given to be tried one by one, where the server lists none; it may
   * claim any highest number.
   */
  static final int MOST_TRIED = 1_000_000;

  /** The most numbers that are taken from a list: a quarter of what memory there is. */
  private static final int MOST_LISTED =
      (int) Math.min(50_000_000, Runtime.getRuntime().maxMemory() / 4 / Long.BYTES);

  private final Session session;
  private final NntpClient client;

  NumberList(Session session, NntpClient client) {
    this.session = session;
    this.client = client;
  }

  long[] list(String group, NumberRange range) throws IOException {
    boolean modern = session.capabilities().has("READER");
    String all = "LISTGROUP " + group;
    boolean whole = range.equals(NumberRange.ALL);
    Reply reply = session.ask(modern && !whole ? all + " " + range : all);
    if (reply.code() == 501 && modern) {
      reply = session.ask(all);
    }
    if (reply.code() == 211) {
      session.select(group);
      return numbers(range);
    }
    // Some that let everybody read let nobody list (502); a group that is closed says so again.
    if (!List.of(500, 501, 502, 503).contains(reply.code())) {
      throw client.refused(Step.COMMAND, reply);
    }
    Selected selected = client.select(group);
    NumberRange there = range.within(new NumberRange(selected.low(), selected.high()));
    if (selected.isEmpty() || there.isEmpty()) {
      return new long[0];
    }
    long last = Math.min(there.last(), there.first() + MOST_TRIED - 1);
    return LongStream.rangeClosed(there.first(), last).toArray();
  }

  private long[] numbers(NumberRange range) throws IOException {
    BlockLines lines = session.wire().blockLines();
    long[] numbers = new long[1024];
    int count = 0;
    boolean rising = true;
    while (lines.next()) {
      long number = lines.number(0, lines.length());
      if (number < Math.max(1, range.first()) || number > range.last()) {
        continue;
      }
      if (count == MOST_LISTED) {
        throw session.wire().tooLong(MOST_LISTED + " articles");
      }
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, Math.min(MOST_LISTED, count * 2));
      }
      rising &= count == 0 || numbers[count - 1] < number;
      numbers[count++] = number;
    }
    long[] found = Arrays.copyOf(numbers, count);
    return rising ? found : Arrays.stream(found).sorted().distinct().toArray();
  }
}
