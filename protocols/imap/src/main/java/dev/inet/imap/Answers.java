package dev.inet.imap;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts together what a server tells of a message in several responses. */
final class Answers implements Handler {
  private final UidSet uids;
  private final List<String> asked;
  private final String wanted;
  private final Reading.Taker taker;
  private final Map<Long, Told> partial = new LinkedHashMap<>();
  private final Nameless nameless = new Nameless();

  /** What came of a message, and by which number it went last. */
  private record Told(long number, Map<String, Value> items) {}

  Answers(UidSet uids, List<String> asked, String wanted, Reading.Taker taker) {
    this.uids = uids;
    this.asked = asked;
    this.wanted = wanted;
    this.taker = taker;
  }

  @Override
  public void on(Response response) throws IOException {
    nameless.see(response);
    if (!response.is("FETCH")) {
      return;
    }
    Map<String, Value> items = response.items();
    long uid = Reading.uid(items);
    if (uid < 0) {
      nameless.keep(response.number(), items);
    }
    if (!uids.contains(uid)) {
      return;
    }
    nameless.addTo(response.number(), items);
    Told earlier = partial.remove(uid);
    if (earlier != null) {
      earlier.items().forEach(items::putIfAbsent);
    }
    var told = new Told(response.number(), items);
    if (items.keySet().containsAll(asked)) {
      take(told);
      return;
    }
    partial.put(uid, told);
    if (partial.size() > Reading.MOST_PARTIAL) {
      // Some servers never tell everything; what is held stays bounded.
      Long eldest = partial.keySet().iterator().next();
      take(partial.remove(eldest));
    }
  }

  /** Takes what will not become more. */
  void end() throws IOException {
    for (Told each : partial.values()) {
      take(each);
    }
  }

  private void take(@Nullable Told told) throws IOException {
    ImapMessage message = told == null ? null : ImapMessage.of(told.number(), told.items());
    if (told != null && message != null && told.items().containsKey(wanted)) {
      taker.take(message, told.items());
    }
  }
}
