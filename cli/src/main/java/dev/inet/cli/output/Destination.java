package dev.inet.cli.output;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of one result go: standard output, or a file that takes its name when it is
 * whole. Whoever opens one calls {@link #finish} after the last byte; closing without that discards
 * what can be discarded.
 */
public final class Destination extends OutputStream implements Closeable {
  private final OutputStream out;
  private final @Nullable PartFile part;
  private final @Nullable Path file;
  private final @Nullable WritableByteChannel bulk;
  private long most;
  private Progress.@Nullable Transfer watcher;
  private long written;

  Destination(OutputStream out, @Nullable PartFile part, @Nullable Path file, long most) {
    this(out, part, file, null, most);
  }

  Destination(
      OutputStream out,
      @Nullable PartFile part,
      @Nullable Path file,
      @Nullable WritableByteChannel bulk,
      long most) {
    this.bulk = bulk;
    this.out = out;
    this.part = part;
    this.file = file;
    this.most = most;
    this.written = part == null ? 0 : part.begun();
  }

  void watchedBy(Progress.Transfer transfer) {
    if (watcher != null) {
      watcher.close();
    }
    watcher = transfer;
  }

  /** Returns the file in the end; {@code null} for standard output. */
  public @Nullable Path file() {
    return file;
  }

  /** Returns the file that holds the bytes until they are whole; {@code null} for a pipe. */
  public @Nullable Path place() {
    return part == null ? null : PartFile.part(part.file());
  }

  /** Returns how many bytes an earlier transfer left. */
  public long begun() {
    return part == null ? 0 : part.begun();
  }

  /**
   * Drops what an earlier transfer left, which turned out to be of another file.
   *
   * @throws InetException where the file cannot be written
   */
  public void restart() throws InetException {
    if (part != null) {
      part.restart();
      written = 0;
    }
  }

  /** Returns how many bytes may still be written under {@code --max-size}. */
  public long room() {
    return most - written;
  }

  /**
   * Returns the channel of the file or pipe for bulk moves; {@code null} where bytes must pass
   * {@link #write}, as on a terminal. Who uses it keeps to {@link #room} and says what was moved.
   */
  public @Nullable WritableByteChannel channel() {
    WritableByteChannel plain = part == null ? bulk : part.channel();
    return plain == null || watcher == null ? plain : new Watched(plain, watcher);
  }

  /** A channel that shows what passes. */
  private record Watched(WritableByteChannel to, Progress.Transfer watcher)
      implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int written = to.write(bytes);
      watcher.moved(written);
      return written;
    }

    @Override
    public boolean isOpen() {
      return to.isOpen();
    }

    @Override
    public void close() throws IOException {
      to.close();
    }
  }

  /**
   * Counts bytes that went through {@link #channel}.
   *
   * @param bytes how many
   * @throws InetException as {@link Failure#BAD_REPLY} where they are more than {@link #room}
   */
  public void moved(long bytes) throws InetException {
    written += bytes;
    if (written > most) {
      throw new InetException(
          Failure.BAD_REPLY, "the result is larger than --max-size (" + most + " bytes)");
    }
  }

  /**
   * Writes what is told beside a result, and what {@code --max-size} does not bound.
   *
   * @param bytes all of it; bounded by who made it
   */
  public void writeBeside(byte[] bytes) throws IOException {
    most = most > Long.MAX_VALUE - bytes.length ? most : most + bytes.length;
    write(bytes);
  }

  /** Returns how many bytes were written, with those of an earlier transfer. */
  public long written() {
    return written;
  }

  /** Returns whether anything was written, by a bulk move that failed as well. */
  boolean isUsed() {
    return written > 0 || bulk instanceof StandardChannel standard && standard.isUsed();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    moved(count);
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      throw told(e);
    }
    if (watcher != null) {
      watcher.moved(count);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw told(e);
    }
  }

  /**
   * Ends the result: it is whole.
   *
   * @throws IOException where the last bytes cannot be written or the file cannot take its name
   */
  public void finish() throws IOException {
    flush();
    if (part != null) {
      part.finish();
    }
  }

  @Override
  public void close() {
    if (watcher != null) {
      watcher.close();
    }
    if (part != null) {
      part.close();
      return;
    }
    try {
      if (file != null) {
        out.close();
      }
    } catch (IOException e) {
      // Nothing is lost: what was written was flushed by finish().
    }
  }

  private IOException told(IOException e) {
    return file == null ? e : PartFile.failed(file, e);
  }
}
