package dev.inet.imap;

/**
 * A part of the tree of mailboxes (RFC 2342).
 *
 * @param kind whose it is
 * @param prefix how its names begin; may be empty
 * @param delimiter what stands between levels; empty for none
 */
public record ImapNamespace(Kind kind, String prefix, String delimiter) {
  /** Whose mailboxes they are. */
  public enum Kind {
    /** The user's own. */
    PERSONAL,
    /** Those of other users. */
    OTHERS,
    /** Everybody's. */
    SHARED
  }
}
