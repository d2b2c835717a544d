package dev.inet.imap;

import dev.inet.core.InetException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages on their way from one server to another. */
public final class ImapTransfer {
  /** Larger ones rest in a file on the way. */
  private static final int IN_MEMORY = 1 << 20;

  private static final int AT_ONCE = 8 << 20;

  private ImapTransfer() {}

  /**
   * Copies messages of the open mailbox of one server into a mailbox of another, with their flags
   * and dates. Each is deleted at its source only after the other server has taken it.
   *
   * @param from the source
   * @param uids which messages
   * @param to the other server
   * @param mailbox the mailbox there
   * @param move whether they leave the source
   * @throws InetException as {@link ImapClient#get}, {@link ImapClient#append} and {@link
   *     ImapClient#delete} have it
   */
  public static void run(ImapClient from, UidSet uids, ImapClient to, String mailbox, boolean move)
      throws IOException {
    var batch = new ArrayList<Taken>();
    try {
      var ranges = uids.ranges();
      long size = 0;
      for (UidSet.Range range : ranges) {
        for (long uid = range.first(); uid <= range.last(); uid++) {
          for (Taken taken : take(from, uid)) {
            batch.add(taken);
            size += taken.size();
          }
          if (size >= AT_ONCE || batch.size() >= 100) {
            pass(batch, from, to, mailbox, move);
            size = 0;
          }
        }
      }
      pass(batch, from, to, mailbox, move);
    } finally {
      for (Taken taken : batch) {
        taken.close();
      }
    }
  }

  private static void pass(
      List<Taken> batch, ImapClient from, ImapClient to, String mailbox, boolean move)
      throws IOException {
    if (batch.isEmpty()) {
      return;
    }
    to.append(mailbox, batch.stream().map(Taken::appendix).toList(), (index, uid) -> {});
    if (move) {
      from.delete(UidSet.of(batch.stream().mapToLong(Taken::uid).toArray()));
    }
    for (Taken taken : batch) {
      taken.close();
    }
    batch.clear();
  }

  /** Takes a message; none where it is gone meanwhile. */
  private static List<Taken> take(ImapClient from, long uid) throws IOException {
    var taken = new ArrayList<Taken>();
    from.bodies(
        UidSet.of(uid),
        new Reading.Bodies() {
          private @Nullable Taken open;

          @Override
          public WritableByteChannel open(Map<String, Value> known, long size) throws IOException {
            Taken opened = new Taken(uid, size);
            open = opened;
            return opened;
          }

          @Override
          public void whole(ImapMessage message, long size) {
            Taken opened = open;
            if (opened != null) {
              opened.message = message;
              taken.add(opened);
            }
          }
        });
    return taken;
  }

  /** A message that was taken and not yet passed on. */
  private static final class Taken implements WritableByteChannel {
    private final long uid;
    private final @Nullable Path file;
    private final @Nullable FileChannel channel;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable ImapMessage message;
    private long size;
    private boolean highHeader;
    private boolean inHeader = true;
    private int line;

    Taken(long uid, long announced) throws IOException {
      this.uid = uid;
      if (announced > IN_MEMORY) {
        Path made = Files.createTempFile("inet-imap-", ".eml");
        file = made;
        channel = FileChannel.open(made, StandardOpenOption.READ, StandardOpenOption.WRITE);
      } else {
        file = null;
        channel = null;
      }
    }

    long uid() {
      return uid;
    }

    long size() {
      return size;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int length = bytes.remaining();
      size += length;
      for (int i = bytes.position(); inHeader && i < bytes.limit(); i++) {
        byte b = bytes.get(i);
        highHeader |= b < 0;
        if (b == '\n') {
          inHeader = line > 0;
          line = 0;
        } else if (b != '\r') {
          line++;
        }
      }
      if (channel != null) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      } else {
        byte[] piece = new byte[length];
        bytes.get(piece);
        memory.writeBytes(piece);
      }
      return length;
    }

    Appendix appendix() {
      ImapMessage known = message;
      Path path = file;
      byte[] held = memory.toByteArray();
      return new Appendix(
          size,
          () -> path == null ? new ByteArrayInputStream(held) : open(path),
          known == null ? List.of() : known.flags(),
          known == null ? null : known.arrived(),
          highHeader);
    }

    private static InputStream open(Path path) throws IOException {
      return Files.newInputStream(path);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() throws IOException {
      if (channel != null) {
        channel.close();
      }
      if (file != null) {
        Files.deleteIfExists(file);
      }
    }
  }
}
