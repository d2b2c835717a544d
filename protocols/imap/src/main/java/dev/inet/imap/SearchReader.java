package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One search being read. */
final class SearchReader {
  private final Failure failure;
  private final SearchValues values;
  private final List<SearchQuery.Key> keys = new ArrayList<>();
  private final List<String> left = new ArrayList<>();
  private SearchQuery attachments = SearchQuery.ALL;
  private int at;

  SearchReader(Failure failure) {
    this.failure = failure;
    this.values = new SearchValues(failure);
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
    return new SearchQuery(keys, null).and(attachments);
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
      } else if (c == '"' && (quoted || mayOpen(piece))) {
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

  /** A quote within a word, as in {@code subject:5"}, stands for itself. */
  private static boolean mayOpen(StringBuilder piece) {
    return piece.length() == 0 || ":=".indexOf(piece.charAt(piece.length() - 1)) >= 0;
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
      boolean begins = !open || SearchWords.isNamed(piece) || SearchWords.isKey(piece);
      if (begins) {
        joined.add(piece);
        String name = SearchWords.name(piece);
        open =
            SearchWords.NAMED_TEXTS.containsKey(name)
                    && !piece.startsWith("\"", piece.indexOf(':') + 1)
                || name.equals("header");
      } else {
        joined.set(joined.size() - 1, joined.get(joined.size() - 1) + " " + piece);
      }
    }
    return joined.isEmpty() ? List.of("") : joined;
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
    if (SearchWords.isNamed(word)) {
      named(word, depth);
    } else {
      key(word, depth);
    }
  }

