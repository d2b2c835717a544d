package dev.inet.core.dial;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Set;

/** What a selector found ready. */
final class ReadyKeys {
  private ReadyKeys() {}

  /** Takes the keys out of the set, which whoever closes the selector empties from any thread. */
  static List<SelectionKey> take(Selector selector) {
    Set<SelectionKey> keys = selector.selectedKeys();
    synchronized (keys) {
      List<SelectionKey> taken = List.copyOf(keys);
      keys.clear();
      return taken;
    }
  }
}
