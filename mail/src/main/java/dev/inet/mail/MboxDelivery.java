package dev.inet.mail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A message that becomes part of an mbox file. */
final class MboxDelivery extends AppendedDelivery {
  private static final int BUFFER = 64 * 1024;
  private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

  private final Instant date;
  private final byte[] buffer = new byte[BUFFER];
  private int filled;
  private boolean separated;
  private boolean cr;

  /** At the start of a line, or behind the marks there. */
  private boolean starting = true;

  /** How much of "From " stands at the start of this line. */
  private int matched;

  private byte last = '\n';

  MboxDelivery(FileChannel to, Path file, @Nullable Instant date, Runnable committing)
      throws IOException {
    super(to, file, committing);
    this.date = date == null ? Instant.now() : date;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      byte b = bytes[i];
      if (cr) {
        cr = false;
        if (b != '\n') {
          take((byte) '\r');
        }
      }
      if (b == '\r') {
        cr = true;
      } else if (!starting && b != '\n') {
        put(b);
      } else {
        take(b);
      }
    }
  }

  /** Takes a byte that stands at the start of a line, or ends one. */
  private void take(byte b) throws IOException {
    if (starting && b == FROM[matched]) {
      matched++;
      if (matched == FROM.length) {
        put((byte) '>');
        release();
      }
      return;
    }
    release();
    put(b);
    starting = b == '\n' || starting && b == '>';
  }

  /** Gives on what was held back, since it might have become "From ". */
  private void release() throws IOException {
    if (matched > 0) {
      for (int i = 0; i < matched; i++) {
        put(FROM[i]);
      }
      matched = 0;
      starting = false;
    }
  }

  private void put(byte b) throws IOException {
    if (filled == BUFFER) {
      flushBuffer();
    }
    buffer[filled++] = b;
    last = b;
  }

  private void flushBuffer() throws IOException {
    if (!separated) {
      separated = true;
      emit(ByteBuffer.wrap(separator().getBytes(StandardCharsets.UTF_8)));
    }
    emit(ByteBuffer.wrap(buffer, 0, filled));
    filled = 0;
  }

  private String separator() {
    String head = new String(buffer, 0, filled, StandardCharsets.ISO_8859_1);
    return "From " + sender(head) + " " + DATE.format(date.atOffset(ZoneOffset.UTC)) + "\n";
  }

  /**
   * Returns who sent it by its first Return-Path; a blank in it would make the line another one.
   */
  static String sender(String head) {
    for (String line : head.split("\n", -1)) {
      if (line.isEmpty()) {
        break;
      }
      if (line.regionMatches(true, 0, "Return-Path:", 0, 12)) {
        String address = line.substring(12).strip().replaceAll("^<|>$", "");
        if (address.matches("[!-~]{1,300}")) {
          return address;
        }
      }
    }
    return "MAILER-DAEMON";
  }

  @Override
  void finish() throws IOException {
    if (cr) {
      cr = false;
      take((byte) '\r');
    }
    release();
    if (last != '\n') {
      put((byte) '\n');
    }
    put((byte) '\n');
    flushBuffer();
  }
}
