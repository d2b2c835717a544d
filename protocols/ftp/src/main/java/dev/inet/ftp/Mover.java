package dev.inet.ftp;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import dev.inet.core.line.Reply;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.Channel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** Moves files over data connections. */
final class Mover {
  private static final long FIRST_STEP = 64 * 1024;
  private static final long LARGEST_STEP = 8 << 20;
  private static final long QUICK_NANOS = 20_000_000;
  private static final long SLOW_NANOS = 200_000_000;

  private final Session session;
  private final boolean together;
  private long step = FIRST_STEP;

  Mover(Session session, boolean together) {
    this.session = session;
    this.together = together;
  }

  // --- down

  long get(RemotePath path, Download what, WritableByteChannel to, Meter meter) throws IOException {
    session.prepareFor(path);
    session.type(what.text() ? 'A' : 'I');
    try (Transfer transfer =
        Transfer.begin(session, "RETR " + path.octets(), what.from(), together)) {
      LineEnds.Local text = what.text() ? new LineEnds.Local(to) : null;
      long most = what.until() == Long.MAX_VALUE ? Long.MAX_VALUE : what.until() - what.from();
      long moved;
      long start = position(to);
      var counted = new Counted(meter);
      meter.begins();
      try {
        moved = drain(transfer, text == null ? to : text, most, counted);
      } catch (InetException e) {
        if (isWhole(transfer, e, what, to, start)) {
          meter.moved(transfer.data().received() - counted.sum);
          return transfer.data().received();
        }
        if (!transfer.isDecided(e)) {
          throw brokenOff(transfer, e);
        }
        moved = transfer.data().received();
        Reply verdict = verdict(transfer, moved);
        if (verdict.isDone() && moved > 0 && (what.text() || what.size() < 0)) {
          throw unended(verdict);
        }
        checked(transfer, verdict, what, moved);
        meter.moved(moved - counted.sum);
        if (text != null) {
          text.end();
        }
        return moved;
      }
      if (text != null) {
        text.end();
      }
      if (moved == most && !ended(transfer)) {
        // The rest was not asked for.
        transfer.abort();
        return moved;
      }
      return checked(transfer, verdict(transfer, moved), what, moved);
    } catch (Transfer.Dataless e) {
      return whole(e.verdict(), what, 0);
    }
  }

  /**
   * The end of the data is how it says that it is whole; where nobody told a size, the only way.
   */
  private InetException unended(Reply verdict) {
    return new InetException(
            Failure.INCOMPLETE, "the server says that all is sent, and does not end the data")
        .said(verdict.toString())
        .at(session.peer());
  }

  /** Counts what the meter was told. */
  private static final class Counted implements Meter {
    private final Meter meter;
    private long sum;

    Counted(Meter meter) {
      this.meter = meter;
    }

    @Override
    public void moved(long bytes) throws IOException {
      sum += bytes;
      meter.moved(bytes);
    }
  }

  /**
   * Returns whether a data connection that ended badly brought all the same what was asked for:
   * some servers reset it after the last byte, or leave out what TLS says at its end. That is
   * decided by the number of bytes and by the server's last word.
   */
  private static boolean isWhole(
      Transfer transfer, InetException e, Download what, WritableByteChannel to, long start)
      throws IOException {
    if (!isBrokenOff(e) || what.text() || what.size() < 0 || start < 0) {
      return false;
    }
    long came = transfer.data().received();
    boolean all = what.from() + came == Math.min(what.size(), what.until());
    return all && position(to) - start == came && transfer.isOver();
  }

  /** A server that closes in place of its last word has not said that all is there. */
  private Reply verdict(Transfer transfer, long moved) throws IOException {
    try {
      return transfer.finish();
    } catch (FtpException e) {
      // 421 in its place: the server leaves, and has not said so either.
      throw e.as(Failure.INCOMPLETE).at(session.peer());
    } catch (InetException e) {
      if (!isBrokenOff(e)) {
        throw e;
      }
      throw new InetException(
              Failure.INCOMPLETE,
              "the server closed after " + moved + " bytes, and did not say that this is all",
              e)
          .at(session.peer());
    }
  }

  private static boolean ended(Transfer transfer) {
    return transfer.data().isAtEnd();
  }

  private long drain(Transfer transfer, WritableByteChannel to, long most, Meter meter)
      throws IOException {
    Connection data = transfer.data();
    long moved = 0;
    while (moved < most) {
      long want = Math.min(step, most - moved);
      long since = System.nanoTime();
      long n = data.drainTo(to, want);
      moved += n;
      meter.moved(n);
      if (n < want) {
        break;
      }
      transfer.tick();
      pace(System.nanoTime() - since);
    }
    return moved;
  }

  /** Steps are large where bytes are many, and small where a person watches them drip. */
  private void pace(long nanos) {
    if (nanos < QUICK_NANOS) {
      step = Math.min(LARGEST_STEP, step * 2);
    } else if (nanos > SLOW_NANOS) {
      step = Math.max(FIRST_STEP / 8, step / 2);
    }
  }

