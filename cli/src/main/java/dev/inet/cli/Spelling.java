package dev.inet.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that was meant. */
public final class Spelling {
  private static final int LONGEST = 64;

  private Spelling() {}

  /**
   * Returns the known word that takes the fewest changes to reach.
   *
   * @param typed what was typed
   * @param known the words that exist
   * @return the word; {@code null} where none is near
   */
  public static @Nullable String nearest(String typed, List<String> known) {
    if (typed.length() > LONGEST) {
      return null;
    }
    String best = null;
    int least = Math.max(2, typed.length() / 3) + 1;
    for (String word : known) {
      int distance = distance(typed.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
      boolean begins = typed.length() > 1 && word.startsWith(typed);
      int weight = begins ? 1 : distance;
      if (weight < least && weight < Math.max(typed.length(), word.length())) {
        best = word;
        least = weight;
      }
    }
    return best;
  }

  /** Counts insertions, deletions, replacements and swaps of neighbours. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = cost[i - 1][j - 1] + (same ? 0 : 1);
        least = Math.min(least, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
