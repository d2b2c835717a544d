package dev.inet.cli.raw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** An input whose bare line feeds become CR LF, as text protocols want them. */
final class CrLfInput implements ReadableByteChannel {
  private final ReadableByteChannel input;
  private ByteBuffer pending = ByteBuffer.allocate(0);
  private boolean afterCr;
  private boolean owesLf;

  CrLfInput(ReadableByteChannel input) {
    this.input = input;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (!into.hasRemaining()) {
      return 0;
    }
    int before = into.position();
    if (!pending.hasRemaining() && !owesLf) {
      pending = ByteBuffer.allocate(Math.max(1, into.remaining() / 2));
      int n = input.read(pending);
      pending.flip();
      if (n < 0) {
        return -1;
      }
    }
    while (into.hasRemaining() && (owesLf || pending.hasRemaining())) {
      if (owesLf) {
        into.put((byte) '\n');
        owesLf = false;
        continue;
      }
      byte b = pending.get();
      if (b == '\n' && !afterCr) {
        into.put((byte) '\r');
        owesLf = true;
      } else {
        into.put(b);
      }
      afterCr = b == '\r';
    }
    return into.position() - before;
  }

  @Override
  public boolean isOpen() {
    return input.isOpen();
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
