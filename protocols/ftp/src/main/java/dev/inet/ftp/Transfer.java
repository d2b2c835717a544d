package dev.inet.ftp;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.dial.Connection;
import dev.inet.core.line.Reply;
import dev.inet.core.tls.TlsInfo;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One command that moves data, from the request for a connection to the last reply. */
final class Transfer implements Closeable {
  /** How long a server may take to end its side of an upload under TLS. */
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private static final Pattern ASKING = Pattern.compile("\\b(PASV|EPSV|PORT)\\b");

  private final Session session;
  private final DataRoad.Link link;
  private final Connection data;
  private final Reply opening;
  private final boolean resumed;
  private final LastWord last;
  private long spoke = System.nanoTime();
  private boolean over;
  private volatile boolean stopped;

  private Transfer(
      Session session,
      DataRoad.Link link,
      Connection data,
      Reply opening,
      boolean resumed,
      LastWord last) {
    this.session = session;
    this.link = link;
    this.data = data;
    this.opening = opening;
    this.resumed = resumed;
    this.last = last;
  }

  /** A transfer that the server calls done, and for which it never came to the data connection. */
  static final class Dataless extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Reply verdict;

    Dataless(Reply verdict) {
      super(verdict.toString());
      this.verdict = verdict;
    }

    Reply verdict() {
      return verdict;
    }
  }

  /** A server that does not go on from an offset. */
  static final class RestRefused extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Reply reply;

    RestRefused(Reply reply) {
      super(reply.toString());
      this.reply = reply;
    }

    Reply reply() {
      return reply;
    }
  }

  /** A data connection that the server threw out because it resumed no session. */
  static final class Unresumed extends IOException {
    private static final long serialVersionUID = 1L;

    Unresumed(IOException cause) {
      super(cause);
    }

    IOException because() {
      return getCause() instanceof IOException cause ? cause : this;
    }
  }

  /**
   * Begins a transfer.
   *
   * @param session the control connection
   * @param command the command that moves data
   * @param from where to begin; 0 for the beginning
   * @param together whether the command may travel with the request for a connection
   * @throws FtpException where the server refuses the command
   * @throws RestRefused where it does not begin at an offset
   * @throws Dataless where it says that all is done, and made or took no data connection
   * @throws Unresumed where it wants a session that cannot be resumed
   */
  static Transfer begin(Session session, String command, long from, boolean together)
      throws IOException {
    FtpWire wire = session.wire();
    DataRoad road = session.road();
    boolean quick = together && road.isProven() && !session.traits().oneByOne;
    DataRoad.Link link;
    if (quick) {
      var commands = new ArrayList<String>();
      if (from > 0) {
        commands.add("REST " + from);
      }
      commands.add(command);
      link = road.open(commands);
    } else {
      link = road.open();
    }
    boolean begun = false;
    try {
      if (from > 0) {
        Reply rest = quick ? wire.read() : wire.ask("REST " + from);
        if (!rest.isMoreWanted()) {
          if (quick) {
            wire.spoil();
          }
          throw new RestRefused(rest);
        }
      }
      if (!quick) {
        wire.send(command);
      }
      Connection made = session.isSecured() ? link.made() : null;
      boolean first = made != null && session.traits().handshakeFirst;
      boolean resumed = first && made != null && securedFirst(session, made);
      Reply reply = wire.read();
      if (reply.isTransient() || reply.isPermanent()) {
        InetException refused = new FtpException(reply).at(session.peer());
        if (quick && isAboutConnections(reply)) {
          // It looked for the data connection before that was there; nothing has moved yet.
          wire.connection().note("commands do not travel together: " + reply);
          session.traits().oneByOne = true;
          link.close();
          return begin(session, command, from, false);
        }
        if (reply.code() == 425 && made != null && !first && !session.traits().replyFirst) {
          link.close();
          return beginByHandshake(session, command, from, refused);
        }
        throw session.mayFallBack() && asksForSession(reply.code())
            ? new Unresumed(refused)
            : refused;
      }
      if (reply.isMoreWanted()) {
        wire.spoil();
        throw wire.strange(reply);
      }
      wire.connection().begin(Phase.TRANSFER);
      var last = new LastWord(wire, reply);
      Connection data;
      boolean ready = false;
      try {
        data = link.connection(last);
        last.over(data);
        if (!first) {
          resumed = !session.isSecured() || secure(session, data);
        }
        ready = true;
      } catch (InetException e) {
        throw unmade(session, last, e);
      } finally {
        if (!ready && !last.isKnown()) {
          // What the server says of it would pass for the reply to the next command.
          wire.spoil();
        }
      }
      var transfer = new Transfer(session, link, data, reply, resumed, last);
      begun = true;
      session.moves(transfer);
      try {
        session.traits().reins.begins(transfer);
      } catch (InterruptedIOException e) {
        transfer.abort();
        throw e;
      }
      return transfer;
    } finally {
      if (!begun) {
        link.close();
      }
    }
  }

  /**
   * Begins a transfer with the handshake before the first reply: some servers take a data
   * connection for made when it is secured, and say 425 where the client waits for them. RFC 4217
   * leaves the order open.
   *
   * @param refused what the server said without
   */
  private static Transfer beginByHandshake(
      Session session, String command, long from, InetException refused) throws IOException {
    Traits traits = session.traits();
    session.wire().connection().note("the handshake of data connections may have to come first");
    traits.handshakeFirst = true;
    try {
      return begin(session, command, from, false);
    } catch (FtpException e) {
      throw e.code() == 425 ? notThat(session, refused, e) : e;
    } catch (Unresumed e) {
      throw e.because() instanceof FtpException ? e : notThat(session, refused, e);
    } catch (InetException e) {
      throw notThat(session, refused, e);
    }
  }

  private static IOException notThat(Session session, InetException refused, IOException e) {
    session.traits().handshakeFirst = false;
    session.traits().replyFirst = true;
    refused.addSuppressed(e);
    return session.mayFallBack() ? new Unresumed(refused) : refused;
  }

  /** Secures a data connection before the reply; where that fails, the reply tells why. */
  private static boolean securedFirst(Session session, Connection data) throws IOException {
    FtpWire wire = session.wire();
    try {
      return secure(session, data);
    } catch (InetException | Unresumed e) {
      // Its reply to this command would pass for the one to the next.
      wire.spoil();
      Reply why;
      try {
        why = wire.readSoon();
      } catch (IOException silent) {
        e.addSuppressed(silent);
        throw e;
      }
      if (!why.isTransient() && !why.isPermanent()) {
        throw e;
      }
      InetException refused = new FtpException(why).at(session.peer());
      refused.addSuppressed(e);
      throw refused;
    }
  }

  /** Returns what it means that the data connection was not made in time. */
  private static IOException unmade(Session session, LastWord last, InetException e)
      throws IOException {
    if (e.failure() != Failure.TIMEOUT) {
      return e;
    }
    last.look();
    if (!last.isKnown()) {
      return e;
    }
    Reply verdict = last.await();
    last.settle();
    if (verdict.isDone()) {
      return new Dataless(verdict);
    }
    InetException refused = new FtpException(verdict).at(session.peer());
    refused.addSuppressed(e);
    return session.mayFallBack() && asksForSession(verdict.code())
        ? new Unresumed(refused)
        : refused;
  }

  /** Lays TLS on the data connection; returns whether it resumed the control connection's. */
  private static boolean secure(Session session, Connection data) throws IOException {
    Connection control = session.wire().connection();
    data.deadline(Deadline.in(session.dialer().timeouts().connect(), "connect-timeout"));
    long before = System.currentTimeMillis();
    try {
      data.secureLike(control);
    } catch (InetException e) {
      if (e.failure() != Failure.TIMEOUT) {
        session.wire().spoil();
      }
      if (e.failure() == Failure.TLS_HANDSHAKE && session.mayFallBack()) {
        throw new Unresumed(e);
      }
      throw e;
    }
    data.deadline(Deadline.NEVER);
    boolean resumed =
        data.socket() instanceof SSLSocket top && top.getSession().getCreationTime() < before;
    if (!resumed) {
      checkSamePeer(session, data);
    }
    return resumed;
  }

  /**
   * Whoever takes the place of the data connection has a certificate too, maybe even a good one, or
   * one that nobody looks at under {@code --insecure}; but it is not the one of the server that we
   * signed in at.
   */
  private static void checkSamePeer(Session session, Connection data) throws IOException {
    Optional<TlsInfo> first = session.controlTls();
    Optional<TlsInfo> second = data.tls();
    boolean same =
        first.isPresent()
            && second.isPresent()
            && !first.get().chain().isEmpty()
            && !second.get().chain().isEmpty()
            && first.get().chain().get(0).equals(second.get().chain().get(0));
    if (!same) {
      session.wire().spoil();
      throw new InetException(
              Failure.UNTRUSTED, "the data connection shows another certificate than the server's")
          .at(session.peer())
          .during(Phase.TLS);
    }
  }

  /** Returns the data connection. */
  Connection data() {
    return data;
  }

  /** Returns the reply with which the transfer began. */
  Reply opening() {
    return opening;
  }

  private void ends() {
    over = true;
    session.moves(null);
    session.traits().reins.ends();
  }

  /** Ends the data connection, from any thread: whoever moves data there is to give up. */
  void stop() {
    stopped = true;
    try {
      data.close();
    } catch (IOException e) {
      // The thread that moves data meets it too.
    }
  }

  /** Returns whether it failed because somebody stopped it. */
  boolean isStopped() {
    return stopped;
  }

  /** Keeps the control connection alive; to be called between chunks. */
  void tick() throws IOException {
    Duration every = session.options().keepAlive();
    if (every.isZero() || System.nanoTime() - spoke < every.toNanos()) {
      return;
    }
    spoke = System.nanoTime();
    last.keepAlive();
  }

  /**
   * Ends an upload: the data is whole.
   *
   * @return the last reply, whatever it says
   */
  Reply finishUpload() throws IOException {
    try {
      data.finish();
      if (session.isSecured()) {
        // Tickets for the next data connection come with what is read (RFC 8446, 4.6.1); and a
        // server that is cut off in its goodbye counts the upload as broken.
        data.deadline(Deadline.in(GOODBYE, "goodbye"));
        byte[] rest = new byte[4096];
        int n;
        do {
          n = data.input().read(rest);
        } while (n >= 0);
      }
    } catch (InetException e) {
      // The reply tells whether the server has all.
      data.note("the data connection ended badly: " + e.getMessage());
    }
    return finish();
  }

  /**
   * Ends the transfer and waits for the server's verdict.
   *
   * @return the last reply, whatever it says
   */
  Reply finish() throws IOException {
    ends();
    link.close();
    Reply verdict = last.await();
    last.settle();
    session.wire().connection().begin(Phase.COMMAND);
    return verdict;
  }

  /** Returns whether the server said that it wants no more of an upload; waits for nothing. */
  boolean isRefused() {
    last.look();
    return last.isKnown() && !last.isDone();
  }

  /**
   * Returns whether a failure is only that the data connection stood still after the server's last
   * word, which {@link #finish} tells.
   */
  boolean isDecided(InetException e) {
    return e.failure() == Failure.TIMEOUT && last.isKnown();
  }

  /** Returns a time-out as one of the server: the port of the data connection is nobody's. */
  InetException ofServer(InetException e) {
    return e.failure() == Failure.TIMEOUT
        ? new InetException(Failure.TIMEOUT, String.valueOf(e.getMessage()), e)
            .at(session.peer())
            .during(Phase.TRANSFER)
            .retry(e.retry())
        : e;
  }

  /** Ends the transfer after the data broke off; returns whether the server calls it whole. */
  boolean isOver() {
    verdictSoon();
    return last.isDone();
  }

  /**
   * Ends the transfer after the data broke off, and asks what the server makes of it.
   *
   * @return the last reply; {@code null} where none came soon
   */
  @Nullable Reply verdictSoon() {
    ends();
    try {
      link.close();
    } catch (IOException e) {
      session.wire().spoil();
    }
    Reply verdict = last.awaitSoon();
    last.settle();
    return verdict;
  }

  /** Ends the transfer early: the control connection lives on where the server plays along. */
  void abort() {
    if (over) {
      return;
    }
    ends();
    FtpWire wire = session.wire();
    try {
      link.close();
      if (last.isKnown()) {
        last.settle();
        return;
      }
      if (!wire.isUsable()) {
        return;
      }
      wire.send("ABOR");
      // One for the transfer, one for ABOR (RFC 959, section 4.1.3).
      int owed = 2 + last.owed();
      while (owed > 0) {
        Reply reply = wire.readSoon();
        owed -= reply.code() / 100 == 1 ? 0 : 1;
      }
      wire.connection().begin(Phase.COMMAND);
    } catch (IOException e) {
      wire.spoil();
    }
  }

  /**
   * Returns what a failure of the transfer means: a server that wants its session resumed ends data
   * connections without, and says so in its own words.
   */
  IOException meant(IOException e, @Nullable Reply verdict, long moved) {
    // A session that we take for resumed may be none to the server, where many connections at once
    // take tickets from it; its words tell.
    boolean blamed =
        resumed
            ? verdict != null && asksForSession(verdict.code())
            : verdict == null || isAboutSessions(verdict.code());
    return blamed && moved == 0 && session.mayFallBack() ? new Unresumed(e) : e;
  }

  /** 522 says so (RFC 4217); ProFTPD has 425 for it. */
  private static boolean asksForSession(int code) {
    return code == 522 || code == 425;
  }

  /** Returns whether a refusal says that there is no data connection; ftp-srv has 550 for it. */
  private static boolean isAboutConnections(Reply reply) {
    int code = reply.code();
    return code == 425 || code == 426 || code == 503 || ASKING.matcher(reply.text()).find();
  }

  static boolean isAboutSessions(int code) {
    return code == 522 || code == 425 || code == 450 || code == 426 || code == 451;
  }

  /** Returns whether the data connection resumed the session of the control connection. */
  boolean isResumed() {
    return resumed;
  }

  @Override
  public void close() {
    abort();
  }
}
