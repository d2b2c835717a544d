package dev.inet.mail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A message that becomes a line of a file of JSON lines. What its head says stands before its
 * bytes, what only its end tells behind them; no more than a piece of it is held.
 */
final class JsonDelivery extends AppendedDelivery {
  /** A multiple of three, so that pieces of Base64 join without padding. */
  private static final int BUFFER = 48 * 1024;

  private final Arrival arrival;
  private final byte[] buffer = new byte[BUFFER];
  private final byte[] encoded = new byte[BUFFER / 3 * 4];
  private int filled;
  private long size;
  private boolean headed;

  JsonDelivery(FileChannel to, Path file, Arrival arrival, Runnable committing) throws IOException {
    super(to, file, committing);
    this.arrival = arrival;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int in = offset; in < offset + length; ) {
      if (filled == BUFFER) {
        flushBuffer();
      }
      int step = Math.min(offset + length - in, BUFFER - filled);
      System.arraycopy(bytes, in, buffer, filled, step);
      filled += step;
      in += step;
    }
  }

  private void flushBuffer() throws IOException {
    byte[] piece = filled == BUFFER ? buffer : Arrays.copyOf(buffer, filled);
    if (!headed) {
      headed = true;
      emit(head(piece));
    }
    emit(ByteBuffer.wrap(encoded, 0, Base64.getEncoder().encode(piece, encoded)));
    size += filled;
    filled = 0;
  }

  private void emit(CharSequence text) throws IOException {
    emit(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private CharSequence head(byte[] piece) {
    MessageHeader head = MessageHeader.parse(piece);
    var line = new StringBuilder("{");
    arrival.origin().forEach((name, value) -> member(line, name, value));
    member(line, "message_id", head.messageId());
    Instant came = arrival.date();
    member(line, "date", head.date() == null ? came : head.date());
    member(line, "from", head.from());
    member(line, "to", head.to());
    member(line, "subject", head.subject());
    var flags = new ArrayList<String>();
    for (String flag : new TreeSet<>(arrival.flags())) {
      flags.add(quoted(flag));
    }
    name(line, "flags").append('[').append(String.join(",", flags)).append(']');
    member(line, "received", came);
    return name(line, "message").append('"');
  }

  private static StringBuilder name(StringBuilder line, String name) {
    return (line.length() > 1 ? line.append(',') : line).append(quoted(name)).append(':');
  }

  private static void member(StringBuilder line, String name, @Nullable Object value) {
    if (value != null) {
      name(line, name).append(value instanceof Number ? value : quoted(value.toString()));
    }
  }

  /** Returns a text as JSON, with no control character and no half of a character in it. */
  static String quoted(String text) {
    var json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || c >= 0x7f && c < 0xa0 || Character.isSurrogate(c)) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  @Override
  void finish() throws IOException {
    flushBuffer();
    emit("\",\"size\":" + size + "}\n");
  }
}
