package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.Arrival;
import dev.inet.mail.Delivery;
import dev.inet.mail.FetchState;
import dev.inet.mail.Intake;
import dev.inet.mail.MailStore;
import dev.inet.mail.Spool;
import dev.inet.mail.StoredMail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings what is new in a mailbox into a store, each message once, by UIDVALIDITY and UID; what
 * changes of flags is brought along where the server keeps account of changes (RFC 7162).
 *
 * <p>All that is new comes in one flight of commands. Nothing is deleted on the server before it is
 * safe on disk and written down, and then only where that was asked for; nothing is deleted in the
 * store at all.
 */
public final class ImapFetch {
  /** After so many messages it is noted how far we are; until then each is known by its key. */
  static final int NOTED_AT_ONCE = 20_000;

  /** With more holes than these a note on the way would be longer than the keys it replaces. */
  private static final int MOST_GAPS = 20_000;

  /** So many messages are asked for one by one where a server refuses to send them together. */
  private static final int MOST_SINGLES = 1000;

  private final ImapClient client;
  private final FetchState state;
  private final Plan plan;
  private final Listener listener;
  private final Intake intake;
  private final String prefix;
  private final String noteName;
  private final Map<String, Fetched> waiting = new HashMap<>();
  private final Map<Long, List<String>> changed = new HashMap<>();
  private final Set<String> known = new HashSet<>();
  private final List<String> hashes = new ArrayList<>();
  private long vanished;
  private long fetched;
  private long bytes;
  private long highest;

  /**
   * What the mailbox's next UID and last change were when it was opened. Those that a server tells
   * of later cover messages and flags that nobody has asked for: noted, they were never fetched,
   * and deleted where that is wanted.
   */
  private long uidNext;

  private long highestModseq;

  /** What the server has and did not send: NIL for a body, an answer without the message. */
  private UidSet missing = UidSet.NONE;

  /**
   * What is wanted.
   *
   * @param account whose mailboxes they are; several accounts may share one state
   * @param mailbox the mailbox
   * @param store the word of the store, as {@link MailStore#open} takes it
   * @param base what relative paths in it start from
   * @param delete whether messages that were fetched are deleted on the server
   * @param maxSize larger messages stay where they are
   * @param verify whether the store is read back
   */
  public record Plan(
      String account,
      String mailbox,
      String store,
      Path base,
      boolean delete,
      long maxSize,
      boolean verify) {}

  /**
   * A message that is safe on disk.
   *
   * @param mailbox the mailbox it is in
   * @param message what the server told of it
   * @param size how many bytes it has
   * @param place the file it is in
   */
  public record Fetched(String mailbox, ImapMessage message, long size, String place) {}

  /**
   * What a run came to.
   *
   * @param fetched how many messages came
   * @param bytes how many bytes they have
   * @param flagged of how many the flags were changed in the store
   * @param vanished how many are gone from the server since the last run; they stay in the store
   * @param skipped how many were too large
   * @param missing how many the server has and did not send; the next run asks for them again
   * @param deleted how many were deleted on the server
   */
  public record Summary(
      long fetched,
      long bytes,
      long flagged,
      long vanished,
      long skipped,
      long missing,
      long deleted) {}

