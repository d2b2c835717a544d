package dev.inet.imap;

import dev.inet.core.InetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response of the server (RFC 9051 section 7), its values read when somebody asks for them.
 *
 * @param tag {@code *}, {@code +}, or the tag of the command that it ends
 * @param number the number before the word, as in {@code * 23 EXISTS}; below 0 where there is none
 * @param word what it is, in upper case: {@code OK}, {@code FETCH}, {@code LIST}
 * @param code the response code in brackets, as in {@code UIDNEXT 5}; empty where there is none
 * @param rest what follows
 * @param texts what follows, cut where literals stood
 * @param literals the literals
 */
record Response(
    String tag,
    long number,
    String word,
    String code,
    String rest,
    List<String> texts,
    List<Value> literals) {
  /** Reads the head of a response. */
  static Response of(List<String> texts, List<Value> literals) throws InetException {
    var text = new ResponseText(texts, literals);
    if (text.peek() == '[') {
      // Exchange leaves "* OK" away before the COPYUID of a MOVE.
      String code = text.code();
      return new Response("*", -1, "OK", code, text.rest(), List.of(text.rest()), List.of());
    }
    String tag = text.token();
    if (tag.equals("+")) {
      return new Response(tag, -1, "", "", text.rest(), List.of(text.rest()), List.of());
    }
    String word = text.token();
    // Zoho counts messages below zero at times: it means none of those above, nor so many.
    boolean below = word.startsWith("-");
    long number = Value.number(below ? word.substring(1) : word);
    if (number >= 0) {
      number = below ? -number : number;
      word = text.token();
    }
    word = word.toUpperCase(Locale.ROOT);
    boolean status = isStatus(word);
    String code = status && text.peek() == '[' ? text.code() : "";
    // The words of a status are for people, in UTF-8 where they are not ASCII.
    String rest = text.rest();
    String words =
        status
            ? new String(rest.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
            : rest;
    var left = new ArrayList<>(texts);
    left.set(0, texts.get(0).substring(Math.max(0, texts.get(0).length() - first(rest, texts))));
    return new Response(tag, number, word, code, words, left, literals);
  }

  /** How much of the first text belongs to the rest. */
  private static int first(String rest, List<String> texts) {
    int others = 0;
    for (int i = 1; i < texts.size(); i++) {
      others += texts.get(i).length();
    }
    return rest.length() - others;
  }

  static boolean isStatus(String word) {
    return switch (word) {
      case "OK", "NO", "BAD", "BYE", "PREAUTH" -> true;
      default -> false;
    };
  }

  /** Returns whether it is untagged. */
  boolean isUntagged() {
    return tag.equals("*");
  }

  /** Returns whether it is untagged and this word. */
  boolean is(String what) {
    return isUntagged() && word.equals(what);
  }

  /** Returns the values after the word. */
  List<Value> values() throws InetException {
    try {
      return new ResponseText(texts, literals, false).values();
    } catch (InetException e) {
      try {
        return new ResponseText(texts, literals, true).values();
      } catch (InetException again) {
        throw e;
      }
    }
  }

  /** Returns the first word of the response code, in upper case; empty where there is none. */
  String codeName() {
    int blank = code.indexOf(' ');
    return (blank < 0 ? code : code.substring(0, blank)).toUpperCase(Locale.ROOT);
  }

  /** Returns the values of the response code after its name. */
  List<Value> codeValues() throws InetException {
    int blank = code.indexOf(' ');
    return blank < 0
        ? List.of()
        : new ResponseText(List.of(code.substring(blank + 1)), List.of()).values();
  }

  /** Returns the first value of the response code as a number; -1 where it is none. */
  long codeNumber() throws InetException {
    List<Value> values = codeValues();
    return values.isEmpty() ? -1 : values.get(0).number();
  }

  /** Returns the data items of a FETCH by their names in upper case. */
  Map<String, Value> items() throws InetException {
    var items = new HashMap<String, Value>();
    items(at(values(), 0).items(), items);
    return items;
  }

  private static void items(List<Value> pairs, Map<String, Value> items) {
    for (int i = 0; i < pairs.size(); i++) {
      if (pairs.get(i) instanceof Value.Group within) {
        // Domino puts some of them in parentheses of their own.
        items(within.items(), items);
      } else if (i + 1 < pairs.size()) {
        items.put(pairs.get(i).word(), pairs.get(i + 1));
        i++;
      }
    }
  }

  /** Returns what the server said, for people. */
  String said() {
    String bracket = code.isEmpty() ? "" : "[" + code + "] ";
    String words = rest.length() > 500 ? rest.substring(0, 500) + "..." : rest;
    return (word + " " + bracket + words).strip();
  }

  /** Returns a value by its place; NIL where there are not so many. */
  static Value at(List<Value> values, int index) {
    @Nullable Value value = index < values.size() ? values.get(index) : null;
    return value == null ? new Value.Nil() : value;
  }
}
