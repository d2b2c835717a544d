package dev.inet.http;

import dev.inet.core.BlockInput;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Objects;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.Response;
import okio.BufferedSource;
import okio.Okio;
import okio.Socket;
import org.jspecify.annotations.Nullable;

/** An answer of OkHttp: its head, and its body as it comes over the wire. */
final class HttpAnswerWire extends BlockInput implements Closeable {
  /**
   * What may come while one piece of a chunked body is read: OkHttp takes a chunk's extension of
   * any length into memory.
   */
  private static final long PIECE = 1 << 20;

  /** Bodies from this size on are moved past OkHttp; the connection is not used again then. */
  private static final long BULK = 1 << 20;

  /** What Okio reads at once; less means that its buffers are empty. */
  private static final int SEGMENT = 8192;

  private final Call call;
  private final Response response;
  private final Leg leg;
  private final Endpoint endpoint;
  private final BufferedSource source;
  private final boolean two;
  private final boolean stored;
  private final boolean bodiless;
  private final @Nullable ChunkWire chunks;
  private long left;
  private boolean abandoned;
  private boolean ended;
  private @Nullable Socket switched;

  /**
   * Takes an answer.
   *
   * @param stored whether OkHttp keeps answers, and so has to see the whole body
   */
  HttpAnswerWire(Call call, Response response, Leg leg, Endpoint endpoint, boolean stored) {
    this.call = call;
    this.response = response;
    this.leg = leg;
    this.endpoint = endpoint;
    this.stored = stored;
    this.source = response.body().source();
    this.two = response.protocol() != Protocol.HTTP_1_1 && response.protocol() != Protocol.HTTP_1_0;
    // OkHttp believes a length even where there can be no body, and would wait for it.
    this.bodiless =
        response.code() == 204
            || response.code() == 304
            || response.request().method().equals("HEAD");
    this.left = bodiless ? 0 : response.body().contentLength();
    // What is stored may not have come over the wire.
    boolean chunked = !two && !bodiless && !stored && left < 0 && isChunked(response);
    this.chunks = chunked ? leg.chunks() : null;
  }

  private static boolean isChunked(Response response) {
    return "chunked".equalsIgnoreCase(response.header("Transfer-Encoding"));
  }

  int status() {
    return response.code();
  }

  String reason() {
    return response.message();
  }

  /** Returns the version as it stands in a status line. */
  String version() {
    return switch (response.protocol()) {
      case HTTP_1_0 -> "HTTP/1.0";
      case HTTP_1_1 -> "HTTP/1.1";
      default -> "HTTP/2";
    };
  }

  HttpFields fields() {
    return fields(response.headers());
  }

  /** Returns the header section of the request as it was sent. */
  HttpFields sent() {
    Response network = response.networkResponse();
    return fields((network == null ? response : network).request().headers());
  }

  private static HttpFields fields(Headers headers) {
    var fields = new ArrayList<HttpField>(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      fields.add(new HttpField(headers.name(i), headers.value(i)));
    }
    return new HttpFields(fields);
  }

  /** Returns what followed the body; empty where it was not read to its end. */
  HttpFields trailers() {
    try {
      Headers trailers = response.peekTrailers();
      return trailers == null ? HttpFields.NONE : fields(HeadWire.trailers(trailers));
    } catch (IOException e) {
      return HttpFields.NONE;
    }
  }

  /** Returns how long the body is; negative where the server does not say. */
  long length() {
    return bodiless ? 0 : response.body().contentLength();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (bodiless) {
      return -1;
    }
    if (length == 0) {
      return 0;
    }
    try {
      Connection connection = leg.connection();
      if (!two && connection != null) {
        connection.quota(PIECE);
      }
      int n = chunks == null ? next(into, offset, length) : chunk(chunks, into, offset, length);
      left -= Math.max(n, 0);
      if (n < 0 && two && !ended) {
        ended = true;
        StreamWire.tellTrailers(response.peekTrailers(), connection);
      }
      if (n < 0 && two && left > 0) {
        // OkHttp looks at the length of a stream where there is too much alone (RFC 9113, 8.1.1).
        throw FailureWire.incomplete(endpoint);
      }
      return n;
    } catch (IOException e) {
      throw FailureWire.named(e, leg, true, endpoint);
    }
  }

  private int next(byte[] into, int offset, int length) throws IOException {
    StreamTimeWire time = leg.time();
    if (time == null) {
      return source.read(into, offset, length);
    }
    time.begin();
    try {
      return source.read(into, offset, length);
    } finally {
      time.end();
    }
  }

