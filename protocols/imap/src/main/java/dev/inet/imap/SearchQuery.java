package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d-MMM-uuuu", Locale.ENGLISH);

  /** Keys that stand alone. */
  private static final Set<String> ALONE =
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
  private static final Set<String> TEXTS =
      Set.of("BCC", "BODY", "CC", "FROM", "SUBJECT", "TEXT", "TO", "X-GM-RAW", "X-GM-LABELS");

  /** Keys before a word that is none of people's. */
  private static final Set<String> WORDS =
      Set.of(
          "BEFORE",
          "KEYWORD",
          "LARGER",
          "ON",
          "SENTBEFORE",
          "SENTON",
          "SENTSINCE",
          "SINCE",
          "SMALLER",
          "UID",
          "UNKEYWORD",
          "OLDER",
          "YOUNGER",
          "MODSEQ",
          "EMAILID",
          "THREADID",
          "SAVEDBEFORE",
          "SAVEDON",
          "SAVEDSINCE",
          "X-GM-MSGID",
          "X-GM-THRID",
          "FILTER");

  /** The small language's names before a text, and the keys they stand for. */
  private static final Map<String, String> NAMED_TEXTS =
      Map.of(
          "from", "FROM", "to", "TO", "cc", "CC", "bcc", "BCC", "subject", "SUBJECT", "body",
          "BODY", "text", "TEXT", "keyword", "KEYWORD");

  private static final Map<String, String> NAMED_DATES =
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

  private static final Map<String, String> STATES =
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
    return new Reader(failure).read(words);
  }

  /**
   * Returns whether a word is a term with a minus before it, as in {@code -is:seen}.
   *
   * @param word a word of a command line
   */
  public static boolean isNegated(String word) {
    return word.startsWith("-") && Reader.isNamed(word);
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
    return new SearchQuery(both, other.attachment == null ? attachment : other.attachment);
  }

  /**
   * Returns the search for those messages of a set that are there.
   *
   * @param uids the set
   */
  public static SearchQuery in(UidSet uids) {
    return new SearchQuery(List.of(Key.word("UID"), Key.word(uids.toString())), null);
  }

  /** One search being read. */
  private static final class Reader {
    private final Failure failure;
    private final List<Key> keys = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private @Nullable Boolean attachment;
    private int at;

    Reader(Failure failure) {
      this.failure = failure;
    }

    SearchQuery read(List<String> words) throws InetException {
      for (String word : words) {
        for (int i = 0; i < word.length(); i++) {
          if ("\r\n\0".indexOf(word.charAt(i)) >= 0) {
            throw wrong("a search cannot hold CR, LF or NUL");
          }
        }
      }
      left.addAll(words);
      while (at < left.size()) {
        term(0);
      }
      return new SearchQuery(keys, attachment);
    }

    /** Takes the next word; one that holds several terms is split first. */
    private @Nullable String peek() throws InetException {
      while (at < left.size()) {
        String word = left.get(at);
        List<String> pieces = pieces(word);
        if (pieces.size() == 1) {
          return word;
        }
        left.remove(at);
        left.addAll(at, pieces);
      }
      return null;
    }

    /** Splits a word at blanks outside quotes, where a term begins. */
    private List<String> pieces(String word) throws InetException {
      var pieces = new ArrayList<String>();
      var piece = new StringBuilder();
      boolean quoted = false;
      for (int i = 0; i < word.length(); i++) {
        char c = word.charAt(i);
        if (c == '\\' && quoted && i + 1 < word.length()) {
          piece.append(c).append(word.charAt(++i));
        } else if (c == '"') {
          quoted = !quoted;
          piece.append(c);
        } else if (!quoted && (c == '(' || c == ')') && isLanguageless(piece)) {
          if (piece.length() > 0) {
            pieces.add(piece.toString());
            piece.setLength(0);
          }
          pieces.add(String.valueOf(c));
        } else if (!quoted && c == ' ') {
          if (piece.length() > 0) {
            pieces.add(piece.toString());
            piece.setLength(0);
          }
        } else {
          piece.append(c);
        }
      }
      if (quoted) {
        throw wrong("a '\"' without its end in '" + word + "'");
      }
      if (piece.length() > 0) {
        pieces.add(piece.toString());
      }
      return joined(pieces);
    }

    private static boolean isLanguageless(StringBuilder piece) {
      return piece.indexOf(":") < 0
          || piece.indexOf("\"") >= 0 && piece.indexOf(":") > piece.indexOf("\"");
    }

    /** {@code subject:hello world} in one word of the shell means both words. */
    private static List<String> joined(List<String> pieces) {
      var joined = new ArrayList<String>();
      boolean open = false;
      for (String piece : pieces) {
        boolean begins = !open || isNamed(piece) || isKey(piece);
        if (begins) {
          joined.add(piece);
          String name = name(piece);
          open = NAMED_TEXTS.containsKey(name) && !piece.endsWith("\"") || name.equals("header");
        } else {
          joined.set(joined.size() - 1, joined.get(joined.size() - 1) + " " + piece);
        }
      }
      return joined.isEmpty() ? List.of("") : joined;
    }

    private static boolean isKey(String piece) {
      String upper = piece.toUpperCase(Locale.ROOT);
      return piece.equals(upper)
          && (ALONE.contains(upper)
              || TEXTS.contains(upper)
              || WORDS.contains(upper)
              || upper.equals("NOT")
              || upper.equals("OR")
              || upper.equals("HEADER")
              || upper.equals("(")
              || upper.equals(")"));
    }

    private static String name(String piece) {
      int colon = piece.indexOf(':');
      if (colon < 1) {
        return "";
      }
      String name = piece.substring(0, colon).toLowerCase(Locale.ROOT);
      return name.startsWith("-") ? name.substring(1) : name;
    }

    private static boolean isNamed(String piece) {
      String name = name(piece);
      return NAMED_TEXTS.containsKey(name)
          || NAMED_DATES.containsKey(name)
          || Set.of("not", "has", "is", "uid", "header", "larger", "smaller", "id").contains(name);
    }

    private void term(int depth) throws InetException {
      if (depth > 50) {
        throw wrong("a search with more than 50 NOT, OR or parentheses in each other");
      }
      String word = peek();
      if (word == null) {
        throw wrong("the search ends too early");
      }
      at++;
      if (isNamed(word)) {
        named(word, depth);
      } else {
        key(word, depth);
      }
    }

    /** A key of IMAP with what belongs to it. */
    private void key(String word, int depth) throws InetException {
      String key = word.toUpperCase(Locale.ROOT);
      if (key.equals("(")) {
        keys.add(Key.word("("));
        while (true) {
          String next = peek();
          if (next == null) {
            throw wrong("a '(' without a ')' in the search");
          }
          if (next.equals(")")) {
            at++;
            keys.add(Key.word(")"));
            return;
          }
          term(depth + 1);
        }
      }
      if (ALONE.contains(key)) {
        keys.add(Key.word(key));
      } else if (TEXTS.contains(key)) {
        keys.add(Key.word(key));
        keys.add(Key.text(argument(key)));
      } else if (key.equals("HEADER")) {
        keys.add(Key.word(key));
        keys.add(Key.text(argument(key)));
        keys.add(Key.text(argument(key)));
      } else if (key.equals("NOT")) {
        keys.add(Key.word(key));
        term(depth + 1);
      } else if (key.equals("OR")) {
        keys.add(Key.word(key));
        term(depth + 1);
        term(depth + 1);
      } else if (key.equals("FUZZY")) {
        keys.add(Key.word(key));
        term(depth + 1);
      } else if (WORDS.contains(key)) {
        keys.add(Key.word(key));
        keys.add(Key.word(plain(argument(key))));
      } else if (word.matches("[0-9*][0-9*:,]*")) {
        throw wrong("'" + word + "' counts messages; UID " + word + " names them");
      } else {
        throw wrong("'" + word + "' is no search key")
            .hint("text:" + word + " searches messages for it");
      }
    }

    /** The value of a key of IMAP: one word of the shell, or of the text. */
    private String argument(String key) throws InetException {
      if (at >= left.size()) {
        throw wrong(key + " lacks its value");
      }
      return unquoted(left.get(at++));
    }

    private static String plain(String value) {
      // A date may be written as everywhere else.
      if (value.matches("\\d{4}-\\d\\d-\\d\\d")) {
        try {
          return LocalDate.parse(value).format(DATE);
        } catch (DateTimeParseException e) {
          return value;
        }
      }
      return value.isEmpty() || !value.matches("[\\x21-\\x7e&&[^\"(){%\\\\]]+") ? "\"\"" : value;
    }

    /** A term of the small language. */
    private void named(String word, int depth) throws InetException {
      int colon = word.indexOf(':');
      String name = word.substring(0, colon).toLowerCase(Locale.ROOT);
      if (name.startsWith("-")) {
        keys.add(Key.word("NOT"));
        name = name.substring(1);
      }
      String rest = word.substring(colon + 1);
      if (name.equals("not")) {
        not(rest, depth);
        return;
      }
      String value = unquoted(rest);
      if (value.isEmpty()) {
        throw wrong("'" + word + "' lacks its value");
      }
      if (NAMED_TEXTS.containsKey(name)) {
        String key = java.util.Objects.requireNonNull(NAMED_TEXTS.get(name));
        keys.add(Key.word(key));
        keys.add(key.equals("KEYWORD") ? Key.word(keyword(value)) : Key.text(value));
      } else if (NAMED_DATES.containsKey(name)) {
        keys.add(Key.word(java.util.Objects.requireNonNull(NAMED_DATES.get(name))));
        keys.add(Key.word(date(value)));
      } else {
        special(name, value, word);
      }
    }

    private void special(String name, String value, String word) throws InetException {
      switch (name) {
        case "larger", "smaller" -> {
          keys.add(Key.word(name.toUpperCase(Locale.ROOT)));
          keys.add(Key.word(Long.toString(size(value, word))));
        }
        case "is" -> {
          String state = STATES.get(value.toLowerCase(Locale.ROOT));
          if (state == null) {
            throw wrong("'" + word + "': no such state")
                .hint("there are unread, seen, flagged, answered, draft, deleted, recent");
          }
          keys.add(Key.word(state));
        }
        case "uid" -> {
          keys.add(Key.word("UID"));
          try {
            keys.add(Key.word(UidSet.parse(value).toString()));
          } catch (InetException e) {
            throw wrong("'" + value + "' is no set of UIDs");
          }
        }
        case "id" -> {
          keys.add(Key.word("HEADER"));
          keys.add(Key.text("Message-ID"));
          keys.add(Key.text(value));
        }
        case "header" -> {
          int cut = value.indexOf('=') >= 0 ? value.indexOf('=') : value.indexOf(':');
          String field = cut < 0 ? value : value.substring(0, cut);
          if (field.isEmpty() || !field.matches("[!-9;-~]+")) {
            throw wrong("'" + word + "' names no header field").hint("header:NAME=VALUE");
          }
          keys.add(Key.word("HEADER"));
          keys.add(Key.text(field));
          keys.add(Key.text(cut < 0 ? "" : unquoted(value.substring(cut + 1).strip())));
        }
        case "has" -> has(value, word);
        default -> throw wrong("'" + name + ":' is no search term");
      }
    }

    /** What has no key of IMAP's is looked at here, so it cannot stand within OR or NOT of more. */
    private void has(String value, String word) throws InetException {
      if (!Set.of("attachment", "attachments").contains(value.toLowerCase(Locale.ROOT))) {
        throw wrong("'" + word + "': only has:attachment is known");
      }
      int last = keys.size() - 1;
      boolean not = last >= 0 && keys.get(last).equals(Key.word("NOT"));
      if (not) {
        keys.remove(last);
      }
      if (!keys.isEmpty() && isOpen()) {
        throw wrong("has:attachment cannot stand within OR, NOT or parentheses");
      }
      attachment = !not;
    }

    /** Returns whether the keys so far wait for one more. */
    private boolean isOpen() {
      long opened = keys.stream().filter(Key.word("(")::equals).count();
      long closed = keys.stream().filter(Key.word(")")::equals).count();
      if (opened > closed) {
        return true;
      }
      String last = keys.get(keys.size() - 1).text();
      boolean word = !keys.get(keys.size() - 1).quoted();
      return word && (last.equals("OR") || last.equals("NOT")) || pendingOr();
    }

    private boolean pendingOr() {
      // OR takes two terms; a term begins at each of its words that is a key.
      int wanted = 0;
      for (Key key : keys) {
        if (!key.quoted() && key.text().equals("OR")) {
          wanted += 2;
        } else if (wanted > 0 && !key.quoted() && isKey(key.text()) && !key.text().equals("NOT")) {
          wanted--;
        }
      }
      return wanted > 0;
    }

    private void not(String rest, int depth) throws InetException {
      if (rest.isEmpty()) {
        keys.add(Key.word("NOT"));
        term(depth + 1);
        return;
      }
      left.set(at - 1, rest);
      at--;
      keys.add(Key.word("NOT"));
      int before = at;
      // 'not:unread' means the state, as 'is:unread' does.
      String state = STATES.get(rest.toLowerCase(Locale.ROOT));
      if (state != null && !isKey(rest)) {
        at = before + 1;
        keys.add(Key.word(state));
        return;
      }
      term(depth + 1);
    }

    private static String unquoted(String text) {
      if (text.length() < 2 || text.charAt(0) != '"' || !text.endsWith("\"")) {
        return text;
      }
      return text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
    }

    private String keyword(String value) throws InetException {
      if (!value.matches("[\\x21-\\x7e&&[^\"(){%*\\\\\\]]]+")) {
        throw wrong("'" + value + "' is no keyword");
      }
      return value;
    }

    private String date(String value) throws InetException {
      LocalDate today = LocalDate.now(ZoneOffset.systemDefault());
      String lower = value.toLowerCase(Locale.ROOT);
      LocalDate found = null;
      if (lower.equals("today")) {
        found = today;
      } else if (lower.equals("yesterday")) {
        found = today.minusDays(1);
      } else if (lower.matches("\\d{1,5}[dwmy]")) {
        long count = Long.parseLong(lower.substring(0, lower.length() - 1));
        found =
            switch (lower.charAt(lower.length() - 1)) {
              case 'd' -> today.minusDays(count);
              case 'w' -> today.minusWeeks(count);
              case 'm' -> today.minusMonths(count);
              default -> today.minusYears(count);
            };
      } else {
        try {
          found =
              lower.contains("t")
                  ? LocalDate.ofInstant(Instant.parse(value), ZoneOffset.UTC)
                  : LocalDate.parse(value);
        } catch (DateTimeParseException e) {
          try {
            var imap =
                new java.time.format.DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .append(DATE)
                    .toFormatter(Locale.ENGLISH);
            found = LocalDate.parse(value, imap);
          } catch (DateTimeParseException neither) {
            throw wrong("'" + value + "' is no date").hint("write it as 2026-01-31");
          }
        }
      }
      return found.format(DATE);
    }

    private long size(String value, String word) throws InetException {
      if (!value.matches("(?i)\\d{1,12}[KMG]?B?")) {
        throw wrong("'" + word + "' has no size").hint("write it as 500, 64K, 10M or 1G");
      }
      String upper = value.toUpperCase(Locale.ROOT).replace("B", "");
      char unit = upper.charAt(upper.length() - 1);
      int shift = unit == 'K' ? 10 : unit == 'M' ? 20 : unit == 'G' ? 30 : 0;
      long number =
          Long.parseLong(shift == 0 ? upper : upper.substring(0, upper.length() - 1)) << shift;
      // Servers keep sizes in 32 bits (RFC 9051: number), some in 63.
      return number;
    }

    private InetException wrong(String what) {
      return new InetException(failure, what);
    }
  }
}
