package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Keeps bytes in memory, up to a bound. */
final class Bounded implements WritableByteChannel {
  private final ByteArrayOutputStream to;
  private final int most;

  Bounded(ByteArrayOutputStream to, int most) {
    this.to = to;
    this.most = most;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int n = bytes.remaining();
    if (to.size() + (long) n > most) {
      throw new InetException(
          Failure.BAD_REPLY, "the text of the message is longer than " + most + " bytes");
    }
    byte[] piece = new byte[n];
    bytes.get(piece);
    to.writeBytes(piece);
    return n;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
