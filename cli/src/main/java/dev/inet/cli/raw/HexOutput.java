package dev.inet.cli.raw;

import dev.inet.cli.output.HexDump;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Shows bytes as a hex dump, sixteen a row; {@link #finish} shows the last, shorter row. */
final class HexOutput extends OutputStream {
  private final OutputStream out;
  private final byte[] row = new byte[16];
  private int filled;
  private long offset;

  HexOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    row[filled++] = (byte) b;
    if (filled == row.length) {
      show();
    }
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    for (int i = from; i < from + count; i++) {
      write(bytes[i]);
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  void finish() throws IOException {
    if (filled > 0) {
      show();
    }
    out.flush();
  }

  private void show() throws IOException {
    String line = HexDump.row(offset, Arrays.copyOf(row, filled), 0) + "\n";
    out.write(line.getBytes(StandardCharsets.US_ASCII));
    offset += filled;
    filled = 0;
  }
}
