package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.MessageHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells which messages of a backup a mailbox lacks: by Message-ID and size, and where there is no
 * Message-ID by the hash of the whole.
 */
public final class ImapRestore {
  private static final int LONGEST_HEADER = 256 * 1024;

  private final ImapClient client;
  private final Set<String> named = new HashSet<>();
  private final Map<Long, Set<Long>> nameless = new HashMap<>();
  private final Set<String> hashes = new HashSet<>();

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
      client.list(UidSet.ALL, false, restore::take);
    }
    return restore;
  }

  private void take(ImapMessage message) {
    String id = message.envelope().messageId();
    if (id != null) {
      named.add(key(id, message.size()));
    } else {
      nameless.computeIfAbsent(message.size(), size -> new HashSet<>()).add(message.uid());
    }
  }

  private static String key(String id, long size) {
    return id + " " + size;
  }

  /**
   * Returns whether the mailbox lacks a message; it is taken for there from then on.
   *
   * @param message the message
   * @throws IOException where it cannot be read, or the server does not answer
   */
  public boolean isMissing(Appendix message) throws IOException {
    String id = identifier(message);
    if (!id.isEmpty()) {
      return named.add(key(id, message.size()));
    }
    Set<Long> alike = nameless.remove(message.size());
    for (long uid : alike == null ? Set.<Long>of() : alike) {
      var hash = new Hashing();
      client.get(uid, null, null, false, size -> hash);
      hashes.add(hash.end());
    }
    try (InputStream in = message.source().open()) {
      return hashes.add(ContentHash.of(in));
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
    String id = MessageHeader.parse(head.toByteArray()).messageId();
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
