package dev.inet.cli.reading;

import org.jspecify.annotations.Nullable;

/**
 * A command, or a group of options in one, whose annotated fields are reached without reflection.
 * No source implements it: the build reads the annotations of each command and weaves these methods
 * into its class files ({@code cli/src/build/Weave.java}). What a field's number is, only the rows
 * say.
 */
public interface Woven {
  /** Returns what a command takes; {@code null} for a group, and for what needs the full parser. */
  default @Nullable Rows wovenRows() {
    return null;
  }

  /** Returns how many fields there are; they count from 0. */
  int wovenFields();

  /**
   * Returns the group of options that a field holds, or the list that it shares with others ({@link
   * InOrder}); {@code null} where it holds anything else.
   *
   * @param field the number of the field
   */
  @Nullable Object wovenPart(int field);

  /**
   * Sets a field.
   *
   * @param field the number of the field
   * @param value a value of its type
   */
  void wovenSet(int field, Object value);
}
