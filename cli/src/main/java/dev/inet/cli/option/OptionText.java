package dev.inet.cli.option;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import org.jspecify.annotations.Nullable;

/** Checks the text of options that goes onto a command line or into a header of a protocol. */
public final class OptionText {
  private OptionText() {}

  /**
   * Refuses CR, LF and NUL: they would end a line of the protocol and smuggle in another command.
   *
   * @param option the option as typed, for the message
   * @param value its value; {@code null} where it was not given
   * @return the value
   * @throws InetException as {@link Failure#USAGE}
   */
  public static @Nullable String onOneLine(String option, @Nullable String value)
      throws InetException {
    if (value != null
        && (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf('\0') >= 0)) {
      throw new InetException(Failure.USAGE, option + " cannot hold CR, LF or NUL");
    }
    return value;
  }
}
