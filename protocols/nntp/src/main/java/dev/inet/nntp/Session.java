package dev.inet.nntp;

import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Security;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.core.line.Reply;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A session up to where articles can be asked for: greeting, capabilities, TLS, reader mode and
 * sign-in, and later sign-in again where the server asks for it in the middle.
 */
final class Session implements Closeable {
  /** A server that asks again and again would keep us for ever. */
  private static final int MOST_SIGN_INS = 4;

  /** The same for one that asks for the mode that it has. */
  private static final int MOST_MODES = 4;

  /** How long saying goodbye may take. */
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private static final Pattern UNKNOWN_COMMAND =
      Pattern.compile(
          "(unknown|unrecogni[sz]ed|unsupported|bad|invalid) command"
              + "|command (not|un)( ?(known|recogni[sz]ed|supported|implemented|understood))",
          Pattern.CASE_INSENSITIVE);

  private final NntpWire wire;
  private final Endpoint endpoint;
  private final NntpOptions options;
  private final Security security;
  private Reply greeting = new Reply(200, List.of());
  private Capabilities inClear = Capabilities.UNKNOWN;
  private Capabilities capabilities = Capabilities.UNKNOWN;
  private boolean mayPost;
  private int signIns;
  private int modes;
  private boolean compressed;
  private @Nullable String selected;

  private Session(NntpWire wire, Endpoint endpoint, NntpOptions options, Security security) {
    this.wire = wire;
    this.endpoint = endpoint;
    this.options = options;
    this.security = security;
  }

  static Session open(Dialer dialer, NntpUrl url, NntpOptions options) throws IOException {
    Security security = url.scheme().security(options.security());
    boolean tls = security == Security.TLS;
    Target target = tls ? Target.tls(url.endpoint()) : Target.plain(url.endpoint());
    Connection connection = dialer.dial(target.of(url.scheme().name()));
    var session = new Session(new NntpWire(connection), url.endpoint(), options, security);
    try {
      session.begin();
    } catch (InetException e) {
      connection.close();
      throw e.at(url.endpoint());
    } catch (IOException e) {
      connection.close();
      throw e;
    }
    return session;
  }

  NntpWire wire() {
    return wire;
  }

  Reply greeting() {
    return greeting;
  }

  /** Returns what the server said before TLS. */
  Capabilities inClear() {
    return inClear;
  }

  /** Returns what the server said last. */
  Capabilities capabilities() {
    return capabilities;
  }

  boolean mayPost() {
    return mayPost;
  }

  boolean isSignedIn() {
    return signIns > 0;
  }

  boolean isCompressed() {
    return compressed;
  }

  private void begin() throws IOException {
    wire.connection().begin(Phase.GREETING);
    greet();
    wire.connection().begin(Phase.COMMAND);
    readCapabilities();
    inClear = capabilities;
    startTls();
    enterReaderMode();
    if (!options.login().isEmpty()) {
      wire.connection().begin(Phase.SIGN_IN);
      signIn();
      wire.connection().begin(Phase.COMMAND);
      if (!capabilities.isKnown()) {
        readCapabilities();
      }
    }
    if (options.compresses()) {
      compress();
    }
  }

  private void greet() throws IOException {
    try {
      greeting = wire.reply();
    } catch (InetException e) {
      boolean silent = e.failure() == Failure.TIMEOUT || e.failure() == Failure.NO_ANSWER;
      if (silent && wire.connection().peer().port() == Nntp.TLS.port()) {
        e.hint("on port 563 servers expect TLS from the first byte: nntps://");
      }
      throw e;
    }
    if (greeting.code() != 200 && greeting.code() != 201) {
      throw new NntpException(Step.GREETING, greeting);
    }
    mayPost = greeting.code() == 200;
  }

  /** Asks what the server can do; servers that do not know the question, or answer no stranger. */
  Capabilities readCapabilities() throws IOException {
    Reply reply = wire.ask("CAPABILITIES");
    if (reply.code() == 101) {
      capabilities = new Capabilities(true, wire.readLines());
    } else if (reply.code() < 400 || saysGoodbye(reply)) {
      throw new NntpException(Step.COMMAND, reply);
    } else {
      capabilities = Capabilities.UNKNOWN;
    }
    return capabilities;
  }

