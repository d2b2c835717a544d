package dev.inet.cli.output;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.BitSet;

/**
 * Shows JSON on a terminal while it comes: a member a line, indented, coloured where that is
 * wanted. It is filtered as {@link PlainText} does; what is no JSON is shown nearly as it is.
 */
final class JsonView extends OutputStream {
  /** Deeper levels are not indented further: a bomb of brackets would print blanks without end. */
  private static final int DEEPEST_INDENT = 40;

  private static final String PLAIN = "\u001b[0m";
  private static final String NAME = "\u001b[34;1m";
  private static final String TEXT = "\u001b[32m";
  private static final String WORD = "\u001b[36m";

  private final OutputStream out;
  private final boolean coloured;
  private final PlainDecoder decoder = new PlainDecoder(false);
  private final BitSet objects = new BitSet();
  private final StringBuilder shown = new StringBuilder();
  private int depth;
  private State state = State.BETWEEN;
  private boolean escaped;
  private boolean empty = true;
  private boolean wantsName;
  private boolean lineBegun;

  private enum State {
    BETWEEN,
    TEXT,
    WORD
  }

  JsonView(OutputStream out, boolean coloured) {
    this.out = out;
    this.coloured = coloured;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    int end = from + count;
    for (int at = from; at < end; ) {
      at =
          switch (state) {
            case BETWEEN -> between(bytes, at);
            case TEXT -> text(bytes, at, end);
            case WORD -> word(bytes, at, end);
          };
    }
    if (!decoder.isText()) {
      throw new InetException(
              Failure.LOCAL_WRITE, "the result is not text; a terminal cannot show it")
          .hint("write it to a file with -o FILE");
    }
    pass();
  }

  private int between(byte[] bytes, int at) {
    char c = (char) (bytes[at] & 0xff);
    switch (c) {
      case ' ', '\t', '\r', '\n' -> {}
      case '{', '[' -> {
        begin();
        shown.append(c);
        objects.set(depth++, c == '{');
        wantsName = c == '{';
        empty = true;
      }
      case '}', ']' -> {
        depth = Math.max(0, depth - 1);
        if (!empty) {
          line();
        }
        shown.append(c);
        ended();
      }
      case ',' -> {
        shown.append(c);
        wantsName = depth > 0 && objects.get(depth - 1);
        empty = false;
        line();
      }
      case ':' -> shown.append(": ");
      case '"' -> {
        begin();
        colour(wantsName ? NAME : TEXT);
        shown.append('"');
        state = State.TEXT;
      }
      default -> {
        begin();
        colour(WORD);
        state = State.WORD;
        return at;
      }
    }
    return at + 1;
  }

  private int text(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && (escaped || bytes[at] != '"')) {
      escaped = !escaped && bytes[at] == '\\';
      at++;
    }
    decoder.decode(bytes, from, at - from, shown);
    if (at == end) {
      return at;
    }
    decoder.end(shown);
    shown.append('"');
    colour(PLAIN);
    state = State.BETWEEN;
    if (wantsName) {
      wantsName = false;
    } else {
      ended();
    }
    return at + 1;
  }

  private int word(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && " \t\r\n{}[],:\"".indexOf(bytes[at]) < 0) {
      at++;
    }
    decoder.decode(bytes, from, at - from, shown);
    if (at < end) {
      endWord();
    }
    return at;
  }

  private void endWord() {
    decoder.end(shown);
    colour(PLAIN);
    state = State.BETWEEN;
    ended();
  }

  /** The first thing of a list or object begins a line of its own. */
  private void begin() {
    if (depth > 0 && empty) {
      line();
    }
    empty = false;
    lineBegun = true;
  }

  private void ended() {
    empty = false;
    if (depth == 0) {
      shown.append('\n');
      lineBegun = false;
    }
  }

  private void line() {
    shown.append('\n').append("  ".repeat(Math.min(depth, DEEPEST_INDENT)));
  }

  private void colour(String sequence) {
    if (coloured) {
      shown.append(sequence);
    }
  }

  private void pass() throws IOException {
    out.write(PlainText.utf8(shown));
    shown.setLength(0);
  }

  @Override
  public void flush() throws IOException {
    if (state == State.WORD) {
      endWord();
    }
    if (lineBegun) {
      colour(PLAIN);
      shown.append('\n');
      lineBegun = false;
    }
    pass();
    out.flush();
  }
}
