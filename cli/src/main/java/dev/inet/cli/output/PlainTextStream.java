package dev.inet.cli.output;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A stream of text on its way to a terminal, filtered as {@link PlainText} does. Tabs and ends of
 * lines stay; a byte that is no UTF-8 is shown as {@code \xHH}. Closing or finishing shows what was
 * left of a character.
 */
public final class PlainTextStream extends FilterOutputStream {
  private final PlainDecoder decoder = new PlainDecoder(true);

  /**
   * Makes a filter.
   *
   * @param terminal where safe text goes
   */
  public PlainTextStream(OutputStream terminal) {
    super(terminal);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    var shown = new StringBuilder(length + 16);
    decoder.decode(bytes, offset, length, shown);
    out.write(PlainText.utf8(shown));
  }

  /**
   * Shows what was left of a character; the terminal stays open.
   *
   * @throws IOException where the terminal cannot be written
   */
  public void finish() throws IOException {
    var shown = new StringBuilder();
    decoder.end(shown);
    out.write(PlainText.utf8(shown));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    try {
      finish();
    } finally {
      out.close();
    }
  }
}
