package dev.inet.mail;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One file for all messages, to which they are appended. They are collected beside it and appended
 * together under a lock (fcntl); what was appended in part is cut off again.
 */
abstract class AppendedFile implements MailStore {
  private static final long LOCK_TRIES = 100;
  private static final Duration LOCK_PAUSE = Duration.ofMillis(100);
  private static final int STEP = 256 * 1024;

  private final String mark;
  private final Path file;
  private final boolean durable;
  private final String run = Litter.newMark();
  private @Nullable Collected collected;
  private int cuts;
  private int count;

  /**
   * What is to be appended, and behind what.
   *
   * @param size how long the box was
   * @param gap how many line ends part its end from the next message
   * @param length how many bytes were collected
   */
  private record Plan(Path collected, Path file, long size, int gap, long length) {
    String line() {
      return StagedFile.escaped(collected)
          + '\t'
          + StagedFile.escaped(file)
          + '\t'
          + size
          + '\t'
          + gap
          + '\t'
          + length;
    }

    static Plan of(String line) {
      String[] parts = line.split("\t", -1);
      return new Plan(
          Path.of(StagedFile.unescaped(parts[1])),
          Path.of(StagedFile.unescaped(parts[2])),
          Long.parseLong(parts[3]),
          Integer.parseInt(parts[4]),
          Long.parseLong(parts[5]));
    }
  }

  /**
   * Makes one.
   *
   * @param mark what its lines for {@link #recover} begin with, a tab at the end
   * @param durable whether messages are forced to the disk
   */
  AppendedFile(String mark, Path file, boolean durable) {
    this.mark = mark;
    this.file = file;
    this.durable = durable;
  }

  /**
   * Begins a message.
   *
   * @param to takes it, behind all that is there
   * @param committing is told that the message is whole
   */
  abstract Delivery delivery(FileChannel to, Path file, Arrival arrival, Runnable committing)
      throws IOException;

  /** Makes a file such that messages may follow, and returns its size then. */
  abstract long mend(FileChannel box, Path file) throws IOException;

  /** Returns how many line ends part the end of a file from the next message. */
  abstract int gap(FileChannel box, long size) throws IOException;

  /**
   * Returns what stands where two messages meet and nowhere else: a line end, and how the next
   * begins.
   */
  abstract String separator();

  @Override
  public String litter() {
    Path folder = file.getParent();
    return new Litter(folder == null ? Path.of("") : folder, run).line();
  }

  @Override
  public Delivery begin(Arrival arrival) throws IOException {
    Collected to = collected;
    if (to == null) {
      Path folder = file.getParent();
      if (folder != null) {
        StagedFile.makeFolder(folder);
      }
      if (Files.isDirectory(file)) {
        throw new InetException(Failure.LOCAL_WRITE, "cannot write '" + file + "': it is a folder");
      }
      try {
        to = new Collected(file.resolveSibling("." + run + "-" + cuts++));
      } catch (IOException e) {
        throw Delivery.failed(file, e);
      }
      collected = to;
    }
    return delivery(to.channel, file, arrival, () -> count++);
  }

  @Override
  public int staged() {
    return count;
  }

  @Override
  public MailBatch cut() throws IOException {
    Collected batch = collected;
    boolean some = count > 0;
    collected = null;
    count = 0;
    if (batch == null) {
      return NOTHING;
    }
    if (!some) {
      batch.close();
      return NOTHING;
    }
    return batch;
  }

  @Override
  public void close() throws IOException {
    cut().close();
  }

  private static final MailBatch NOTHING =
      new MailBatch() {
        @Override
        public List<String> seal() {
          return List.of();
        }

        @Override
        public void place() {}

        @Override
        public void close() {}
      };

  /** What is collected beside the file. */
  private final class Collected implements MailBatch {
    private final Path beside;
    private final FileChannel channel;
    private @Nullable FileChannel box;
    private @Nullable Plan plan;

    Collected(Path beside) throws IOException {
      this.beside = beside;
      this.channel =
          FileChannel.open(
              beside,
              Set.of(
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.READ,
                  LinkOption.NOFOLLOW_LINKS),
              Privacy.file());
    }

    @Override
    public List<String> seal() throws IOException {
      try {
        if (durable) {
          channel.force(true);
          StagedFile.force(file.getParent());
        }
        // The lock is held until the messages are in place.
        FileChannel to = opened(file);
        box = to;
        long size = mend(to, file);
        Plan made = new Plan(beside, file, size, gap(to, size), channel.size());
        plan = made;
        return List.of(mark + made.line());
      } catch (IOException e) {
        throw Delivery.failed(file, e);
      }
    }

