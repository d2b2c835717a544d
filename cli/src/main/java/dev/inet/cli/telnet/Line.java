package dev.inet.cli.telnet;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a step sends: text, bytes by number, and what earlier steps captured.
 *
 * @param parts its parts in order
 * @param ends whether CR LF follows
 */
record Line(List<Part> parts, boolean ends) {
  /** A part of a line. */
  sealed interface Part permits Text, Octet, Captured {}

  /** Text, sent in the charset of the connection. */
  record Text(String text) implements Part {}

  /** A byte that was given by its number. */
  record Octet(int value) implements Part {}

  /** What an earlier step captured. */
  record Captured(String name) implements Part {}

  /**
   * Reads what the user typed: {@code ${NAME}} stands for what was captured; {@code \r \n \t \0 \\
   * \$ \xHH} are escapes, {@code \c} at the end leaves CR LF out.
   *
   * @throws InetException as {@link Failure#USAGE} where it holds an unknown escape, or an end of a
   *     line that is not escaped
   */
  static Line of(String typed) throws InetException {
    var parts = new ArrayList<Part>();
    var text = new StringBuilder();
    boolean ends = true;
    for (int i = 0; i < typed.length(); i++) {
      char c = typed.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new InetException(Failure.USAGE, "text to be sent cannot hold CR, LF or NUL")
            .hint("\\r, \\n and \\0 stand for them");
      }
      if (c == '$' && i + 1 < typed.length() && typed.charAt(i + 1) == '{') {
        int close = typed.indexOf('}', i);
        String name = close < 0 ? "" : typed.substring(i + 2, close);
        if (!name.matches("[a-zA-Z][a-zA-Z0-9_]*")) {
          throw new InetException(Failure.USAGE, "'${' begins the name of a capture")
              .hint("\\${ sends it as it is");
        }
        flush(text, parts);
        parts.add(new Captured(name));
        i = close;
      } else if (c != '\\') {
        text.append(c);
      } else {
        i++;
        char escape = i < typed.length() ? typed.charAt(i) : ' ';
        switch (escape) {
          case 'r' -> octet('\r', text, parts);
          case 'n' -> octet('\n', text, parts);
          case 't' -> octet('\t', text, parts);
          case '0' -> octet(0, text, parts);
          case '\\', '$' -> text.append(escape);
          case 'x' -> {
            octet(hex(typed, i + 1), text, parts);
            i += 2;
          }
          case 'c' -> {
            if (i + 1 < typed.length()) {
              throw new InetException(Failure.USAGE, "'\\c' stands at the end");
            }
            ends = false;
          }
          default ->
              throw new InetException(
                  Failure.USAGE,
                  "unknown escape; these are known: \\r \\n \\t \\0 \\\\ \\$ \\xHH \\c");
        }
      }
    }
    flush(text, parts);
    return new Line(List.copyOf(parts), ends);
  }

  private static int hex(String typed, int at) throws InetException {
    int high = at < typed.length() ? Character.digit(typed.charAt(at), 16) : -1;
    int low = at + 1 < typed.length() ? Character.digit(typed.charAt(at + 1), 16) : -1;
    if (high < 0 || low < 0) {
      throw new InetException(Failure.USAGE, "'\\x' needs two hex digits");
    }
    return high << 4 | low;
  }

  private static void octet(int value, StringBuilder text, List<Part> parts) {
    flush(text, parts);
    parts.add(new Octet(value));
  }

  private static void flush(StringBuilder text, List<Part> parts) {
    if (text.length() > 0) {
      parts.add(new Text(text.toString()));
      text.setLength(0);
    }
  }

  /** Returns the names that it needs. */
  List<String> names() {
    var names = new ArrayList<String>();
    for (Part part : parts) {
      if (part instanceof Captured captured) {
        names.add(captured.name());
      }
    }
    return names;
  }

  /**
   * Returns what to send, without its end.
   *
   * @param captures what was captured
   * @throws InetException as {@link Failure#BAD_REPLY} where a capture holds the end of a line
   */
  byte[] bytes(Map<String, String> captures, Charset charset) throws InetException {
    var out = new ByteArrayOutputStream();
    for (Part part : parts) {
      if (part instanceof Text text) {
        out.writeBytes(text.text().getBytes(charset));
      } else if (part instanceof Octet octet) {
        out.write(octet.value());
      } else if (part instanceof Captured captured) {
        out.writeBytes(value(captured.name(), captures).getBytes(charset));
      }
    }
    return out.toByteArray();
  }

  /** The server chose these words: with the end of a line they would be a command of its own. */
  private static String value(String name, Map<String, String> captures) throws InetException {
    String value = captures.getOrDefault(name, "");
    for (int i = 0; i < value.length(); i++) {
      if (Character.isISOControl(value.charAt(i))) {
        throw new InetException(
            Failure.BAD_REPLY, "what was captured as '" + name + "' holds a control character");
      }
    }
    return value;
  }
}
