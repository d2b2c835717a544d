package dev.inet.imap;

import dev.inet.core.Characters;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.dial.Connection;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Commands under way on one connection: several may be sent before the first is answered (RFC 9051
 * section 5.5), and each response finds the command that waits for it.
 */
final class ImapSession implements Closeable {
  private static final Pattern DENIED = Pattern.compile("(?i)(permission|access) denied");

  private static final Handler GOODBYE = response -> {};

  private final ImapWire wire;
  private final Deque<Pending> outstanding = new ConcurrentLinkedDeque<>();
  private Capabilities capabilities = new Capabilities();
  private int tags;
  private final Set<String> enabled = new HashSet<>();

  /** Names that are not written as they should be; the server hears them as it said them. */
  private final Set<String> verbatim = new HashSet<>();

  private @Nullable Pending deciding;
  private Handler watcher = Handler.NONE;
  private boolean broken;
  private volatile boolean leaving;
  private boolean entering;
  private @Nullable Selected selected;

  /** A command that was sent. */
  static final class Pending {
    private final String tag;
    private final Handler handler;
    private @Nullable Response end;

    Pending(String tag, Handler handler) {
      this.tag = tag;
      this.handler = handler;
    }

    /** Returns whether the server has answered it. */
    boolean isEnded() {
      return end != null;
    }
  }

  ImapSession(Connection connection) {
    this.wire = new ImapWire(connection);
  }

  ImapWire wire() {
    return wire;
  }

  Connection connection() {
    return wire.connection();
  }

  Capabilities capabilities() {
    return capabilities;
  }

  /** Forgets what the server can: after TLS and after sign-in it may be something else. */
  void forgetCapabilities() {
    capabilities = new Capabilities();
  }

  /** Returns the mailbox that is open; {@code null} for none. */
  @Nullable Selected selected() {
    return selected;
  }

  /** Lets somebody see every untagged response, whichever command is under way. */
  void watcher(Handler value) {
    watcher = value;
  }

  void selected(@Nullable Selected mailbox) {
    selected = mailbox;
  }

  /** Returns whether the conversation went wrong, so that nothing more can be said. */
  boolean isBroken() {
    return broken;
  }

  /** Notes that the server has enabled an extension. */
  void enabled(String name) {
    enabled.add(name);
    if (name.equals("UTF8=ACCEPT") || name.equals("IMAP4REV2")) {
      wire.inUtf8();
    }
  }

  /**
   * Enables an extension where the server has it; true where it does. What comes next need not wait
   * for the answer: a server that tells of an extension can enable it (RFC 5161).
   */
  boolean enable(String name) throws IOException {
    if (capabilities.has(name) && capabilities.has("ENABLE") && !enabled.contains(name)) {
      send(Command.of("ENABLE " + name), Handler.NONE);
      enabled.add(name);
    }
    return enabled.contains(name);
  }

  boolean isEnabled(String name) {
    return enabled.contains(name);
  }

  /** Notes the command whose answer decides how the names of mailboxes go over the wire. */
  void decides(Pending command) {
    deciding = command;
  }

  /**
   * Returns the name of a mailbox as it goes over the wire now; waits for the command under way
   * that decides about it.
   */
  String wireName(String mailbox) throws IOException {
    String encoded = MailboxName.encode(mailbox);
    if (encoded.equals(mailbox) || verbatim.contains(mailbox)) {
      return mailbox;
    }
    Pending under = deciding;
    if (under != null) {
      end(under);
      deciding = null;
    }
    return wire.isUtf8() ? mailbox : encoded;
  }

  /** Returns the name of a mailbox as people read it. */
  String readName(Value name) {
    String raw = name.raw();
    if (raw == null || wire.isUtf8()) {
      return raw == null ? "" : String.valueOf(name.text());
    }
    String read = MailboxName.decode(raw);
    if (!MailboxName.encode(read).equals(raw)) {
      verbatim.add(read);
    }
    return read;
  }

