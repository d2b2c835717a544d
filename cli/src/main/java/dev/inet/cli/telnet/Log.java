package dev.inet.cli.telnet;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.trace.MaskedStream;
import dev.inet.core.trace.Masks;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The record of a session, byte for byte what the server said, but for passwords that it threw
 * back. It is written as the session goes on, behind what stands in the file already; nobody else
 * may read it, since secrets show on terminals.
 */
final class Log extends OutputStream {
  private final Path file;
  private final OutputStream out;
  private final MaskedStream masked;
  private final OutputStream screen;

  private Log(Path file, OutputStream out, OutputStream screen, Masks masks) {
    this.file = file;
    this.out = out;
    this.masked = new MaskedStream(out, masks);
    this.screen = screen;
  }

  /**
   * Opens a file.
   *
   * @param screen where everything goes as well
   * @param masks what does not show in the file
   * @throws InetException as {@link Failure#LOCAL_WRITE} where it cannot be written
   */
  static Log open(Path file, OutputStream screen, Masks masks) throws InetException {
    try {
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          && Files.notExists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      OutputStream out =
          Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return new Log(file, out, screen, masks);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static InetException failed(Path file, IOException e) {
    return new InetException(Failure.LOCAL_WRITE, "cannot write '" + file + "'", e);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      masked.write(bytes, from, count);
    } catch (IOException e) {
      throw failed(file, e);
    }
    screen.write(bytes, from, count);
  }

  @Override
  public void flush() throws IOException {
    screen.flush();
  }

  @Override
  public void close() throws IOException {
    try (out) {
      masked.finish();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }
}
