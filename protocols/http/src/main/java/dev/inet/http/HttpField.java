package dev.inet.http;

/**
 * One line of a header section (RFC 9110, section 5).
 *
 * @param name the name as it was sent
 * @param value the value without the blanks around it
 */
public record HttpField(String name, String value) {
  /**
   * Returns whether this is a field of a name, whatever the case.
   *
   * @param other the name
   */
  public boolean is(String other) {
    return name.equalsIgnoreCase(other);
  }

  @Override
  public String toString() {
    return name + ": " + value;
  }
}
