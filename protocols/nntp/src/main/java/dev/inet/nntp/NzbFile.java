package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of an NZB on its way: {@code NAME.part} grows, {@code NAME.part.meta} tells which articles
 * are in it, so that the next run asks for the others alone. For use by several threads.
 */
final class NzbFile implements Closeable {
  private static final String MAGIC = "inet-nzb 1";
  private static final Pattern LINE =
      Pattern.compile(
          "part (\\d{1,9}) (\\d{1,18}) (\\d{1,18})|size (\\d{1,18}) (-1|\\d{1,18})|called (.*)");

  private final Nzb.Entry entry;
  private final NzbDownload.@Nullable Naming naming;
  private final boolean ofGroup;
  private Path file;
  private final Path part;
  private final Path meta;
  private final Set<Integer> done = new TreeSet<>();
  private final Set<Integer> missing = new TreeSet<>();
  private final Set<Integer> damaged = new TreeSet<>();
  private @Nullable Assembly assembly;
  private long size = -1;
  private long crc = -1;
  private long most = Long.MAX_VALUE;
  private boolean tooLarge;
  private volatile boolean sequential;
  private boolean whole;
  private volatile boolean restarted;
  private boolean encoded;
  private int waiting;
  private boolean settled;
  private boolean finished;
  private @Nullable Placed placed;
  private String called = "";

  /**
   * Makes a file.
   *
   * @param file what it is called
   * @param naming makes a name of what its author called it; {@code null} where it has its name
   */
  NzbFile(Nzb.Entry entry, Path file, NzbDownload.@Nullable Naming naming) {
    this(entry, file, naming, false);
  }

  private NzbFile(
      Nzb.Entry entry, Path file, NzbDownload.@Nullable Naming naming, boolean ofGroup) {
    this.entry = entry;
    this.naming = naming;
    this.ofGroup = ofGroup;
    this.file = file;
    this.part = file.resolveSibling(file.getFileName() + ".part");
    this.meta = file.resolveSibling(file.getFileName() + ".part.meta");
  }

  /** Makes a file that was found in a group: it may turn out to be none. */
  static NzbFile ofGroup(Nzb.Entry entry, Path file, NzbDownload.Naming naming) {
    return new NzbFile(entry, file, naming, true);
  }

  Path file() {
    return file;
  }

  /** Hears, in whatever thread, that the file has its name. */
  @FunctionalInterface
  interface Placed {
    void placed() throws IOException;
  }

  /** Has somebody hear of that at once. */
  void whenPlaced(Placed hears) {
    placed = hears;
  }

  Nzb.Entry entry() {
    return entry;
  }

  /**
   * Bounds the size of the file.
   *
   * @param bytes the most that it may have; a larger one is given up as soon as its size is known
   */
  void atMost(long bytes) {
    most = bytes;
  }

  /** Returns whether it is larger than it may be. */
  synchronized boolean isTooLarge() {
    return tooLarge;
  }

  /** Returns whether it was there before. */
  boolean isThere() {
    return Files.exists(file);
  }

  /** Removes what a run left that was killed when the file had just taken its name. */
  void tidy() throws IOException {
    if (Files.exists(meta)
        && !Files.exists(part)
        && Files.readString(meta, StandardCharsets.ISO_8859_1)
            .startsWith(MAGIC + " " + entry.key())) {
      Files.delete(meta);
    }
  }

  /** Takes up what an earlier run left. */
  void resume() throws IOException {
    if (!Files.exists(part) || !Files.exists(meta)) {
      discard();
      return;
    }
    // Whatever it holds: it may not be ours.
    String text = new String(Files.readAllBytes(meta), StandardCharsets.UTF_8);
    // A line without its end is what a full disk left of one.
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    for (String line : whole.lines().toList()) {
      if (!take(line)) {
        // Left by another NZB with a file of that name, or not by us.
        done.clear();
        tooLarge = false;
        size = -1;
        crc = -1;
        close();
        discard();
        return;
      }
    }
    if (whole.length() < text.length()) {
      Files.writeString(meta, whole, StandardCharsets.UTF_8);
    }
  }

