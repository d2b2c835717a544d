package dev.inet.http;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.ForwardingSink;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * A body in a stream of HTTP/2. OkHttp waits for room while it still holds back up to a segment of
 * what had room before, and a server gives more room for what it got alone: each would wait for the
 * other one (RFC 9113, section 6.9). So nothing is held back.
 */
final class StreamBodyWire extends RequestBody {
  /** OkHttp makes a frame of twice as much at once, and flushes after frames that a flush makes. */
  private static final int PIECE = 8 * 1024;

  private final RequestBody body;

  /**
   * Clothes a body.
   *
   * @param body the body
   */
  StreamBodyWire(RequestBody body) {
    this.body = body;
  }

  @Override
  public @Nullable MediaType contentType() {
    return body.contentType();
  }

  @Override
  public long contentLength() throws IOException {
    return body.contentLength();
  }

  @Override
  public boolean isOneShot() {
    return body.isOneShot();
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    BufferedSink pieces = Okio.buffer(new Pieces(sink));
    body.writeTo(pieces);
    pieces.flush();
  }

  private static final class Pieces extends ForwardingSink {
    Pieces(BufferedSink sink) {
      super(sink);
    }

    @Override
    public void write(Buffer source, long count) throws IOException {
      for (long left = count; left > 0; left -= Math.min(left, PIECE)) {
        super.write(source, Math.min(left, PIECE));
        flush();
      }
    }
  }
}
