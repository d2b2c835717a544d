package dev.inet.mail;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A message that was written and can be read again: in memory as long as it is small, then in a
 * file that goes away with it and that nobody else may read.
 */
public final class Spool extends OutputStream implements MessageSource, Closeable {
  /** How many bytes stay in memory. */
  public static final int IN_MEMORY = 1 << 20;

  private final ByteArrayOutputStream memory = new ByteArrayOutputStream(4096);
  private @Nullable Path file;
  private @Nullable OutputStream toFile;
  private long size;

  /** Makes an empty one. */
  public Spool() {}

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (toFile == null && size + length > IN_MEMORY) {
      // createTempFile gives it to its owner alone (0600).
      file = Files.createTempFile("inet-message-", ".eml");
      toFile = Files.newOutputStream(file);
      memory.writeTo(toFile);
      memory.reset();
    }
    if (toFile == null) {
      memory.write(bytes, offset, length);
    } else {
      toFile.write(bytes, offset, length);
    }
    size += length;
  }

  @Override
  public void flush() throws IOException {
    if (toFile != null) {
      toFile.flush();
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream open() throws IOException {
    Path stored = file;
    if (stored == null) {
      return new ByteArrayInputStream(memory.toByteArray());
    }
    flush();
    return new BufferedInputStream(Files.newInputStream(stored), 64 * 1024);
  }

  /** Removes the file, where there is one. */
  @Override
  public void close() throws IOException {
    if (toFile != null) {
      toFile.close();
      toFile = null;
    }
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }
}
