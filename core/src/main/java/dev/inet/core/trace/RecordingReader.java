package dev.inet.core.trace;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A recording that is read event by event, in memory bounded by its longest line. */
public final class RecordingReader implements Closeable {
  private final String name;
  private final InputStream in;
  private int line;
  private boolean broken;
  private String program = "";
  private Instant start = Instant.EPOCH;

  private RecordingReader(String name, InputStream in) {
    this.name = name;
    this.in = new BufferedInputStream(in, 64 * 1024);
  }

  static RecordingReader open(Path file) throws InetException {
    try {
      return open(Files.newInputStream(file), file.toString());
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw cannotRead(file.toString(), e);
    }
  }

  static RecordingReader open(InputStream in, String name) throws InetException {
    RecordingReader reader = new RecordingReader(name, in);
    try {
      reader.header();
      return reader;
    } catch (InetException e) {
      try {
        in.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private void header() throws InetException {
    try {
      String first = readLine();
      JsonFields fields = JsonFields.parse(first == null ? "" : first);
      if (!fields.text("format").equals(Recording.FORMAT)) {
        throw new ParseException("its format is another", 0);
      }
      long version = fields.number("version");
      if (version > Recording.VERSION) {
        throw new InetException(
            Failure.LOCAL_READ,
            name + " has version " + version + "; this program reads up to " + Recording.VERSION);
      }
      program = fields.text("program");
      start = Instant.parse(fields.text("start"));
    } catch (ParseException | DateTimeParseException e) {
      throw new InetException(
          Failure.LOCAL_READ, name + " is no recorded conversation: " + e.getMessage(), e);
    }
  }

  /** Returns name and version of the program that wrote it. */
  public String program() {
    return program;
  }

  /** Returns when it began; an event's nanoseconds count from here. */
  public Instant start() {
    return start;
  }

  /**
   * Reads the next event; kinds that this version does not know are passed over.
   *
   * @return the event; empty at the end
   * @throws InetException as {@link Failure#LOCAL_READ}, with the number of the line where one is
   *     malformed or too long; the next call goes on behind it; where the file cannot be read any
   *     more, the next call finds the end
   */
  public Optional<Event> next() throws InetException {
    for (String json = readLine(); json != null; json = readLine()) {
      if (json.isBlank()) {
        continue;
      }
      try {
        Event event = RecordedEvent.parse(json);
        if (event != null) {
          return Optional.of(event);
        }
      } catch (ParseException e) {
        throw bad(e.getMessage(), e);
      }
    }
    return Optional.empty();
  }

  /** Returns the next line without its end; {@code null} at the end of the file. */
  private @Nullable String readLine() throws InetException {
    if (broken) {
      return null;
    }
    try {
      var bytes = new ByteArrayOutputStream();
      int b = in.read();
      if (b < 0) {
        return null;
      }
      line++;
      long length = 0;
      for (; b >= 0 && b != '\n'; b = in.read()) {
        // Somebody else's file may be one endless line; it is passed over, never held.
        if (length++ < Recording.LONGEST_LINE) {
          bytes.write(b);
        }
      }
      if (length > Recording.LONGEST_LINE) {
        throw bad("longer than " + Recording.LONGEST_LINE + " bytes", null);
      }
      return bytes.toString(StandardCharsets.UTF_8);
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      broken = true;
      throw cannotRead(name, e);
    }
  }

  private InetException bad(@Nullable String why, @Nullable Throwable cause) {
    return new InetException(Failure.LOCAL_READ, name + ", line " + line + ": " + why, cause);
  }

  private static InetException cannotRead(String name, IOException e) {
    String why = e instanceof NoSuchFileException ? "no such file" : e.getMessage();
    return new InetException(Failure.LOCAL_READ, "cannot read " + name + ": " + why, e);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
