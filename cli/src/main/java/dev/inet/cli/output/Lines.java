package dev.inet.cli.output;

import dev.inet.cli.Surroundings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Many lines for standard output, for callers that cannot throw: after a failure nothing more is
 * written, and {@link #flush} throws it.
 */
public final class Lines {
  private final OutputStream out;
  private @Nullable IOException failure;

  /**
   * Makes a printer.
   *
   * @param around where standard output is
   */
  public Lines(Surroundings around) {
    this.out = new BufferedOutputStream(new StandardOutput(around), 64 * 1024);
  }

  /**
   * Prints a line.
   *
   * @param line the line without its end; safe for a terminal
   */
  public void print(String line) {
    if (failure != null) {
      return;
    }
    try {
      out.write(PlainText.utf8(line + "\n"));
    } catch (IOException e) {
      failure = e;
    }
  }

  /**
   * Writes what is left.
   *
   * @throws IOException as standard output threw first
   */
  public void flush() throws IOException {
    try {
      if (failure == null) {
        out.flush();
        return;
      }
    } catch (IOException e) {
      failure = e;
    }
    throw failure;
  }
}
