package dev.inet.ftp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.line.Reply;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Moves the files of a mirror; each appears under its name when it is whole. */
final class MirrorFiles {
  /** From this size on it is worth going on where an earlier run ended. */
  private static final long LARGE = 1 << 20;

  private static final int LONGEST_META = 200;

  private final MirrorTree tree;
  private final RemotePath remote;
  private final Mirror.Listener listener;
  private volatile boolean atomic;

  MirrorFiles(MirrorTree tree, RemotePath remote, boolean atomic, Mirror.Listener listener) {
    this.tree = tree;
    this.remote = remote;
    this.atomic = atomic;
    this.listener = listener;
  }

  // --- down

  /** Fetches a file; false where it is a link that leads to none. */
  boolean get(FtpClient client, String path, FtpFile file) throws IOException {
    Path to = tree.at(path);
    Path part = to.resolveSibling(to.getFileName() + Mirror.PART);
    Path meta = to.resolveSibling(to.getFileName() + Mirror.PART + ".meta");
    boolean large = file.size() >= LARGE && file.modified() != null;
    String validators = file.size() + " " + file.modified();
    Meter meter = listener.begins(client.names().text(path), file.size());
    try {
      long begun = large ? begun(part, meta, validators, file.size()) : 0;
      try (FileChannel channel = open(part, begun)) {
        if (large) {
          Files.writeString(meta, validators + "\n", StandardCharsets.UTF_8);
        }
        meter.moved(begun);
        if (begun == 0 || begun < file.size()) {
          fetch(client, remote.resolve(path), begun, file.size(), channel, meter);
        }
      }
      finish(part, to, file.modified());
      if (large) {
        Files.deleteIfExists(meta);
      }
      return true;
    } catch (IOException e) {
      InetException ours = InetException.in(e).orElse(null);
      if (e instanceof InterruptedIOException) {
        throw e;
      }
      if (ours == null) {
        Files.deleteIfExists(part);
        throw new InetException(
            Failure.LOCAL_WRITE, "cannot write '" + to + "': " + e.getMessage(), e);
      }
      if (!large) {
        Files.deleteIfExists(part);
      }
      boolean gone = ours.failure() == Failure.NOT_FOUND || ours.failure() == Failure.ACCESS_DENIED;
      if (file.kind() == FtpFile.Kind.LINK && gone) {
        return false;
      }
      throw ours;
    } finally {
      listener.ends(meter);
    }
  }

  private static void fetch(
      FtpClient client, RemotePath path, long begun, long size, FileChannel to, Meter meter)
      throws IOException {
    var asked = new Download(begun, Long.MAX_VALUE, size, false);
    try {
      client.get(path, asked, to, meter);
    } catch (InetException e) {
      if (e.failure() != Failure.UNSUPPORTED || begun == 0 || !client.isUsable()) {
        throw e;
      }
      to.truncate(0).position(0);
      client.get(path, asked.from(0), to, meter);
    }
  }

  private static long begun(Path part, Path meta, String validators, long size) throws IOException {
    boolean same =
        Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)
            && Files.isRegularFile(meta, LinkOption.NOFOLLOW_LINKS)
            && Files.size(meta) <= LONGEST_META
            && Files.readString(meta, StandardCharsets.UTF_8).strip().equals(validators)
            && Files.size(part) <= size;
    return same ? Files.size(part) : 0;
  }

  private static FileChannel open(Path part, long begun) throws IOException {
    // A link that somebody laid there is not followed.
    FileChannel channel =
        FileChannel.open(
            part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    if (channel.size() != begun) {
      channel.truncate(begun);
    }
    channel.position(begun);
    return channel;
  }

  private static void finish(Path part, Path to, @Nullable Instant time) throws IOException {
    if (time != null) {
      Files.setLastModifiedTime(part, FileTime.from(time));
    }
    try {
      Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  // --- up

  void put(FtpClient client, String path, FtpFile file) throws IOException {
    Path from = tree.at(path);
    RemotePath to = remote.resolve(path);
    Meter meter = listener.begins(client.names().text(path), file.size());
    try {
      boolean temporary = atomic;
      RemotePath stored = temporary ? to.parent().resolve(part(file)) : to;
      store(client, from, stored, temporary && file.size() >= LARGE, meter);
      if (!settle(client, stored, to, file.modified(), temporary)) {
        atomic = false;
        listener.note("the server does not rename; files are stored in place");
        try {
          client.delete(stored);
        } catch (FtpException e) {
          // Whoever takes what is left for him often lets nobody change it.
          listener.note(client.names().text(stored.octets()) + " stays there: " + e.getMessage());
        }
        store(client, from, to, false, meter);
        settle(client, to, to, file.modified(), false);
      }
    } finally {
      listener.ends(meter);
    }
  }

  /**
   * Returns what a file is called on the server until it is whole. The name of a large one tells
   * which version it is of, so that a later run goes on with the same one only.
   */
  static String part(FtpFile file) {
    if (file.size() < LARGE || file.modified() == null) {
      return file.octets() + Mirror.PART;
    }
    var version = new CRC32();
    version.update((file.size() + " " + file.modified()).getBytes(StandardCharsets.UTF_8));
    return file.octets() + String.format(Locale.ROOT, ".%08x", version.getValue()) + Mirror.PART;
  }

  private static void store(FtpClient client, Path from, RemotePath to, boolean goesOn, Meter meter)
      throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(from);
    } catch (IOException e) {
      throw new InetException(Failure.LOCAL_READ, "cannot read '" + from + "'", e);
    }
    try (channel) {
      long begun = goesOn ? begun(client, to, channel.size()) : 0;
      meter.moved(begun);
      if (begun > 0 && begun == channel.size()) {
        return;
      }
      try {
        client.put(to, new Upload(channel.position(begun), Upload.Way.STORE, begun, false), meter);
      } catch (InetException e) {
        if (begun == 0 || e.failure() != Failure.UPLOAD_REFUSED || !client.isUsable()) {
          throw e;
        }
        // Only whole files, then.
        client.put(to, Upload.of(channel.position(0)), meter);
      }
    }
  }

  private static long begun(FtpClient client, RemotePath part, long size) throws IOException {
    client.session().type('I');
    long there = Lookup.size(client.session().wire().ask("SIZE " + part.octets()));
    return there > 0 && there <= size ? there : 0;
  }

  /**
   * Gives a stored file its name and its time, in one round trip where the server allows that.
   *
   * @return false where the server does not rename
   */
  private static boolean settle(
      FtpClient client, RemotePath from, RemotePath to, @Nullable Instant time, boolean renames)
      throws IOException {
    var commands = new ArrayList<String>();
    if (renames) {
      commands.add("RNFR " + from.octets());
      commands.add("RNTO " + to.octets());
    }
    boolean touches = time != null && client.session().features().has("MFMT");
    if (touches && time != null) {
      commands.add("MFMT " + FtpClient.stamp(time) + " " + to.octets());
    }
    List<Reply> replies = commands.isEmpty() ? List.of() : client.session().ask(commands);
    if (!renames || replies.get(1).isDone()) {
      return true;
    }
    Reply first = replies.get(0);
    Reply second = replies.get(1);
    if (!first.isMoreWanted() && !first.isDone()) {
      return false;
    }
    if (!second.isPermanent()) {
      throw new FtpException(second).at(client.peer());
    }
    // Some servers rename over nothing that is there.
    try {
      client.delete(to);
    } catch (FtpException e) {
      throw new FtpException(second).at(client.peer());
    }
    client.rename(from, to);
    if (touches && time != null) {
      client.touch(to, time);
    }
    return true;
  }
}
