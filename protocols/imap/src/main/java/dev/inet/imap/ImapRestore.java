package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.MessageHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells which messages of a backup a mailbox lacks: by Message-ID and size, and by the hash of the
 * whole where a message has no Message-ID, or several in the backup have the same and one size, as
 * drafts that were changed have, or the server has another size for it.
 */
public final class ImapRestore {
  private static final int LONGEST_HEADER = 256 * 1024;
  private static final long[] HASHED = {};

  private final ImapClient client;

  /**
   * Messages on the server by what {@link #key} makes of their Message-IDs: the UID of one and its
   * size, those of the next and so on; none where their hashes are known. A mailbox may hold very
   * many, so that nothing is held but numbers.
   */
  private final Map<Long, long[]> there = new HashMap<>();

  /** Of the messages that are there, as far as they had to be told apart from others. */
  private final Set<String> hashes = new HashSet<>();

  /** What the backup holds, and what of that it holds more than once. */
  private final Set<Long> expected = new HashSet<>();

  private final Set<Long> several = new HashSet<>();

  private ImapRestore(ImapClient client) {
    this.client = client;
  }

  /**
   * Looks at what a mailbox holds.
   *
   * @param client a session; the mailbox is open afterwards, where it is there
   * @param mailbox the mailbox
   * @param writing whether messages are going to be put: a mailbox that is not there is made, and
   *     one that is there is open for it, as some servers append to none that is open read-only
   * @throws IOException as {@link ImapClient} has it
   */
  public static ImapRestore into(ImapClient client, String mailbox, boolean writing)
      throws IOException {
    var restore = new ImapRestore(client);
    try {
      client.select(mailbox, writing);
    } catch (InetException e) {
      if (e.failure() != Failure.NOT_FOUND) {
        throw e;
      }
      if (writing) {
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
    Long key = key(identifier(header), message.size());
    long[] before = there.getOrDefault(key, HASHED);
    long[] alike = Arrays.copyOf(before, before.length + 2);
    alike[before.length] = message.uid();
    alike[before.length + 1] = message.size();
    there.put(key, alike);
  }

  /** What messages have in common that may be one: their Message-ID, or without one their size. */
  private static Long key(String id, long size) {
    return ContentHash.number(id.isEmpty() ? " " + size : id);
  }

  /**
   * Hears of a message of the backup; of all, before {@link #isMissing} is asked for the first.
   *
   * @param message the message
   * @throws IOException where it cannot be read
   */
  public void expect(Appendix message) throws IOException {
    Long key = key(identifier(message) + " " + message.size(), 0);
    if (!expected.add(key)) {
      several.add(key);
    }
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
    boolean named = !id.isEmpty() && there.containsKey(key(id, size));
    // It may be there and the server not tell its Message-ID.
    Long key = named ? key(id, size) : key("", size);
    long[] alike = there.get(key);
    if (!id.isEmpty() && !several.contains(key(id + " " + size, 0))) {
      if (alike == null) {
        return true;
      }
      for (int i = 0; named && i < alike.length; i += 2) {
        if (alike[i + 1] == size) {
          return false;
        }
      }
    }
    String hash = hash(message);
    if (hashes.contains(hash)) {
      return false;
    }
    look(key);
    if (!named) {
      // An mbox ends each last line, some servers do as well.
      look(key("", size - 2));
      look(key("", size + 2));
    }
    return hashes.add(hash);
  }

  /**
   * Takes the hashes of what is there. Some servers tell sizes that are none: by size alone each
   * run would put all once more.
   */
  private void look(Long key) throws IOException {
    long[] alike = there.get(key);
    for (int i = 0; alike != null && i < alike.length; i += 2) {
      var theirs = new Hashing();
      client.get(alike[i], null, null, false, bytes -> theirs);
      hashes.add(theirs.end());
    }
    if (alike != null) {
      there.put(key, HASHED);
    }
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
