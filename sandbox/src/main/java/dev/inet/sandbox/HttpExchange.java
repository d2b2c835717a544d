package dev.inet.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * One request and its answer.
 *
 * <p>{@link #send} gives a whole answer; {@link #begin} and {@link #write} one that streams. A
 * handler that wants to break the protocol writes to {@link #caller} instead.
 */
public final class HttpExchange implements WritableByteChannel {
  private static final long SWALLOWED = 4L << 20;

  private final Caller caller;
  private final HttpRequest request;
  private final HttpBody body;
  private final StringBuilder fields = new StringBuilder();
  private boolean begun;
  private boolean bodiless;
  private boolean chunked;
  private boolean keepAlive;

  HttpExchange(Caller caller, HttpRequest request) throws IOException {
    this.caller = caller;
    this.request = request;
    this.body = new HttpBody(caller, request);
    this.keepAlive = request.keepsAlive();
  }

  /** Returns the head of the request. */
  public HttpRequest request() {
    return request;
  }

  /** Returns the body of the request; the first read answers {@code Expect: 100-continue}. */
  public InputStream body() {
    return body;
  }

  /** Returns the fields after a chunked body that has been read to its end. */
  public List<HttpRequest.Field> trailers() {
    return List.copyOf(body.trailers());
  }

  /** Returns the connection. */
  public Caller caller() {
    return caller;
  }

  /** Adds a field to the answer; the value is sent as UTF-8. */
  public HttpExchange header(String name, String value) {
    fields.append(name).append(": ").append(value).append("\r\n");
    return this;
  }

  /** Closes the connection after this answer. */
  public void closeAfter() {
    keepAlive = false;
  }

  /** Sends a whole answer with a text as UTF-8. */
  public void send(int status, String text) throws IOException {
    header("Content-Type", "text/plain; charset=utf-8");
    send(status, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a whole answer in one write. */
  public void send(int status, byte[] contents) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream(contents.length + 256);
    all.writeBytes(head(status, contents.length));
    if (!bodiless) {
      all.writeBytes(contents);
    }
    caller.output().write(all.toByteArray());
  }

  /**
   * Begins an answer that {@link #write} continues and {@link #end} ends.
   *
   * @param length the length of the body, or -1 for a chunked one (HTTP/1.0: up to the close)
   */
  public void begin(int status, long length) throws IOException {
    caller.output().write(head(status, length));
  }

  private byte[] head(int status, long length) {
    begun = true;
    bodiless = request.method().equals("HEAD") || status == 204 || status == 304;
    chunked = length < 0 && request.version().equals("HTTP/1.1");
    keepAlive &= length >= 0 || chunked;
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(' ');
    head.append(HttpStatus.reason(status)).append("\r\n").append(fields);
    if (chunked) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else if (length >= 0 && status != 204 && status != 304) {
      head.append("Content-Length: ").append(length).append("\r\n");
    }
    if (!keepAlive) {
      head.append("Connection: close\r\n");
    } else if (request.version().equals("HTTP/1.0")) {
      head.append("Connection: keep-alive\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Writes a piece of the body, as a chunk where the body is chunked. */
  @Override
  public int write(ByteBuffer piece) throws IOException {
    int length = piece.remaining();
    if (bodiless || length == 0) {
      piece.position(piece.limit());
      return length;
    }
    if (chunked) {
      caller.send(Integer.toHexString(length).toUpperCase(Locale.ROOT) + "\r\n");
      caller.write(piece);
      caller.send("\r\n");
    } else {
      caller.write(piece);
    }
    return length;
  }

  /** Writes a piece of text as UTF-8. */
  public void write(String text) throws IOException {
    write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Ends the body, with trailer fields where it is chunked ({@code Name: value} each). */
  public void end(String... trailers) throws IOException {
    if (chunked && !bodiless) {
      String fields = trailers.length == 0 ? "" : String.join("\r\n", trailers) + "\r\n";
      caller.send("0\r\n" + fields + "\r\n");
    }
  }

  /**
   * Makes the connection ready for the next request.
   *
   * @return whether there can be one
   */
  boolean isReusable() throws IOException {
    if (!begun || !keepAlive || body.isAwaited()) {
      return false;
    }
    byte[] sink = new byte[8192];
    long swallowed = 0;
    while (!body.isAtEnd() && swallowed < SWALLOWED) {
      swallowed += Math.max(0, body.read(sink, 0, sink.length));
    }
    return body.isAtEnd();
  }

  /** Returns true: an exchange lives as long as its connection. */
  @Override
  public boolean isOpen() {
    return caller.isOpen();
  }

  /** Closes the connection. */
  @Override
  public void close() throws IOException {
    caller.close();
  }
}
