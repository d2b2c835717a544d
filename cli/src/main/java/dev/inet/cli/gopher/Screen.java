package dev.inet.cli.gopher;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A full screen and its keyboard. */
interface Screen {
  /** Keys that are no characters stand above all of Unicode. */
  int UP = 0x110000;

  int DOWN = UP + 1;
  int LEFT = UP + 2;
  int RIGHT = UP + 3;
  int PAGE_UP = UP + 4;
  int PAGE_DOWN = UP + 5;
  int HOME = UP + 6;
  int END = UP + 7;

  /** Enter, whichever of CR and LF the terminal sends. */
  int ENTER = '\n';

  /** The key that deletes backwards. */
  int BACKSPACE = 0x7f;

  /** The escape key alone. */
  int ESCAPE = 0x1b;

  /** The window has another size now. */
  int RESIZED = UP + 8;

  /** The user interrupted, or the terminal is gone. */
  int QUIT = UP + 9;

  /** Waits for a key. */
  int key();

  int rows();

  int columns();

  /**
   * Shows a whole screen.
   *
   * @param lines one for each row but the last; control characters are gone already
   * @param marked the line to be shown as chosen; -1 for none
   * @param status the last row
   */
  void show(List<String> lines, int marked, String status);

  /**
   * Asks for a line in the last row.
   *
   * @param question what to ask
   * @param answer what stands there at first
   * @return the answer; {@code null} where the user gave up
   */
  @Nullable String ask(String question, String answer);

  /**
   * Does something that Ctrl-C interrupts.
   *
   * @param work what to do
   */
  <T> T interruptibly(Work<T> work) throws IOException;

  /** Something that waits for a network. */
  interface Work<T> {
    T run() throws IOException;
  }
}
