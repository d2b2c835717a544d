package dev.inet.http;

import java.io.IOException;
import java.io.OutputStream;

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
}