  /** A connection that is reset before its first byte has not answered, as the road sees it. */
  static boolean isBrokenOff(InetException e) {
    return e.failure() == Failure.BROKEN_OFF || e.failure() == Failure.NO_ANSWER;
  }

  /** A disk that is full is no matter of the port that data came from. */
  private InetException ours(Transfer transfer, InetException e) {
    if (e.failure() == Failure.TIMEOUT) {
      // A server that said nothing for so long is not asked to abort.
      session.wire().spoil();
    }
    if (e.failure() != Failure.LOCAL_WRITE && e.failure() != Failure.LOCAL_READ) {
      return transfer.ofServer(e);
    }
    var local = new InetException(e.failure(), String.valueOf(e.getMessage()), e.getCause());
    e.hint().ifPresent(local::hint);
    return local;
  }

  private IOException brokenOff(Transfer transfer, InetException e) {
    if (transfer.isStopped()) {
      return new InterruptedIOException("interrupted");
    }
    if (!isBrokenOff(e)) {
      return ours(transfer, e);
    }
    long moved = transfer.data().received();
    Reply verdict = transfer.verdictSoon();
    var incomplete =
        new InetException(
                Failure.INCOMPLETE, "the data connection broke off after " + moved + " bytes", e)
            .at(session.peer());
    if (verdict != null) {
      incomplete.said(verdict.toString());
    }
    return transfer.meant(incomplete, verdict, moved);
  }

  private long checked(Transfer transfer, Reply verdict, Download what, long moved)
      throws IOException {
    if (!verdict.isDone()) {
      if (moved == 0 && (verdict.code() == 550 || verdict.code() == 551)) {
        throw new FtpException(verdict).at(session.peer());
      }
      var incomplete =
          new FtpException(
                  verdict.code() == 530 ? Failure.SIGN_IN_REFUSED : Failure.INCOMPLETE, verdict)
              .at(session.peer());
      throw transfer.meant(incomplete, verdict, moved);
    }
    return whole(verdict, what, moved);
  }

  private long whole(Reply verdict, Download what, long moved) throws IOException {
    long came = what.from() + moved;
    if (!what.text() && what.size() >= 0 && came < Math.min(what.size(), what.until())) {
      throw new InetException(
              Failure.INCOMPLETE, "the server sent " + came + " bytes of " + what.size())
          .said(verdict.toString())
          .at(session.peer());
    }
    if (!what.text() && what.from() > 0 && moved > 0 && moved == what.size()) {
      // Joined to what was there, it would pass for a file that grew.
      throw new InetException(
              Failure.BAD_REPLY, "the server was asked for the rest, and sent the whole file")
          .said(verdict.toString())
          .at(session.peer());
    }
    return moved;
  }

  // --- up

  RemotePath put(RemotePath path, Upload what, Meter meter) throws IOException {
    return what.way() == Upload.Way.UNIQUE
        ? unique(path, what, meter)
        : store(path, what, meter, replies -> path);
  }

  /** STOU makes a name in the current folder, whatever path is told it (RFC 959, 4.1.3). */
  private RemotePath unique(RemotePath path, Upload what, Meter meter) throws IOException {
    RemotePath folder = path.parent();
    Stored stored = replies -> chosen(folder, path, replies);
    if (folder.octets().isEmpty()) {
      return store(path, what, meter, stored);
    }
    String home = session.home();
    session.prepareFor(path);
    Reply there = session.wire().ask("CWD " + folder.argument());
    if (!there.isDone()) {
      throw refused(new FtpException(there));
    }
    try {
      return store(new RemotePath(path.name()), what, meter, stored);
    } finally {
      goBack(home);
    }
  }

  private void goBack(@Nullable String home) {
    FtpWire wire = session.wire();
    try {
      if (wire.isUsable() && home != null && wire.ask("CWD " + home).isDone()) {
        return;
      }
    } catch (IOException e) {
      // What was stored is stored.
    }
    // Paths that are relative would lead elsewhere from now on.
    wire.spoil();
  }

  /** Says what a file is stored under, from the first reply and the last. */
  @FunctionalInterface
  private interface Stored {
    RemotePath under(Reply... replies);
  }

  private RemotePath store(RemotePath path, Upload what, Meter meter, Stored stored)
      throws IOException {
    ReadableByteChannel from = what.from();
    long position = position(from);
    session.prepareFor(path);
    Transfer begun;
    try {
      session.type(what.text() ? 'A' : 'I');
      begun = begin(path, what);
    } catch (FtpException e) {
      throw refused(e);
    } catch (Transfer.Dataless e) {
      if (isEmpty(from)) {
        return stored.under(e.verdict());
      }
      throw new InetException(
              Failure.INCOMPLETE, "the server says that it has all, and took nothing")
          .said(e.verdict().toString())
          .at(session.peer());
    }
    try (Transfer transfer = begun) {
      ReadableByteChannel source = what.text() ? new LineEnds.Remote(from) : from;
      long moved = 0;
      meter.begins();
      try {
        moved = fill(transfer, source, meter);
      } catch (InetException e) {
        throw rewound(notTaken(transfer, e, position >= 0), from, position);
      }
      Reply verdict = ofUpload(transfer);
      if (!verdict.isDone()) {
        IOException told =
            transfer.meant(refused(new FtpException(verdict)), verdict, position >= 0 ? 0 : moved);
        throw rewound(told, from, position);
      }
      return stored.under(transfer.opening(), verdict);
    }
  }

