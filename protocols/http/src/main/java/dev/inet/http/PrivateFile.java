package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that only its owner may read, and that appears whole or not at all. */
final class PrivateFile {
  private PrivateFile() {}

  /**
   * Writes it.
   *
   * @param what stands in it, for a message
   * @throws InetException as {@link Failure#LOCAL_WRITE} where that is impossible
   */
  static void write(Path file, String text, String what) throws InetException {
    try {
      Path real = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
      if (Files.exists(real) && !Files.isRegularFile(real)) {
        // A device or a pipe must not be replaced.
        Files.writeString(real, text, StandardCharsets.UTF_8);
        return;
      }
      Path folder = real.getParent();
      boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
      FileAttribute<?>[] mine =
          posix
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
              }
              : new FileAttribute<?>[0];
      Path part = Files.createTempFile(folder, real.getFileName() + ".", ".part", mine);
      try {
        Files.writeString(part, text, StandardCharsets.UTF_8);
        Files.move(part, real, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_WRITE, "cannot write " + what + " to '" + file + "'", e);
    }
  }
}