  private int chunk(ChunkWire chunk, byte[] into, int offset, int length) throws IOException {
    if (source.getBuffer().size() > 0) {
      return source.read(into, offset, length);
    }
    chunk.look();
    int n = source.read(into, offset, length);
    chunk.took(Math.max(n, 0) + source.getBuffer().size());
    return n;
  }

  /**
   * Moves the body to a channel, past OkHttp where it is long and comes as it is.
   *
   * @param body this, or what it decodes to
   * @param most the most bytes
   * @return how many bytes moved
   */
  long moveTo(InputStream body, WritableByteChannel to, long most) throws IOException {
    if (body != this || !isBulk()) {
      return copyTo(body, to, most);
    }
    if (left > most) {
      throw tooMuch(most);
    }
    return bulk(to, left);
  }

  /**
   * Moves the first bytes of the body, as it comes; the rest is given up.
   *
   * @param body this, or who looks on
   */
  long movePrefix(InputStream body, WritableByteChannel to, long count) throws IOException {
    if (body == this && isBulk() && count >= BULK) {
      return bulk(to, Math.min(left, count));
    }
    byte[] bytes = new byte[8 * SEGMENT];
    long moved = 0;
    while (moved < count) {
      int n = body.read(bytes, 0, (int) Math.min(bytes.length, count - moved));
      if (n < 0) {
        break;
      }
      write(to, bytes, n);
      moved += n;
    }
    return moved;
  }

  private boolean isBulk() {
    return !two && !stored && leg.connection() != null && left >= BULK;
  }

  private long bulk(WritableByteChannel to, long take) throws IOException {
    Connection connection = Objects.requireNonNull(leg.connection());
    long rest = take;
    byte[] bytes = new byte[SEGMENT];
    int n;
    do {
      n = read(bytes, 0, (int) Math.min(bytes.length, rest));
      write(to, bytes, n);
      rest -= Math.max(n, 0);
      // A read takes what is buffered, or what one read of the socket gives: a short one leaves
      // nothing behind but what came with the head.
    } while ((n == SEGMENT || leg.holdsMore()) && rest > 0);
    connection.quota(Long.MAX_VALUE);
    long missing = rest - connection.drainTo(to, rest);
    left = 0;
    // OkHttp does not know that the body is gone: the connection serves nobody else.
    call.cancel();
    if (missing > 0) {
      throw FailureWire.incomplete(endpoint);
    }
    return take;
  }

  private static long copyTo(InputStream body, WritableByteChannel to, long most)
      throws IOException {
    byte[] bytes = new byte[8 * SEGMENT];
    long moved = 0;
    for (int n = body.read(bytes); n >= 0; n = body.read(bytes)) {
      moved += n;
      if (moved > most) {
        throw tooMuch(most);
      }
      write(to, bytes, n);
    }
    return moved;
  }

  private static InetException tooMuch(long most) {
    return new InetException(
        Failure.BAD_REPLY, "the body is larger than the limit of " + most + " bytes");
  }

  private static void write(WritableByteChannel to, byte[] bytes, int count) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, Math.max(0, count));
    try {
      while (rest.hasRemaining()) {
        to.write(rest);
      }
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_WRITE, "cannot write: " + e.getMessage(), e);
    }
  }

  @Nullable Connection connection() {
    return leg.connection();
  }

  /**
   * What a connection is after {@code 101 Switching Protocols}.
   *
   * @param connection the connection, which serves no other request
   * @param in what comes; what OkHttp read ahead first
   * @param out what goes out, buffered
   */
  record Upgraded(Connection connection, InputStream in, OutputStream out) {}

  /** Returns the streams of another protocol; {@code null} where the server speaks HTTP on. */
  @Nullable Upgraded upgraded() {
    Connection connection = leg.connection();
    Socket socket = response.socket();
    if (socket == null || connection == null) {
      return null;
    }
    connection.quota(Long.MAX_VALUE);
    switched = socket;
    return new Upgraded(
        connection,
        Okio.buffer(socket.getSource()).inputStream(),
        Okio.buffer(socket.getSink()).outputStream());
  }

  /** Returns whether it comes from what was kept, and no server was asked. */
  boolean isKept() {
    return response.networkResponse() == null;
  }

  /** Says that the rest of the body is not worth reading to keep the connection. */
  void abandon() {
    abandoned = true;
  }

  @Override
  public void close() {
    if (switched != null) {
      // OkHttp counts the connection as used until both directions are closed.
      closeQuietly(switched.getSink());
      closeQuietly(switched.getSource());
      switched.cancel();
    }
    if (abandoned || bodiless && (response.body().contentLength() != 0 || leg.hidden() != null)) {
      call.cancel();
    }
    response.close();
  }

  private static void closeQuietly(Closeable stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // The other side is gone already.
    }
  }
}
