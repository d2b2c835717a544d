package dev.inet.core.trace;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A conversation written to a file as it happens, one JSON object a line; docs/trace-format.md
 * describes each.
 *
 * <p>Lines reach the file whole, each event of a dialogue at once and bulk in steps of 64 KiB, so
 * that a program that is killed leaves what happened until then. The file is its owner's alone.
 * Writing never breaks the conversation: the first failure ends the recording and {@link #close}
 * throws it.
 */
public final class Recording implements Trace, Closeable {
  /** The version of the format that this program writes, and the newest that it reads. */
  public static final int VERSION = 1;

  /** No line of a recording is longer than this, in bytes. */
  public static final int LONGEST_LINE = 1024 * 1024;

  static final String FORMAT = "inet-trace";

  /** How many bytes one line holds at most; longer moves take several lines. */
  static final int PIECE = 32 * 1024;

  private static final int BULK = 4 * 1024;
  private static final int BUFFER = 64 * 1024;
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final String name;
  private final WritableByteChannel channel;
  private final long begin = System.nanoTime();
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream(BUFFER);
  private long whole;
  private @Nullable InetException failure;
  private boolean closed;

  private Recording(String name, WritableByteChannel channel) {
    this.name = name;
    this.channel = channel;
  }

  /**
   * Begins a recording; what the file held before is gone.
   *
   * @param file the file, which may be a pipe
   * @param program name and version of the program, for the header
   * @throws InetException as {@link Failure#LOCAL_WRITE} where the file cannot be written
   */
  public static Recording create(Path file, String program) throws InetException {
    try {
      return begin(new Recording(file.toString(), open(file)), program);
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw cannotWrite(file.toString(), e);
    }
  }

  /**
   * Begins a recording on a stream, which stays open.
   *
   * @param out where the lines go
   * @param name what messages call it
   * @param program name and version of the program, for the header
   * @throws InetException as {@link Failure#LOCAL_WRITE} where the stream takes nothing
   */
  public static Recording to(OutputStream out, String name, String program) throws InetException {
    OutputStream lent =
        new FilterOutputStream(out) {
          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
          }

          @Override
          public void close() throws IOException {
            flush();
          }
        };
    try {
      return begin(new Recording(name, Channels.newChannel(lent)), program);
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw cannotWrite(name, e);
    }
  }

  private static Recording begin(Recording recording, String program) throws IOException {
    recording.write(
        new JsonLine()
            .put("format", FORMAT)
            .put("version", VERSION)
            .put("program", program)
            .put("start", Instant.now().toString())
            .end());
    recording.push();
    if (recording.failure != null) {
      recording.closed = true;
      recording.channel.close();
      throw recording.failure;
    }
    return recording;
  }

  private static FileChannel open(Path file) throws IOException {
    Set<StandardOpenOption> how =
        EnumSet.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    var posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    boolean owned =
        posix != null && file.getFileSystem().supportedFileAttributeViews().contains("posix");
    // A conversation holds mail and cookies: from its first byte on nobody else may read it.
    FileAttribute<?>[] mode =
        owned
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
            : new FileAttribute<?>[0];
    if (owned && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      posix.setPermissions(OWNER);
    }
    return FileChannel.open(file, how, mode);
  }

  private static InetException cannotWrite(String name, IOException e) {
    String why = e instanceof NoSuchFileException ? "no such folder" : e.getMessage();
    return new InetException(Failure.LOCAL_WRITE, "cannot write the trace " + name + ": " + why, e);
  }

  @Override
  public synchronized void on(Event event) {
    if (failure != null || closed) {
      return;
    }
    if (event instanceof Event.Sent sent) {
      record(event, "sent", sent.bytes());
    } else if (event instanceof Event.Received received) {
      record(event, "received", received.bytes());
    } else {
      JsonLine line = RecordedEvent.line(event, micros(event.nanos()), begin);
      if (line != null) {
        write(line.end());
        push();
      }
    }
  }

  private void record(Event event, String kind, byte[] bytes) {
    long micros = micros(event.nanos());
    for (int from = 0; from < bytes.length && failure == null; ) {
      int to = RecordedEvent.pieceEnd(bytes, from, PIECE);
      write(RecordedEvent.line(event.connection(), micros, kind, bytes, from, to).end());
      from = to;
    }
    if (bytes.length < BULK) {
      push();
    }
  }

  private long micros(long nanos) {
    return Math.max(0, (nanos - begin) / 1000);
  }

  private void write(String line) {
    lines.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    if (lines.size() >= BUFFER) {
      push();
    }
  }

  /** Hands the whole lines to the operating system; what a full disk cut is taken back. */
  private void push() {
    if (failure != null || lines.size() == 0) {
      return;
    }
    ByteBuffer rest = ByteBuffer.wrap(lines.toByteArray());
    lines.reset();
    try {
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      whole += rest.position();
    } catch (IOException e) {
      failure = cannotWrite(name, e);
      takeBack();
    }
  }

  private void takeBack() {
    try {
      if (channel instanceof FileChannel file) {
        file.truncate(whole);
      }
    } catch (IOException e) {
      // A pipe cannot take back; readers skip the line that is cut.
    }
  }

  /**
   * Ends the recording; events that come later are not written.
   *
   * @throws InetException as {@link Failure#LOCAL_WRITE} where it could not be written whole; only
   *     the first call throws
   */
  @Override
  public synchronized void close() throws InetException {
    if (closed) {
      return;
    }
    push();
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      failure = failure == null ? cannotWrite(name, e) : failure;
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Returns an event as it stands in a recording, on one line without its end.
   *
   * @param event an event whose nanoseconds count from the beginning of a recording
   */
  public static String json(Event event) {
    long micros = event.nanos() / 1000;
    JsonLine line;
    if (event instanceof Event.Sent sent) {
      line = RecordedEvent.line(event.connection(), micros, "sent", sent.bytes());
    } else if (event instanceof Event.Received received) {
      line = RecordedEvent.line(event.connection(), micros, "received", received.bytes());
    } else {
      line = RecordedEvent.line(event, micros, 0);
    }
    return line == null ? "{}" : line.end().stripTrailing();
  }

  /**
   * Opens a recording for reading.
   *
   * @param file the file
   * @throws InetException as {@link Failure#LOCAL_READ} where it cannot be read, or is no recording
   *     of a version that is known
   */
  public static RecordingReader read(Path file) throws InetException {
    return RecordingReader.open(file);
  }

  /**
   * Opens a recording for reading from a stream.
   *
   * @param in the stream, which the reader closes
   * @param name what messages call it
   * @throws InetException as {@link Failure#LOCAL_READ} where it cannot be read, or is no recording
   *     of a version that is known
   */
  public static RecordingReader read(InputStream in, String name) throws InetException {
    return RecordingReader.open(in, name);
  }
}
