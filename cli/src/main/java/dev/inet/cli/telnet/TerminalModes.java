package dev.inet.cli.telnet;

import dev.inet.telnet.TelnetOptions.Window;

/** How the terminal treats keys, and how large it is. */
interface TerminalModes {
  /** The key that interrupts, Ctrl-C. */
  int INTERRUPT = 'C' - '@';

  /** Each key is read at once and not shown; none of them is a signal. */
  void character();

  /**
   * Lines are edited here and read whole; no key is a signal, but the escape and Ctrl-C are read at
   * once.
   *
   * @param echo whether keys are shown
   * @param escape the escape; -1 for none
   */
  void line(boolean echo, int escape);

  /** As it was before: for our own questions. */
  void prompt();

  /** Returns the size of the window. */
  Window window();

  /**
   * Sets who is told of signals.
   *
   * @param resized the window has another size
   * @param continued the process goes on after it was stopped
   * @param interrupted Ctrl-C at our own prompt
   */
  void onChange(Runnable resized, Runnable continued, Runnable interrupted);
}
