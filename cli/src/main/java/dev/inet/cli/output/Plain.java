package dev.inet.cli.output;

/** Text for people, from sources that are not to be trusted. */
public final class Plain {
  private Plain() {}

  /**
   * Returns a text as one line without control characters: an escape sequence in a server's reply
   * could rewrite the screen, the title or the clipboard of a terminal.
   *
   * @param text the text
   */
  public static String line(String text) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Bidirectional overrides make a line read as another one (CVE-2021-42574).
      boolean odd =
          Character.isISOControl(c)
              || c >= '\u202a' && c <= '\u202e'
              || c >= '\u2066' && c <= '\u2069'
              || c == '\u2028'
              || c == '\u2029';
      if (odd && clean == null) {
        clean = new StringBuilder(text);
      }
      if (odd && clean != null) {
        clean.setCharAt(i, c == '\n' || c == '\r' || c == '\t' ? ' ' : '\ufffd');
      }
    }
    return clean == null ? text : clean.toString();
  }
}
