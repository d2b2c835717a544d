package dev.inet.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The mail of the sandbox's users: what SMTP delivers, POP3 and IMAP show.
 *
 * <p>Safe for several threads; every method takes the lock of the whole store, which is small.
 */
public final class Mailboxes {
  private static final String INBOX = "INBOX";

  private final Map<String, Map<String, Folder>> users = new TreeMap<>();
  private long validity = 1_700_000_000;

  /** Makes a store without users. */
  public Mailboxes() {}

  /**
   * A message in a folder.
   *
   * @param uid its number, which no other message of the folder ever has
   * @param modseq the change in which it became as it is (RFC 7162)
   * @param arrived when it came
   * @param flags its flags and keywords as IMAP writes them
   * @param bytes what it holds, with CR LF line ends
   */
  public record Message(long uid, long modseq, Instant arrived, Set<String> flags, byte[] bytes) {}

  /** Makes a user with an empty inbox; does nothing where there is one already. */
  public synchronized void addUser(String user) {
    users.computeIfAbsent(user, name -> new TreeMap<>(Map.of(INBOX, new Folder(validity++))));
  }

  /** Returns whether there is such a user. */
  public synchronized boolean hasUser(String user) {
    return users.containsKey(user);
  }

  /** Returns the names of a user's folders, sorted. */
  public synchronized List<String> folders(String user) {
    return List.copyOf(foldersOf(user).keySet());
  }

  /**
   * Finds a folder; {@code null} where there is none. INBOX has any case (RFC 9051 section 5.1).
   */
  public synchronized @Nullable Folder folder(String user, String name) {
    return foldersOf(user).get(canonical(name));
  }

  /** Returns the inbox of a user. */
  public Folder inbox(String user) {
    Folder inbox = folder(user, INBOX);
    if (inbox == null) {
      throw new IllegalArgumentException("no user " + user);
    }
    return inbox;
  }

  /** Makes a folder; false where there is one already. */
  public synchronized boolean create(String user, String name) {
    return foldersOf(user).putIfAbsent(canonical(name), new Folder(validity++)) == null;
  }

  /** Deletes a folder with what it holds; false where there is none, or it is the inbox. */
  public synchronized boolean delete(String user, String name) {
    return !canonical(name).equals(INBOX) && foldersOf(user).remove(canonical(name)) != null;
  }

  /** Renames a folder; false where there is none, or one of the new name. */
  public synchronized boolean rename(String user, String from, String to) {
    Map<String, Folder> folders = foldersOf(user);
    if (canonical(from).equals(INBOX) || folders.containsKey(canonical(to))) {
      return false;
    }
    Folder moved = folders.remove(canonical(from));
    return moved != null && folders.put(canonical(to), moved) == null;
  }

  private Map<String, Folder> foldersOf(String user) {
    Map<String, Folder> folders = users.get(user);
    return folders == null ? new TreeMap<>() : folders;
  }

  private static String canonical(String name) {
    return name.equalsIgnoreCase(INBOX) ? INBOX : name;
  }

  /** Messages in the order in which they came. */
  public final class Folder {
    private final long uidValidity;
    private final List<Message> messages = new ArrayList<>();
    private final Map<Long, Long> vanished = new TreeMap<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private long uidNext = 1;
    private long modseq = 1;

    private Folder(long uidValidity) {
      this.uidValidity = uidValidity;
    }

    /** Returns the number under which the UIDs are valid. */
    public long uidValidity() {
      return uidValidity;
    }

    /** Returns the UID that the next message gets at least. */
    public long uidNext() {
      synchronized (Mailboxes.this) {
        return uidNext;
      }
    }

    /** Returns the number of the last change. */
    public long modseq() {
      synchronized (Mailboxes.this) {
        return modseq;
      }
    }

    /** Returns the messages as they are now. */
    public List<Message> messages() {
      synchronized (Mailboxes.this) {
        return List.copyOf(messages);
      }
    }

    /** Returns the UIDs that vanished after a change, in their order. */
    public List<Long> vanishedSince(long change) {
      synchronized (Mailboxes.this) {
        return vanished.entrySet().stream()
            .filter(each -> each.getValue() > change)
            .map(Map.Entry::getKey)
            .toList();
      }
    }

    /**
     * Adds a message.
     *
     * @return it, with its UID
     */
    public Message add(byte[] bytes, Set<String> flags, Instant arrived) {
      Message added;
      synchronized (Mailboxes.this) {
        added = new Message(uidNext++, ++modseq, arrived, sealed(flags), bytes.clone());
        messages.add(added);
      }
      tell();
      return added;
    }

    /**
     * Replaces the flags of a message.
     *
     * @return the message as it is then; {@code null} where it is gone
     */
    public @Nullable Message flag(long uid, Set<String> flags) {
      Message changed = null;
      synchronized (Mailboxes.this) {
        for (int i = 0; i < messages.size(); i++) {
          Message old = messages.get(i);
          if (old.uid() == uid) {
            changed = new Message(uid, ++modseq, old.arrived(), sealed(flags), old.bytes());
            messages.set(i, changed);
          }
        }
      }
      tell();
      return changed;
    }

    /** Removes messages for good; UIDs that are not there are passed over. */
    public void remove(Set<Long> uids) {
      synchronized (Mailboxes.this) {
        for (Message message : List.copyOf(messages)) {
          if (uids.contains(message.uid())) {
            messages.remove(message);
            vanished.put(message.uid(), ++modseq);
          }
        }
      }
      tell();
    }

    /**
     * Calls somebody after every change, in the thread that made it.
     *
     * @return ends it
     */
    public Runnable watch(Runnable watcher) {
      watchers.add(watcher);
      return () -> watchers.remove(watcher);
    }

    private void tell() {
      watchers.forEach(Runnable::run);
    }
  }

  private static Set<String> sealed(Set<String> flags) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(flags));
  }
}
