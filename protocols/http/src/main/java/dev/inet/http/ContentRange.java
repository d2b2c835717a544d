package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes an answer holds (RFC 9110, section 14.4).
 *
 * @param first the first one; -1 where the range cannot be had
 * @param last the last one; -1 where the range cannot be had
 * @param whole how many there are in all; -1 where the server does not know
 */
record ContentRange(long first, long last, long whole) {
  /** There are servers that write {@code bytes=}, {@code bytes:} or leave the unit out. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?i)(?:bytes[\\s:=]+)?(?:(\\d{1,18})\\s*-\\s*(\\d{1,18})|\\*)\\s*/\\s*(?:(\\d{1,18})|\\*)");

  static ContentRange of(HttpFields fields) throws InetException {
    Matcher matcher = FORM.matcher(fields.first("Content-Range").orElse(""));
    if (!matcher.matches()) {
      throw new InetException(Failure.BAD_REPLY, "the answer does not say which range it holds");
    }
    boolean has = matcher.group(1) != null;
    return new ContentRange(
        has ? Long.parseLong(matcher.group(1)) : -1,
        has ? Long.parseLong(matcher.group(2)) : -1,
        matcher.group(3) == null ? -1 : Long.parseLong(matcher.group(3)));
  }

  /** Returns how many bytes it has. */
  long size() {
    return last - first + 1;
  }

  /**
   * Refuses a range that is said to be of another size than its body.
   *
   * @param length of the body; negative where nothing says
   */
  void mustHold(long length) throws InetException {
    if (length >= 0 && length != size()) {
      throw new InetException(
          Failure.BAD_REPLY, "the server sent " + length + " bytes as bytes " + first + "-" + last);
    }
  }

  /**
   * Refuses an answer to another question than ours: it would tear a file apart.
   *
   * @param from the first byte
   * @param to the last one; negative for any
   * @param of how many there are in all; negative for any. A server need not know it each time
   */
  void mustBe(long from, long to, long of) throws InetException {
    boolean other = whole >= 0 && (of >= 0 && whole != of || last >= whole);
    if (first != from || to >= 0 && last != to || last < first || other) {
      throw new InetException(
          Failure.BAD_REPLY,
          "the server sent bytes "
              + first
              + "-"
              + last
              + (other ? " of " + whole : "")
              + ", not "
              + (to < 0 ? "from " + from : from + "-" + to)
              + (other && of >= 0 ? " of " + of : ""));
    }
  }

  /**
   * Refuses an answer to another question than what was typed.
   *
   * @param from the first byte; empty where the last {@code to} bytes were meant
   * @param to the last byte, or more than there are; empty for the end
   */
  void mustAnswer(String from, String to) throws InetException {
    long end = to.isEmpty() ? Long.MAX_VALUE : Long.parseLong(to);
    if (!from.isEmpty()) {
      mustBe(Long.parseLong(from), last > end ? end : -1, -1);
    } else if (whole >= 0) {
      mustBe(Math.max(0, whole - end), whole - 1, -1);
    }
  }
}
