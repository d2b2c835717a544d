package dev.inet.imap;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox as LIST tells of it (RFC 9051 section 7.3.1).
 *
 * @param name its name, decoded
 * @param delimiter what stands between levels of its name; empty for none
 * @param attributes what the server says of it, as in {@code \HasChildren} and {@code \Sent}
 * @param subscribed whether the user has subscribed to it
 * @param status how many messages it holds and so on; {@code null} where it cannot be opened
 */
public record ImapFolder(
    String name,
    String delimiter,
    List<String> attributes,
    boolean subscribed,
    @Nullable ImapStatus status) {
  private static final Set<String> USES =
      Set.of(
          "\\all",
          "\\archive",
          "\\drafts",
          "\\flagged",
          "\\junk",
          "\\sent",
          "\\trash",
          "\\important",
          "\\memos",
          "\\scheduled",
          "\\snoozed");

  /**
   * Returns whether it has an attribute, in any case.
   *
   * @param attribute such as {@code \Noselect}
   */
  public boolean has(String attribute) {
    return attributes.stream().anyMatch(attribute::equalsIgnoreCase);
  }

  /** Returns whether it can be opened. */
  public boolean isSelectable() {
    return !has("\\Noselect") && !has("\\NonExistent");
  }

  /** Returns what it is for (RFC 6154), as in {@code \Sent}; empty for nothing special. */
  public Optional<String> specialUse() {
    return attributes.stream()
        .filter(each -> USES.contains(each.toLowerCase(java.util.Locale.ROOT)))
        .findFirst();
  }

  ImapFolder with(ImapStatus known) {
    return new ImapFolder(name, delimiter, attributes, subscribed, known);
  }
}
