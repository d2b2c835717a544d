package dev.inet.mail;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages that {@link JsonDelivery} wrote, or another program in the same way: objects with
 * {@code message}, {@code flags} and {@code received}, in any order; all else is passed over. What
 * is held of an object is bounded, whatever a file holds.
 */
final class JsonMessages {
  private static final int STEP = 64 * 1024;
  private static final int LONGEST_TEXT = 1000;
  private static final int MOST_FLAGS = 1000;
  private static final int DEEPEST = 100;

  private final FileChannel channel;
  private final ByteBuffer step = ByteBuffer.allocate(STEP);
  private long read;
  private int peeked = -1;

  private final Set<String> flags = new LinkedHashSet<>();
  private @Nullable Instant received;
  private long from;
  private long length;
  private long decoded;

  private JsonMessages(FileChannel channel, long begin) {
    this.channel = channel;
    this.read = begin;
    step.limit(0);
  }

  /** Gives the messages of a file to a taker, in their order. */
  static void read(Path file, StoredMail.Taker taker) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var lines = new JsonMessages(channel, 0);
      for (long number = 1; lines.skipBlank(); number++) {
        try {
          lines.object();
          if (lines.length < 0) {
            throw new IOException("there is no \"message\" in it");
          }
        } catch (EOFException e) {
          throw noMessage(file, number, e)
              .hint("a killed fetch left it: the same fetch once more mends the file");
        } catch (IOException | DateTimeException e) {
          throw noMessage(file, number, e);
        }
        taker.take(
            new StoredMail(
                file + " number " + number,
                lines.flags,
                lines.received,
                new Region(file, lines.from, lines.length, lines.decoded)));
      }
    }
  }

  private static InetException noMessage(Path file, long number, Exception e) {
    String what = "object " + number + " of '" + file + "' is no message: " + e.getMessage();
    return new InetException(Failure.LOCAL_READ, what, e);
  }

  /** Returns whether a file ends within the object that begins at a place. */
  static boolean isHalf(FileChannel channel, long begin) throws IOException {
    var line = new JsonMessages(channel, begin);
    try {
      if (line.skipBlank()) {
        line.object();
      }
      return false;
    } catch (EOFException e) {
      return true;
    } catch (IOException | DateTimeException e) {
      // Whatever it is, it is not ours to cut off.
      return false;
    }
  }

  /** Returns the next byte; a NUL is what a file system leaves behind the end after a power cut. */
  private int next() throws IOException {
    int b = peek();
    peeked = -1;
    if (b <= 0) {
      throw new EOFException("the file ends within it");
    }
    return b;
  }

  private int peek() throws IOException {
    if (peeked < 0) {
      if (!step.hasRemaining()) {
        int n = channel.read(step.clear(), read);
        step.flip();
        if (n < 1) {
          return -1;
        }
        read += n;
      }
      peeked = step.get() & 0xff;
    }
    return peeked;
  }

  /** Returns the place of the byte that comes next. */
  private long at() {
    return read - step.remaining() - (peeked < 0 ? 0 : 1);
  }

  private boolean skipBlank() throws IOException {
    int b = peek();
    while (b == ' ' || b == '\t' || b == '\r' || b == '\n') {
      next();
      b = peek();
    }
    return b >= 0;
  }

  private int token() throws IOException {
    skipBlank();
    return next();
  }

  private void expect(char wanted) throws IOException {
    int b = token();
    if (b != wanted) {
      throw new IOException("'" + wanted + "' is missing at byte " + at());
    }
  }

  private void object() throws IOException {
    flags.clear();
    received = null;
    length = -1;
    expect('{');
    boolean first = true;
    for (skipBlank(); peek() != '}'; skipBlank()) {
      if (!first) {
        expect(',');
      }
      first = false;
      expect('"');
      String name = text();
      expect(':');
      skipBlank();
      switch (name) {
        case "message" -> message();
        case "flags" -> flags();
        case "received" -> {
          expect('"');
          received = OffsetDateTime.parse(text()).toInstant();
        }
        default -> skipValue();
      }
    }
    next();
  }

  private void message() throws IOException {
    expect('"');
    from = at();
    long signs = skipSigns();
    for (int b = next(); b != '"'; b = next()) {
      if (b == '\\') {
        // Some programs write every slash so; any other escape is none of Base64.
        if (next() != '/') {
          throw new IOException("its \"message\" is no Base64");
        }
        signs++;
      } else if (b < ' ') {
        throw new IOException("its \"message\" is no Base64");
      } else if (b != '=') {
        signs++;
      }
      signs += skipSigns();
    }
    length = at() - 1 - from;
    decoded = signs * 3 / 4;
  }

  /** Passes over what needs no look, a buffer at once; returns how many bytes that are. */
  private long skipSigns() {
    int begin = step.position();
    int i = begin;
    byte[] bytes = step.array();
    while (peeked < 0
        && i < step.limit()
        && bytes[i] >= '+'
        && bytes[i] != '='
        && bytes[i] != '\\') {
      i++;
    }
    step.position(i);
    return (long) i - begin;
  }

  private void flags() throws IOException {
    expect('[');
    for (skipBlank(); peek() != ']'; skipBlank()) {
      if (!flags.isEmpty()) {
        expect(',');
      }
      expect('"');
      String flag = text();
      if (!FlagName.isOne(flag) || flags.size() == MOST_FLAGS) {
        throw new IOException("its \"flags\" are none");
      }
      flags.add(flag);
    }
    next();
    // It belongs to sessions; no program can set it.
    flags.removeIf("\\Recent"::equalsIgnoreCase);
  }

  /** Reads a text, behind its first quote; of a longer one no more than the bound is kept. */
  private String text() throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int b = next(); b != '"'; b = next()) {
      if (b < ' ') {
        throw new IOException("a text has no end before byte " + at());
      }
      if (b == '\\') {
        escape(bytes);
      } else if (bytes.size() < LONGEST_TEXT) {
        bytes.write(b);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private void escape(ByteArrayOutputStream to) throws IOException {
    int b = next();
    int c =
        switch (b) {
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case '"', '\\', '/' -> b;
          case 'u' -> 0;
          default -> throw new IOException("no escape of JSON before byte " + at());
        };
    if (b == 'u') {
      for (int i = 0; i < 4; i++) {
        int digit = Character.digit(next(), 16);
        if (digit < 0) {
          throw new IOException("no escape of JSON before byte " + at());
        }
        c = c << 4 | digit;
      }
    }
    if (to.size() < LONGEST_TEXT) {
      to.writeBytes(String.valueOf((char) c).getBytes(StandardCharsets.UTF_8));
    }
  }

  private void skipValue() throws IOException {
    int depth = 0;
    do {
      skipBlank();
      int b = peek();
      if (b == '"') {
        next();
        skipText();
      } else if (b == '{' || b == '[') {
        next();
        if (++depth > DEEPEST) {
          throw new IOException("it is nested too deep");
        }
      } else if (depth > 0 && (b == '}' || b == ']')) {
        next();
        depth--;
      } else if (depth > 0 && (b == ',' || b == ':')) {
        next();
      } else {
        literal();
      }
    } while (depth > 0);
  }

  /** Passes over a text, behind its first quote. */
  private void skipText() throws IOException {
    for (int b = next(); b != '"'; b = next()) {
      if (b < ' ') {
        throw new IOException("a text has no end before byte " + at());
      }
      if (b == '\\') {
        next();
      }
    }
  }

  private void literal() throws IOException {
    int count = 0;
    for (int b = peek(); isPlain(b); b = peek()) {
      next();
      count++;
    }
    if (peek() <= 0) {
      next();
    }
    if (count == 0) {
      throw new IOException("a value is missing at byte " + at());
    }
  }

  private static boolean isPlain(int b) {
    return b >= 'a' && b <= 'z'
        || b >= '0' && b <= '9'
        || b == '-'
        || b == '+'
        || b == '.'
        || b == 'E';
  }

  /** The Base64 of a message within a file. */
  private record Region(Path file, long from, long length, long size) implements MessageSource {
    @Override
    public InputStream open() throws IOException {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      channel.position(from);
      return Base64.getDecoder().wrap(new Signs(Channels.newInputStream(channel), length));
    }
  }

  /** So many bytes of a stream, without the backslashes among them. */
  private static final class Signs extends FilterInputStream {
    private final byte[] ready = new byte[STEP];
    private long left;
    private int next;
    private int end;

    Signs(InputStream in, long length) {
      super(in);
      this.left = length;
    }

    private boolean fill() throws IOException {
      while (next == end) {
        int n = left == 0 ? -1 : in.read(ready, 0, (int) Math.min(ready.length, left));
        if (n < 0) {
          return false;
        }
        left -= n;
        next = 0;
        end = 0;
        for (int i = 0; i < n; i++) {
          if (ready[i] != '\\') {
            ready[end++] = ready[i];
          }
        }
      }
      return true;
    }

    @Override
    public int read() throws IOException {
      return fill() ? ready[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int wanted) throws IOException {
      if (wanted == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int n = Math.min(wanted, end - next);
      System.arraycopy(ready, next, into, offset, n);
      next += n;
      return n;
    }

    @Override
    public int available() {
      return end - next;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
