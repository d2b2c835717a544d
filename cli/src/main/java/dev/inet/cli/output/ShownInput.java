package dev.inet.cli.output;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes on their way to a server, which tell people how many of them are read. */
public final class ShownInput extends FilterInputStream {
  private final Progress.Transfer transfer;

  /**
   * Returns a stream that tells; the stream itself where nobody is told.
   *
   * @param in the bytes; closed with what is returned
   * @param name what they are called
   * @param size how many there are; -1 where others follow that are not known yet
   * @param progress shows it
   */
  public static InputStream of(InputStream in, String name, long size, Progress progress) {
    return progress.isShown() ? new ShownInput(in, progress.begin(name, size)) : in;
  }

  private ShownInput(InputStream in, Progress.Transfer transfer) {
    super(in);
    this.transfer = transfer;
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    if (b >= 0) {
      transfer.moved(1);
    }
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    if (count > 0) {
      transfer.moved(count);
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    transfer.close();
    in.close();
  }
}
