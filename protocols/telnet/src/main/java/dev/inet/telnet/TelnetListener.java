package dev.inet.telnet;

import java.io.IOException;

/** Hears what the peer says, as it comes. */
public interface TelnetListener {
  /**
   * Takes text.
   *
   * @param text what came, decoded, without anything of the negotiation
   * @throws IOException ends the listening
   */
  void text(String text) throws IOException;

  /**
   * Takes notice that options were negotiated, such as who echoes; does nothing by default.
   *
   * @throws IOException ends the listening
   */
  default void negotiated() throws IOException {}
}