  private static boolean isEmpty(ReadableByteChannel from) throws IOException {
    return from instanceof SeekableByteChannel file && file.position() >= file.size();
  }

  /** A server that leaves in place of its last word has not said that it has all. */
  private Reply ofUpload(Transfer transfer) throws IOException {
    try {
      return transfer.finishUpload();
    } catch (FtpException e) {
      throw e.as(Failure.INCOMPLETE).at(session.peer());
    } catch (InetException e) {
      if (!isBrokenOff(e)) {
        throw e;
      }
      throw new InetException(
              Failure.INCOMPLETE, "the server closed, and did not say that it has all", e)
          .at(session.peer());
    }
  }

  /** Returns where a channel stands; -1 where it cannot go back there, as a pipe cannot. */
  private static long position(Channel from) {
    try {
      return from instanceof SeekableByteChannel file ? file.position() : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  private Transfer begin(RemotePath path, Upload what) throws IOException {
    String verb =
        switch (what.way()) {
          case STORE -> "STOR";
          case APPEND -> "APPE";
          case UNIQUE -> "STOU";
        };
    String name = path.octets();
    String command = name.isEmpty() ? verb : verb + " " + name;
    if (what.at() == 0 || what.way() != Upload.Way.STORE) {
      try {
        return Transfer.begin(session, command, 0, together);
      } catch (FtpException e) {
        boolean nameless = what.way() == Upload.Way.UNIQUE && !name.isEmpty();
        if (!nameless || e.code() != 501 && e.code() != 504) {
          throw e;
        }
        // By the letter of RFC 959 it takes no name, and makes one up.
        return Transfer.begin(session, verb, 0, false);
      }
    }
    // What is there ends where we go on, so APPE does it; some servers that take REST empty the
    // file
    // at STOR all the same.
    try {
      return Transfer.begin(session, "APPE " + name, 0, false);
    } catch (FtpException e) {
      if (e.failure() != Failure.UNSUPPORTED) {
        throw e;
      }
    }
    try {
      return Transfer.begin(session, command, what.at(), false);
    } catch (Transfer.RestRefused e) {
      throw new FtpException(Failure.UPLOAD_REFUSED, e.reply()).at(session.peer());
    }
  }

  private long fill(Transfer transfer, ReadableByteChannel from, Meter meter) throws IOException {
    Connection data = transfer.data();
    long moved = 0;
    while (true) {
      long since = System.nanoTime();
      long n = data.fillFrom(from, step);
      moved += n;
      meter.moved(n);
      if (n < step || transfer.isRefused()) {
        return moved;
      }
      transfer.tick();
      pace(System.nanoTime() - since);
    }
  }

  /** A server whose disk is full closes the data connection and says why on the other. */
  private IOException notTaken(Transfer transfer, InetException e, boolean again) {
    if (transfer.isStopped()) {
      return new InterruptedIOException("interrupted");
    }
    if (!isBrokenOff(e) && !transfer.isDecided(e)) {
      return ours(transfer, e);
    }
    long moved = transfer.data().sent();
    Reply verdict = transfer.verdictSoon();
    if (verdict != null && !verdict.isDone()) {
      return transfer.meant(refused(new FtpException(verdict)), verdict, again ? 0 : moved);
    }
    var incomplete =
        new InetException(
                Failure.INCOMPLETE, "the data connection broke off after " + moved + " bytes", e)
            .at(session.peer());
    return transfer.meant(incomplete, verdict, again ? 0 : moved);
  }

  /** A second try sends the same bytes. */
  private static IOException rewound(IOException e, ReadableByteChannel from, long position)
      throws IOException {
    if (e instanceof Transfer.Unresumed
        && position >= 0
        && from instanceof SeekableByteChannel file) {
      file.position(position);
    }
    return e;
  }

  private InetException refused(FtpException e) {
    Failure meant = e.code() == 426 ? Failure.INCOMPLETE : Failure.UPLOAD_REFUSED;
    return e.as(meant).at(session.peer());
  }

  /** The name stands in the first reply or in the last (RFC 1123, section 4.1.2.9). */
  private static RemotePath chosen(RemotePath folder, RemotePath path, Reply... replies) {
    for (Reply reply : replies) {
      String name = named(reply.text());
      if (name != null) {
        return folder.resolve(name);
      }
    }
    return path;
  }

  private static @Nullable String named(String text) {
    for (String mark : new String[] {"FILE: ", "name:", "Unique file name: "}) {
      int at = text.indexOf(mark);
      if (at >= 0) {
        String name = text.substring(at + mark.length()).strip();
        // "(unique file name: x).", as others close the sentence.
        name = name.endsWith(").") ? name.substring(0, name.length() - 1) : name;
        name = name.endsWith(")") ? name.substring(0, name.length() - 1) : name;
        return name.isEmpty() ? null : name;
      }
    }
    return null;
  }
}
