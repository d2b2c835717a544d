package dev.inet.cli.output;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Shows a result on a terminal, filtered as {@link PlainText} does. What holds NUL or is no UTF-8
 * is refused.
 */
final class TerminalOutput extends OutputStream {
  private final OutputStream out;
  private final PlainDecoder decoder = new PlainDecoder(true);

  TerminalOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    var shown = new StringBuilder(count + 16);
    decoder.decode(bytes, from, count, shown);
    if (!decoder.isText()) {
      throw refused();
    }
    out.write(PlainText.utf8(shown));
  }

  private static InetException refused() {
    return new InetException(
            Failure.LOCAL_WRITE, "the result is not text; a terminal cannot show it")
        .hint("write it to a file with -o FILE");
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
