package dev.inet.cli.option;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in a few words why a local file could not be used. */
public final class Reasons {
  private Reasons() {}

  /**
   * Returns the reason without the name of the file, which the JDK puts where the reason should be.
   *
   * @param thrown what the JDK threw
   */
  public static String of(Exception thrown) {
    if (thrown instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (thrown instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (thrown instanceof FileAlreadyExistsException) {
      return "it exists";
    }
    if (thrown instanceof NotDirectoryException) {
      return "not a folder";
    }
    if (thrown instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    }
    if (thrown instanceof IOException && thrown.getMessage() != null) {
      return thrown.getMessage();
    }
    return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
  }
}
