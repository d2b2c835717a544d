package dev.inet.cli.imap;

import dev.inet.cli.output.PlainText;
import dev.inet.cli.output.Result;
import dev.inet.imap.ImapClient;
import dev.inet.imap.ImapMessage;
import dev.inet.imap.Part;
import dev.inet.imap.SearchQuery;
import dev.inet.imap.UidSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Messages as a table, or as JSON lines. */
final class Listing {
  /** So many of an order of one's own are looked up at once. */
  private static final int STEP = 500;

  private final ImapClient client;
  private final Result to;
  private long printed;

  Listing(ImapClient client, Result to) {
    this.client = client;
    this.to = to;
  }

  /** Prints messages; returns how many. */
  long print(SearchQuery query, Order order) throws IOException {
    if (order.thread()) {
      threads(query, order);
    } else if (!order.keys().isEmpty()) {
      sorted(query, order);
    } else {
      asTheyStand(query, order);
    }
    return printed;
  }

  private void asTheyStand(SearchQuery query, Order order) throws IOException {
    UidSet uids = UidSet.ALL;
    if (query.keys().isEmpty() && query.attachment() == null) {
      if (client.exists() == 0) {
        return;
      }
    }
    boolean plain = query.keys().isEmpty() && query.attachment() == null && order.limit() == 0;
    if (!plain) {
      uids =
          order.limit() == 0 ? client.search(query) : newest(client.search(query), order.limit());
    }
    if (!uids.isEmpty()) {
      client.list(uids, true, message -> print(message, 0, false));
    }
  }

  /** The highest UIDs of a set. */
  private static UidSet newest(UidSet uids, int limit) {
    var ranges = new ArrayList<UidSet.Range>();
    long left = limit;
    for (int i = uids.ranges().size() - 1; i >= 0 && left > 0; i--) {
      UidSet.Range range = uids.ranges().get(i);
      long first = Math.max(range.first(), range.last() - left + 1);
      ranges.add(new UidSet.Range(first, range.last()));
      left -= range.last() - first + 1;
    }
    return new UidSet(ranges);
  }

  private void sorted(SearchQuery query, Order order) throws IOException {
    Optional<long[]> sorted = client.sort(String.join(" ", order.keys()), query);
    if (sorted.isPresent()) {
      long[] uids = sorted.get();
      int count = order.limit() == 0 ? uids.length : Math.min(order.limit(), uids.length);
      inOrder(Arrays.copyOf(uids, count), new int[count], false);
      return;
    }
    var all = new ArrayList<ImapMessage>();
    UidSet found = client.search(query);
    if (!found.isEmpty()) {
      client.list(found, true, all::add);
    }
    all.sort(order.comparator());
    int count = order.limit() == 0 ? all.size() : Math.min(order.limit(), all.size());
    for (ImapMessage message : all.subList(0, count)) {
      print(message, 0, false);
    }
  }

  private void threads(SearchQuery query, Order order) throws IOException {
    List<long[]> threads = client.thread(query);
    int count = order.limit() == 0 ? threads.size() : Math.min(order.limit(), threads.size());
    long[] uids = threads.stream().limit(count).mapToLong(each -> each[0]).toArray();
    int[] depths = threads.stream().limit(count).mapToInt(each -> (int) each[1]).toArray();
    inOrder(uids, depths, true);
  }

  private void inOrder(long[] uids, int[] depths, boolean threaded) throws IOException {
    for (int from = 0; from < uids.length; from += STEP) {
      int end = Math.min(uids.length, from + STEP);
      Map<Long, ImapMessage> found = new HashMap<>();
      client.list(
          UidSet.of(Arrays.copyOfRange(uids, from, end)),
          true,
          message -> found.put(message.uid(), message));
      for (int i = from; i < end; i++) {
        ImapMessage message = found.get(uids[i]);
        if (message != null) {
          print(message, depths[i], threaded);
        }
      }
    }
  }

  private void print(ImapMessage message, int depth, boolean threaded) throws IOException {
    printed++;
    if (to.isJson()) {
      Fields.json(message, threaded ? depth : null, null, to);
      return;
    }
    var line = new StringBuilder();
    pad(Long.toString(message.uid()), 7, true, line);
    pad(Fields.letters(message), 4, false, line);
    pad(Fields.shown(message.date()), 16, false, line);
    pad(Fields.shown(message.size()), 9, true, line);
    pad(PlainText.line(message.envelope().from()), 28, false, line);
    line.append("  ".repeat(Math.min(depth, 20)));
    line.append(message.envelope().subject());
    Part structure = message.structure();
    if (structure != null && !structure.attachments().isEmpty()) {
      line.append("  [");
      String gap = "";
      for (Part part : structure.attachments()) {
        String name = part.fileName();
        line.append(gap).append(name == null ? part.type() : name);
        gap = ", ";
      }
      line.append(']');
    }
    to.line(line.toString().stripTrailing());
  }

  /** Columns of a fixed width: a mailbox of a million messages is not held to measure them. */
  private static void pad(String text, int width, boolean right, StringBuilder line) {
    String room = " ".repeat(Math.max(0, width - text.length()));
    line.append(right ? room + text : text + room).append("  ");
  }
}