    @Override
    public void place() throws IOException {
      FileChannel to = box;
      Plan next = plan;
      if (to != null && next != null) {
        append(channel, to, next, 0, durable);
        close();
        Files.deleteIfExists(beside);
      }
    }

    @Override
    public void close() throws IOException {
      FileChannel to = box;
      box = null;
      channel.close();
      if (to != null) {
        to.close();
      }
      // What was sealed and could not be placed is placed by the next run.
      if (plan == null) {
        Files.deleteIfExists(beside);
      }
    }
  }

  private void append(FileChannel from, FileChannel to, Plan plan, long begin, boolean durable)
      throws IOException {
    long size = mend(to, plan.file());
    try {
      to.position(size);
      write(
          to,
          ByteBuffer.wrap("\n\n".substring(0, gap(to, size)).getBytes(StandardCharsets.US_ASCII)));
      to.position(to.size());
      var step = ByteBuffer.allocate(STEP);
      for (long at = begin; at < plan.length(); ) {
        int n = from.read(step.clear(), at);
        if (n < 0) {
          break;
        }
        write(to, step.flip());
        at += n;
      }
      if (durable) {
        to.force(true);
      }
    } catch (IOException e) {
      // Half a message would run into the next one.
      to.truncate(size);
      throw Delivery.failed(plan.file(), e);
    }
  }

  private static void write(FileChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  /** Opens the box and locks it, as other mail programs do. */
  private static FileChannel opened(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ),
            Privacy.file());
    try {
      for (int tries = 0; !StagedFile.lock(channel); tries++) {
        if (tries == LOCK_TRIES) {
          throw new InetException(
              Failure.LOCAL_WRITE, "cannot write '" + file + "': another program has locked it");
        }
        Deadline.NEVER.rest(LOCK_PAUSE);
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Looks whether what was collected was appended, in full or in part, and does the rest. */
  static void recover(String line) throws IOException {
    Plan plan = Plan.of(line);
    AppendedFile store =
        line.startsWith(Mbox.MARK) ? new Mbox(plan.file(), true) : new JsonLines(plan.file(), true);
    store.finish(plan);
  }

  private void finish(Plan plan) throws IOException {
    if (!Files.exists(plan.collected(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (FileChannel from = FileChannel.open(plan.collected(), StandardOpenOption.READ);
        FileChannel to = opened(plan.file())) {
      long begin = plan.size() + plan.gap();
      long there = Math.max(0, Math.min(to.size() - begin, plan.length()));
      long alike = alike(from, to, begin, there);
      if (alike < plan.length()) {
        if (alike > 0 && to.size() == begin + alike) {
          to.truncate(plan.size());
          append(from, to, plan, 0, true);
        } else {
          // Another program has appended behind what is here in part; what is whole here stays.
          append(from, to, plan, lastStart(from, alike), true);
        }
      }
    } catch (IOException e) {
      throw Delivery.failed(plan.file(), e);
    }
    Files.deleteIfExists(plan.collected());
  }

  /** Returns how many bytes of one and of the other from a place on are the same. */
  private static long alike(FileChannel a, FileChannel b, long begin, long length)
      throws IOException {
    var mine = ByteBuffer.allocate(STEP);
    var theirs = ByteBuffer.allocate(STEP);
    for (long at = 0; at < length; at += mine.limit()) {
      int step = (int) Math.min(STEP, length - at);
      fill(a, mine.clear().limit(step), at);
      fill(b, theirs.clear().limit(step), begin + at);
      int other = mine.flip().mismatch(theirs.flip());
      if (other >= 0) {
        return at + other;
      }
    }
    return length;
  }

  /** Returns where the last message begins of which something stands before a place. */
  private long lastStart(FileChannel from, long place) throws IOException {
    String separator = separator();
    var step = ByteBuffer.allocate(STEP);
    for (long end = place; end >= separator.length(); ) {
      long begin = Math.max(0, end - STEP);
      fill(from, step.clear().limit((int) (end - begin)), begin);
      var text = new String(step.array(), 0, step.position(), StandardCharsets.ISO_8859_1);
      int last = text.lastIndexOf(separator);
      if (last >= 0) {
        return begin + last + 1;
      }
      // The next piece before this one holds what this one may have cut.
      end = begin == 0 ? 0 : begin + separator.length() - 1;
    }
    return 0;
  }

  private static void fill(FileChannel from, ByteBuffer into, long at) throws IOException {
    long place = at;
    while (into.hasRemaining()) {
      int n = from.read(into, place);
      if (n < 0) {
        throw new IOException("it became shorter");
      }
      place += n;
    }
  }
}
