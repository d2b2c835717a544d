package dev.inet.cli.ftp;

import dev.inet.cli.Surroundings;
import dev.inet.cli.option.Reasons;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.ftp.Checksum;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Files of this machine, as words name them. */
final class Locals {
  private Locals() {}

  static Path path(String typed, Surroundings around) throws InetException {
    try {
      return around.path(typed);
    } catch (InvalidPathException e) {
      throw new InetException(
          Failure.LOCAL_READ, "cannot read '" + typed + "': " + e.getReason(), e);
    }
  }

  /** Opens a file for reading; {@code -} is standard input. */
  static ReadableByteChannel open(String typed, Surroundings around) throws InetException {
    if (typed.equals("-")) {
      return around.inputChannel();
    }
    Path file = path(typed, around);
    if (Files.isDirectory(file)) {
      throw new InetException(Failure.LOCAL_READ, "cannot read '" + typed + "': it is a folder");
    }
    try {
      return FileChannel.open(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static Checksum sum(Path file, Checksum.Algorithm algorithm) throws IOException {
    try (FileChannel from = FileChannel.open(file)) {
      return Checksum.of(from, algorithm);
    } catch (IOException e) {
      throw e instanceof InetException ? e : unreadable(file, e);
    }
  }

  private static InetException unreadable(Path file, IOException e) {
    return new InetException(Failure.LOCAL_READ, "cannot read '" + file + "': " + Reasons.of(e), e);
  }
}
