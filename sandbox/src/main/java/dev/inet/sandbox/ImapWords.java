package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a command: atoms and texts as strings, each byte a character, and lists in
 * parentheses.
 */
final class ImapWords {
  private static final Pattern LITERAL = Pattern.compile("~?\\{(\\d{1,9})(\\+?)\\}$");
  private static final int MOST = 512 * 1024 * 1024;

  private final List<Object> words = new ArrayList<>();
  private final List<Object> pieces = new ArrayList<>();
  private int piece;
  private int at;

  /** Says that the client may go on. */
  interface Continuation {
    void send() throws IOException;
  }

  private ImapWords() {}

  /** Reads a command with its literals, from its first line on. */
  static ImapWords read(String line, InputStream in, Continuation go) throws IOException {
    var words = new ImapWords();
    String text = line;
    while (true) {
      Matcher literal = LITERAL.matcher(text);
      if (!literal.find()) {
        words.pieces.add(text);
        break;
      }
      words.pieces.add(text.substring(0, literal.start()));
      int size = Integer.parseInt(literal.group(1));
      if (size > MOST) {
        throw new ProtocolException("a literal of " + size + " bytes");
      }
      if (literal.group(2).isEmpty()) {
        go.send();
      }
      words.pieces.add(in.readNBytes(size));
      text = line(in);
    }
    words.parse(words.words);
    return words;
  }

  /** Reads a line without its end. */
  static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream(80);
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() > 1 << 20) {
        throw new ProtocolException("a line of more than a megabyte");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  List<Object> words() {
    return words;
  }

  private void parse(List<Object> into) {
    while (piece < pieces.size()) {
      Object now = pieces.get(piece);
      if (now instanceof byte[] literal) {
        into.add(literal);
        piece++;
        at = 0;
        continue;
      }
      String text = (String) now;
      if (at >= text.length()) {
        piece++;
        at = 0;
        continue;
      }
      char c = text.charAt(at);
      if (c == ' ') {
        at++;
      } else if (c == '(') {
        at++;
        var inner = new ArrayList<Object>();
        into.add(inner);
        parse(inner);
      } else if (c == ')') {
        at++;
        return;
      } else if (c == '"') {
        into.add(quoted(text).getBytes(StandardCharsets.ISO_8859_1));
      } else {
        into.add(atom(text));
      }
    }
  }

  private String quoted(String text) {
    var value = new StringBuilder();
    for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      value.append(text.charAt(at));
    }
    at++;
    return value.toString();
  }

  private String atom(String text) {
    int from = at;
    int brackets = 0;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (brackets <= 0 && (c == ' ' || c == '(' || c == ')')) {
        break;
      }
    }
    return text.substring(from, at);
  }

  /** Returns a word as text; empty for a list. */
  static String text(Object word) {
    if (word instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    return word instanceof String text ? text : "";
  }

  /** Returns the words of a list; of anything else, itself alone. */
  @SuppressWarnings("unchecked")
  static List<Object> list(Object word) {
    return word instanceof List<?> list ? (List<Object>) list : List.of(word);
  }
}
