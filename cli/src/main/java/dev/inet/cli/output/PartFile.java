package dev.inet.cli.output;

import dev.inet.cli.option.Reasons;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Set;

/**
 * A file that appears under its name only when it is whole: until then it is {@code NAME.part}.
 * What tells whether the remote is still the same when a transfer goes on stands in {@code
 * NAME.part.meta}; whoever goes on writes it there, and a part with one is kept on failure.
 */
public final class PartFile implements Closeable {
  private final Path file;
  private final FileChannel channel;
  private long begun;
  private boolean finished;

  private PartFile(Path file, FileChannel channel, long begun) {
    this.file = file;
    this.channel = channel;
    this.begun = begun;
  }

  /**
   * Opens the part of a file.
   *
   * @param file the file in the end; a symbolic link is followed
   * @param goOn whether to keep what an earlier transfer left, and write behind it
   * @throws InetException as {@link Failure#LOCAL_WRITE} where that is impossible
   */
  public static PartFile open(Path file, boolean goOn) throws InetException {
    FileChannel channel = null;
    try {
      Path real = Files.isSymbolicLink(file) ? file.toRealPath() : file;
      if (Files.isDirectory(real)) {
        throw new InetException(Failure.LOCAL_WRITE, "cannot write '" + file + "': it is a folder");
      }
      channel = FileChannel.open(part(real), options());
      lock(channel, file);
      keepPermissions(real);
      long begun = goOn ? channel.size() : 0;
      channel.truncate(begun).position(begun);
      if (!goOn) {
        Files.deleteIfExists(meta(real));
      }
      return new PartFile(real, channel, begun);
    } catch (IOException e) {
      closeQuietly(channel);
      throw failed(file, e);
    }
  }

  /** A link that somebody else laid under that name in a shared folder is not followed. */
  private static Set<? extends java.nio.file.OpenOption> options() {
    return Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  /** What others may not read of a file they may not read of the one that takes its place. */
  private static void keepPermissions(Path file) {
    try {
      if (Files.exists(file)) {
        var same = new HashSet<>(Files.getPosixFilePermissions(file));
        // A transfer may have to go on with it later.
        same.add(PosixFilePermission.OWNER_WRITE);
        Files.setPosixFilePermissions(part(file), same);
      }
    } catch (UnsupportedOperationException | IOException e) {
      // A file system without permissions, or a part that is another user's.
    }
  }

  private static void lock(FileChannel channel, Path file) throws IOException {
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Told below.
    } catch (IOException e) {
      // A file system without locks: then two writers are the user's own care.
      return;
    }
    if (lock == null) {
      throw new InetException(
          Failure.LOCAL_WRITE, "cannot write '" + file + "': another transfer writes it");
    }
  }

  /**
   * Returns where the part of a file stands.
   *
   * @param file the file in the end
   */
  public static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + ".part");
  }

  /**
   * Returns where the validators of a part stand.
   *
   * @param file the file in the end
   */
  public static Path meta(Path file) {
    return file.resolveSibling(file.getFileName() + ".part.meta");
  }

  /** Returns the file in the end. */
  public Path file() {
    return file;
  }

  /** Returns how many bytes an earlier transfer left. */
  public long begun() {
    return begun;
  }

  /**
   * Begins anew: what an earlier transfer left is of another file.
   *
   * @throws InetException as {@link Failure#LOCAL_WRITE} where that is impossible
   */
  void restart() throws InetException {
    try {
      channel.truncate(0).position(0);
      begun = 0;
      Files.deleteIfExists(meta(file));
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Returns the channel, which stands behind what is there. */
  public FileChannel channel() {
    return channel;
  }

  /**
   * Gives the whole file its name.
   *
   * @throws InetException as {@link Failure#LOCAL_WRITE} where that is impossible
   */
  public void finish() throws InetException {
    try {
      channel.close();
      try {
        Files.move(part(file), file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part(file), file, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.deleteIfExists(meta(file));
      finished = true;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Closes it; what is not whole and cannot be continued is deleted. */
  @Override
  public void close() {
    closeQuietly(channel);
    if (!finished && !Files.exists(meta(file))) {
      try {
        Files.deleteIfExists(part(file));
      } catch (IOException e) {
        // The next transfer writes over it.
      }
    }
  }

  private static void closeQuietly(java.nio.channels.@org.jspecify.annotations.Nullable Channel c) {
    try {
      if (c != null) {
        c.close();
      }
    } catch (IOException e) {
      // What failed before is what matters.
    }
  }

  static InetException failed(Path file, IOException e) {
    return e instanceof InetException ours
        ? ours
        : new InetException(
            Failure.LOCAL_WRITE, "cannot write '" + file + "': " + Reasons.of(e), e);
  }
}
