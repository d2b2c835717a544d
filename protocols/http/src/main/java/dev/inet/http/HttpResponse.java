package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer: its head has come, its body comes as it is read (RFC 9110, section 15). Whoever got it
 * closes it. Not for use by several threads; {@link HttpClient#close} ends it from any.
 */
public final class HttpResponse implements Closeable {
  private static final int COPY = 64 * 1024;
  private static final Pattern ONE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  private final HttpRequest request;
  private final HttpAnswerWire answer;
  private final HttpFields fields;
  private final InputStream body;
  private final boolean decoded;
  private final ExchangeWatch watch;

  HttpResponse(HttpRequest request, HttpAnswerWire answer, InputStream body, ExchangeWatch watch) {
    this.request = request;
    this.answer = answer;
    this.fields = answer.fields();
    this.body = watch.over(body);
    this.decoded = body != answer;
    this.watch = watch;
  }

  /** Returns the request that was answered: the last one, where redirects were followed. */
  public HttpRequest request() {
    return request;
  }

  /** Returns the status code. */
  public int status() {
    return answer.status();
  }

  /** Returns the words beside the status; empty in HTTP/2. */
  public String reason() {
    return answer.reason();
  }

  /** Returns the version as it stands in a status line: {@code HTTP/1.1}, {@code HTTP/2}. */
  public String version() {
    return answer.version();
  }

  /** Returns the header section as it came. */
  public HttpFields fields() {
    return fields;
  }

  /** Returns the header section of the request as it was sent, with credentials. */
  public HttpFields sentFields() {
    return answer.sent();
  }

  /** Returns the trailer section, once the body was read to its end. */
  public HttpFields trailers() {
    return answer.trailers();
  }

  /** Returns status line and header section, each line with CR LF, and the empty line. */
  public String head() {
    var head = new StringBuilder((version() + " " + status() + " " + reason()).strip());
    head.append("\r\n");
    for (HttpField field : fields.all()) {
      head.append(field.line()).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  /**
   * Returns the trailer section as {@link #head} has the header section, an empty line before it;
   * empty where there is none, or the body was not read to its end.
   */
  public String tail() {
    var tail = new StringBuilder();
    for (HttpField field : trailers().all()) {
      tail.append(tail.length() == 0 ? "\r\n" : "").append(field.line()).append("\r\n");
    }
    return tail.toString();
  }

  /** Returns how many bytes {@link #body} has; negative where that is not known. */
  public long length() {
    return decoded ? -1 : answer.length();
  }

  /** Returns whether the body is decoded, and so has other bytes than those that were sent. */
  public boolean isDecoded() {
    return decoded;
  }

  /** Returns when the resource was modified, where the server says so. */
  public Optional<Instant> modified() {
    return fields.first("Last-Modified").flatMap(HttpDate::parse);
  }

  /** Returns whether the status tells of a failure: 400 or more. */
  public boolean isFailure() {
    return status() >= 400;
  }

  /** Returns the failure that the status stands for. */
  public InetException failure() {
    return new HttpException(status(), reason(), RetryAfter.of(fields))
        .at(request.url().endpoint());
  }

  /** Returns whether it comes from the answers that are kept, and no server was asked. */
  public boolean isKept() {
    return answer.isKept();
  }

  /**
   * Refuses an answer that is not the part that was asked for.
   *
   * @throws InetException as {@link dev.inet.core.Failure#UNSUPPORTED} where it is the whole, as
   *     {@link dev.inet.core.Failure#BAD_REPLY} where it begins elsewhere or goes further
   */
  public void mustBePart() throws InetException {
    String asked = request.fields().first("Range").orElse("");
    // A range means something to GET alone (RFC 9110, section 14.2).
    boolean none = asked.isEmpty() || !request.method().equals("GET");
    if (none || status() != 200 && status() != 206) {
      return;
    }
    if (status() == 200) {
      throw new InetException(Failure.UNSUPPORTED, "the server does not serve ranges")
          .at(request.url().endpoint());
    }
    Matcher one = ONE_RANGE.matcher(asked);
    if (one.matches() && fields.has("Content-Range")) {
      try {
        ContentRange.of(fields).mustAnswer(one.group(1), one.group(2));
      } catch (InetException e) {
        throw e.at(request.url().endpoint());
      }
    }
  }

  /** Returns the connection's remote address; empty where the connection is gone. */
  public Optional<String> remoteAddress() {
    return Optional.ofNullable(answer.connection()).map(Connection::remoteAddress);
  }

  /**
   * Returns the body, decoded where that was asked for. A read fails with {@link
   * dev.inet.core.Failure#INCOMPLETE} where the body ends before it is whole.
   */
  public InputStream body() {
    return body;
  }

  /**
   * Passes the body on.
   *
   * @param to where to; it stays open
   * @return how many bytes it has
   */
  public long writeTo(OutputStream to) throws IOException {
    byte[] bytes = new byte[COPY];
    long moved = 0;
    for (int n = body.read(bytes); n >= 0; n = body.read(bytes)) {
      to.write(bytes, 0, n);
      moved += n;
    }
    return moved;
  }

  /**
   * Passes the body on to a channel; a long one that comes as it is goes past the heap.
   *
   * @param to a channel that blocks, such as a file's
   * @param most the most bytes
   * @return how many bytes moved
   * @throws InetException as {@link dev.inet.core.Failure#BAD_REPLY} where there are more
   */
  public long moveTo(WritableByteChannel to, long most) throws IOException {
    try {
      return answer.moveTo(body, to, most);
    } catch (InetException e) {
      boolean peers = e.failure() == Failure.BAD_REPLY || e.failure() == Failure.INCOMPLETE;
      throw peers ? e.at(request.url().endpoint()) : e;
    }
  }

  /**
   * Passes the first bytes of the body on, as they were sent; the rest is given up.
   *
   * @param to a channel that blocks, such as a file's
   * @param count how many bytes
   * @return how many bytes moved
   */
  long movePrefix(WritableByteChannel to, long count) throws IOException {
    answer.abandon();
    return answer.movePrefix(body, to, count);
  }

  /** Returns the streams of another protocol; {@code null} where the server speaks HTTP on. */
  HttpAnswerWire.@Nullable Upgraded upgraded() {
    return answer.upgraded();
  }

  /** Says that the rest of the body is not worth reading to keep the connection. */
  void giveUp() {
    answer.abandon();
  }

  /** Gives up what was not read, and the connection with it. */
  @Override
  public void close() {
    answer.close();
    watch.end(this);
  }
}