  /** Hears of each message. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A message is safe on disk.
     *
     * @param message which one
     * @throws IOException where it cannot be told
     */
    void fetched(Fetched message) throws IOException;
  }

  private ImapFetch(
      ImapClient client, MailStore store, FetchState state, Plan plan, Listener listener) {
    this.client = client;
    this.state = state;
    this.plan = plan;
    this.listener = listener;
    this.intake = new Intake(store, state);
    this.prefix = plan.account() + "/" + plan.mailbox() + "/";
    this.noteName = "imap " + prefix;
  }

  /**
   * Fetches what is new.
   *
   * @param client a session
   * @param store where messages go
   * @param state what was fetched already
   * @param plan what is wanted
   * @param listener hears what happens
   * @throws InetException as {@link Failure#NOT_FOUND} where there is no such mailbox, as {@link
   *     Failure#LOCAL_WRITE} where a message cannot be written or does not read back the same, as
   *     {@link Failure#UNSUPPORTED} where messages are to be deleted and the server lacks UIDPLUS
   */
  public static Summary run(
      ImapClient client, MailStore store, FetchState state, Plan plan, Listener listener)
      throws IOException {
    var fetch = new ImapFetch(client, store, state, plan, listener);
    try (fetch.intake) {
      return fetch.run();
    }
  }

  private Summary run() throws IOException {
    if (plan.delete()) {
      client.requireUidPlus();
    }
    FetchNote note = FetchNote.parse(state.note(noteName));
    select(note);
    long validity = client.uidValidity();
    boolean renewed = note.uidValidity() != 0 && note.uidValidity() != validity;
    if (renewed) {
      // The UIDs mean other messages now; which of them lie in the store already tells their hash.
      client
          .session()
          .connection()
          .note("UIDVALIDITY is " + validity + ", was " + note.uidValidity());
      readStore();
      note = FetchNote.NONE;
      changed.clear();
      vanished = 0;
    }
    Set<Long> done = done(validity);
    long modseq = note.modseq() == 0 ? highestModseq : note.modseq();
    UidSet skipped = fetchNew(new FetchNote(validity, note.next(), modseq, note.left()), done);
    var left = new ArrayList<>(skipped.ranges());
    left.addAll(missing.ranges());
    long flagged = changed.isEmpty() ? 0 : StoredFlags.apply(plan, validity, changed);
    long next = Math.max(note.next(), Math.max(highest + 1, uidNext));
    var reached = new FetchNote(validity, next, highestModseq, new UidSet(left));
    if (plan.verify()) {
      verify();
    }
    state.note(noteName, reached.toString());
    // What the note tells need not be told one by one.
    state.forgetAll(prefix);
    long deleted = plan.delete() ? delete(reached) : 0;
    return new Summary(fetched, bytes, flagged, vanished, skipped.size(), missing.size(), deleted);
  }

  /** Opens the mailbox; a server with QRESYNC tells at once what has changed since. */
  private void select(FetchNote note) throws IOException {
    ImapSession session = client.session();
    boolean quick = session.enable("QRESYNC");
    String parameters =
        quick && note.uidValidity() != 0 && note.modseq() > 0
            ? "QRESYNC (" + note.uidValidity() + " " + note.modseq() + ")"
            : client.can("CONDSTORE") || quick ? "CONDSTORE" : "";
    client.select(plan.mailbox(), plan.delete(), parameters, response -> news(response, note));
    boolean same = note.uidValidity() == client.uidValidity();
    Selected selected = Objects.requireNonNull(session.selected());
    uidNext = selected.uidNext();
    highestModseq = selected.highestModseq();
    boolean changes = note.modseq() > 0 && highestModseq > note.modseq();
    if (!quick && same && changes && note.next() > 1) {
      session.run(
          Command.of(
              "UID FETCH 1:"
                  + (note.next() - 1)
                  + " (UID FLAGS) (CHANGEDSINCE "
                  + note.modseq()
                  + ")"),
          response -> news(response, note));
    }
  }

  private void news(Response response, FetchNote note) throws IOException {
    if (response.codeName().equals("CLOSED")) {
      // What came before was still about the mailbox that this one follows (RFC 7162).
      changed.clear();
      vanished = 0;
    } else if (response.is("FETCH")) {
      ImapMessage message = ImapMessage.of(response);
      if (message != null && message.uid() < note.next()) {
        changed.put(message.uid(), message.flags());
      }
    } else if (response.is("VANISHED")) {
      List<Value> values = response.values();
      UidSet gone = Reading.set(Response.at(values, values.size() - 1));
      for (UidSet.Range range : gone.ranges()) {
        vanished += Math.max(0, Math.min(range.last(), note.next() - 1) - range.first() + 1);
      }
    }
  }

  /** UIDs that a run which was ended early has brought. */
  private Set<Long> done(long validity) {
    var done = new HashSet<Long>();
    String mine = prefix + validity + "/";
    for (String key : state.keys()) {
      if (key.startsWith(mine)) {
        done.add(Value.number(key.substring(mine.length())));
      }
    }
    return done;
  }

  /**
   * Fetches what the note does not cover.
   *
   * @param note how far an earlier run came; with the last change that is known now
   * @return which messages were too large
   */
  private UidSet fetchNew(FetchNote note, Set<Long> done) throws IOException {
    boolean nothing = uidNext > 0 && uidNext <= note.next() || client.exists() == 0;
    var ranges = new ArrayList<>(note.left().ranges());
    if (!nothing) {
      ranges.add(new UidSet.Range(note.next(), uidNext > 0 ? uidNext - 1 : UidSet.HIGHEST));
    }
    UidSet wanted = new UidSet(ranges);
    if (wanted.isEmpty()) {
      return UidSet.NONE;
    }
    UidSet skipped = UidSet.NONE;
    if (!done.isEmpty() || plan.maxSize() != Long.MAX_VALUE || !note.left().isEmpty()) {
      var some = new ArrayList<Long>();
      var large = new ArrayList<Long>();
      client.sizes(
          wanted,
          message -> {
            if (done.contains(message.uid())
                || message.uid() < note.next() && !note.left().contains(message.uid())) {
              highest = Math.max(highest, message.uid());
            } else if (message.size() > plan.maxSize()) {
              large.add(message.uid());
              highest = Math.max(highest, message.uid());
            } else {
              some.add(message.uid());
            }
          });
      wanted = UidSet.of(some);
      skipped = UidSet.of(large);
    }
    if (!wanted.isEmpty()) {
      try {
        var taking = new Taking(note, done);
        missing = missing(wanted, taking);
      } catch (IOException | RuntimeException e) {
        // What came whole before is not lost, whatever became of the connection.
        salvage(e);
        throw e;
      }
      settled(intake.settle());
    }
    return skipped;
  }

  /**
   * Fetches messages, and returns those that the server has and did not send. One that it cannot
   * read must not keep back those behind it, in this run and in each that follows.
   */
  private UidSet missing(UidSet wanted, Taking taking) throws IOException {
    Reading.Sent sent = client.bodies(wanted, taking);
    UidSet missing = taking.missing(sent.there());
    InetException refusal = sent.refusal();
    if (refusal == null || missing.isEmpty()) {
      return missing;
    }
    client.session().connection().note("one by one: " + refusal.getMessage());
    for (UidSet single : wanted.isSingle() ? List.<UidSet>of() : missing.singles(MOST_SINGLES)) {
      client.bodies(single, taking);
    }
    if (taking.isFirst()) {
      throw refusal;
    }
    return taking.missing(missing);
  }

  private void settled(List<String> keys) throws IOException {
    for (String key : keys) {
      Fetched safe = waiting.remove(key);
      if (safe != null) {
        fetched++;
        bytes += safe.size();
        listener.fetched(safe);
      }
    }
  }

  private void salvage(Exception cause) {
    if (InetException.in(cause).map(e -> e.failure() != Failure.LOCAL_WRITE).orElse(true)) {
      try {
        settled(intake.settle());
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }

  private void readStore() throws IOException {
    try {
      StoredMail.read(
          plan.store(),
          plan.base(),
          message -> {
            try (InputStream in = message.source().open()) {
              known.add(ContentHash.of(in));
            }
          });
    } catch (InetException e) {
      // A store that is not there any more holds nothing.
      client.session().connection().note(String.valueOf(e.getMessage()));
    }
  }

  private void verify() throws IOException {
    known.clear();
    if (!hashes.isEmpty()) {
      readStore();
    }
    for (String hash : hashes) {
      if (!known.contains(hash)) {
        throw new InetException(
            Failure.LOCAL_WRITE, "a message of " + plan.mailbox() + " does not read back the same");
      }
    }
  }

  private long delete(FetchNote reached) throws IOException {
    if (reached.next() == 1) {
      return 0;
    }
    UidSet there = client.present(new UidSet(List.of(new UidSet.Range(1, reached.next() - 1))));
    UidSet mine = there.without(reached.left());
    if (!mine.isEmpty()) {
      client.delete(mine);
    }
    return mine.size();
  }

  /** Takes messages as they come. */
  private final class Taking implements Reading.Bodies, WritableByteChannel {
    private final long validity;
    private final long from;
    private final UidSet left;
    private final FetchNote before;
    private final byte[] piece = new byte[64 * 1024];
    private @Nullable Delivery delivery;
    private @Nullable Spool spool;
    private @Nullable ContentHash hash;
    private boolean unwanted;
    private long[] came = new long[64];
    private int count;
    private int noted;

    Taking(FetchNote before, Set<Long> done) {
      this.before = before;
      this.validity = before.uidValidity();
      this.from = before.next();
      this.left = before.left();
      done.forEach(this::came);
    }

    @Override
    public WritableByteChannel open(Map<String, Value> items, long size) throws IOException {
      discard();
      hash = known.isEmpty() && !plan.verify() ? null : new ContentHash();
      ImapMessage message = ImapMessage.of(0, items);
      boolean whole = items.containsKey("FLAGS") && items.containsKey("INTERNALDATE");
      unwanted = message != null && isOld(message.uid());
      if (message != null && whole && !unwanted) {
        delivery = begin(message);
      } else if (!unwanted) {
        // The rest is told behind the body.
        spool = new Spool();
      }
      return this;
    }

    /** Returns whether nothing came, in this run or before. */
    boolean isFirst() {
      return from == 1 && count == 0;
    }

    /** Of {@code 7:*} a server sends the highest message, even if that is older (RFC 9051). */
    private boolean isOld(long uid) {
      return uid < from && !left.contains(uid);
    }

    private void came(long uid) {
      if (count == came.length) {
        came = Arrays.copyOf(came, count * 2);
      }
      came[count++] = uid;
    }

    /** Returns which messages did not come, of those that are there. */
    UidSet missing(UidSet there) {
      UidSet here = UidSet.of(Arrays.copyOf(came, count));
      UidSet old = new UidSet(List.of(new UidSet.Range(0, from - 1))).without(left);
      return there.without(here).without(old);
    }

    private Delivery begin(ImapMessage message) throws IOException {
      var origin = new LinkedHashMap<String, Object>();
      origin.put("mailbox", plan.mailbox());
      origin.put("uidvalidity", validity);
      origin.put("uid", message.uid());
      return intake.begin(
          prefix + validity + "/" + message.uid(),
          new Arrival(
              validity + "." + message.uid(),
              Set.copyOf(message.flags()),
              message.arrived(),
              origin));
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      int length = from.remaining();
      while (from.hasRemaining()) {
        if (from.hasArray()) {
          pass(from.array(), from.arrayOffset() + from.position(), from.remaining());
          from.position(from.limit());
        } else {
          int n = Math.min(piece.length, from.remaining());
          from.get(piece, 0, n);
          pass(piece, 0, n);
        }
      }
      return length;
    }

    private void pass(byte[] from, int offset, int length) throws IOException {
      if (hash != null) {
        hash.take(from, offset, length);
      }
      if (delivery != null) {
        delivery.write(from, offset, length);
      } else if (spool != null) {
        spool.write(from, offset, length);
      }
    }

    @Override
    public void whole(ImapMessage message, long size) throws IOException {
      Spool held = spool;
      if (unwanted || delivery == null && held == null || isOld(message.uid())) {
        discard();
        return;
      }
      highest = Math.max(highest, message.uid());
      came(message.uid());
      String sum = hash == null ? null : hash.end();
      if (sum != null && known.contains(sum)) {
        discard();
        return;
      }
      Delivery to = delivery;
      if (to == null) {
        to = begin(message);
        delivery = to;
        try (InputStream in = Objects.requireNonNull(held).open()) {
          in.transferTo(to);
        }
      }
      to.commit();
      delivery = null;
      discard();
      if (sum != null) {
        hashes.add(sum);
      }
      waiting.put(
          prefix + validity + "/" + message.uid(),
          new Fetched(plan.mailbox(), message, size, to.place()));
      settled(intake.advance());
      if (count - noted >= NOTED_AT_ONCE) {
        noteOnTheWay();
      }
    }

    /**
     * Notes how far we are, so that the keys of a large mailbox need not all be held in memory.
     * What is missing below counts as left out: a server may send messages in any order.
     */
    private void noteOnTheWay() throws IOException {
      settled(intake.settle());
      noted = count;
      UidSet here = UidSet.of(Arrays.copyOf(came, count));
      var gaps = new ArrayList<UidSet.Range>(left.without(here).ranges());
      long next = from;
      for (UidSet.Range range : here.ranges()) {
        if (range.first() > next) {
          gaps.add(new UidSet.Range(next, range.first() - 1));
        }
        next = Math.max(next, range.last() + 1);
      }
      if (gaps.size() <= MOST_GAPS) {
        var reached = new FetchNote(validity, next, before.modseq(), new UidSet(gaps));
        state.note(noteName, reached.toString());
        state.forgetAll(prefix);
      }
    }

    private void discard() throws IOException {
      if (delivery != null) {
        delivery.close();
        delivery = null;
      }
      if (spool != null) {
        spool.close();
        spool = null;
      }
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() throws IOException {
      discard();
    }
  }
}
