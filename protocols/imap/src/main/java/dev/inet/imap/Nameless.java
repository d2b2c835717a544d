package dev.inet.imap;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a server tells of messages before it tells their UIDs, by their numbers; bounded, since of
 * most messages it never tells them.
 */
final class Nameless {
  private final Map<Long, Map<String, Value>> told = new LinkedHashMap<>();

  /** Keeps the items of a FETCH that names no UID. */
  void keep(long number, Map<String, Value> items) {
    told.computeIfAbsent(number, key -> new HashMap<>()).putAll(items);
    if (told.size() > Reading.MOST_PARTIAL) {
      told.remove(told.keySet().iterator().next());
    }
  }

  /** Adds to the items of a FETCH that names one what came before it. */
  void addTo(long number, Map<String, Value> items) {
    Map<String, Value> before = told.get(number);
    if (before != null) {
      before.forEach(items::putIfAbsent);
    }
  }

  /** Forgets all where a response says that numbers mean other messages from now on. */
  void see(Response response) {
    if (response.is("EXPUNGE") || response.is("VANISHED")) {
      told.clear();
    }
  }
}
