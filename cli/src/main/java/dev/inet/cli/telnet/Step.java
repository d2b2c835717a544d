package dev.inet.cli.telnet;

import dev.inet.cli.reading.InOrder;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** What to do next. */
sealed interface Step {
  /**
   * Send a line.
   *
   * @param line what to send
   */
  record Send(Line line) implements Step {}

  /**
   * Wait for something.
   *
   * @param pattern what must come
   * @param timeout how long to wait; {@code null} for {@code --read-timeout}
   * @param otherwise what happens where it does not come
   * @param captures the names of its first groups, or of the whole match where it has none
   */
  record Expect(
      Pattern pattern, @Nullable Duration timeout, Otherwise otherwise, List<String> captures)
      implements Step {
    /**
     * Makes one of what the user typed.
     *
     * @param regex the pattern
     * @throws InetException as {@link Failure#USAGE} where it is none
     */
    static Expect of(String regex) throws InetException {
      return new Expect(pattern(regex), null, Otherwise.FAIL, List.of());
    }

    static Pattern pattern(String regex) throws InetException {
      try {
        return Pattern.compile(regex);
      } catch (PatternSyntaxException e) {
        throw new InetException(
            Failure.USAGE, "'" + regex + "' is no regular expression: " + e.getDescription(), e);
      }
    }
  }

  /** What happens where something does not come in time. */
  enum Otherwise {
    /** The command fails. */
    FAIL,
    /** The next step is done. */
    CONTINUE,
    /** The steps end here, and that is fine. */
    END
  }

  /** Reads the value of {@code --send}. */
  final class Sending extends InOrder<Step> {
    @Override
    protected Step of(String word) throws InetException {
      return new Send(Line.of(word));
    }
  }

  /** Reads the value of {@code --expect}. */
  final class Expecting extends InOrder<Step> {
    @Override
    protected Step of(String word) throws InetException {
      return Expect.of(word);
    }
  }
}
