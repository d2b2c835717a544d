package dev.inet.nntp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** A file that grows from its parts, in whatever order they come. For use by several threads. */
final class Assembly implements Closeable {
  private static final int COPY = 64 * 1024;

  private final Path file;
  private final FileChannel channel;

  /** Where each piece that is whole begins and ends. */
  private final TreeMap<Long, Long> there = new TreeMap<>();

  Assembly(Path file) throws InetException {
    this.file = file;
    try {
      this.channel =
          FileChannel.open(
              file,
              Set.of(
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  java.nio.file.LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  static InetException failed(Path file, IOException e) {
    return new InetException(
        Failure.LOCAL_WRITE, "cannot write '" + file + "': " + e.getMessage(), e);
  }

  Path file() {
    return file;
  }

  /** Writes bytes of a piece; they do not count before {@link #add} says so. */
  void write(long at, byte[] bytes, int offset, int length) throws InetException {
    var from = ByteBuffer.wrap(bytes, offset, length);
    long to = at;
    try {
      while (from.hasRemaining()) {
        to += channel.write(from, to);
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Notes that a piece is whole. */
  synchronized void add(long from, long to) {
    long begin = from;
    long end = to;
    Map.Entry<Long, Long> before = there.floorEntry(begin);
    if (before != null && before.getValue() >= begin) {
      begin = before.getKey();
      end = Math.max(end, before.getValue());
    }
    for (Map.Entry<Long, Long> next = there.ceilingEntry(begin);
        next != null && next.getKey() <= end;
        next = there.ceilingEntry(begin)) {
      end = Math.max(end, next.getValue());
      there.remove(next.getKey());
    }
    there.put(begin, end);
  }

  /** Returns how many bytes are there from the beginning on without a gap. */
  synchronized long whole() {
    Map.Entry<Long, Long> first = there.firstEntry();
    return first == null || first.getKey() > 0 ? 0 : first.getValue();
  }

  /** Returns how many bytes of a file of some size are missing. */
  synchronized long missing(long size) {
    long missing = size;
    for (Map.Entry<Long, Long> piece : there.entrySet()) {
      missing -= Math.min(size, piece.getValue()) - Math.min(size, piece.getKey());
    }
    return missing;
  }

  /** Returns the CRC-32 of the file. */
  long crc(long size) throws IOException {
    var crc = new CRC32();
    passOn(0, size, (bytes, length) -> crc.update(bytes, 0, length));
    return crc.getValue();
  }

  /** Takes bytes of the file in order. */
  interface Reader {
    void take(byte[] bytes, int length) throws IOException;
  }

  /** Passes a part of the file on. */
  void passOn(long from, long to, Reader reader) throws IOException {
    byte[] buffer = new byte[COPY];
    for (long at = from; at < to; ) {
      var into = ByteBuffer.wrap(buffer, 0, (int) Math.min(COPY, to - at));
      int n = channel.read(into, at);
      if (n < 0) {
        throw new InetException(Failure.LOCAL_READ, "'" + file + "' is shorter than it was");
      }
      reader.take(buffer, n);
      at += n;
    }
  }

  /** Cuts off what a larger file of the same name left. */
  void truncate(long size) throws InetException {
    try {
      channel.truncate(size);
      channel.force(false);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
