package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.MessageHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells which messages of a backup a mailbox lacks: by Message-ID and size, and by the hash of the
 * whole where a message has no Message-ID, or several in the backup have the same and one size, as
 * drafts that were changed have, or the server has another size for it.
 */
public final class ImapRestore {
  private static final int LONGEST_HEADER = 256 * 1024;

  private final ImapClient client;
  private final Map<String, Known> known = new HashMap<>();

  /** Of what is there, as far as it had to be told apart from others. */
  private final Set<String> hashes = new HashSet<>();

  /** Messages with one Message-ID, or with none and one size. There may be very many such. */
  private static final class Known {
    /** Those on the server whose hash is not known. */
    List<There> there = List.of();

    /** The first of the backup of each size, which passed for one of that size on the server. */
    List<Appendix> firsts = List.of();

    /** Whether those that are there are known by their hashes. */
    boolean hashed;
  }

  private record There(long uid, long size) {}

  /** A list of one takes a third of the memory of one that may grow. */
  private static <T> List<T> with(List<T> list, T more) {
    if (list.isEmpty()) {
      return List.of(more);
    }
    List<T> longer = list instanceof ArrayList<T> already ? already : new ArrayList<>(list);
    longer.add(more);
    return longer;
  }

  private ImapRestore(ImapClient client) {
    this.client = client;
  }

  /**
   * Looks at what a mailbox holds.
   *
   * @param client a session; the mailbox is open afterwards, where it is there
   * @param mailbox the mailbox
   * @param create whether one that is not there is made
   * @throws IOException as {@link ImapClient} has it
   */
  public static ImapRestore into(ImapClient client, String mailbox, boolean create)
      throws IOException {
    var restore = new ImapRestore(client);
    try {
      client.select(mailbox, false);
    } catch (InetException e) {
      if (e.failure() != Failure.NOT_FOUND) {
        throw e;
      }
      if (create) {
        client.create(mailbox);
      }
      return restore;
    }
    if (client.exists() > 0) {
      client.identities(UidSet.ALL, restore::take);
    }
    return restore;
  }

  private void take(ImapMessage message, byte[] header) {
    Known alike = known(identifier(header), message.size());
    alike.there = with(alike.there, new There(message.uid(), message.size()));
  }

  private Known known(String id, long size) {
    return known.computeIfAbsent(id.isEmpty() ? Long.toString(size) : id, key -> new Known());
  }

  /**
   * Returns whether the mailbox lacks a message; it is taken for there from then on.
   *
   * @param message the message
   * @throws IOException where it cannot be read, or the server does not answer
   */
  public boolean isMissing(Appendix message) throws IOException {
    String id = identifier(message);
    long size = message.size();
    Known alike = known(id, size);
    Appendix first =
        alike.firsts.stream().filter(each -> each.size() == size).findFirst().orElse(null);
    if (first != null) {
      hashes.add(hash(first));
    } else if (!id.isEmpty()) {
      alike.firsts = with(alike.firsts, message);
      if (alike.there.stream().anyMatch(each -> each.size() == size)) {
        return false;
      }
      if (alike.there.isEmpty() && !alike.hashed) {
        return true;
      }
    }
    String hash = hash(message);
    if (hashes.contains(hash)) {
      return false;
    }
    // Some servers tell sizes that are none: by size alone each run would put all once more.
    for (There each : alike.there) {
      var theirs = new Hashing();
      client.get(each.uid(), null, null, false, bytes -> theirs);
      hashes.add(theirs.end());
    }
    alike.there = List.of();
    alike.hashed = true;
    return hashes.add(hash);
  }

  private static String hash(Appendix message) throws IOException {
    try (InputStream in = message.source().open()) {
      return ContentHash.of(in);
    }
  }

  private static String identifier(Appendix message) throws IOException {
    var head = new ByteArrayOutputStream();
    try (InputStream in = message.source().open()) {
      byte[] bytes = new byte[8192];
      int ends = 0;
      for (int n = in.read(bytes); n >= 0 && ends < 2 && head.size() < LONGEST_HEADER; ) {
        for (int i = 0; i < n && ends < 2; i++) {
          head.write(bytes[i]);
          ends = bytes[i] == '\n' ? ends + 1 : bytes[i] == '\r' ? ends : 0;
        }
        n = in.read(bytes);
      }
    }
    return identifier(head.toByteArray());
  }

  private static String identifier(byte[] header) {
    String id = MessageHeader.parse(header).messageId();
    return id == null ? "" : id;
  }

  private static final class Hashing implements WritableByteChannel {
    private final ContentHash hash = new ContentHash();

    String end() {
      return hash.end();
    }

    @Override
    public int write(ByteBuffer bytes) {
      int length = bytes.remaining();
      byte[] piece = new byte[length];
      bytes.get(piece);
      hash.take(piece, 0, length);
      return length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
