package dev.inet.mail;

import dev.inet.core.BlockInput;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A message that was written and can be read again: in memory as long as it is small, then in a
 * file that nobody else may read. Where the system allows it the file has no name while it is in
 * use: whatever ends the program, nothing of the message stays behind.
 */
public final class Spool extends OutputStream implements MessageSource, Closeable {
  /** How many bytes stay in memory. */
  public static final int IN_MEMORY = 1 << 20;

  private final Place place;
  private final ByteArrayOutputStream memory = new ByteArrayOutputStream(4096);
  private @Nullable Path name;
  private Object shown = "a temporary file";
  private @Nullable FileChannel file;
  private long size;

  /** Where a message goes that is not small. */
  interface Place {
    Path make() throws IOException;
  }

  /** Makes an empty one. */
  public Spool() {
    // createTempFile gives it to its owner alone (0600).
    this(() -> Files.createTempFile("inet-message-", ".eml"));
  }

  Spool(Place place) {
    this.place = place;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /**
   * Adds bytes.
   *
   * @throws InetException as {@link Failure#LOCAL_WRITE} where they do not fit into memory and
   *     cannot be written to a file
   */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (file == null && size + length <= IN_MEMORY) {
      memory.write(bytes, offset, length);
    } else {
      try {
        append(file(), ByteBuffer.wrap(bytes, offset, length));
      } catch (IOException e) {
        throw Delivery.failed(shown, e);
      }
    }
    size += length;
  }

  private FileChannel file() throws IOException {
    FileChannel to = file;
    if (to == null) {
      Path made = place.make();
      name = made;
      shown = made;
      to = FileChannel.open(made, StandardOpenOption.READ, StandardOpenOption.WRITE);
      file = to;
      try {
        Files.delete(made);
        name = null;
      } catch (IOException e) {
        // Windows keeps the name as long as the file is open; it goes at the end.
      }
      append(to, ByteBuffer.wrap(memory.toByteArray()));
      memory.reset();
    }
    return to;
  }

  private static void append(FileChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream open() {
    FileChannel stored = file;
    return stored == null
        ? new ByteArrayInputStream(memory.toByteArray())
        : new BufferedInputStream(new Reading(stored), 64 * 1024);
  }

  /** Reads the file from its beginning, whoever else reads it. */
  private static final class Reading extends BlockInput {
    private final FileChannel from;
    private long at;

    Reading(FileChannel from) {
      this.from = from;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = from.read(ByteBuffer.wrap(into, offset, length), at);
      at += Math.max(n, 0);
      return n;
    }
  }

  /** Removes the file, where there is one. */
  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
    if (name != null) {
      Files.deleteIfExists(name);
      name = null;
    }
  }
}
