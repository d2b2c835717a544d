package dev.inet.mail;

import dev.inet.core.line.ByteFinder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message in a file of its own that waits to be renamed into place. */
final class StagedFile extends Delivery {
  /** What a message rarely exceeds; it is written by one call then. */
  private static final int BUFFER = 64 * 1024;

  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private static final FileAttribute<?>[] AS_USUAL = {};

  /** What a line begins with whose place another program may have taken. */
  private static final String NAMED = "named";

  private final FileStore store;
  private final Path staged;
  private final Path place;
  private final @Nullable Instant date;
  private final boolean unix;
  private final FileChannel channel;
  private final byte[] buffer;
  private int filled;
  private boolean cr;
  private boolean committed;

  /** Those to whom staged files belong, and whose buffer they share. */
  interface FileStore {
    void staged(StagedFile file);
  }

  /**
   * Begins one.
   *
   * @param unix whether CR LF becomes LF, and the place is nobody else's
   * @param buffer lent until it is committed or closed
   */
  StagedFile(
      FileStore store, Path staged, Path place, @Nullable Instant date, boolean unix, byte[] buffer)
      throws IOException {
    this.store = store;
    this.staged = staged;
    this.place = place;
    this.date = date;
    this.unix = unix;
    this.buffer = buffer;
    this.channel = FileChannel.open(staged, NEW, unix ? Privacy.file() : AS_USUAL);
  }

  static byte[] buffer() {
    return new byte[BUFFER];
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int in = offset;
    int end = offset + length;
    while (in < end) {
      // Room for a CR that was held back, too.
      if (filled > BUFFER - 2) {
        flushBuffer();
      }
      int step = Math.min(end - in, BUFFER - 1 - filled);
      if (unix) {
        convert(bytes, in, in + step);
      } else {
        System.arraycopy(bytes, in, buffer, filled, step);
        filled += step;
      }
      in += step;
    }
  }

  private void convert(byte[] bytes, int from, int to) {
    int out = filled;
    int in = from;
    if (cr && in < to) {
      cr = false;
      if (bytes[in] != '\n') {
        buffer[out++] = '\r';
      }
    }
    var finder = new ByteFinder(bytes);
    while (in < to) {
      // Whole lines at once: nearly every byte of a message is copied as it is.
      int line = in;
      in = finder.find('\r', in, to);
      System.arraycopy(bytes, line, buffer, out, in - line);
      out += in - line;
      if (in == to) {
        break;
      }
      in++;
      if (in == to) {
        cr = true;
      } else if (bytes[in] != '\n') {
        buffer[out++] = '\r';
      }
    }
    filled = out;
  }

  private void flushBuffer() throws IOException {
    var bytes = ByteBuffer.wrap(buffer, 0, filled);
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failed(place, e);
    }
    filled = 0;
  }

  @Override
  public void commit() throws IOException {
    if (cr) {
      buffer[filled++] = '\r';
      cr = false;
    }
    flushBuffer();
    committed = true;
    store.staged(this);
  }

  /** Makes it safe. */
  void seal(boolean durable) throws IOException {
    try {
      if (date != null) {
        // Both times: where one is missing, Java asks for it first.
        var time = FileTime.from(date);
        Files.getFileAttributeView(staged, BasicFileAttributeView.class).setTimes(time, time, null);
      }
      if (durable) {
        channel.force(false);
      }
      channel.close();
    } catch (IOException e) {
      throw failed(place, e);
    }
  }

  /** Returns what tells how to place it. */
  String line() {
    return (unix ? "file" : NAMED) + '\t' + escaped(staged) + '\t' + escaped(place);
  }

  void rename() throws IOException {
    try {
      put(staged, place, unix);
    } catch (IOException e) {
      throw failed(place, e);
    }
  }

  private static void put(Path staged, Path place, boolean unique) throws IOException {
    if (unique) {
      rename(staged, place);
    } else {
      MessageFolder.link(staged, place);
    }
  }

  private static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to);
    }
  }

  static void recover(String line) throws IOException {
    String[] parts = line.split("\t", -1);
    Path staged = Path.of(unescaped(parts[1]));
    Path place = Path.of(unescaped(parts[2]));
    // What is not staged any more was placed, wherever its reader may have put it since.
    if (Files.exists(staged, LinkOption.NOFOLLOW_LINKS)) {
      try {
        put(staged, place, !parts[0].equals(NAMED));
        force(place.getParent());
      } catch (IOException e) {
        throw failed(place, e);
      }
    }
  }

  @Nullable Path folder() {
    return place.getParent();
  }

  @Nullable Path stagingFolder() {
    return staged.getParent();
  }

  @Override
  public String place() {
    return place.toString();
  }

  void discard() throws IOException {
    channel.close();
    Files.deleteIfExists(staged);
  }

  @Override
  public void close() throws IOException {
    if (!committed) {
      discard();
    }
  }

  /** Locks a file for this program, as fcntl does; returns whether nobody else has it. */
  static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Makes the names in a folder safe; where a folder cannot be opened, the system does it. */
  static void force(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException e) {
      return;
    }
  }

  static void makeFolder(Path folder, FileAttribute<?>... attributes) throws IOException {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder, attributes);
      }
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  static String escaped(Path path) {
    return path.toString().replace("%", "%25").replace("\t", "%09").replace("\n", "%0A");
  }

  static String unescaped(String text) {
    return text.replace("%0A", "\n").replace("%09", "\t").replace("%25", "%");
  }
}
