package dev.inet.core.dial;

import dev.inet.core.BlockInput;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Both directions of a connection in raw DEFLATE (RFC 1951), each flush a whole block. */
final class Deflated implements Closeable {
  private static final int STEP = 16 * 1024;

  private final Inflater inflater = new Inflater(true);
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final In input;
  private final Out output;
  private boolean closed;

  Deflated(byte[] early, InputStream in, OutputStream out) {
    this.input = new In(in);
    inflater.setInput(early);
    this.output = new Out(out);
  }

  InputStream input() {
    return input;
  }

  OutputStream output() {
    return output;
  }

  /** Gives the memory back that lies outside the heap. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      inflater.end();
      deflater.end();
    }
  }

  private final class In extends BlockInput {
    private final InputStream below;
    private final byte[] packed = new byte[STEP];

    In(InputStream below) {
      this.below = below;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (true) {
        int n = unpacked(into, offset, length);
        if (n > 0) {
          return n;
        }
        if (n < 0) {
          return -1;
        }
        int more = below.read(packed, 0, packed.length);
        if (more < 0) {
          return -1;
        }
        synchronized (Deflated.this) {
          check();
          inflater.setInput(packed, 0, more);
        }
      }
    }

    private int unpacked(byte[] into, int offset, int length) throws IOException {
      synchronized (Deflated.this) {
        check();
        try {
          int n = inflater.inflate(into, offset, length);
          if (n == 0 && inflater.needsDictionary()) {
            throw new InetException(Failure.BAD_REPLY, "the compressed stream wants a dictionary");
          }
          return n == 0 && inflater.finished() ? -1 : n;
        } catch (DataFormatException e) {
          throw new InetException(Failure.BAD_REPLY, "the compressed stream is broken", e);
        }
      }
    }

    @Override
    public int available() throws IOException {
      synchronized (Deflated.this) {
        if (!closed && inflater.getRemaining() > 0) {
          return 1;
        }
      }
      return below.available() > 0 ? 1 : 0;
    }
  }

  private final class Out extends OutputStream {
    private final OutputStream below;
    private final byte[] packed = new byte[STEP];

    Out(OutputStream below) {
      this.below = below;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (length > 0) {
        synchronized (Deflated.this) {
          check();
          deflater.setInput(bytes, offset, length);
        }
        pack(Deflater.NO_FLUSH);
      }
    }

    @Override
    public void flush() throws IOException {
      pack(Deflater.SYNC_FLUSH);
      below.flush();
    }

    private void pack(int mode) throws IOException {
      int n;
      do {
        synchronized (Deflated.this) {
          check();
          n = deflater.deflate(packed, 0, packed.length, mode);
        }
        if (n > 0) {
          below.write(packed, 0, n);
        }
      } while (n == packed.length || n > 0 && mode == Deflater.NO_FLUSH);
    }
  }

  private void check() throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
  }
}
