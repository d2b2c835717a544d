package dev.inet.sandbox;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;

/** The body of a request by RFC 9112 section 6: of a known length, chunked, or none. */
final class HttpBody extends InputStream {
  private final Caller caller;
  private final boolean chunked;
  private final List<HttpRequest.Field> trailers = new ArrayList<>();
  private boolean awaited;
  private boolean begun;
  private boolean ended;
  private long left;

  HttpBody(Caller caller, HttpRequest request) throws IOException {
    this.caller = caller;
    this.chunked = request.lists("Transfer-Encoding", "chunked");
    String length = request.header("Content-Length").orElse("0");
    if (!length.matches("\\d{1,18}")) {
      throw new ProtocolException("no length: " + length);
    }
    this.left = chunked ? 0 : Long.parseLong(length);
    this.ended = !chunked && left == 0;
    this.awaited = !ended && request.lists("Expect", "100-continue");
  }

  /** Tells whether the client still waits for leave to send. */
  boolean isAwaited() {
    return awaited;
  }

  boolean isAtEnd() {
    return ended;
  }

  /** The fields after the last chunk; complete when the body has been read. */
  List<HttpRequest.Field> trailers() {
    return trailers;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (awaited) {
      awaited = false;
      caller.send("HTTP/1.1 100 Continue\r\n\r\n");
    }
    if (chunked && left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int count = caller.input().read(bytes, from, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("the body ended early");
    }
    left -= count;
    ended = !chunked && left == 0;
    return count;
  }

  private void nextChunk() throws IOException {
    if (begun) {
      caller.readLine();
    }
    begun = true;
    String line = caller.readLine();
    String size = line == null ? "" : line.split(";", 2)[0].strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw new ProtocolException("no chunk size: " + line);
    }
    left = Long.parseLong(size, 16);
    if (left == 0) {
      trailers.addAll(HttpRequest.readFields(caller));
      ended = true;
    }
  }
}
