package dev.inet.cli.output;

import dev.inet.cli.Surroundings;
import dev.inet.cli.exit.ClosedOutputException;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output whose failures have a meaning. Closing it flushes it. */
final class StandardOutput extends OutputStream {
  private final Surroundings around;

  StandardOutput(Surroundings around) {
    this.around = around;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      around.output().write(bytes, from, count);
    } catch (IOException e) {
      throw failed(around, e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      around.output().flush();
    } catch (IOException e) {
      throw failed(around, e);
    }
  }

  @Override
  public void close() throws IOException {
    flush();
  }

  static IOException failed(Surroundings around, IOException e) {
    return around.terminal().isOutputPipe()
        ? new ClosedOutputException(e)
        : new InetException(
            Failure.LOCAL_WRITE, "cannot write standard output: " + e.getMessage(), e);
  }
}
