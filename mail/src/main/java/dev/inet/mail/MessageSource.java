package dev.inet.mail;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a message, which can be read as often as needed. */
public interface MessageSource {
  /** Opens the bytes from the first on; who opens closes. */
  InputStream open() throws IOException;

  /** Returns how many bytes there are. */
  long size() throws IOException;

  /**
   * Returns the bytes of a file, read anew each time.
   *
   * @param file the file
   */
  static MessageSource of(Path file) {
    return new MessageSource() {
      @Override
      public InputStream open() throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), 64 * 1024);
      }

      @Override
      public long size() throws IOException {
        return Files.size(file);
      }
    };
  }

  /**
   * Returns bytes in memory.
   *
   * @param bytes the bytes; not copied
   */
  static MessageSource of(byte[] bytes) {
    return new MessageSource() {
      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }

      @Override
      public long size() {
        return bytes.length;
      }
    };
  }
}
