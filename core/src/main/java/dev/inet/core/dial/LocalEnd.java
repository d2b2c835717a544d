package dev.inet.core.dial;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** The other end of a bulk move: a file or standard stream, whose failures are not the peer's. */
final class LocalEnd {
  private LocalEnd() {}

  static void write(WritableByteChannel target, ByteBuffer bytes) throws InetException {
    try {
      while (bytes.hasRemaining()) {
        target.write(bytes);
      }
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_WRITE, "cannot write: " + e.getMessage(), e);
    }
  }

  /** Reads once; -1 at the end. */
  static int read(ReadableByteChannel source, ByteBuffer into) throws InetException {
    try {
      return source.read(into);
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read: " + e.getMessage(), e);
    }
  }
}
