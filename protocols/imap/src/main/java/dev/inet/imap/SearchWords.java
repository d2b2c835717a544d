package dev.inet.imap;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The words of searches: IMAP's keys (RFC 9051 section 6.4.4), and the small language's terms. */
final class SearchWords {
  /** Keys that stand alone. */
  static final Set<String> ALONE =
      Set.of(
          "ALL",
          "ANSWERED",
          "DELETED",
          "DRAFT",
          "FLAGGED",
          "NEW",
          "OLD",
          "RECENT",
          "SEEN",
          "UNANSWERED",
          "UNDELETED",
          "UNDRAFT",
          "UNFLAGGED",
          "UNSEEN",
          "SAVEDATESUPPORTED",
          "$");

  /** Keys before a text. */
  static final Set<String> TEXTS =
      Set.of("BCC", "BODY", "CC", "FROM", "SUBJECT", "TEXT", "TO", "X-GM-RAW", "X-GM-LABELS");

  /** Keys before a word that is none of people's. */
  static final Set<String> WORDS =
      Set.of(
          "KEYWORD",
          "UNKEYWORD",
          "OLDER",
          "YOUNGER",
          "MODSEQ",
          "EMAILID",
          "THREADID",
          "X-GM-MSGID",
          "X-GM-THRID",
          "FILTER");

  /** Keys before a date. */
  static final Set<String> DATES =
      Set.of(
          "BEFORE",
          "ON",
          "SENTBEFORE",
          "SENTON",
          "SENTSINCE",
          "SINCE",
          "SAVEDBEFORE",
          "SAVEDON",
          "SAVEDSINCE");

  /** The small language's names before a text, and the keys they stand for. */
  static final Map<String, String> NAMED_TEXTS =
      Map.of(
          "from", "FROM", "to", "TO", "cc", "CC", "bcc", "BCC", "subject", "SUBJECT", "body",
          "BODY", "text", "TEXT", "keyword", "KEYWORD");

  static final Map<String, String> NAMED_DATES =
      Map.of(
          "since",
          "SINCE",
          "before",
          "BEFORE",
          "on",
          "ON",
          "sentsince",
          "SENTSINCE",
          "sentbefore",
          "SENTBEFORE",
          "senton",
          "SENTON");

  static final Map<String, String> STATES =
      Map.ofEntries(
          Map.entry("unread", "UNSEEN"),
          Map.entry("unseen", "UNSEEN"),
          Map.entry("read", "SEEN"),
          Map.entry("seen", "SEEN"),
          Map.entry("flagged", "FLAGGED"),
          Map.entry("starred", "FLAGGED"),
          Map.entry("unflagged", "UNFLAGGED"),
          Map.entry("answered", "ANSWERED"),
          Map.entry("replied", "ANSWERED"),
          Map.entry("unanswered", "UNANSWERED"),
          Map.entry("draft", "DRAFT"),
          Map.entry("undraft", "UNDRAFT"),
          Map.entry("deleted", "DELETED"),
          Map.entry("undeleted", "UNDELETED"),
          Map.entry("recent", "RECENT"),
          Map.entry("new", "NEW"),
          Map.entry("old", "OLD"));

  private SearchWords() {}

  /** Returns whether a word, as it is written, is a key of IMAP. */
  static boolean isKey(String piece) {
    String upper = piece.toUpperCase(Locale.ROOT);
    return piece.equals(upper)
        && (ALONE.contains(upper)
            || TEXTS.contains(upper)
            || WORDS.contains(upper)
            || DATES.contains(upper)
            || upper.equals("NOT")
            || upper.equals("OR")
            || upper.equals("HEADER")
            || upper.equals("UID")
            || upper.equals("LARGER")
            || upper.equals("SMALLER")
            || upper.equals("(")
            || upper.equals(")"));
  }

  /** Returns the name before the colon of a term; empty where there is none. */
  static String name(String piece) {
    int colon = piece.indexOf(':');
    if (colon < 1) {
      return "";
    }
    String name = piece.substring(0, colon).toLowerCase(Locale.ROOT);
    return name.startsWith("-") ? name.substring(1) : name;
  }

  /** Returns whether a word is a term of the small language. */
  static boolean isNamed(String piece) {
    String name = name(piece);
    return NAMED_TEXTS.containsKey(name)
        || NAMED_DATES.containsKey(name)
        || Set.of("not", "has", "is", "uid", "header", "larger", "smaller", "id").contains(name);
  }
}
