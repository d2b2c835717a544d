package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/** What a request carries. */
public interface HttpBody {
  /** Returns its length in bytes; negative where it is not known, which sends it in chunks. */
  long length();

  /** Returns whether it can be sent again, for a sign-in or after a redirect. */
  boolean isRepeatable();

  /**
   * Writes it.
   *
   * @param out where to; it stays open
   * @throws IOException where reading or writing fails
   */
  void writeTo(OutputStream out) throws IOException;

  /**
   * Returns a body that is held in memory.
   *
   * @param bytes the bytes
   */
  static HttpBody of(byte[] bytes) {
    return new HttpBody() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public boolean isRepeatable() {
        return true;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
      }
    };
  }

  /**
   * Returns a body that is read from a file while it is sent.
   *
   * @param file the file
   * @throws InetException as {@link Failure#LOCAL_READ} where it cannot be read
   */
  static HttpBody of(Path file) throws InetException {
    return new FileBody(file);
  }

  /**
   * Returns a body that is read from a stream once, to its end, and sent in chunks.
   *
   * @param stream the stream; it stays open
   */
  static HttpBody of(InputStream stream) {
    return new HttpBody() {
      @Override
      public long length() {
        return -1;
      }

      @Override
      public boolean isRepeatable() {
        return false;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        FileBody.copy(stream, out, Long.MAX_VALUE, "the input");
      }
    };
  }
}
