package dev.inet.cli.raw;

import dev.inet.cli.reading.InOrder;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One sequence of {@code --send} and {@code --expect} in the order in which they were typed; two
 * list options would lose the order between them, so each value becomes a step of one list.
 */
final class Steps {
  private Steps() {}

  /** What to do next. */
  sealed interface Step permits Send, Expect {}

  /**
   * Send something.
   *
   * @param bytes the bytes, escapes resolved
   */
  record Send(byte[] bytes) implements Step {}

  /**
   * Wait for something.
   *
   * @param pattern what must come
   */
  record Expect(Pattern pattern) implements Step {}

  /** Reads the value of {@code --send}. */
  static final class Sending extends InOrder<Step> {
    @Override
    protected Step of(String word) throws InetException {
      return new Send(unescaped(word));
    }
  }

  /** Reads the value of {@code --expect}. */
  static final class Expecting extends InOrder<Step> {
    @Override
    protected Step of(String word) throws InetException {
      return expect(word);
    }
  }

  private static Expect expect(String regex) throws InetException {
    try {
      // What comes is matched byte by byte, so that binary can be expected as well.
      byte[] utf8 = regex.getBytes(StandardCharsets.UTF_8);
      return new Expect(Pattern.compile(new String(utf8, StandardCharsets.ISO_8859_1)));
    } catch (PatternSyntaxException e) {
      throw new InetException(
          Failure.USAGE, "'" + regex + "' is no regular expression: " + e.getDescription(), e);
    }
  }

  /** Resolves {@code \r \n \t \0 \\ \xHH}. */
  static byte[] unescaped(String text) throws InetException {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        int codePoint = text.codePointAt(i);
        out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(codePoint) - 1;
        continue;
      }
      char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
      switch (next) {
        case 'r' -> out.write('\r');
        case 'n' -> out.write('\n');
        case 't' -> out.write('\t');
        case '0' -> out.write(0);
        case '\\' -> out.write('\\');
        case 'x' -> {
          int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
          int low = i + 3 < text.length() ? Character.digit(text.charAt(i + 3), 16) : -1;
          if (high < 0 || low < 0) {
            throw new InetException(Failure.USAGE, "'\\x' needs two hex digits");
          }
          out.write(high << 4 | low);
          i += 2;
        }
        default ->
            throw new InetException(
                Failure.USAGE, "unknown escape; these are known: \\r \\n \\t \\0 \\\\ \\xHH");
      }
      i++;
    }
    return out.toByteArray();
  }
}
