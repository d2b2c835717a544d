package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import okhttp3.Cache;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Answers that are kept in a folder (RFC 9111), by OkHttp. */
final class CacheWire implements Closeable {
  private static final long LARGEST = 256L << 20;

  private final Cache cache;
  private final FileChannel lock;

  private CacheWire(Cache cache, FileChannel lock) {
    this.cache = cache;
    this.lock = lock;
  }

  /**
   * Opens a folder, which is made where it is missing; only its owner may look into it then.
   *
   * @return the cache; {@code null} while another process uses it, since it serves one at a time
   * @throws InetException as {@link Failure#LOCAL_WRITE} where it cannot be used
   */
  static @Nullable CacheWire open(Path folder) throws InetException {
    FileChannel channel = null;
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
          Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
      }
      channel =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isTaken(channel)) {
        channel.close();
        return null;
      }
      var cache = new Cache(folder.toFile(), LARGEST);
      cache.initialize();
      return new CacheWire(cache, channel);
    } catch (IOException e) {
      closeQuietly(channel);
      String why = Files.isRegularFile(folder) ? "it is no folder" : e.getMessage();
      throw new InetException(
          Failure.LOCAL_WRITE, "cannot keep answers in '" + folder + "': " + why, e);
    }
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  Cache cache() {
    return cache;
  }

  /**
   * Returns an answer with its age in seconds where it comes from the folder alone (RFC 9111,
   * section 4): OkHttp reckons it, and does not say it.
   */
  static Response aged(Response response) {
    Response kept = response.cacheResponse();
    if (kept == null || response.networkResponse() != null) {
      return response;
    }
    long received = kept.receivedResponseAtMillis();
    Instant made = kept.headers().getInstant("Date");
    long apparent = made == null ? 0 : Math.max(0, received - made.toEpochMilli());
    long corrected = said(kept) * 1000 + received - kept.sentRequestAtMillis();
    long resident = System.currentTimeMillis() - received;
    long age = (Math.max(apparent, corrected) + resident) / 1000;
    return response.newBuilder().header("Age", Long.toString(Math.max(0, age))).build();
  }

  /** Returns how old the server said an answer was, in seconds; 0 where it did not. */
  private static long said(Response kept) {
    String age = kept.header("Age", "");
    return age != null && age.matches("\\d{1,9}") ? Long.parseLong(age) : 0;
  }

  @Override
  public void close() {
    try {
      cache.close();
    } catch (IOException e) {
      // It is a cache: what is lost is fetched again.
    }
    closeQuietly(lock);
  }

  private static void closeQuietly(@Nullable Closeable channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Nothing was written to it.
    }
  }
}