  private boolean take(String line) throws InetException {
    Matcher known = LINE.matcher(line);
    if (!known.matches()) {
      return line.equals(MAGIC + " " + entry.key());
    }
    if (known.group(1) != null) {
      opened().add(Long.parseLong(known.group(2)), Long.parseLong(known.group(3)));
      done.add(Integer.parseInt(known.group(1)));
    } else if (known.group(4) != null) {
      size = Long.parseLong(known.group(4));
      tooLarge = size > most;
      crc = Long.parseLong(known.group(5));
    } else {
      called = Objects.requireNonNullElse(known.group(6), "");
    }
    return true;
  }

  private void discard() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(meta);
  }

  private synchronized Assembly opened() throws InetException {
    Assembly open = assembly;
    if (open == null) {
      open = new Assembly(part);
      assembly = open;
    }
    return open;
  }

  /** Returns the articles that are still to come. */
  synchronized List<Nzb.Segment> open() {
    return entry.segments().stream().filter(each -> !done.contains(each.number())).toList();
  }

  /** Has its articles fetched one after the other from the beginning. */
  void sequentially() {
    sequential = true;
  }

  boolean isSequential() {
    return sequential;
  }

  /** Returns whether that is still to be done. */
  boolean waitsForOrder() {
    return sequential && !restarted;
  }

  /** Returns whether one article is all of it. */
  boolean isAlone() {
    return entry.segments().size() == 1;
  }

  /** Notes that an article is not there. */
  synchronized void missing(int number) {
    if (!done.contains(number)) {
      missing.add(number);
    }
  }

  /** Notes that an article has come after all, from elsewhere. */
  synchronized void found(int number) {
    missing.remove(number);
  }

  /** Returns what takes an article of the file. */
  Taking taking(int number) {
    return new Taking(number);
  }

  /** One article being decoded. */
  final class Taking implements PieceTaker {
    private final int number;
    private long from;
    private long at;
    private boolean ends;

    Taking(int number) {
      this.number = number;
    }

    @Override
    public void begin(Piece piece) {
      synchronized (NzbFile.this) {
        encoded = true;
        called = called.isEmpty() ? piece.name() : called;
        if (piece.offset() < 0) {
          // Uuencoded parts do not say where they belong: they have to come in order.
          sequential = true;
        } else if (size < 0) {
          size = piece.size();
        }
        tooLarge |= size > most;
        ends = tooLarge || piece.offset() < 0 || piece.size() != size;
        ends |= piece.offset() > Math.max(0, size);
      }
      from = piece.offset();
      at = from;
    }

    @Override
    public void data(byte[] bytes, int offset, int length) throws IOException {
      if (ends || at + length > size) {
        ends = true;
        return;
      }
      opened().write(at, bytes, offset, length);
      at += length;
    }

    @Override
    public void end(String fault, long wholeCrc) throws IOException {
      synchronized (NzbFile.this) {
        if (sequential || tooLarge) {
          return;
        }
        if (ends || !fault.isEmpty()) {
          if (!done.contains(number)) {
            damaged.add(number);
          }
          return;
        }
        opened().add(from, at);
        var lines = new ArrayList<String>();
        if (done.isEmpty()) {
          lines.add(MAGIC + " " + entry.key());
          lines.add("called " + called);
        }
        if (wholeCrc >= 0 && crc < 0 || done.isEmpty()) {
          crc = wholeCrc;
          lines.add("size " + size + " " + crc);
        }
        lines.add("part " + number + " " + from + " " + at);
        done.add(number);
        missing.remove(number);
        damaged.remove(number);
        note(lines);
      }
    }

    /**
     * Ends the article: nothing in it, or nothing whole, is damage.
     *
     * @param mayGoOn whether it may go on with what an article before began
     */
    void finished(boolean mayGoOn) {
      synchronized (NzbFile.this) {
        if (mayGoOn && number > 1 && entry.segments().size() > 1) {
          sequential |= done.isEmpty();
        }
        if (!done.contains(number) && !sequential && !tooLarge) {
          damaged.add(number);
        }
      }
    }
  }

  private void note(List<String> lines) throws IOException {
    try {
      Files.write(
          meta,
          lines,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw Assembly.failed(meta, e);
    }
  }

  /**
   * Begins anew, in the order of the articles.
   *
   * @return false where that has happened already
   */
  synchronized boolean startsOver() throws IOException {
    if (restarted) {
      return false;
    }
    restarted = true;
    close();
    done.clear();
    missing.clear();
    damaged.clear();
    Files.deleteIfExists(meta);
    Files.deleteIfExists(part);
    size = 0;
    return true;
  }

  /** Takes uuencoded articles in their order. */
  PieceTaker inOrder() {
    return new PieceTaker() {
      @Override
      public void begin(Piece piece) {
        encoded = true;
        called = called.isEmpty() ? piece.name() : called;
      }

      @Override
      public void data(byte[] bytes, int offset, int length) throws IOException {
        if (tooLarge || size + length > most) {
          tooLarge = true;
          return;
        }
        opened().write(size, bytes, offset, length);
        opened().add(size, size + length);
        size += length;
      }

      @Override
      public void end(String fault, long wholeCrc) {
        whole = true;
      }
    };
  }

  /** Notes how many articles are going to come, or to be missing. */
  synchronized void awaits(int articles) {
    waiting = articles;
  }

  /** One of the articles came, or is missing: behind the last one the file takes its name. */
  synchronized void came() throws IOException {
    if (--waiting == 0 && !sequential) {
      settle();
    }
  }

  /** Gives the file its name where it is whole; either way it is open no more. */
  synchronized void settle() throws IOException {
    if (!settled) {
      settled = true;
      finished = finish();
      close();
      if (!finished) {
        incomplete();
      } else if (placed != null) {
        placed.placed();
      }
    }
  }

  /** What the next run cannot go on with does not stay. */
  private void incomplete() throws IOException {
    NzbDownload.Naming chooses = naming;
    if (done.isEmpty() && (chooses != null || !sequential || tooLarge)) {
      discard();
    }
    if (chooses != null) {
      file = file.resolveSibling(name(chooses));
    }
  }

  /** Returns whether the file has its name. */
  synchronized boolean isWhole() throws IOException {
    settle();
    return finished;
  }

  /** Returns whether it has its name, as far as it came. */
  synchronized boolean isFinished() {
    return finished;
  }

  /** Returns whether it was found in a group. */
  boolean isOfGroup() {
    return ofGroup;
  }

  private boolean finish() throws IOException {
    boolean complete = sequential ? whole && missing.isEmpty() : open().isEmpty();
    if (!complete || tooLarge || size < 0 || opened().missing(size) > 0) {
      return false;
    }
    if (crc >= 0 && !sequential && opened().crc(size) != crc) {
      entry.segments().forEach(each -> damaged.add(each.number()));
      Files.deleteIfExists(meta);
      return false;
    }
    try {
      opened().truncate(size);
      close();
      if (place()) {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      }
      discard();
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_WRITE, "cannot write '" + file + "': " + e.getMessage(), e);
    }
    return true;
  }

  /**
   * Chooses the name where it is not known yet: nothing that is there is written over.
   *
   * @return false where the same file is there already: a run was killed before it noted that
   */
  private boolean place() throws IOException {
    NzbDownload.Naming chooses = naming;
    if (chooses == null) {
      return true;
    }
    String name = name(chooses);
    Path free = file.resolveSibling(name);
    for (int next = 2; Files.exists(free, LinkOption.NOFOLLOW_LINKS); next++) {
      if (Files.isRegularFile(free) && Files.mismatch(free, part) < 0) {
        file = free;
        return false;
      }
      free = file.resolveSibling(name + "." + next);
    }
    file = free;
    return true;
  }

  private String name(NzbDownload.Naming chooses) {
    for (String candidate : List.of(called, entry.name())) {
      try {
        return chooses.safe(candidate);
      } catch (InetException e) {
        // Nothing is left of it.
      }
    }
    return String.valueOf(file.getFileName());
  }

  /** Returns whether any of its articles held something encoded. */
  synchronized boolean isEncoded() {
    return encoded || !done.isEmpty();
  }

  synchronized long size() {
    return size;
  }

  synchronized List<Integer> missing() {
    return List.copyOf(missing);
  }

  synchronized List<Integer> damaged() {
    return List.copyOf(damaged);
  }

  @Override
  public synchronized void close() throws IOException {
    Assembly open = assembly;
    assembly = null;
    if (open != null) {
      open.close();
    }
  }
}
