package dev.inet.cli.smtp;

import dev.inet.cli.output.Result;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Retry;
import dev.inet.core.line.Reply;
import dev.inet.mail.MailAddress;
import dev.inet.mail.ReadyMessage;
import dev.inet.smtp.Envelope;
import dev.inet.smtp.Letter;
import dev.inet.smtp.Post;
import dev.inet.smtp.RecipientResult;
import dev.inet.smtp.RecipientResult.Status;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a list: makes the messages of its rows as they are asked for, by one connection or
 * by several, and notes what became of each. Only those in flight are in memory; of the others a
 * few bits are.
 */
final class Batch implements Post {
  /** A row over which so many sessions end is put off, for the sake of those behind it. */
  private static final int MOST_LOSSES = 2;

  /** Where so many rows end sessions one after the other, it is the server. */
  private static final int MOST_PASSED_OVER = 3;

  /** Makes the letter of a row. */
  interface Maker {
    /** Makes who gets it, of which there is a line in any case. */
    Envelope envelope(Map<String, String> row) throws IOException;

    /** Makes the message. */
    ReadyMessage message(Map<String, String> row) throws IOException;
  }

  private final Maker maker;
  private final Result to;
  private final @Nullable ResumeLog log;
  private final boolean resend;
  private final Duration interval;
  private final Deque<Letter> again = new ArrayDeque<>();
  private final Map<Long, ReadyMessage> underWay = new HashMap<>();

  /** Of rows of which some recipients have it already: those who have not. */
  private final Map<Long, List<MailAddress>> partly = new HashMap<>();

  /** How often a session ended over a row that is not settled. */
  private final Map<Long, Integer> losses = new HashMap<>();

  /** How many rows in a row were passed over because sessions ended over them. */
  private int passedOver;

  private final BitSet deferred = new BitSet();
  private final Tally tally;
  private @Nullable Rows rows;
  private boolean stopped;

  /** The number of the last row that was taken for the first time. */
  private long taken;

  private long due = System.nanoTime();
  private long settled;
  private @Nullable InetException lastDeferral;
  private @Nullable InetException lastLoss;

  Batch(
      Maker maker,
      Result to,
      @Nullable ResumeLog log,
      boolean resend,
      Duration interval,
      Tally tally) {
    this.maker = maker;
    this.to = to;
    this.log = log;
    this.resend = resend;
    this.interval = interval;
    this.tally = tally;
  }

  /** Begins a pass: over the rows that were not taken yet, and those that were put off. */
  synchronized void begin(Rows list) {
    rows = list;
    stopped = false;
    lastDeferral = null;
  }

  /** Lets nothing more begin; what is under way comes to its end. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /** Ends a pass; returns why some rows are to be tried again, {@code null} where none is. */
  synchronized @Nullable InetException end() {
    rows = null;
    if (!again.isEmpty()) {
      return lost();
    }
    return deferred.isEmpty() ? null : lastDeferral;
  }

  /** Returns how many messages have come to an end so far. */
  synchronized long settled() {
    return settled;
  }

  /** Returns whether something is left to be sent in this pass. */
  synchronized boolean hasMore() {
    return !stopped && (!again.isEmpty() || rows != null);
  }

  // --- making

  @Override
  public synchronized @Nullable Letter next() throws IOException {
    pause();
    if (stopped) {
      return null;
    }
    Letter letter = again.poll();
    if (letter == null) {
      letter = made();
    }
    if (letter != null && !interval.isZero()) {
      due = Math.max(due, System.nanoTime() - interval.toNanos()) + interval.toNanos();
    }
    return letter;
  }

  @Override
  public synchronized boolean isReady() {
    return left() <= 0;
  }

