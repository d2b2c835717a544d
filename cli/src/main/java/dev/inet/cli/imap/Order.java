package dev.inet.cli.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.imap.ImapMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * In which order messages are listed, and how many.
 *
 * @param keys the keys of SORT (RFC 5256), as in {@code REVERSE DATE}; empty for the mailbox's
 *     order
 * @param thread whether by conversation
 * @param limit how many; 0 for all
 */
record Order(List<String> keys, boolean thread, int limit) {
  private static final Pattern LEADER =
      Pattern.compile("(?i)\\s*((re|fwd?)\\s*(\\[[^]]*\\])?:|\\[[^]]*\\](?=.))");
  private static final String TRAILER = "(fwd)";

  static Order parse(@Nullable String sort, boolean thread, @Nullable Integer limit)
      throws InetException {
    var keys = new ArrayList<String>();
    if (sort != null) {
      for (String word : sort.split(",", -1)) {
        keys.add(key(word.strip()));
      }
    }
    if (thread && sort != null) {
      throw new InetException(Failure.USAGE, "--thread and --sort exclude each other");
    }
    if (limit != null && limit < 1) {
      throw new InetException(Failure.USAGE, "--limit must be 1 or more");
    }
    return new Order(keys, thread, limit == null ? 0 : limit);
  }

  private static String key(String word) throws InetException {
    boolean reverse = word.startsWith("-");
    String name = (reverse || word.startsWith("+") ? word.substring(1) : word);
    String key = name.toUpperCase(Locale.ROOT);
    if (!List.of("ARRIVAL", "CC", "DATE", "FROM", "SIZE", "SUBJECT", "TO").contains(key)) {
      throw new InetException(Failure.USAGE, "--sort: '" + word + "' is no key")
          .hint("there are arrival, date, from, to, cc, subject and size");
    }
    return reverse ? "REVERSE " + key : key;
  }

  /** Orders as the server would, where it cannot. */
  Comparator<ImapMessage> comparator() {
    @Nullable Comparator<ImapMessage> order = null;
    for (String key : keys) {
      String name = key.substring(key.indexOf(' ') + 1);
      Comparator<ImapMessage> next =
          switch (name) {
            case "ARRIVAL" -> Comparator.comparing(each -> moment(each.arrived()));
            case "DATE" -> Comparator.comparing(each -> moment(each.date()));
            case "SIZE" -> Comparator.comparingLong(ImapMessage::size);
            case "FROM" -> Comparator.comparing(each -> mailbox(each.envelope().from()));
            case "TO" -> Comparator.comparing(each -> mailbox(each.envelope().to()));
            case "CC" -> Comparator.comparing(each -> mailbox(each.envelope().cc()));
            default -> Comparator.comparing(each -> base(each.envelope().subject()));
          };
      Comparator<ImapMessage> turned = key.startsWith("REVERSE ") ? next.reversed() : next;
      order = order == null ? turned : order.thenComparing(turned);
    }
    Comparator<ImapMessage> last = Comparator.comparingLong(ImapMessage::uid);
    return order == null ? last : order.thenComparing(last);
  }

  private static Instant moment(@Nullable Instant moment) {
    return moment == null ? Instant.EPOCH : moment;
  }

  /** The part before the {@code @} of the first address (RFC 5256 section 3). */
  private static String mailbox(String addresses) {
    String first = addresses.substring(addresses.indexOf('<') + 1);
    int at = first.indexOf('@');
    return (at < 0 ? first : first.substring(0, at)).toLowerCase(Locale.ROOT);
  }

  /** The subject without what answers and forwards put before it (RFC 5256 section 2.1). */
  private static String base(String subject) {
    Matcher leader = LEADER.matcher(subject);
    int start = 0;
    // One by one: a pattern that repeats a group calls itself for each, and who wants to blow a
    // stack sends thousands.
    while (leader.region(start, subject.length()).lookingAt()) {
      start = leader.end();
    }
    String base = subject.substring(start).strip().toLowerCase(Locale.ROOT);
    return base.endsWith(TRAILER)
        ? base.substring(0, base.length() - TRAILER.length()).strip()
        : base;
  }
}
