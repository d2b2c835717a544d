package dev.inet.telnet;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What came and was not yet asked for, as text to be searched. */
final class Heard {
  private static final Pattern NAME = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

  private final StringBuilder text = new StringBuilder();
  private final Letters letters;
  private final int most;

  Heard(Charset charset, int most) {
    this.letters = new Letters(charset);
    this.most = most;
  }

  void charset(Charset charset) {
    letters.charset(charset);
  }

  void add(byte[] bytes, int from, int to) {
    letters.decode(bytes, from, to, text);
    if (text.length() > most) {
      text.delete(0, text.length() - most);
    }
  }

  int length() {
    return text.length();
  }

  String peek() {
    return text.toString();
  }

  String take() {
    String taken = text.toString();
    text.setLength(0);
    return taken;
  }

  /**
   * Finds the first alternative that matches, and forgets what is before the end of its match.
   *
   * @param end when to give up, by {@link System#nanoTime}
   * @return the match; {@code null} where there is none so far
   */
  @Nullable TelnetMatch search(List<Pattern> alternatives, long end) throws InetException {
    for (int i = 0; i < alternatives.size(); i++) {
      Matcher matcher = find(alternatives.get(i), end);
      if (matcher != null) {
        TelnetMatch match = match(i, matcher);
        text.delete(0, matcher.end());
        return match;
      }
    }
    return null;
  }

  /** Returns the match of a pattern and keeps everything. */
  @Nullable Matcher find(Pattern pattern, long end) throws InetException {
    try {
      Matcher matcher = pattern.matcher(new Watched(text, end));
      return matcher.find() ? matcher : null;
    } catch (Watched.TooLong e) {
      throw new InetException(
          Failure.TIMEOUT, "searching for /" + pattern + "/ takes too long (read-timeout)");
    } catch (StackOverflowError e) {
      throw new InetException(
          Failure.BAD_REPLY, "the text is too long to be searched for /" + pattern + "/");
    }
  }

  private TelnetMatch match(int index, Matcher matcher) {
    var groups = new ArrayList<@Nullable String>();
    for (int i = 1; i <= matcher.groupCount(); i++) {
      groups.add(matcher.group(i));
    }
    Map<String, String> names = new LinkedHashMap<>();
    for (String name : names(matcher.pattern())) {
      String value = matcher.group(name);
      if (value != null) {
        names.put(name, value);
      }
    }
    return new TelnetMatch(
        index,
        text.substring(0, matcher.start()),
        matcher.group(),
        Collections.unmodifiableList(groups),
        Collections.unmodifiableMap(names));
  }

  /** Returns the names of a pattern's groups; Java 17 does not tell them. */
  static List<String> names(Pattern pattern) {
    var names = new ArrayList<String>();
    Matcher found = NAME.matcher(pattern.pattern());
    while (found.find()) {
      String name = found.group(1);
      if (name != null && has(pattern, name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** What looks like a group may be quoted. */
  private static boolean has(Pattern pattern, String name) {
    try {
      int unused = pattern.matcher("").start(name);
      return unused >= 0;
    } catch (IllegalStateException e) {
      // The name is known, only nothing has matched.
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Text that can be read for a limited time only: some patterns take longer than the world lasts
   * for a line that a hostile server chose.
   */
  private record Watched(CharSequence text, long end, int[] reads) implements CharSequence {
    private static final int GLANCE = 1 << 16;

    Watched(CharSequence text, long end) {
      this(text, end, new int[1]);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++reads[0] >= GLANCE) {
        reads[0] = 0;
        if (end - System.nanoTime() < 0) {
          throw new TooLong();
        }
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return text.subSequence(from, to);
    }

    @Override
    public String toString() {
      return text.toString();
    }

    static final class TooLong extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }
  }
}
