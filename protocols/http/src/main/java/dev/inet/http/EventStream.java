package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code text/event-stream} (WHATWG HTML, section 9.2.6): lines end with CR, LF or both, and
 * an empty one sends what was gathered.
 */
final class EventStream {
  /** What one event may hold: a server could send a line without end. */
  static final int LONGEST = 4 << 20;

  private static final int BUFFER = 8 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private boolean skipsLineFeed;
  private boolean begun;
  private String id;
  private @Nullable Duration retry;

  /**
   * Begins to read.
   *
   * @param in the body
   * @param id what the last stream ended with
   */
  EventStream(InputStream in, String id) {
    this.in = in;
    this.id = id;
  }

  /** Returns what to go on from. */
  String lastId() {
    return id;
  }

  /** Returns how long the server wants us to wait before we come back; {@code null} for unsaid. */
  @Nullable Duration retry() {
    return retry;
  }

  /** Returns the next event; {@code null} at the end, where what is not whole is dropped. */
  @Nullable ServerEvent next() throws IOException {
    var data = new StringBuilder();
    boolean any = false;
    String name = "";
    String newId = id;
    for (String line = line(); line != null; line = line()) {
      if (line.isEmpty()) {
        id = newId;
        if (any) {
          return new ServerEvent(id, name.isEmpty() ? "message" : name, data.toString());
        }
        name = "";
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "data" -> {
          data.append(any ? "\n" : "").append(value);
          any = true;
          if (data.length() > LONGEST) {
            throw tooLong();
          }
        }
        case "event" -> name = value;
        case "id" -> newId = value.indexOf('\0') < 0 ? value : newId;
        case "retry" -> {
          if (value.matches("[0-9]{1,9}")) {
            retry = Duration.ofMillis(Long.parseLong(value));
          }
        }
        default -> {
          // A comment, or a field that nobody knows.
        }
      }
    }
    return null;
  }

  /** Returns the next line without its end; {@code null} at the end of the stream. */
  private @Nullable String line() throws IOException {
    var bytes = new ByteArrayOutputStream();
    while (true) {
      if (at == end) {
        end = in.read(buffer, 0, buffer.length);
        at = 0;
        if (end < 0) {
          end = 0;
          return null;
        }
      }
      if (skipsLineFeed && at < end) {
        skipsLineFeed = false;
        at += buffer[at] == '\n' ? 1 : 0;
        continue;
      }
      int from = at;
      while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
        at++;
      }
      bytes.write(buffer, from, at - from);
      if (bytes.size() > LONGEST) {
        throw tooLong();
      }
      if (at < end) {
        skipsLineFeed = buffer[at++] == '\r';
        String line = bytes.toString(StandardCharsets.UTF_8);
        boolean mark = !begun && line.startsWith("\uFEFF");
        begun = true;
        return mark ? line.substring(1) : line;
      }
    }
  }

  private static InetException tooLong() {
    return new InetException(
        Failure.BAD_REPLY, "the server sent an event of more than " + LONGEST + " bytes");
  }
}
