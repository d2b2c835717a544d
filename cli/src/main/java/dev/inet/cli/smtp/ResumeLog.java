package dev.inet.cli.smtp;

import dev.inet.cli.option.Reasons;
import dev.inet.cli.output.Json;
import dev.inet.cli.output.JsonText;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of each row, on disk before it matters: JSON lines, appended.
 *
 * <p>Before the last bytes of a message go out, {@code sending} is on the disk, not merely in the
 * system's memory; after the answer comes {@code accepted}, {@code refused}, {@code deferred} or
 * {@code unknown}, with those recipients that are left where others came to an end. So, wherever a
 * run ends: what the server has accepted is never sent again, for its row is at least {@code
 * sending}; what has no line was not sent. A row that ended at {@code sending} was in flight:
 * nobody knows, and the user decides.
 */
final class ResumeLog implements Closeable {
  private static final int LONGEST_LINE = 1 << 20;

  /** How every log begins. */
  private static final String START = "{\"list\":";

  private final Path file;
  private final FileChannel channel;
  private final BitSet done = new BitSet();
  private final BitSet sending = new BitSet();
  private final Map<Long, Set<String>> left = new HashMap<>();

  /** Where the next line goes. */
  private long end;

  private long length;
  private boolean broken;

  private ResumeLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens a log, or begins one.
   *
   * @param file the log
   * @param list the list of recipients that it belongs to
   * @throws InetException as {@link Failure#USAGE} where it is no log, belongs to another list, or
   *     another process has it
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
      channel.close();
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
    long size = channel.size();
    var in = new BufferedInputStream(Channels.newInputStream(channel), 64 * 1024);
    var line = new ByteArrayOutputStream(256);
    Map<?, ?> last = null;
    for (long at = 0; at < size; at++) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      if (b != '\n') {
        line.write(b);
        if (line.size() > LONGEST_LINE) {
          throw noLog();
        }
        continue;
      }
      Map<?, ?> fields = fields(line.toString(StandardCharsets.UTF_8));
      line.reset();
      if (fields != null && fields.containsKey("list")) {
        last = fields;
      } else if (last == null) {
        throw noLog();
      } else if (fields != null) {
        note(fields, length(last));
      }
      end = at + 1;
    }
    String torn = line.toString(StandardCharsets.UTF_8);
    if (end == 0 && !torn.startsWith(START) && !START.startsWith(torn)) {
      throw noLog();
    }
    long known = last == null ? 0 : check(last, list);
    // A line that a crash cut short must not swallow the next one.
    cut();
    length = Files.size(list);
    if (last == null || length > known) {
      // Rows that were added have been sent, too, by the time of the next run.
      write(Json.object("list", fingerprint(list, length), "length", length));
      force();
    }
  }

  private InetException noLog() {
    return new InetException(
        Failure.USAGE, "'" + file + "' is no log of --resume; it is left as it is");
  }

  private static @Nullable Map<?, ?> fields(String line) {
    try {
      return JsonText.read(line) instanceof Map<?, ?> map ? map : null;
    } catch (JsonText.NoJsonException e) {
      return null;
    }
  }

  /** Returns how much of its list the log knows, which must be as it was. */
  private long check(Map<?, ?> fields, Path list) throws IOException {
    long length = length(fields);
    // All of it: a row that was put in before others would give each of them another one's number.
    boolean same =
        Files.size(list) >= length
            && fingerprint(list, length).equals(fields.get("list"))
            && isWholeRows(list, length);
    if (!same) {
      throw new InetException(
          Failure.USAGE, "'" + file + "' is the log of another list, or of one that has changed");
    }
    return length;
  }

  /** Whether what was added to a list is rows of their own, and not the rest of its last one. */
  private static boolean isWholeRows(Path list, long length) throws IOException {
    try (InputStream in = Files.newInputStream(list)) {
      in.skipNBytes(Math.max(0, length - 1));
      String seam = new String(in.readNBytes(3), StandardCharsets.ISO_8859_1);
      return length == 0 || seam.length() == 1 || seam.matches("(?s)\n.*|.\r?\n.*");
    }
  }

  private long length(Map<?, ?> list) throws InetException {
    if (list.get("length") instanceof BigDecimal number) {
      return number.longValue();
    }
    throw noLog();
  }

  private void note(Map<?, ?> fields, long most) throws InetException {
    if (fields.get("row") instanceof BigDecimal number && fields.get("state") != null) {
      // A number that no row of the list can have would take as much memory.
      if (number.signum() < 0 || number.compareTo(BigDecimal.valueOf(most)) > 0) {
        throw noLog();
      }
      int row = number.intValue();
      String state = String.valueOf(fields.get("state"));
      boolean open = state.equals("sending") || state.equals("unknown");
      sending.set(row, open);
      done.set(row, !open && !state.equals("deferred"));
      if (done.get(row)) {
        left.remove((long) row);
      } else if (fields.get("left") instanceof List<?> addresses) {
        left.put(
            (long) row,
            addresses.stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet()));
      }
    }
  }

  private static String fingerprint(Path list, long length) throws IOException {
    try (InputStream in = Files.newInputStream(list)) {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[64 * 1024];
      for (long to = length; to > 0; ) {
        int n = in.read(piece, 0, (int) Math.min(piece.length, to));
        if (n < 0) {
          break;
        }
        digest.update(piece, 0, n);
        to -= n;
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns how much of the list is this run's: what is added while it goes on may be half a row,
   * and is not told from a change by the next run.
   */
  long length() {
    return length;
  }

  /** Returns whether it is known what became of a row. */
  boolean isDone(long row) {
    return done.get((int) row);
  }

  /** Returns whether a row was in flight when a run ended. */
  boolean wasInFlight(long row) {
    return sending.get((int) row);
  }

  /**
   * Returns the addresses of those recipients of a row of whom it is not known that they have the
   * message, or never will; {@code null} for all of them.
   */
  @Nullable Set<String> left(long row) {
    return left.get(row);
  }

  /** Notes that the last bytes of a message are about to go out. */
  void sending(long row) throws IOException {
    write(Json.object("row", row, "state", "sending"));
    force();
  }

  /**
   * Notes what became of a row; it is on the disk with the next row, or the end.
   *
   * @param left those recipients for whom something else holds; {@code null} where it holds for all
   *     who were left before
   */
  void settled(long row, String state, @Nullable List<String> left) throws IOException {
    write(
        left == null
            ? Json.object("row", row, "state", state)
            : Json.object("row", row, "state", state, "left", left));
    sending.clear((int) row);
  }

  private void write(String line) throws IOException {
    if (broken) {
      throw failed(new IOException("it could not be written before"));
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
      long at = end;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
      end = at;
    } catch (IOException e) {
      // The disk is full: half a line must not run into the next one.
      try {
        cut();
      } catch (IOException worse) {
        broken = true;
        e.addSuppressed(worse);
      }
      throw failed(e);
    }
  }

  /** Cuts off what stands behind the last whole line; what is no file has no length. */
  private void cut() throws IOException {
    if (channel.size() > end) {
      channel.truncate(end);
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