  /** A key of IMAP with what belongs to it. */
  private void key(String word, int depth) throws InetException {
    String key = word.toUpperCase(Locale.ROOT);
    if (key.equals("(")) {
      keys.add(SearchQuery.Key.word("("));
      while (true) {
        String next = peek();
        if (next == null) {
          throw wrong("a '(' without a ')' in the search");
        }
        if (next.equals(")")) {
          at++;
          keys.add(SearchQuery.Key.word(")"));
          return;
        }
        term(depth + 1);
      }
    }
    if (SearchWords.ALONE.contains(key)) {
      keys.add(SearchQuery.Key.word(key));
    } else if (SearchWords.TEXTS.contains(key)) {
      keys.add(SearchQuery.Key.word(key));
      keys.add(SearchQuery.Key.text(argument(key)));
    } else if (key.equals("HEADER")) {
      keys.add(SearchQuery.Key.word(key));
      keys.add(SearchQuery.Key.text(argument(key)));
      keys.add(SearchQuery.Key.text(argument(key)));
    } else if (key.equals("NOT")) {
      keys.add(SearchQuery.Key.word(key));
      term(depth + 1);
    } else if (key.equals("OR")) {
      keys.add(SearchQuery.Key.word(key));
      term(depth + 1);
      term(depth + 1);
    } else if (key.equals("FUZZY")) {
      keys.add(SearchQuery.Key.word(key));
      term(depth + 1);
    } else if (SearchWords.DATES.contains(key)) {
      keys.add(SearchQuery.Key.word(key));
      keys.add(SearchQuery.Key.word(values.date(argument(key))));
    } else if (key.equals("LARGER") || key.equals("SMALLER")) {
      keys.add(SearchQuery.Key.word(key));
      String size = argument(key);
      keys.add(SearchQuery.Key.word(Long.toString(values.size(size, key + " " + size))));
    } else if (key.equals("UID")) {
      uids(argument(key));
    } else if (SearchWords.WORDS.contains(key)) {
      keys.add(SearchQuery.Key.word(key));
      keys.add(SearchQuery.Key.word(plain(argument(key))));
    } else if (key.equals("CHARSET") && keys.isEmpty() && attachments.equals(SearchQuery.ALL)) {
      charset(argument(key));
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
    return value.isEmpty() || !value.matches("[\\x21-\\x7e&&[^\"(){%\\\\]]+") ? "\"\"" : value;
  }

  private void uids(String value) throws InetException {
    keys.add(SearchQuery.Key.word("UID"));
    try {
      keys.add(SearchQuery.Key.word(UidSet.parse(value).toString()));
    } catch (InetException e) {
      throw wrong("'" + value + "' is no set of UIDs");
    }
  }

  /** A program in a URL may begin with the charset of its texts (RFC 5092); here it is UTF-8. */
  private void charset(String name) throws InetException {
    if (!name.equalsIgnoreCase("UTF-8") && !name.equalsIgnoreCase("US-ASCII")) {
      throw wrong("CHARSET " + name + ": searches are in UTF-8");
    }
  }

  /** A term of the small language. */
  private void named(String word, int depth) throws InetException {
    int colon = word.indexOf(':');
    String name = word.substring(0, colon).toLowerCase(Locale.ROOT);
    if (name.startsWith("-")) {
      keys.add(SearchQuery.Key.word("NOT"));
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
    if (SearchWords.NAMED_TEXTS.containsKey(name)) {
      String key = java.util.Objects.requireNonNull(SearchWords.NAMED_TEXTS.get(name));
      keys.add(SearchQuery.Key.word(key));
      keys.add(
          key.equals("KEYWORD")
              ? SearchQuery.Key.word(values.keyword(value))
              : SearchQuery.Key.text(value));
    } else if (SearchWords.NAMED_DATES.containsKey(name)) {
      keys.add(
          SearchQuery.Key.word(
              java.util.Objects.requireNonNull(SearchWords.NAMED_DATES.get(name))));
      keys.add(SearchQuery.Key.word(values.date(value)));
    } else {
      special(name, value, word);
    }
  }

  private void special(String name, String value, String word) throws InetException {
    switch (name) {
      case "larger", "smaller" -> {
        keys.add(SearchQuery.Key.word(name.toUpperCase(Locale.ROOT)));
        keys.add(SearchQuery.Key.word(Long.toString(values.size(value, word))));
      }
      case "is" -> {
        String state = SearchWords.STATES.get(value.toLowerCase(Locale.ROOT));
        if (state == null) {
          throw wrong("'" + word + "': no such state")
              .hint("there are unread, seen, flagged, answered, draft, deleted, recent");
        }
        keys.add(SearchQuery.Key.word(state));
      }
      case "uid" -> uids(value);
      case "id" -> {
        keys.add(SearchQuery.Key.word("HEADER"));
        keys.add(SearchQuery.Key.text("Message-ID"));
        keys.add(SearchQuery.Key.text(value));
      }
      case "header" -> {
        int cut = value.indexOf('=') >= 0 ? value.indexOf('=') : value.indexOf(':');
        String field = cut < 0 ? value : value.substring(0, cut);
        if (field.isEmpty() || !field.matches("[!-9;-~]+")) {
          throw wrong("'" + word + "' names no header field").hint("header:NAME=VALUE");
        }
        keys.add(SearchQuery.Key.word("HEADER"));
        keys.add(SearchQuery.Key.text(field));
        keys.add(SearchQuery.Key.text(cut < 0 ? "" : unquoted(value.substring(cut + 1).strip())));
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
    boolean not = last >= 0 && keys.get(last).equals(SearchQuery.Key.word("NOT"));
    if (not) {
      keys.remove(last);
    }
    if (!keys.isEmpty() && isOpen()) {
      throw wrong("has:attachment cannot stand within OR, NOT or parentheses");
    }
    attachments = attachments.and(new SearchQuery(List.of(), !not));
  }

  /** Returns whether the keys so far wait for one more. */
  private boolean isOpen() {
    long opened = keys.stream().filter(SearchQuery.Key.word("(")::equals).count();
    long closed = keys.stream().filter(SearchQuery.Key.word(")")::equals).count();
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
    for (SearchQuery.Key key : keys) {
      if (!key.quoted() && key.text().equals("OR")) {
        wanted += 2;
      } else if (wanted > 0
          && !key.quoted()
          && SearchWords.isKey(key.text())
          && !key.text().equals("NOT")) {
        wanted--;
      }
    }
    return wanted > 0;
  }

  private void not(String rest, int depth) throws InetException {
    if (rest.isEmpty()) {
      keys.add(SearchQuery.Key.word("NOT"));
      term(depth + 1);
      return;
    }
    left.set(at - 1, rest);
    at--;
    keys.add(SearchQuery.Key.word("NOT"));
    int before = at;
    // 'not:unread' means the state, as 'is:unread' does.
    String state = SearchWords.STATES.get(rest.toLowerCase(Locale.ROOT));
    if (state != null && !SearchWords.isKey(rest)) {
      at = before + 1;
      keys.add(SearchQuery.Key.word(state));
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

  private InetException wrong(String what) {
    return new InetException(failure, what);
  }
}
