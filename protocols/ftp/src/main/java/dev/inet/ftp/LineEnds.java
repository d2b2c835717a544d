package dev.inet.ftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** The ends of lines of TYPE A: CR LF on the wire, LF here (RFC 959, section 3.1.1.1). */
final class LineEnds {
  private LineEnds() {}

  /** Takes what comes from the wire; whoever is done calls {@link #end}. */
  static final class Local implements WritableByteChannel {
    private final WritableByteChannel to;
    private boolean cr;

    Local(WritableByteChannel to) {
      this.to = to;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      int length = from.remaining();
      ByteBuffer out = ByteBuffer.allocate(length + 1);
      while (from.hasRemaining()) {
        byte b = from.get();
        if (cr && b != '\n') {
          out.put((byte) '\r');
        }
        cr = b == '\r';
        if (!cr) {
          out.put(b);
        }
        if (out.remaining() < 2) {
          drain(out);
        }
      }
      drain(out);
      return length;
    }

    /** Passes on a CR that nothing followed. */
    void end() throws IOException {
      if (cr) {
        cr = false;
        drain(ByteBuffer.allocate(1).put((byte) '\r'));
      }
    }

    private void drain(ByteBuffer out) throws IOException {
      out.flip();
      while (out.hasRemaining()) {
        to.write(out);
      }
      out.clear();
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

  /** Gives what goes to the wire. */
  static final class Remote implements ReadableByteChannel {
    private final ReadableByteChannel from;
    private final ByteBuffer buffer = ByteBuffer.allocate(32 * 1024).limit(0);
    private boolean cr;
    private boolean owed;

    Remote(ReadableByteChannel from) {
      this.from = from;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      int before = into.position();
      while (into.hasRemaining()) {
        if (owed) {
          into.put((byte) '\n');
          owed = false;
          continue;
        }
        if (!buffer.hasRemaining() && (into.position() > before || !fill())) {
          break;
        }
        byte b = buffer.get();
        if (b == '\n' && !cr) {
          into.put((byte) '\r');
          owed = true;
        } else {
          into.put(b);
        }
        cr = b == '\r';
      }
      int n = into.position() - before;
      return n == 0 && into.hasRemaining() ? -1 : n;
    }

    private boolean fill() throws IOException {
      buffer.clear();
      int n = from.read(buffer);
      buffer.flip();
      return n > 0;
    }

    @Override
    public boolean isOpen() {
      return from.isOpen();
    }

    @Override
    public void close() throws IOException {
      from.close();
    }
  }
}
