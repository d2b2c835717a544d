package dev.inet.core.dial;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** The other end of a bulk move: a file or standard stream, whose failures are not the peer's. */
final class LocalEnd {
  private LocalEnd() {}

  static void write(WritableByteChannel target, ByteBuffer bytes)
      throws InetException, InterruptedIOException {
    try {
      while (bytes.hasRemaining()) {
        target.write(bytes);
      }
    } catch (InetException e) {
      throw e;
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_WRITE, "cannot write: " + reason(e), e);
    }
  }

  /** Reads once; -1 at the end. */
  static int read(ReadableByteChannel source, ByteBuffer into)
      throws InetException, InterruptedIOException {
    try {
      return source.read(into);
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read: " + reason(e), e);
    }
  }

  /** The channel was closed under the thread, which is still marked as interrupted. */
  private static InterruptedIOException interrupted(ClosedByInterruptException e) {
    var interrupted = new InterruptedIOException("interrupted");
    interrupted.initCause(e);
    return interrupted;
  }

  private static String reason(IOException e) {
    return e instanceof ClosedChannelException ? "it is closed" : String.valueOf(e.getMessage());
  }
}
