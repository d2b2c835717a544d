package dev.inet.mail;

/** What can be a flag or a keyword of IMAP (RFC 9051 section 9). */
public final class FlagName {
  private FlagName() {}

  /**
   * Returns whether a word can stand in a list of flags. A bracket that closes may be in it: the
   * grammar has none there, some servers do.
   *
   * @param word the word
   */
  public static boolean isOne(String word) {
    int from = word.startsWith("\\") ? 1 : 0;
    for (int i = from; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c <= ' ' || c > '~' || "(){%*\"\\".indexOf(c) >= 0) {
        return false;
      }
    }
    return word.length() > from;
  }
}
