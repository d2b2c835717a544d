package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the values of a response: its text, cut where literals stood, and the literals.
 *
 * <p>Bounded: a server cannot make it recurse deeply, and it never holds more than the lines that
 * it was given.
 */
final class ResponseText {
  /**
   * Multiparts in multiparts: mail that people send has a depth below ten. Servers tell of more
   * than a hundred of them, and whoever can send one message must not end the listing of all
   * others.
   */
  static final int DEEPEST = 500;

  private final List<String> texts;
  private final List<Value> literals;
  private final boolean lenient;
  private int part;
  private int at;

  /**
   * Begins to read.
   *
   * @param texts the text between literals, one more than there are literals
   * @param literals the literals
   */
  ResponseText(List<String> texts, List<Value> literals) {
    this(texts, literals, false);
  }

  /**
   * Begins to read.
   *
   * @param lenient whether quotes are looked for where a value can end, for servers that escape
   *     none
   */
  ResponseText(List<String> texts, List<Value> literals, boolean lenient) {
    this.texts = texts;
    this.literals = literals;
    this.lenient = lenient;
  }

  private String text() {
    return texts.get(part);
  }

  private boolean isAtLiteral() {
    return at >= text().length() && part < literals.size();
  }

  /** Returns whether nothing is left. */
  boolean isAtEnd() {
    return at >= text().length() && part >= literals.size();
  }

  /** Passes over blanks. */
  void skipBlanks() {
    while (at < text().length() && text().charAt(at) == ' ') {
      at++;
    }
  }

  /** Returns the next character without taking it; 0 where there is none. */
  char peek() {
    return at < text().length() ? text().charAt(at) : 0;
  }

  /** Returns all that is left of the text as it stands. */
  String rest() {
    var rest = new StringBuilder(text().substring(at));
    for (int i = part + 1; i < texts.size(); i++) {
      rest.append(texts.get(i));
    }
    return rest.toString();
  }

  /** Takes a run of characters up to a blank. */
  String token() {
    int from = at;
    while (at < text().length() && text().charAt(at) != ' ') {
      at++;
    }
    String token = text().substring(from, at);
    skipBlanks();
    return token;
  }

  /**
   * Takes a response code with its brackets, as in {@code [UIDNEXT 5]}; its text without them. A
   * bracket in parentheses belongs to a keyword, as in {@code [PERMANENTFLAGS ([work] \*)]}, though
   * the grammar has no such words.
   */
  String code() throws InetException {
    int from = ++at;
    int inner = -1;
    int depth = 0;
    boolean quoted = false;
    for (; at < text().length(); at++) {
      char c = text().charAt(at);
      if (quoted && c == '\\') {
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (quoted) {
        continue;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == ']' && depth > 0) {
        inner = inner < 0 ? at : inner;
      } else if (c == ']') {
        return code(from, at);
      }
    }
    if (inner >= 0) {
      return code(from, inner);
    }
    throw bad("a response code without an end");
  }

  private String code(int from, int to) {
    String code = text().substring(from, to);
    at = to + 1;
    skipBlanks();
    return code;
  }

  /** Reads all values that are left. */
  List<Value> values() throws InetException {
    var values = new ArrayList<Value>();
    skipBlanks();
    while (!isAtEnd()) {
      values.add(value(0));
      skipBlanks();
    }
    return values;
  }

  private Value value(int depth) throws InetException {
    if (isAtLiteral()) {
      Value literal = literals.get(part);
      part++;
      at = 0;
      // A literal that is longer than was announced goes on here.
      if (!text().isEmpty() && peek() != ' ' && peek() != ')') {
        throw bad("a literal that is longer than it said");
      }
      return literal;
    }
    return switch (peek()) {
      case '(' -> group(depth);
      case '"' -> lenient ? unescaped() : quoted();
      case ')' -> throw bad("a ')' without a '('");
      default -> atom();
    };
  }

  private Value group(int depth) throws InetException {
    // Each level costs a frame of the stack; a megabyte of '(' would overflow it.
    if (depth == DEEPEST) {
      throw bad("more than " + DEEPEST + " parentheses in each other");
    }
    at++;
    var items = new ArrayList<Value>();
    while (true) {
      skipBlanks();
      if (isAtEnd()) {
        throw bad("a '(' without a ')'");
      }
      if (!isAtLiteral() && peek() == ')') {
        at++;
        return new Value.Group(items);
      }
      items.add(value(depth + 1));
    }
  }

  private Value quoted() throws InetException {
    String text = text();
    int from = at + 1;
    int end = from;
    while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\\') {
      end++;
    }
    if (end < text.length() && text.charAt(end) == '"') {
      at = end + 1;
      return new Value.Text(text.substring(from, end).getBytes(StandardCharsets.ISO_8859_1));
    }
    var bytes = new ByteArrayOutputStream();
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        at = i + 1;
        return new Value.Text(bytes.toByteArray());
      }
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        c = text.charAt(i);
      }
      bytes.write(c);
    }
    throw bad("a quoted text without an end");
  }

  /**
   * A quoted text that holds quotes as they are, as iCloud has them in ids of messages; or one
   * whose own end is escaped, as QQ sends {@code ("Ann" NIL "ann" "qq.com\")}; or a backslash that
   * is not, as the delimiter of a mailbox.
   */
  private Value unescaped() throws InetException {
    String text = text();
    int from = at + 1;
    for (int end = text.indexOf('"', from); end >= 0; end = text.indexOf('"', end + 1)) {
      boolean last = end + 1 == text.length() || text.charAt(end + 1) == ')';
      boolean escaped = end - 1 > from && text.charAt(end - 1) == '\\';
      if (last || text.charAt(end + 1) == ' ' && !escaped) {
        at = end + 1;
        String inside = text.substring(from, escaped ? end - 1 : end);
        return new Value.Text(inside.replace("\\\"", "\"").getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    throw bad("a quoted text without an end");
  }

  /**
   * A word; within brackets, as in {@code BODY[HEADER.FIELDS (DATE)]<0>}, all belongs to it. In
   * other words, as in keywords, a bracket is a character as any.
   */
  private Value atom() throws InetException {
    String text = text();
    int from = at;
    int end = end(text, from, true);
    if (end < 0) {
      if (text.regionMatches(true, from, "BODY[", 0, 5)) {
        throw bad("a '[' without a ']'");
      }
      end = end(text, from, false);
    }
    at = end;
    String word = text.substring(from, end);
    return word.equalsIgnoreCase("NIL") ? new Value.Nil() : new Value.Atom(word);
  }

  /** Returns where a word ends; -1 where a bracket in it does not. */
  private static int end(String text, int from, boolean bracketed) {
    int brackets = 0;
    int end = from;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (bracketed && c == '[') {
        brackets++;
      } else if (c == ']' && brackets > 0) {
        brackets--;
      } else if (brackets == 0 && (c == ' ' || c == '(' || c == ')' || c == '"')) {
        break;
      }
      end++;
    }
    return brackets > 0 ? -1 : end;
  }

  private InetException bad(String what) {
    String line = text();
    return new InetException(Failure.BAD_REPLY, "the server sent " + what)
        .said(line.length() > 200 ? line.substring(0, 200) : line);
  }
}
