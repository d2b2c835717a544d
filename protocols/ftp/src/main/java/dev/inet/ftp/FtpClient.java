package dev.inet.ftp;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Secret;
import dev.inet.core.dial.Dialer;
import dev.inet.core.line.Reply;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an FTP server that is signed in (RFC 959, 3659, 4217), for as many verbs as one
 * likes, one after the other.
 *
 * <p>Under TLS data connections resume the session of the control connection. Where a server
 * insists on that and TLS 1.3 cannot serve it, the client connects again with TLS 1.2, once, and
 * repeats what failed.
 *
 * <p>Not for use by several threads, except that {@link #close} may come from any and ends what is
 * going on; {@link #another} gives a second one for a second thread.
 *
 * <pre>{@code
 * FtpUrl url = FtpUrl.parse("ftp://localhost/pub/file.txt");
 * try (FtpClient client = FtpClient.open(Dialer.builder().build(), url, FtpOptions.DEFAULT)) {
 *   client.get(url.path(), Download.WHOLE, channel, Meter.NONE);
 * }
 * }</pre>
 */
public final class FtpClient implements AutoCloseable {
  /** Made when a time is first set: formatters are dear, and few commands need this one. */
  private static final class Clock {
    static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);
  }

  private final Dialer dialer;
  private final FtpUrl server;
  private final FtpOptions options;
  private final Traits traits;
  private final Names names;
  private volatile Session session;
  private boolean together;
  private final Lookup lookup;

  private FtpClient(
      Dialer dialer,
      FtpUrl server,
      FtpOptions options,
      Traits traits,
      Session session,
      @Nullable Duration zone) {
    this.dialer = dialer;
    this.server = server;
    this.options = options;
    this.traits = traits;
    this.names = new Names(options.charset());
    this.session = session;
    this.lookup = new Lookup(this, zone);
  }

  /**
   * Connects to the server of a URL, secures the connection as asked and signs in.
   *
   * @param dialer makes the connections
   * @param url the server; its path is not looked at
   * @param options how to talk
   * @throws InetException as {@link Failure#TLS_NOT_OFFERED} where TLS is required and not offered,
   *     as {@link Failure#SIGN_IN_REFUSED} where the sign-in is refused or the password would go
   *     out in clear, and as the road has it
   */
  public static FtpClient open(Dialer dialer, FtpUrl url, FtpOptions options) throws IOException {
    var traits = new Traits();
    return new FtpClient(
        dialer, url, options, traits, Session.open(dialer, url, options, traits), null);
  }

  /** Opens another connection to the same server, with what was learned of it. */
  public FtpClient another() throws IOException {
    var other =
        new FtpClient(
            dialer,
            server,
            options,
            traits,
            Session.open(dialer, server, options, traits),
            lookup.zone());
    other.together = together;
    return other;
  }

  /** Returns the server. */
  public FtpUrl server() {
    return server;
  }

  /**
   * Returns whether the next verb can be sent: after a failure of the road it cannot, nor where the
   * server has left meanwhile, with a word (421) or without.
   */
  public boolean isUsable() {
    return session.isUsable() && !session.hasLeft();
  }

  /**
   * Sets whether commands travel together where that saves a round trip: {@code EPSV} and the
   * command that uses it. Servers that read commands one by one do not mind; off by default, for
   * the sake of those that drop what comes early.
   *
   * @param on whether they do
   */
  public void together(boolean on) {
    together = on;
  }

  boolean together() {
    return together;
  }

  /** Finds out whether the server heeds commands that travel together, before any matters. */
  void tryTogether() throws IOException {
    if (!traits.oneByOne && !session.heedsTwo()) {
      session.wire().connection().note("commands do not travel together");
      traits.oneByOne = true;
      reopen();
    }
  }

  /** Connects anew. */
  void reopen() throws IOException {
    boolean hidden = session.asksForHidden();
    session.close();
    session = Session.open(dialer, server, options, traits);
    session.askForHidden(hidden);
  }

  /**
   * Sets whether LIST is asked for names that begin with a dot as well, as {@link
   * FtpOptions#hidden} does for all connections.
   *
   * @param on whether it is
   */
  public void hidden(boolean on) {
    session.askForHidden(on);
  }

  /**
   * Makes a thread let go that works for this client, or for {@link #another} of it: its call ends
   * with {@link java.io.InterruptedIOException}. A transfer is given up (ABOR) by the end of its
   * data connection, so that the local file is not closed as {@link Thread#interrupt} would close
   * it; whatever else the thread waits for is interrupted.
   *
   * @param worker the thread
   */
  public void interrupt(Thread worker) {
    traits.reins.pull(worker);
  }

  Session session() {
    return session;
  }

  Names names() {
    return names;
  }

  // --- the TLS that servers want

  /** One verb. */
  @FunctionalInterface
  interface Verb<T extends @Nullable Object> {
    T on(Session session) throws IOException;
  }

  /** Does a verb; once more after connecting anew, where only TLS 1.2 or a fresh start will do. */
  <T extends @Nullable Object> T run(Verb<T> verb) throws IOException {
    try {
      T result = verb.on(session);
      session.hasWorked();
      return result;
    } catch (Listing.Stranded e) {
      reopen();
      return run(verb);
    } catch (Transfer.Unresumed e) {
      session.wire().connection().note("data connections must resume a session: TLS 1.2 is used");
      traits.onlyTls12 = true;
      reopen();
      try {
        return verb.on(session);
      } catch (Transfer.Unresumed again) {
        throw again.because();
      }
    }
  }

  // --- what is there

  /**
   * What tells whether a file is still the same.
   *
   * @param size in bytes; -1 where the server does not tell
   * @param modified when it was last changed; {@code null} where the server does not tell
   */
  public record Facts(long size, @Nullable Instant modified) {}

  /**
   * Asks for size and time of a file (SIZE, MDTM; RFC 3659). That they are refused proves nothing.
   *
   * @param path the file
   */
  public Facts facts(RemotePath path) throws IOException {
    return lookup.facts(path);
  }

  /** Returns whether a path names a folder, which is found out by going there. */
  boolean isFolder(RemotePath path) throws IOException {
    return run(on -> new Listing(on).isFolder(path));
  }

  /**
   * Lists a folder; asked for a file, it lists that one.
   *
   * @param path the folder
   * @return its entries, in the order of their names
   * @throws InetException as {@link Failure#NOT_FOUND} or {@link Failure#ACCESS_DENIED}, and as
   *     {@link Failure#BAD_REPLY} where the listing is larger than any folder's
   */
  public List<FtpFile> list(RemotePath path) throws IOException {
    var files = new ArrayList<FtpFile>();
    list(path, files::add);
    files.sort((a, b) -> a.octets().compareTo(b.octets()));
    return files;
  }

  /**
   * Lists a folder as {@link #list(RemotePath)} does, with times in UTC: LIST tells the server's
   * local time, and how far that is off shows where MDTM tells of one of the files.
   *
   * @param path the folder
   */
  public List<FtpFile> listExactly(RemotePath path) throws IOException {
    return lookup.listExactly(path);
  }

  /**
   * Lists a folder in the order of the server, as it comes.
   *
   * @param path the folder
   * @param to takes each entry
   * @throws InetException as {@link #list(RemotePath)}
   */
  public void list(RemotePath path, Consumer<FtpFile> to) throws IOException {
    lookup.list(path, to);
  }

  /**
   * Lists names as the server gives them (NLST).
   *
   * @param path the folder
   * @param to takes each name as text
   */
  public void names(RemotePath path, Consumer<String> to) throws IOException {
    lookup.names(path, to);
  }

  /**
   * Finds out what a path names.
   *
   * @param path a file or folder
   * @throws InetException as {@link Failure#NOT_FOUND} where it names nothing
   */
  public FtpFile stat(RemotePath path) throws IOException {
    return lookup.stat(path);
  }

  /** Returns what a refusal means: 550 is said of what is missing and of what is forbidden. */
  private InetException denied(FtpException refused, RemotePath path) {
    return lookup.denied(refused, path);
  }

  Endpoint peer() {
    return server.endpoint();
  }

  private String text(RemotePath path) {
    return names.text(path.octets());
  }

  // --- moving files

  /**
   * Fetches a file.
   *
   * @param path the file
   * @param what which part of it, and how
   * @param to a channel that blocks, such as a file's
   * @param meter is told of bytes as they are written
   * @return how many bytes were written
   * @throws InetException as {@link Failure#NOT_FOUND} or {@link Failure#ACCESS_DENIED}, as {@link
   *     Failure#INCOMPLETE} where the server broke off or sent fewer bytes than the file has, as
   *     {@link Failure#UNSUPPORTED} where it does not begin at an offset, as {@link
   *     Failure#LOCAL_WRITE} where the channel fails
   */
  public long get(RemotePath path, Download what, WritableByteChannel to, Meter meter)
      throws IOException {
    try {
      return run(on -> new Mover(on, together).get(path, what, to, meter));
    } catch (Transfer.RestRefused e) {
      throw new InetException(Failure.UNSUPPORTED, "the server does not begin at an offset", e)
          .said(String.valueOf(e.getMessage()))
          .at(peer());
    } catch (FtpException e) {
      throw denied(e, path);
    }
  }

  /**
   * Stores a file.
   *
   * @param path the file, or for {@link Upload.Way#UNIQUE} what its name begins with
   * @param what from where, and how
   * @param meter is told of bytes as they are sent
   * @return the path; the server's own choice for {@link Upload.Way#UNIQUE}, as it said it
   * @throws InetException as {@link Failure#UPLOAD_REFUSED} where the server refuses it, whatever
   *     the reason, as {@link Failure#INCOMPLETE} where the connection broke off, as {@link
   *     Failure#LOCAL_READ} where the channel fails
   */
  public RemotePath put(RemotePath path, Upload what, Meter meter) throws IOException {
    return run(on -> new Mover(on, together).put(path, what, meter));
  }

  // --- changing things

  /**
   * Deletes a file.
   *
   * @param path the file
   */
  public void delete(RemotePath path) throws IOException {
    simple("DELE", path);
  }

  /**
   * Deletes an empty folder.
   *
   * @param path the folder
   */
  public void removeFolder(RemotePath path) throws IOException {
    simple("RMD", path.withoutSlash());
  }

  /**
   * Makes a folder.
   *
   * @param path the folder
   */
  public void makeFolder(RemotePath path) throws IOException {
    simple("MKD", path.withoutSlash());
  }

  /**
   * Makes a folder and those above it, where they are missing.
   *
   * @param path the folder
   */
  public void makeFolders(RemotePath path) throws IOException {
    RemotePath whole = path.withoutSlash();
    session.prepareFor(whole);
    if (whole.octets().isEmpty() || whole.octets().equals("/")) {
      return;
    }
    Reply reply = session.wire().ask("MKD " + whole.octets());
    if (reply.isDone()) {
      return;
    }
    if (isFolder(whole)) {
      return;
    }
    RemotePath parent = whole.parent();
    if (parent.octets().isEmpty() || parent.octets().equals("/") || isFolder(parent)) {
      // The parent is there: making it would not help.
      throw denied(new FtpException(reply), whole);
    }
    makeFolders(parent);
    makeFolder(whole);
  }

  private void simple(String verb, RemotePath path) throws IOException {
    session.prepareFor(path);
    try {
      session.wire().must(verb + " " + path.octets());
    } catch (FtpException e) {
      throw denied(e, path);
    }
  }

  /**
   * Gives a file or folder another path.
   *
   * @param from the old path
   * @param to the new path
   */
  public void rename(RemotePath from, RemotePath to) throws IOException {
    session.prepareFor(from);
    session.prepareFor(to);
    FtpWire wire = session.wire();
    Reply first = wire.ask("RNFR " + from.octets());
    if (!first.isMoreWanted() && !first.isDone()) {
      throw denied(new FtpException(first), from);
    }
    Reply second = wire.ask("RNTO " + to.octets());
    if (!second.isDone()) {
      throw denied(new FtpException(second), to);
    }
  }

  /**
   * Changes the permissions of a file ({@code SITE CHMOD}).
   *
   * @param mode three or four octal digits
   * @param path the file
   */
  public void chmod(String mode, RemotePath path) throws IOException {
    simple("SITE CHMOD " + mode, path);
  }

  /**
   * Sets when a file was last changed (MFMT; MDTM with a time where that is unknown).
   *
   * @param path the file
   * @param time the time, to the second
   * @return whether the server did so
   */
  public boolean touch(RemotePath path, Instant time) throws IOException {
    session.prepareFor(path);
    String stamp = stamp(time);
    Reply reply = session.wire().ask("MFMT " + stamp + " " + path.octets());
    if (reply.code() == 500 || reply.code() == 502) {
      reply = session.wire().ask("MDTM " + stamp + " " + path.octets());
    }
    return reply.isDone();
  }

  /**
   * Asks the server for a checksum of a file (HASH, XSHA256 and the like).
   *
   * @param path the file
   * @param wanted by what; {@code null} for the best that the server makes
   * @throws InetException as {@link Failure#UNSUPPORTED} where the server makes none
   */
  public Checksum checksum(RemotePath path, Checksum.@Nullable Algorithm wanted)
      throws IOException {
    session.prepareFor(path);
    Checksum sum;
    try {
      sum = Checksum.ask(session, path, wanted);
    } catch (FtpException e) {
      throw denied(e, path);
    }
    if (sum == null) {
      String what = wanted == null ? "checksums" : wanted.word();
      throw new InetException(Failure.UNSUPPORTED, "the server makes no " + what).at(peer());
    }
    return sum;
  }

  /** Makes the sum of a file here. */
  @FunctionalInterface
  public interface Summing {
    /**
     * Makes it.
     *
     * @param algorithm by what
     * @throws IOException where the file cannot be read
     */
    Checksum by(Checksum.Algorithm algorithm) throws IOException;
  }

  /**
   * Checks that a file here and one there are the same: by a checksum of the server where it makes
   * one, else by fetching it again.
   *
   * @param path the file there
   * @param here makes the sum of the file here
   * @throws InetException as {@link Failure#INCOMPLETE} where they differ
   */
  public void verify(RemotePath path, Summing here) throws IOException {
    Checksum there;
    try {
      there = checksum(path, null);
    } catch (InetException e) {
      if (e.failure() != Failure.UNSUPPORTED) {
        throw e;
      }
      var sum = new Checksum.Sum(Checksum.Algorithm.SHA256);
      get(path, Download.WHOLE, sum, Meter.NONE);
      there = sum.end();
    }
    Checksum ours = here.by(there.algorithm());
    if (!ours.equals(there)) {
      String sums = there.hex() + " there and " + ours.hex() + " here";
      throw new InetException(
              Failure.INCOMPLETE, text(path) + ": " + there.algorithm().word() + " is " + sums)
          .at(peer());
    }
  }

  static String stamp(Instant time) {
    return Clock.TIME.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
  }

  // --- anything else

  /**
   * Sends a command as it is.
   *
   * @param command the command, as text
   * @param to takes each reply, preliminary ones too
   * @return the last reply
   * @throws InetException as {@link Failure#USAGE} where it holds CR, LF or NUL
   */
  public Reply raw(String command, Consumer<Reply> to) throws IOException {
    for (char c : new char[] {'\r', '\n', '\0'}) {
      if (command.indexOf(c) >= 0) {
        throw new InetException(Failure.USAGE, "a command cannot hold CR, LF or NUL");
      }
    }
    FtpWire wire = session.wire();
    String word = command.split(" ", 2)[0];
    if (word.equalsIgnoreCase("PASS") || word.equalsIgnoreCase("ACCT")) {
      String secret = command.length() > 5 ? command.substring(5) : "";
      wire.send(word + " ", Secret.of(names.octets(secret)));
    } else {
      wire.send(names.octets(command));
    }
    Reply reply = wire.read();
    to.accept(reply);
    while (reply.code() / 100 == 1) {
      reply = wire.read();
      to.accept(reply);
    }
    if (word.equalsIgnoreCase("TYPE")) {
      session.forgetType();
    }
    if (word.equalsIgnoreCase("QUIT")) {
      wire.spoil();
    }
    return reply;
  }

  /** Tells those who measure time that the next verb begins. */
  void begin(Phase phase) {
    session.wire().connection().begin(phase);
  }

  /** Says goodbye and closes. */
  @Override
  public void close() throws IOException {
    session.close();
  }
}
