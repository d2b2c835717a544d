package dev.inet.nntp;

/**
 * A group that was selected (RFC 3977, section 6.1.1).
 *
 * @param name its name
 * @param count about how many articles there are
 * @param low the lowest number of an article
 * @param high the highest number of an article; less than {@code low} where there is none
 */
public record Selected(String name, long count, long low, long high) {
  /** Returns whether there is no article. */
  public boolean isEmpty() {
    return high < low || count == 0 && high <= low;
  }
}
