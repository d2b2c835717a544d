package dev.inet.cli.output;

import dev.inet.cli.Surroundings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;

/** Standard output for bulk moves, with failures that have a meaning. */
final class StandardChannel implements WritableByteChannel {
  private final Surroundings around;
  private final WritableByteChannel out;
  private volatile boolean used;

  StandardChannel(Surroundings around) {
    this.around = around;
    // A FileOutputStream becomes its FileChannel: direct buffers pass without a copy.
    this.out = Channels.newChannel(around.output());
  }

  /** Returns whether anything was written. */
  boolean isUsed() {
    return used;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    if (bytes.hasRemaining()) {
      used = true;
    }
    try {
      return out.write(bytes);
    } catch (IOException e) {
      throw StandardOutput.failed(around, e);
    }
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