  /** Returns a command that may quote texts in UTF-8 where the server takes that. */
  Command command(String words) {
    return Command.of(words).inUtf8(wire.isUtf8());
  }

  /** Returns a command with the name of a mailbox, which goes as the server takes it by then. */
  Command command(String words, String mailbox) throws IOException {
    String name = wireName(mailbox);
    return command(words).text(name);
  }

  // --- sending

  /**
   * Sends a command without waiting for its end; a literal that the server wants to be asked for
   * waits for that.
   */
  Pending send(Command command, Handler handler) throws IOException {
    if (broken) {
      throw new InetException(Failure.BROKEN_OFF, "the conversation with the server broke off")
          .at(connection().peer());
    }
    var pending = new Pending("i" + ++tags, handler);
    outstanding.add(pending);
    if (leaving && handler != GOODBYE) {
      throw new InetException(Failure.BROKEN_OFF, "the conversation is closed")
          .at(connection().peer());
    }
    try {
      wire.queue(pending.tag + " ");
      for (Command.Part part : command.parts()) {
        if (part instanceof Command.Words words) {
          wire.queue(onOneLine(words.text()));
        } else if (part instanceof Command.Hidden hidden) {
          wire.sendConcealed(
              hidden.text().reveal().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } else if (part instanceof Command.Literal literal && !literal(literal, pending)) {
          return pending;
        }
      }
      wire.queue("\r\n");
      return pending;
    } catch (IOException e) {
      IOException why = lost(e);
      if (isRefused(pending)) {
        return pending;
      }
      throw why;
    } catch (RuntimeException e) {
      // What was to go up failed: the server waits for the rest of it.
      broken = true;
      throw e;
    }
  }

  /** The last line of defence: whoever ends a line adds a command of his own. */
  private static String onOneLine(String words) throws InetException {
    if (!Characters.all(words, c -> c != '\r' && c != '\n' && c != 0)) {
      throw new InetException(Failure.USAGE, "a command cannot hold CR, LF or NUL");
    }
    return words;
  }

  private static boolean isRefused(Pending pending) {
    Response end = pending.end;
    return end != null && !end.word().equals("OK");
  }

  private boolean literal(Command.Literal literal, Pending pending) throws IOException {
    long size = literal.body().size();
    boolean asked =
        !capabilities.has("LITERAL+") && !(capabilities.has("LITERAL-") && size <= 4096);
    wire.queue(literal.utf8() ? "UTF8 (~{" : "{");
    wire.queue(size + (asked ? "}\r\n" : "+}\r\n"));
    if (asked) {
      wire.flush();
      if (!continues(pending)) {
        return false;
      }
    }
    literal.body().sendTo(wire);
    if (literal.utf8()) {
      wire.queue(")");
    }
    return true;
  }

  /** Waits for a continuation; false where the command ends before. */
  boolean continues(Pending pending) throws IOException {
    while (pending.end == null) {
      Response response = next();
      if (response.tag().equals("+")) {
        return true;
      }
    }
    return false;
  }

  /** Waits for a continuation and returns its text; {@code null} where the command ends before. */
  @Nullable String challenge(Pending pending) throws IOException {
    wire.flush();
    while (pending.end == null) {
      Response response = next();
      if (response.tag().equals("+")) {
        return response.rest();
      }
    }
    return null;
  }

  void flush() throws IOException {
    try {
      wire.flush();
    } catch (IOException e) {
      throw lost(e);
    }
  }

  // --- receiving

  /** Reads one response and hands it to whom it belongs. */
  Response next() throws IOException {
    try {
      Pending first = outstanding.peek();
      Response response = wire.read(first == null ? ImapWire.Bodies.NONE : first.handler);
      if (response.isUntagged()) {
        note(response);
        watcher.on(response);
        if (first != null) {
          first.handler.on(response);
        }
      } else if (!response.tag().equals("+")) {
        end(response);
      }
      return response;
    } catch (IOException e) {
      broken = true;
      throw e instanceof InetException ours ? ours.at(connection().peer()) : e;
    } catch (RuntimeException e) {
      // Who takes what comes may fail; the rest of the answer is nobody's then.
      broken = true;
      throw e;
    }
  }

  private void end(Response response) throws IOException {
    for (Pending pending : outstanding) {
      if (pending.tag.equals(response.tag())) {
        if (!Response.isStatus(response.word())) {
          break;
        }
        pending.end = response;
        outstanding.remove(pending);
        note(response);
        return;
      }
    }
    if (response.tag().equalsIgnoreCase("DONE") && response.word().equals("BAD")) {
      // It ended IDLE while our DONE was on its way, and took that for a command.
      return;
    }
    String said = response.tag() + " " + response.said();
    throw new InetException(
            Failure.BAD_REPLY, "the server answered what was not asked: '" + said + "'")
        .said(said);
  }

  private void note(Response response) throws IOException {
    if (response.is("BYE") && !leaving) {
      Failure usual = entering ? Failure.SIGN_IN_REFUSED : Failure.BROKEN_OFF;
      var bye = new ImapException(ImapException.failure(response.codeName(), usual), response);
      if (bye.failure() != Failure.BROKEN_OFF && bye.failure() != Failure.SIGN_IN_REFUSED) {
        bye = new ImapException(usual, response);
      }
      throw bye;
    }
    if (response.is("CAPABILITY")) {
      var words = new ArrayList<String>();
      for (Value value : response.values()) {
        words.add(value.word());
      }
      capabilities = new Capabilities(words);
    } else if (response.codeName().equals("CAPABILITY")) {
      capabilities = new Capabilities(response.codeValues().stream().map(Value::word).toList());
    } else if (response.codeName().equals("ALERT")) {
      // RFC 9051 section 7.1: the user is to be shown it.
      connection().note("alert of the server: " + response.rest());
    }
    Selected open = selected;
    if (open != null && response.isUntagged()) {
      open.note(response);
    }
  }

  /** A server that refuses and hangs up at once: its words are worth more than a broken pipe. */
  private IOException lost(IOException broke) {
    boolean first = !broken;
    broken = true;
    InetException ours = InetException.in(broke).orElse(null);
    if (first && ours != null && ours.failure() == Failure.BROKEN_OFF) {
      try {
        while (!outstanding.isEmpty()) {
          next();
        }
      } catch (ImapException e) {
        return e;
      } catch (IOException e) {
        // The first failure tells more.
      }
    }
    return broke;
  }

  /** Waits for the end of a command; it may be NO or BAD. */
  Response end(Pending pending) throws IOException {
    if (!isRefused(pending)) {
      try {
        flush();
      } catch (IOException e) {
        if (!isRefused(pending)) {
          throw e;
        }
      }
    }
    Response end = pending.end;
    while (end == null) {
      next();
      end = pending.end;
    }
    return end;
  }

  /**
   * Waits for the end of a command.
   *
   * @param otherwise what a NO without a code means
   */
  Response await(Pending pending, Failure otherwise) throws IOException {
    Response end = end(pending);
    if (!end.word().equals("OK")) {
      throw failure(end, otherwise);
    }
    return end;
  }

  /** Returns what a NO or BAD means. */
  InetException failure(Response end, Failure otherwise) {
    // Some servers, Cyrus and Courier among them, say in words alone what RFC 5530 has a code for.
    boolean denied = end.codeName().isEmpty() && DENIED.matcher(end.rest()).find();
    Failure means =
        end.word().equals("NO")
            ? ImapException.failure(denied ? "NOPERM" : end.codeName(), otherwise)
            : otherwise == Failure.UPLOAD_REFUSED ? otherwise : Failure.REFUSED;
    if (otherwise == Failure.UPLOAD_REFUSED || otherwise == Failure.SIGN_IN_REFUSED) {
      means = otherwise;
    }
    return new ImapException(means, end).at(connection().peer());
  }

  /**
   * Waits for a response that nobody asked for.
   *
   * @return {@code null} where none came in time; the conversation goes on
   */
  @Nullable Response poll(Duration wait) throws IOException {
    flush();
    Duration usual = connection().readTimeout();
    long end = System.nanoTime() + wait.toNanos();
    connection().readTimeout(wait);
    try {
      return next();
    } catch (InetException e) {
      if (e.failure() == Failure.TIMEOUT && System.nanoTime() - end >= 0) {
        broken = false;
        return null;
      }
      throw e;
    } finally {
      connection().readTimeout(usual);
    }
  }

  /** Sends words that are no command, as DONE. */
  void say(String words) throws IOException {
    wire.queue(words + "\r\n");
    flush();
  }

  /** Sends a command and waits for its end. */
  Response run(Command command, Handler handler, Failure otherwise) throws IOException {
    return await(send(command, handler), otherwise);
  }

  /** Sends a command and waits for its end. */
  Response run(Command command, Handler handler) throws IOException {
    return run(command, handler, Failure.REFUSED);
  }

  /** Waits until nothing is under way; what failed among it is passed over. */
  void settle() throws IOException {
    if (!outstanding.isEmpty()) {
      flush();
    }
    while (!outstanding.isEmpty()) {
      next();
    }
  }

  /** Sends several commands at once and waits for all ends. */
  List<Response> runAll(List<Command> commands, Handler handler, Failure otherwise)
      throws IOException {
    var sent = new ArrayList<Pending>();
    for (Command command : commands) {
      sent.add(send(command, handler));
    }
    var ends = new ArrayList<Response>();
    for (Pending pending : sent) {
      ends.add(await(pending, otherwise));
    }
    return ends;
  }

  /** Compresses the conversation from now on (RFC 4978), unless the server refuses. */
  void compress() throws IOException {
    settle();
    if (end(send(Command.of("COMPRESS DEFLATE"), Handler.NONE)).word().equals("OK")) {
      wire.compress();
    }
  }

  /** Says whether we are signing in: whoever is sent away then was not let in. */
  void entering(boolean on) {
    entering = on;
  }

  /** Returns whether somebody said goodbye, or closes without. */
  boolean isLeft() {
    return leaving;
  }

  /**
   * Says goodbye; a server that does not answer is not waited for. Amid a command of another thread
   * nothing is said: it would stand in a message that goes up, and take that thread's answers.
   */
  void leave() throws IOException {
    if (leaving) {
      return;
    }
    // Said before it is looked who speaks, as a command is: one of both sees the other.
    leaving = true;
    if (broken || !outstanding.isEmpty()) {
      return;
    }
    connection().readTimeout(Duration.ofSeconds(2));
    try {
      end(send(Command.of("LOGOUT"), GOODBYE));
    } catch (IOException e) {
      // It was all said before.
    }
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }

  /** Reads the greeting; true where the server knows us already. */
  boolean greeting() throws IOException {
    connection().begin(Phase.GREETING);
    Response response;
    try {
      response = wire.read();
    } catch (InetException e) {
      broken = true;
      throw e.at(connection().peer()).during(Phase.GREETING);
    }
    if (response.is("BYE")) {
      throw new ImapException(ImapException.failure(response.codeName(), Failure.REFUSED), response)
          .at(connection().peer());
    }
    if (!response.is("OK") && !response.is("PREAUTH")) {
      throw new InetException(Failure.BAD_REPLY, "the server's greeting is not IMAP's")
          .said((response.tag() + " " + response.word() + " " + response.rest()).strip())
          .at(connection().peer())
          .during(Phase.GREETING);
    }
    note(response);
    return response.is("PREAUTH");
  }
}
