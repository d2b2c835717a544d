package dev.inet.cli.smtp;

import dev.inet.cli.option.Reasons;
import dev.inet.cli.output.Json;
import dev.inet.cli.output.JsonText;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of each row, on disk before it matters: JSON lines, appended.
 *
 * <p>Before the last bytes of a message go out, {@code sending} is on the disk, not merely in the
 * system's memory; after the answer comes {@code accepted}, {@code refused} or {@code unknown}. So,
 * wherever a run ends: what the server has accepted is never sent again, for its row is at least
 * {@code sending}; what has no line was not sent. A row that ended at {@code sending} was in
 * flight: nobody knows, and the user decides.
 */
final class ResumeLog implements Closeable {
  private static final int PREFIX = 64 * 1024;

  private final Path file;
  private final FileChannel channel;
  private final BitSet done = new BitSet();
  private final BitSet sending = new BitSet();

  private ResumeLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens a log, or begins one.
   *
   * @param file the log
   * @param list the list of recipients that it belongs to
   * @throws InetException as {@link Failure#USAGE} where it belongs to another list, or another
   *     process has it
   */
  static ResumeLog open(Path file, Path list) throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_WRITE, "cannot write '" + file + "': " + Reasons.of(e), e);
    }
    var log = new ResumeLog(file, channel);
    try {
      log.lock();
      log.read(list);
      return log;
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  private void lock() throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      // Two runs over one list would send everything twice.
      throw new InetException(Failure.USAGE, "'" + file + "' is in use by another run");
    }
  }

  private void read(Path list) throws IOException {
    long whole = 0;
    boolean first = true;
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Map<?, ?> fields = fields(line);
        if (fields == null) {
          // The line that a crash cut short; nothing follows it.
          break;
        }
        if (first) {
          check(fields, list);
          first = false;
        } else {
          note(fields);
        }
        whole += line.getBytes(StandardCharsets.UTF_8).length + 1;
      }
    }
    // A torn line must not swallow the next one.
    channel.truncate(Math.min(whole, channel.size()));
    channel.position(channel.size());
    if (first) {
      long length = Math.min(PREFIX, Files.size(list));
      write(Json.object("list", fingerprint(list, length), "length", length));
      force();
    }
  }

  private static @Nullable Map<?, ?> fields(String line) {
    try {
      return JsonText.read(line) instanceof Map<?, ?> map ? map : null;
    } catch (JsonText.NoJsonException e) {
      return null;
    }
  }

  private void check(Map<?, ?> fields, Path list) throws IOException {
    boolean same =
        fields.get("length") instanceof BigDecimal length
            && Files.size(list) >= length.longValue()
            && fingerprint(list, length.longValue()).equals(fields.get("list"));
    if (!same) {
      throw new InetException(
          Failure.USAGE, "'" + file + "' is the log of another list, or of one that has changed");
    }
  }

  private void note(Map<?, ?> fields) {
    if (fields.get("row") instanceof BigDecimal number && fields.get("state") != null) {
      int row = number.intValue();
      String state = String.valueOf(fields.get("state"));
      sending.set(row, state.equals("sending"));
      done.set(row, !state.equals("sending") && !state.equals("deferred"));
      if (state.equals("unknown")) {
        sending.set(row);
      }
    }
  }

  private static String fingerprint(Path list, long length) throws IOException {
    try (InputStream in = Files.newInputStream(list)) {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(in.readNBytes((int) length));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns whether it is known what became of a row. */
  boolean isDone(long row) {
    return done.get((int) row) && !sending.get((int) row);
  }

  /** Returns whether a row was in flight when a run ended. */
  boolean wasInFlight(long row) {
    return sending.get((int) row);
  }

  /** Notes that the last bytes of a message are about to go out. */
  void sending(long row) throws IOException {
    write(Json.object("row", row, "state", "sending"));
    force();
  }

  /** Notes what became of a row; it is on the disk with the next row, or the end. */
  void settled(long row, String state) throws IOException {
    write(Json.object("row", row, "state", state));
    sending.clear((int) row);
  }

  private void write(String line) throws IOException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void force() throws IOException {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private InetException failed(IOException e) {
    return new InetException(
        Failure.LOCAL_WRITE, "cannot write '" + file + "': " + Reasons.of(e), e);
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        force();
      } finally {
        channel.close();
      }
    }
  }
}
