package dev.inet.imap;

import dev.inet.core.InetException;
import dev.inet.mail.FlagName;
import dev.inet.mail.MailDate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server tells of a message.
 *
 * @param uid its UID
 * @param number its sequence number when the server told the rest; 0 where it is not known. It
 *     changes with each message that is expunged before it
 * @param flags its flags and keywords, as in {@code \Seen}
 * @param arrived when it came to the mailbox; {@code null} where the server does not tell
 * @param size its size in bytes; -1 where the server does not tell
 * @param modseq the change in which it became as it is (RFC 7162); 0 where the server does not tell
 * @param envelope its header; empty fields where it was not asked for
 * @param structure its parts; {@code null} where they were not asked for
 */
public record ImapMessage(
    long uid,
    long number,
    List<String> flags,
    @Nullable Instant arrived,
    long size,
    long modseq,
    Envelope envelope,
    @Nullable Part structure) {

  /** Reads a whole FETCH; {@code null} where it names no UID. */
  static @Nullable ImapMessage of(Response fetch) throws InetException {
    return of(fetch.number(), fetch.items());
  }

  /** Reads the items of a FETCH; {@code null} where they name no UID. */
  static @Nullable ImapMessage of(long number, Map<String, Value> items) {
    long uid = item(items, "UID").number();
    if (uid < 1) {
      return null;
    }
    var flags = new ArrayList<String>();
    for (Value flag : item(items, "FLAGS").items()) {
      String name = flag.raw();
      // A literal may stand there: with the message it would be put into another server as it is,
      // and be a command of its own there.
      if (name != null && FlagName.isOne(name) && !name.equalsIgnoreCase("\\Recent")) {
        flags.add(name);
      }
    }
    String arrived = item(items, "INTERNALDATE").text();
    List<Value> modseq = item(items, "MODSEQ").items();
    Value envelope = item(items, "ENVELOPE");
    Value structure = items.get("BODYSTRUCTURE");
    return new ImapMessage(
        uid,
        Math.max(0, number),
        List.copyOf(flags),
        arrived == null ? null : MailDate.parse(arrived).orElse(null),
        item(items, "RFC822.SIZE").number(),
        Math.max(0, Response.at(modseq, 0).number()),
        envelope instanceof Value.Group ? Envelope.of(envelope) : Envelope.NONE,
        structure instanceof Value.Group ? Part.of(structure) : null);
  }

  private static Value item(Map<String, Value> items, String name) {
    Value value = items.get(name);
    return value == null ? new Value.Nil() : value;
  }

  /**
   * Returns whether it has a flag, in any case.
   *
   * @param name the flag, as in {@code \Seen}
   */
  public boolean has(String name) {
    return flags.stream().anyMatch(name::equalsIgnoreCase);
  }

  /** Returns when it was written, or where that is unknown, when it came. */
  public @Nullable Instant date() {
    return envelope.date() != null ? envelope.date() : arrived;
  }
}