  private void pause() throws IOException {
    if (interval.isZero()) {
      return;
    }
    try {
      for (long left = left(); left > 0 && hasMore(); left = left()) {
        wait(left / 1_000_000, (int) (left % 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting to send");
    }
  }

  private long left() {
    return due - System.nanoTime();
  }

  private @Nullable Letter made() throws IOException {
    Rows list = rows;
    if (list == null) {
      return null;
    }
    for (Rows.Row row = list.next(); row != null; row = list.next()) {
      boolean first = row.number() > taken;
      taken = Math.max(taken, row.number());
      Letter letter = wanted(row, first) ? letter(row, first) : null;
      if (letter != null) {
        return letter;
      }
    }
    rows = null;
    return null;
  }

  private boolean wanted(Rows.Row row, boolean first) {
    if (!first) {
      return deferred.get((int) row.number());
    }
    return log == null || !log.isDone(row.number());
  }

  /** Makes the letter of a row; {@code null} where it came to an end right away. */
  private @Nullable Letter letter(Rows.Row row, boolean first) throws IOException {
    long number = row.number();
    deferred.clear((int) number);
    Envelope envelope;
    try {
      String problem = row.problem();
      if (problem != null) {
        throw new InetException(Failure.USAGE, problem);
      }
      envelope = maker.envelope(row.fields());
    } catch (InetException e) {
      unmade(number, e);
      return null;
    }
    Envelope rest = rest(number, envelope, first);
    if (first && !resend && log != null && log.wasInFlight(number)) {
      var why =
          new InetException(
                  Failure.INCOMPLETE, "in flight when an earlier run ended; its state is unknown")
              .hint("--resend-unknown sends it again");
      told(number, all(rest.recipients(), Status.UNKNOWN, why), List.of(), null);
      return null;
    }
    try {
      ReadyMessage message = maker.message(row.fields());
      underWay.put(number, message);
      return new Letter(rest, message.source(), message.facts(), number);
    } catch (InetException e) {
      if (e.failure() != Failure.USAGE) {
        // A file of the message is gone: no other row could be made either.
        throw e;
      }
      settle(number, "refused", null);
      told(number, all(rest.recipients(), Status.REFUSED, e), List.of(), null);
      return null;
    }
  }

  /** Returns the envelope for those who have not got the message in this run or one before. */
  private Envelope rest(long row, Envelope whole, boolean first) {
    Set<String> noted = first && log != null ? log.left(row) : null;
    if (noted != null) {
      List<MailAddress> open =
          whole.recipients().stream().filter(each -> noted.contains(each.address())).toList();
      if (!open.isEmpty()) {
        partly.put(row, open);
      }
    }
    List<MailAddress> left = partly.get(row);
    return left == null ? whole : new Envelope(whole.from(), left, whole.reports());
  }

  private void unmade(long number, InetException why) throws IOException {
    settle(number, "refused", null);
    tally.add(List.of(), why);
    settled++;
    if (to.isJson()) {
      to.json("row", number, "status", Status.REFUSED, "message", why.getMessage());
    } else {
      to.line(String.format(Locale.ROOT, "%6d  %-9s %s", number, Status.REFUSED, why.getMessage()));
    }
    to.flush();
  }

  private static List<RecipientResult> all(
      List<MailAddress> recipients, Status status, InetException why) {
    return recipients.stream()
        .map(each -> new RecipientResult(each, status, Optional.empty(), Optional.of(why)))
        .toList();
  }

  // --- noting

  private void settle(long row, String state, @Nullable List<String> left) throws IOException {
    if (log != null) {
      log.settled(row, state, left);
    }
  }

  @Override
  public synchronized void sending(Letter letter) throws IOException {
    if (log != null) {
      log.sending(letter.row());
    }
  }

  @Override
  public synchronized void done(Letter letter, List<RecipientResult> results) throws IOException {
    long row = letter.row();
    var waiting = new ArrayList<RecipientResult>();
    boolean goodbye = false;
    for (RecipientResult each : results) {
      if (Attempts.isForAnotherTry(each, results)) {
        waiting.add(each);
        goodbye |= each.reply().map(Reply::code).orElse(0) == 421;
      }
    }
    boolean all = !waiting.isEmpty() && waiting.size() == results.size();
    if (all && goodbye && settled > 0 && !isHopeless(row)) {
      // The server ends sessions after some messages; the next connection carries this one.
      settle(row, "deferred", null);
      again.addFirst(letter);
      return;
    }
    settled++;
    if (!goodbye) {
      losses.remove(row);
      passedOver = 0;
    }
    String identifier = close(row);
    if (!waiting.isEmpty()) {
      deferred.set((int) row);
      for (RecipientResult each : waiting) {
        lastDeferral = each.failure().orElse(lastDeferral);
      }
      List<String> left = null;
      if (waiting.size() < results.size()) {
        List<MailAddress> rest = waiting.stream().map(RecipientResult::recipient).toList();
        partly.put(row, rest);
        left = addresses(rest);
      }
      settle(row, "deferred", left);
    } else {
      partly.remove(row);
      List<MailAddress> unknown =
          results.stream()
              .filter(each -> each.status() == Status.UNKNOWN)
              .map(RecipientResult::recipient)
              .toList();
      boolean apart = !unknown.isEmpty() && unknown.size() < results.size();
      settle(row, state(results), apart ? addresses(unknown) : null);
    }
    told(row, results, waiting, identifier);
  }

  private static List<String> addresses(List<MailAddress> recipients) {
    return recipients.stream().map(MailAddress::address).toList();
  }

  private @Nullable String close(long row) throws IOException {
    ReadyMessage message = underWay.remove(row);
    if (message == null) {
      return null;
    }
    message.close();
    return message.identifier().orElse(null);
  }

  private static String state(List<RecipientResult> results) {
    if (results.stream().anyMatch(each -> each.status() == Status.UNKNOWN)) {
      return "unknown";
    }
    return results.stream().anyMatch(each -> each.status() == Status.ACCEPTED)
        ? "accepted"
        : "refused";
  }

  /** Prints what became of a row; what waits for another try is not counted yet. */
  private void told(
      long row,
      List<RecipientResult> results,
      List<RecipientResult> waiting,
      @Nullable String identifier)
      throws IOException {
    var ended = new ArrayList<>(results);
    ended.removeAll(waiting);
    tally.add(ended, null);
    Outcomes.print(results, identifier, row, to);
    to.flush();
  }

  @Override
  public synchronized void notSent(Letter letter, InetException why) throws IOException {
    settle(letter.row(), "deferred", null);
    boolean local = why.failure() == Failure.LOCAL_READ || why.failure() == Failure.LOCAL_WRITE;
    if (local) {
      throw why.retry(Retry.NEVER);
    }
    lastLoss = why;
    if (!isHopeless(letter.row())) {
      again.addFirst(letter);
      return;
    }
    settled++;
    lastDeferral = why;
    deferred.set((int) letter.row());
    List<RecipientResult> all = all(letter.envelope().recipients(), Status.NOT_SENT, why);
    told(letter.row(), all, all, close(letter.row()));
  }

  /** Counts a session that ended over a row; says whether to go on with those behind it. */
  private boolean isHopeless(long row) {
    if (losses.merge(row, 1, Integer::sum) < MOST_LOSSES || passedOver >= MOST_PASSED_OVER) {
      return false;
    }
    passedOver++;
    return true;
  }

  /** Returns why the last session ended with something left. */
  synchronized InetException lost() {
    InetException why = lastLoss;
    return why != null
        ? why
        : new InetException(Failure.BROKEN_OFF, "the server has ended the session");
  }

  /** Returns the rows that were put off. */
  synchronized long putOff() {
    return deferred.cardinality();
  }

  /** Closes what was made and not sent. */
  synchronized void close() throws IOException {
    for (ReadyMessage each : underWay.values()) {
      each.close();
    }
    underWay.clear();
  }
}
