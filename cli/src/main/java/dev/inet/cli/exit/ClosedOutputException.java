package dev.inet.cli.exit;

import java.io.IOException;

/** Nobody reads standard output any more, as after {@code | head -1}: the command ends quietly. */
public final class ClosedOutputException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param cause what the write threw
   */
  public ClosedOutputException(IOException cause) {
    super("standard output is closed", cause);
  }
}
