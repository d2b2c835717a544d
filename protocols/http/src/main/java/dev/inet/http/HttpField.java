package dev.inet.http;

import java.util.Locale;
import java.util.Set;

/**
 * One line of a header section (RFC 9110, section 5).
 *
 * @param name the name as it was sent
 * @param value the value without the blanks around it
 */
public record HttpField(String name, String value) {
  private static final Set<String> SECRET =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

  /**
   * Returns whether this is a field of a name, whatever the case.
   *
   * @param other the name
   */
  public boolean is(String other) {
    return name.equalsIgnoreCase(other);
  }

  /** Returns the line as a header section has it, with secrets and without its end. */
  public String line() {
    return name + ": " + value;
  }

  /**
   * Returns the line; credentials and cookies print as {@code ****}, since logs hold such lines.
   */
  @Override
  public String toString() {
    return SECRET.contains(name.toLowerCase(Locale.ROOT)) ? name + ": ****" : line();
  }
}
