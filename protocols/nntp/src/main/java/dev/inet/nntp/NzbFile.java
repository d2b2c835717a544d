package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A file of an NZB on its way: {@code NAME.part} grows, {@code NAME.part.meta} tells which articles
 * are in it, so that the next run asks for the others alone. For use by several threads.
 */
final class NzbFile implements Closeable {
  private static final String MAGIC = "inet-nzb 1";

  private final Nzb.Entry entry;
  private final Path file;
  private final Path part;
  private final Path meta;
  private final Set<Integer> done = new TreeSet<>();
  private final Set<Integer> missing = new TreeSet<>();
  private final Set<Integer> damaged = new TreeSet<>();
  private @Nullable Assembly assembly;
  private long size = -1;
  private long crc = -1;
  private boolean sequential;
  private boolean whole;
  private boolean restarted;

  NzbFile(Nzb.Entry entry, Path file) {
    this.entry = entry;
    this.file = file;
    this.part = file.resolveSibling(file.getFileName() + ".part");
    this.meta = file.resolveSibling(file.getFileName() + ".part.meta");
  }

  Path file() {
    return file;
  }

  Nzb.Entry entry() {
    return entry;
  }

  /** Returns whether it was there before. */
  boolean isThere() {
    return Files.exists(file);
  }

  /** Takes up what an earlier run left. */
  void resume() throws IOException {
    if (!Files.exists(part) || !Files.exists(meta)) {
      Files.deleteIfExists(part);
      Files.deleteIfExists(meta);
      return;
    }
    for (String line : Files.readAllLines(meta, StandardCharsets.UTF_8)) {
      String[] words = line.split(" ");
      if (words[0].equals("part") && words.length == 4) {
        opened().add(Long.parseLong(words[2]), Long.parseLong(words[3]));
        done.add(Integer.parseInt(words[1]));
      } else if (words[0].equals("size") && words.length == 3) {
        size = Long.parseLong(words[1]);
        crc = Long.parseLong(words[2]);
      } else if (!line.equals(MAGIC + " " + key())) {
        // Left by another NZB with a file of that name.
        done.clear();
        close();
        Files.deleteIfExists(part);
        Files.deleteIfExists(meta);
        return;
      }
    }
  }

  private String key() {
    return Integer.toHexString(entry.segments().hashCode());
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

  synchronized boolean isSequential() {
    return sequential;
  }

  /** Notes that an article is not there. */
  synchronized void missing(int number) {
    missing.add(number);
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
        if (piece.offset() < 0) {
          // Uuencoded parts do not say where they belong: they have to come in order.
          sequential = true;
        } else if (size < 0) {
          size = piece.size();
        }
        ends = piece.offset() < 0 || piece.size() != size || piece.offset() > Math.max(0, size);
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
        if (sequential) {
          return;
        }
        if (ends || !fault.isEmpty()) {
          damaged.add(number);
          return;
        }
        opened().add(from, at);
        var lines = new ArrayList<String>();
        if (done.isEmpty()) {
          lines.add(MAGIC + " " + key());
        }
        if (wholeCrc >= 0 && crc < 0 || done.isEmpty()) {
          crc = wholeCrc;
          lines.add("size " + size + " " + crc);
        }
        lines.add("part " + number + " " + from + " " + at);
        done.add(number);
        note(lines);
      }
    }

    /** Ends the article: nothing in it, or nothing whole, is damage. */
    void finished(boolean found) {
      synchronized (NzbFile.this) {
        if (!found && number > 1 && entry.segments().size() > 1) {
          sequential |= done.isEmpty();
        }
        if (!done.contains(number) && !sequential) {
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
      public void begin(Piece piece) {}

      @Override
      public void data(byte[] bytes, int offset, int length) throws IOException {
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

  /**
   * Gives the file its name where it is whole.
   *
   * @return whether it is
   */
  boolean finish() throws IOException {
    boolean complete = sequential ? whole && missing.isEmpty() : open().isEmpty();
    if (!complete || size < 0 || opened().missing(size) > 0) {
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
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(meta);
    } catch (InetException e) {
      throw e;
    } catch (IOException e) {
      throw new InetException(
          Failure.LOCAL_WRITE, "cannot write '" + file + "': " + e.getMessage(), e);
    }
    return true;
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
