package dev.inet.imap;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.mail.MessageFacts;
import dev.inet.mail.Spool;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages on their way from one server to another. */
public final class ImapTransfer {
  /** So many come in one flight and go in one; of each at most a megabyte rests in memory. */
  private static final int AT_ONCE = 16;

  private ImapTransfer() {}

  /** Puts messages where they go. */
  @FunctionalInterface
  public interface Appender {
    /**
     * Puts some.
     *
     * @param uids their UIDs at the source
     * @param messages the messages, in the same order
     * @param put hears of each that was taken
     * @throws IOException to end the transfer; what was taken before is taken
     */
    void append(List<Long> uids, List<Appendix> messages, ImapClient.Put put) throws IOException;
  }

  /**
   * Copies messages of the open mailbox of one server into a mailbox of another, with their flags
   * and dates. Each is deleted at its source only after the other server has taken it.
   *
   * @param from the source
   * @param uids which messages; those that are not there any more are passed over
   * @param to the other server
   * @param mailbox the mailbox there
   * @param move whether they leave the source
   * @throws InetException as {@link Failure#INCOMPLETE} where the source has messages that it did
   *     not send; and as {@link ImapClient#get}, {@link ImapClient#append} and {@link
   *     ImapClient#delete} have it
   */
  public static void run(ImapClient from, UidSet uids, ImapClient to, String mailbox, boolean move)
      throws IOException {
    run(from, uids, (some, messages, put) -> to.append(mailbox, messages, put), move);
  }

  /**
   * Copies messages of the open mailbox of a server to where an appender puts them. Each is deleted
   * at its source only after it was taken; those that were not taken stay.
   *
   * @param from the source
   * @param uids which messages; those that are not there any more are passed over
   * @param appender puts them
   * @param move whether those that were taken leave the source
   * @throws InetException as {@link Failure#INCOMPLETE} where the source has messages that it did
   *     not send; and as {@link ImapClient#get}, {@link ImapClient#delete} and the appender have it
   */
  public static void run(ImapClient from, UidSet uids, Appender appender, boolean move)
      throws IOException {
    long missing = 0;
    var some = new ArrayList<Long>();
    for (UidSet.Range range : uids.ranges()) {
      for (long uid = range.first(); uid <= range.last(); uid++) {
        some.add(uid);
        if (some.size() == AT_ONCE) {
          missing += pass(from, UidSet.of(some), appender, move);
          some.clear();
        }
      }
    }
    if (!some.isEmpty()) {
      missing += pass(from, UidSet.of(some), appender, move);
    }
    if (missing > 0) {
      throw new InetException(Failure.INCOMPLETE, missing + " messages did not come")
          .at(from.url().endpoint());
    }
  }

  /** Passes some messages on; returns how many the source has and did not send. */
  private static long pass(ImapClient from, UidSet uids, Appender appender, boolean move)
      throws IOException {
    try (var taking = new Taking()) {
      Reading.Sent sent = from.bodies(uids, taking);
      InetException refusal = sent.refusal();
      if (refusal != null && taking.whole.isEmpty()) {
        throw refusal;
      }
      var came = new ArrayList<Long>();
      var appendices = new ArrayList<Appendix>();
      for (Taken each : taking.whole) {
        came.add(each.message().uid());
        appendices.add(each.appendix());
      }
      if (!came.isEmpty()) {
        append(from, came, appendices, appender, move);
      }
      return sent.there().without(UidSet.of(came)).size();
    }
  }

  private static void append(
      ImapClient from, List<Long> uids, List<Appendix> messages, Appender appender, boolean move)
      throws IOException {
    var taken = new ArrayList<Long>();
    try {
      appender.append(uids, messages, (index, uid) -> taken.add(uids.get(index)));
    } catch (IOException e) {
      // Whoever moves the rest later must not bring those once more that are there already.
      try {
        delete(from, taken, move);
      } catch (IOException another) {
        e.addSuppressed(another);
      }
      throw e;
    }
    delete(from, taken, move);
  }

  private static void delete(ImapClient from, List<Long> taken, boolean move) throws IOException {
    if (move && !taken.isEmpty()) {
      from.delete(UidSet.of(taken));
    }
  }

  /**
   * A message that was taken.
   *
   * @param message what the server told of it
   * @param spool its bytes
   */
  private record Taken(ImapMessage message, Spool spool) {
    Appendix appendix() throws IOException {
      return new Appendix(
          spool.size(),
          spool::open,
          message.flags(),
          message.arrived(),
          MessageFacts.of(spool).isEightBitHeader());
    }
  }

  /** Takes messages as they come. */
  private static final class Taking implements Reading.Bodies, WritableByteChannel, Closeable {
    final List<Taken> whole = new ArrayList<>();
    private final List<Spool> spools = new ArrayList<>();
    private @Nullable Spool spool;

    @Override
    public WritableByteChannel open(Map<String, Value> known, long size) {
      var opened = new Spool();
      spools.add(opened);
      spool = opened;
      return this;
    }

    @Override
    public void whole(ImapMessage message, long size) {
      Spool filled = spool;
      if (filled != null) {
        whole.add(new Taken(message, filled));
        spool = null;
      }
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      Spool to = spool;
      byte[] piece = new byte[bytes.remaining()];
      bytes.get(piece);
      if (to != null) {
        to.write(piece, 0, piece.length);
      }
      return piece.length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() throws IOException {
      for (Spool each : spools) {
        each.close();
      }
    }
  }
}