  /** Upgrades to TLS (RFC 4642) where that is wanted and offered, or has to be tried. */
  private void startTls() throws IOException {
    boolean required = security == Security.STARTTLS;
    boolean welcome = required || security == Security.STARTTLS_IF_OFFERED;
    boolean offered = capabilities.has("STARTTLS");
    // A server that tells nothing may have it all the same, and credentials are worth a question.
    boolean worthTrying =
        !capabilities.isKnown() && !options.login().isEmpty() && !wire.connection().isLoopback();
    if (!welcome || !(offered || required || worthTrying)) {
      return;
    }
    if (!offered && capabilities.isKnown()) {
      throw new InetException(Failure.TLS_NOT_OFFERED, "the server does not offer STARTTLS")
          .during(Phase.TLS);
    }
    Reply reply = wire.ask("STARTTLS");
    if (reply.code() != 382) {
      if (!required && !offered && reply.code() >= 480) {
        return;
      }
      throw new NntpException(Step.STARTTLS, reply);
    }
    wire.connection().begin(Phase.TLS);
    wire.secure();
    wire.connection().begin(Phase.COMMAND);
    // What was said in clear may have been anybody's words (RFC 4642, section 2.2.2).
    readCapabilities();
  }

  /** Asks a server that also serves other servers to serve readers (RFC 3977, section 5.3). */
  private void enterReaderMode() throws IOException {
    if (capabilities.isKnown()
        && (capabilities.has("READER") || !capabilities.has("MODE-READER"))) {
      return;
    }
    Reply reply = wire.ask("MODE READER");
    if (reply.code() == 200 || reply.code() == 201) {
      mayPost = reply.code() == 200;
      if (capabilities.isKnown()) {
        readCapabilities();
      }
    } else if (reply.code() == 502 || saysGoodbye(reply)) {
      throw new NntpException(Step.GREETING, reply);
    }
  }

  /** Some say 400, with which others end the session, to a command that they do not know. */
  private static boolean saysGoodbye(Reply reply) {
    return reply.code() == 400 && !UNKNOWN_COMMAND.matcher(reply.text()).find();
  }

  // --- sign-in

  private void signIn() throws IOException {
    if (compressed) {
      // RFC 8054, section 2.2.2: what is secret must not be compressed with what others know.
      throw new InetException(
              Failure.SIGN_IN_REFUSED, "the server asks for sign-in after compression began")
          .hint("try without --compress");
    }
    try {
      SignIn.with(wire, capabilities, options.login());
    } catch (InetException e) {
      throw e.at(endpoint);
    }
    signIns++;
    // A server that signs in may forget what was selected.
    selected = null;
  }

  private boolean canSignIn() {
    return !options.login().isEmpty() && signIns < MOST_SIGN_INS;
  }

  /** Compresses both directions (RFC 8054); without it everything goes on as before. */
  private void compress() throws IOException {
    if (!capabilities.has("COMPRESS", "DEFLATE")) {
      wire.connection().note("the server offers no compression");
      return;
    }
    Reply reply = wire.ask("COMPRESS DEFLATE");
    if (reply.code() == 206) {
      wire.deflate();
      compressed = true;
    } else {
      wire.connection().note("the server refuses compression: " + reply);
    }
  }

  // --- commands

  /**
   * Asks for something; signs in or enters reader mode and asks again where the server wants that
   * first.
   *
   * @return the reply, whatever its code
   */
  Reply ask(String command) throws IOException {
    Reply reply = wire.ask(command);
    if (prepare(reply)) {
      if (selected == null || command.toUpperCase(Locale.ROOT).startsWith("GROUP ")) {
        return wire.ask(command);
      }
      reply = wire.ask("GROUP " + selected);
      return reply.code() == 211 ? wire.ask(command) : reply;
    }
    return reply;
  }

  /** Returns whether a server wants something else first; {@link #prepare} tries to do it. */
  static boolean isUnprepared(Reply reply) {
    return reply.code() == 480 || reply.code() == 401;
  }

  /**
   * Does what a reply asks for before the command can work: sign-in (480, also when it was done
   * before: sessions time out), or reader mode (401).
   *
   * @return whether the command is worth repeating
   */
  boolean prepare(Reply reply) throws IOException {
    if (reply.code() == 480 && canSignIn()) {
      String group = selected;
      signIn();
      selected = group;
      return true;
    }
    if (reply.code() == 401
        && modes < MOST_MODES
        && reply.text().toUpperCase(Locale.ROOT).startsWith("MODE-READER")) {
      modes++;
      Reply mode = wire.ask("MODE READER");
      if (mode.code() != 200 && mode.code() != 201) {
        throw new NntpException(Step.COMMAND, mode).at(endpoint);
      }
      return true;
    }
    return false;
  }

  /** Notes which group the server has selected. */
  void select(@Nullable String group) {
    selected = group;
  }

  @Nullable String selected() {
    return selected;
  }

  /** Says goodbye without waiting for the answer, then closes. */
  @Override
  public void close() throws IOException {
    Connection connection = wire.connection();
    if (!connection.isClosed()) {
      try {
        connection.deadline(Deadline.in(GOODBYE, "goodbye"));
        wire.queue("QUIT");
        wire.flush();
      } catch (IOException e) {
        // Nobody listens any more.
      }
    }
    wire.close();
  }
}
