package dev.inet.mail;

import java.util.Set;

/**
 * The word of a store in its two halves: {@code maildir:DIR}, {@code mbox:FILE}, {@code
 * jsonl:FILE}, or a path alone.
 *
 * @param kind what stands before the colon; empty for a path alone
 * @param path the rest, which may be empty
 */
public record StoreWord(String kind, String path) {
  private static final Set<String> KINDS = Set.of("maildir", "mbox", "jsonl");

  /**
   * Divides a word. Another name before a colon belongs to the path.
   *
   * @param word what the user typed
   */
  public static StoreWord of(String word) {
    int colon = word.indexOf(':');
    String kind = colon < 0 ? "" : word.substring(0, colon);
    return KINDS.contains(kind)
        ? new StoreWord(kind, word.substring(colon + 1))
        : new StoreWord("", word);
  }

  /**
   * Returns the same kind of store somewhere else.
   *
   * @param elsewhere the other path
   */
  public StoreWord at(String elsewhere) {
    return new StoreWord(kind, elsewhere);
  }

  /** Returns the end that the files of several mailboxes have; empty where folders hold them. */
  public String ending() {
    return kind.equals("mbox") || kind.equals("jsonl") ? "." + kind : "";
  }

  @Override
  public String toString() {
    return kind.isEmpty() ? path : kind + ":" + path;
  }
}
