package dev.inet.gopher;

/**
 * An item of a menu (RFC 1436 section 3).
 *
 * <p>The texts are the server's own and may hold control characters: whoever shows them filters
 * them.
 *
 * @param type the type as it came; {@code i} also for a line that is no item
 * @param name the display string
 * @param selector what to send for it; bytes, because that is what goes back
 * @param host the server that has it, as the menu says; empty where it says none
 * @param port the server's port; 0 where the menu says none
 * @param url the place as a URL: {@code gopher} or {@code gophers}, {@code telnet} and {@code
 *     tn3270} for sessions, and whatever stands after {@code URL:} in a link to elsewhere, as it
 *     came; empty where nothing is to be followed
 */
public record MenuItem(
    char type, String name, Selector selector, String host, int port, String url) {

  /** Returns what the type stands for. */
  public ItemType itemType() {
    return ItemType.of(type);
  }

  /** Returns whether it is had from a gopher server, as opposed to a link to elsewhere. */
  public boolean isGopher() {
    return url.startsWith("gopher://") || url.startsWith("gophers://");
  }

  /** Returns whether there is anything to follow. */
  public boolean isLink() {
    return !url.isEmpty();
  }
}
