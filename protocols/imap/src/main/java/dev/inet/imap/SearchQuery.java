package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to search for: the keys of IMAP (RFC 9051 section 6.4.4), or the small language {@code
 * from:ann since:2026-01-01 has:attachment}, or both.
 *
 * @param keys the keys in their order, each a word or a text that goes quoted
 * @param attachment whether messages must have an attachment, or must have none; {@code null} for
 *     both
 */
public record SearchQuery(List<Key> keys, @Nullable Boolean attachment) {
  /** All messages. */
  public static final SearchQuery ALL = new SearchQuery(List.of(), null);

  /**
   * A piece of a search.
   *
   * @param text the word as it goes, or the text that goes quoted
   * @param quoted whether it is a text
   */
  public record Key(String text, boolean quoted) {
    static Key word(String text) {
      return new Key(text, false);
    }

    static Key text(String text) {
      return new Key(text, true);
    }
  }

  /** Copies the keys. */
  public SearchQuery {
    keys = List.copyOf(keys);
  }

  /**
   * Reads the words of a search.
   *
   * @param words as the shell has split them; one may hold several terms, and blanks in quotes
   * @param failure what a mistake is: {@link Failure#USAGE} on a command line, {@link
   *     Failure#BAD_URL} in a URL
   * @throws InetException where a word is no key, or a value is missing or wrong
   */
  public static SearchQuery parse(List<String> words, Failure failure) throws InetException {
    return new SearchReader(failure).read(words);
  }

  /**
   * Returns whether a word is a term with a minus before it, as in {@code -is:seen}.
   *
   * @param word a word of a command line
   */
  public static boolean isNegated(String word) {
    return word.startsWith("-") && SearchWords.isNamed(word);
  }

  /** Returns whether any text is not ASCII, so that the server must be told a charset. */
  boolean isForeign() {
    return keys.stream().anyMatch(key -> key.text().chars().anyMatch(c -> c > 0x7e));
  }

  /**
   * Returns both searches in one: what both find.
   *
   * @param other the other search
   */
  public SearchQuery and(SearchQuery other) {
    var both = new ArrayList<>(keys);
    both.addAll(other.keys);
    if (attachment != null && other.attachment != null && !attachment.equals(other.attachment)) {
      // No message has an attachment and has none.
      both.add(Key.word("NOT"));
      both.add(Key.word("ALL"));
    }
    return new SearchQuery(both, other.attachment == null ? attachment : other.attachment);
  }

  /**
   * Returns the search for those messages of a set that are there.
   *
   * @param uids the set
   */
  public static SearchQuery in(UidSet uids) {
    // The search of some servers, GNU's among them, finds nothing in a set with a '*'.
    return uids.equals(UidSet.ALL)
        ? ALL
        : new SearchQuery(List.of(Key.word("UID"), Key.word(uids.toString())), null);
  }
}
