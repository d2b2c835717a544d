package dev.inet.imap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Counts what it passes on. */
final class Counting implements WritableByteChannel {
  private final WritableByteChannel to;
  private long count;

  Counting(WritableByteChannel to) {
    this.to = to;
  }

  long count() {
    return count;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int n = to.write(bytes);
    count += n;
    return n;
  }

  @Override
  public boolean isOpen() {
    return to.isOpen();
  }

  @Override
  public void close() throws IOException {
    to.close();
  }
}
