package dev.inet.cli.http;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of one command: what two URLs call alike would be lost but for the last. A list may
 * have a million lines, so that hashes are kept, eight bytes a name; two that meet cost a number
 * behind a name.
 */
final class TakenNames {
  private static final int MOST_NUMBERS = 1000;

  private final Map<Path, Integer> numbers = new HashMap<>();
  private long[] table = new long[64];
  private int size;

  /** The one file that a URL becomes. */
  final class One {
    private @Nullable Path wanted;
    private @Nullable Path taken;

    /**
     * Returns the file that is to be written: the one that is wanted, or where another URL has that
     * name the next one that is free, {@code NAME.1} and so on. A file that is there already takes
     * its number.
     */
    Path file(Path file) {
      Path own = taken;
      if (own == null || !file.equals(wanted)) {
        leave();
        wanted = file;
        own = take(file);
        taken = own;
      }
      return own;
    }

    /** Gives the name back: nothing came of it. */
    void leave() {
      if (taken != null) {
        remove(hash(taken));
        taken = null;
      }
    }
  }

  private synchronized Path take(Path file) {
    if (add(hash(file))) {
      return file;
    }
    int number = numbers.getOrDefault(file, 1);
    Path other = numbered(file, number);
    while (Files.exists(other, LinkOption.NOFOLLOW_LINKS) || !add(hash(other))) {
      other = numbered(file, ++number);
    }
    if (numbers.size() >= MOST_NUMBERS) {
      numbers.clear();
    }
    numbers.put(file, number + 1);
    return other;
  }

  private static Path numbered(Path file, int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  /** FNV-1a; zero stands for nothing in the table. */
  private static long hash(Path file) {
    String name = file.toString();
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash == 0 ? 1 : hash;
  }

  private int slot(long hash) {
    return (int) (hash ^ (hash >>> 32)) & (table.length - 1);
  }

  private int next(int slot) {
    return (slot + 1) & (table.length - 1);
  }

  private boolean add(long hash) {
    if (4L * size >= 3L * table.length) {
      long[] old = table;
      table = new long[2 * old.length];
      size = 0;
      for (long each : old) {
        if (each != 0) {
          add(each);
        }
      }
    }
    int at = slot(hash);
    while (table[at] != 0 && table[at] != hash) {
      at = next(at);
    }
    boolean fresh = table[at] == 0;
    table[at] = hash;
    size += fresh ? 1 : 0;
    return fresh;
  }

  private synchronized void remove(long hash) {
    int at = slot(hash);
    while (table[at] != hash) {
      if (table[at] == 0) {
        return;
      }
      at = next(at);
    }
    // What lies behind it was perhaps only pushed there.
    do {
      long moved = table[at];
      table[at] = 0;
      size--;
      if (moved != hash) {
        add(moved);
      }
      at = next(at);
    } while (table[at] != 0);
  }
}
