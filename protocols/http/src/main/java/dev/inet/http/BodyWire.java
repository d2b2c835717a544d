package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.io.OutputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A body of ours in OkHttp's clothes. */
final class BodyWire extends RequestBody {
  private final HttpBody body;
  private final long length;

  private BodyWire(HttpBody body, long length) {
    this.body = body;
    this.length = length;
  }

  @Override
  public @Nullable MediaType contentType() {
    return null;
  }

  @Override
  public long contentLength() {
    return length;
  }

  @Override
  public boolean isOneShot() {
    return !body.isRepeatable();
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    if (length < 0 || body.length() >= 0) {
      body.writeTo(sink.outputStream());
      return;
    }
    var counted = new Announced(sink.outputStream(), length);
    body.writeTo(counted);
    counted.end();
  }

  /**
   * Clothes a body.
   *
   * @param body the body
   * @param typed the fields of its request, by which its length may be announced otherwise
   * @throws InetException as {@link Failure#USAGE} where what is announced is no length
   */
  static BodyWire of(HttpBody body, HttpFields typed) throws InetException {
    return new BodyWire(body, length(body, typed));
  }

  /** Returns how long a body is as it is announced: who types a length or chunks gets them. */
  private static long length(HttpBody body, HttpFields typed) throws InetException {
    if (typed.first("Transfer-Encoding").orElse("").equalsIgnoreCase("chunked")) {
      return -1;
    }
    String length = typed.first("Content-Length").orElse("");
    if (length.isEmpty() || body.length() >= 0) {
      return Math.max(-1, body.length());
    }
    if (length.length() > 18 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new InetException(Failure.USAGE, "'" + length + "' is no Content-Length");
    }
    return Long.parseLong(length);
  }

  /** Bytes of a body whose length was announced before anyone knew it. */
  private static final class Announced extends OutputStream {
    private final OutputStream out;
    private final long length;
    private long written;

    Announced(OutputStream out, long length) {
      this.out = out;
      this.length = length;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      written += count;
      if (written > length) {
        // What is too much would be taken for another request.
        throw wrong("more");
      }
      out.write(bytes, offset, count);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    void end() throws InetException {
      if (written < length) {
        throw wrong(written + " bytes");
      }
    }

    private InetException wrong(String came) {
      return new InetException(
          Failure.LOCAL_READ, "Content-Length says " + length + " bytes, but there are " + came);
    }
  }
}
