package dev.inet.ftp;

import dev.inet.core.Credentials;
import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Secret;
import dev.inet.core.Security;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.core.line.Reply;
import dev.inet.core.tls.TlsInfo;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A control connection that is secured and signed in, and what is in force on it. */
final class Session implements Closeable {
  private static final String ANONYMOUS = "anonymous";

  /** How long behind the first of two replies, sent in one go, the other may come. */
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Dialer dialer;
  private final FtpUrl server;
  private final FtpOptions options;
  private final Traits traits;
  private final FtpWire wire;
  private final DataRoad road;
  private boolean secured;
  private Optional<TlsInfo> controlTls = Optional.empty();
  private @Nullable Features features;
  private @Nullable String home;

  /** How data is coded; nothing before we have said so, since not every server begins with A. */
  private char type;

  private boolean utf8Asked;
  private boolean factsAsked;
  private boolean hidden;
  private volatile @Nullable Transfer moving;
  private boolean worked;
  private boolean listingEnded = true;
  private boolean listingRead = true;

  private Session(
      Dialer dialer, FtpUrl server, FtpOptions options, Traits traits, Connection connection) {
    this.dialer = dialer;
    this.server = server;
    this.options = options;
    this.traits = traits;
    this.hidden = options.hidden();
    this.wire = new FtpWire(connection);
    this.road = new DataRoad(this);
  }

  static Session open(Dialer dialer, FtpUrl server, FtpOptions options, Traits traits)
      throws IOException {
    Deadline connect = Deadline.in(dialer.timeouts().connect(), "connect-timeout");
    // TLS that begins with the first byte is laid here too: its sessions must be our own.
    Target target = Target.plain(server.endpoint()).of(server.scheme().name());
    Connection connection = dialer.dial(target);
    var session = new Session(dialer, server, options, traits, connection);
    try {
      session.begin(connect);
      return session;
    } catch (InetException e) {
      session.close();
      throw e.at(server.endpoint());
    } catch (IOException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** Opens another one to the same server. */
  Session another() throws IOException {
    return open(dialer, server, options, traits);
  }

  private void begin(Deadline connect) throws IOException {
    Connection connection = wire.connection();
    if (traits.onlyTls12) {
      connection.ownSessionsOfTls12();
    } else {
      connection.ownSessions();
    }
    Security security = server.scheme().security(options.security());
    if (security == Security.TLS) {
      connection.deadline(connect);
      connection.secure(List.of());
      connection.deadline(Deadline.NEVER);
      secured = true;
    }
    greet();
    if (security == Security.STARTTLS || security == Security.STARTTLS_IF_OFFERED) {
      upgrade(security == Security.STARTTLS, connect);
    }
    if (options.clears() && !secured) {
      throw new InetException(
          Failure.TLS_NOT_OFFERED, "there is no TLS that could be cleared: the server has none");
    }
    connection.begin(Phase.SIGN_IN);
    signIn();
    if (secured) {
      controlTls = connection.tls();
      protectData(security == Security.TLS);
    }
    if (options.clears()) {
      clear();
    }
    if (options.announcesUtf8()) {
      utf8Asked = true;
      wire.ask("OPTS UTF8 ON");
    }
    connection.begin(Phase.COMMAND);
  }

  private void greet() throws IOException {
    Connection connection = wire.connection();
    connection.begin(Phase.GREETING);
    try {
      Reply greeting = wire.read();
      // 120: "Service ready in nnn minutes"; the read time-out ends the wait.
      for (int waits = 0; greeting.code() / 100 == 1 && waits < 10; waits++) {
        greeting = wire.read();
      }
      if (greeting.code() == 530) {
        throw new FtpException(greeting);
      }
      if (greeting.isTransient() || greeting.isPermanent()) {
        throw new FtpException(Failure.REFUSED, greeting);
      }
      if (!greeting.isDone()) {
        throw wire.strange(greeting);
      }
    } catch (InetException e) {
      throw e.failure() == Failure.TIMEOUT ? e.during(Phase.GREETING) : e;
    }
  }

  private void upgrade(boolean required, Deadline connect) throws IOException {
    Reply reply = wire.ask("AUTH TLS");
    if (!reply.isDone() && !reply.isMoreWanted()) {
      if (required) {
        throw new InetException(
                Failure.TLS_NOT_OFFERED, "the server does not offer TLS: " + reply.text())
            .said(reply.toString());
      }
      wire.connection().note("the server does not offer TLS");
      return;
    }
    wire.connection().deadline(connect);
    wire.secure();
    wire.connection().deadline(Deadline.NEVER);
    secured = true;
  }

  private void signIn() throws IOException {
    Credentials login = options.login().orElse(null);
    String user = login == null || login.user().isEmpty() ? ANONYMOUS : login.user();
    boolean anonymous =
        user.toLowerCase(Locale.ROOT).equals(ANONYMOUS)
            || user.toLowerCase(Locale.ROOT).equals("ftp");
    Connection connection = wire.connection();
    if (!anonymous && !secured && !options.cleartext() && !connection.isLoopback()) {
      throw new InetException(
              Failure.SIGN_IN_REFUSED, "the password would go out in clear: the server has no TLS")
          .hint("--allow-cleartext-auth sends it nevertheless")
          .during(Phase.SIGN_IN);
    }
    Reply reply;
    try {
      reply = signIn(user, login);
    } catch (FtpException e) {
      // 421: whoever is sent away while signing in was not let in.
      throw e.as(Failure.SIGN_IN_REFUSED).during(Phase.SIGN_IN);
    }
    if (reply.code() == 332) {
      throw refused(reply).hint("the server wants an account (ACCT), which inet does not send");
    }
    if (!reply.isDone()) {
      InetException refused = refused(reply);
      throw login == null ? refused.hint("sign in with -u USER") : refused;
    }
  }

  /** Says who comes; returns the last reply. */
  private Reply signIn(String user, @Nullable Credentials login) throws IOException {
    var names = new Names(options.charset());
    Reply reply = wire.ask("USER " + names.octets(user));
    if (reply.code() != 331 && reply.code() != 336) {
      return reply;
    }
    if (login == null) {
      // What RFC 1635 asks of guests; nobody's real address.
      return wire.ask("PASS anonymous@example.org");
    }
    wire.send("PASS ", Secret.of(names.octets(login.password().reveal())));
    return wire.read();
  }

  private static InetException refused(Reply reply) {
    return new FtpException(Failure.SIGN_IN_REFUSED, reply).during(Phase.SIGN_IN);
  }

  private void protectData(boolean implicit) throws IOException {
    wire.ask("PBSZ 0");
    Reply reply = wire.ask("PROT P");
    // Under implicit TLS data is protected from the beginning, and some servers know no PROT.
    if (!reply.isDone() && !implicit) {
      throw new InetException(
              Failure.TLS_NOT_OFFERED, "the server does not protect data: " + reply.text())
          .said(reply.toString());
    }
  }

  /** Firewalls that must read PORT and PASV get a control connection in clear (RFC 4217, 9). */
  private void clear() throws IOException {
    Reply reply = wire.ask("CCC");
    if (!reply.isDone()) {
      throw new FtpException(Failure.UNSUPPORTED, reply);
    }
    wire.connection().unsecure();
  }

  // --- what is in force

  Dialer dialer() {
    return dialer;
  }

  FtpOptions options() {
    return options;
  }

  Traits traits() {
    return traits;
  }

  FtpWire wire() {
    return wire;
  }

  /** Returns whether LIST is asked for names that begin with a dot. */
  boolean asksForHidden() {
    return hidden;
  }

  void askForHidden(boolean on) {
    hidden = on;
  }

  DataRoad road() {
    return road;
  }

  Endpoint peer() {
    return server.endpoint();
  }

  String scheme() {
    return server.scheme().name();
  }

  /** Returns whether data connections are under TLS. */
  boolean isSecured() {
    return secured;
  }

  boolean isUsable() {
    return wire.isUsable();
  }

  /** Notes that a verb was answered. */
  void hasWorked() {
    worked = true;
  }

  /** Returns whether a verb was answered before the one that is asked now. */
  boolean worked() {
    return worked;
  }

  /** Notes whether a listing had the end that tells that it is whole. */
  void listed(boolean ended) {
    listingEnded = ended;
    listingRead = true;
  }

  /** Notes that the listing had lines that say nothing to us. */
  void unread() {
    listingRead = false;
  }

  /** Returns whether every line of the last listing was understood. */
  boolean isListingRead() {
    return listingRead;
  }

  /** Returns whether the last listing had the end that tells that it is whole. */
  boolean isListingEnded() {
    return listingEnded;
  }

  /** Returns whether the server said something unasked, or ended the connection. */
  boolean hasLeft() {
    try {
      if (!wire.hasArrived()) {
        return false;
      }
      // Whatever it is, it would pass for the reply to the next command.
      wire.spoil();
    } catch (IOException e) {
      // It has.
    }
    return true;
  }

  /** Returns what the handshake of the control connection came to, also after {@code CCC}. */
  Optional<TlsInfo> controlTls() {
    return controlTls;
  }

  /** Returns whether TLS 1.2 may help where data connections cannot resume under 1.3. */
  boolean mayFallBack() {
    // By what this session speaks: another one of the same server may have fallen back meanwhile.
    return secured
        && dialer.tls().policy().min().equals("1.2")
        && controlTls.map(info -> info.version().equals("TLSv1.3")).orElse(false);
  }

  Features features() throws IOException {
    if (features == null) {
      features = Features.of(wire.ask("FEAT"));
    }
    return features;
  }

  /**
   * Returns whether commands that come together are all heeded, by two that do no harm. A server
   * that takes what a packet brings for one command answers the first, and no more.
   */
  boolean heedsTwo() throws IOException {
    wire.queue("FEAT");
    wire.queue("NOOP");
    wire.flush();
    features = Features.of(wire.read());
    try {
      wire.readWithin(SECOND);
      return true;
    } catch (InetException e) {
      return false;
    }
  }

  /** Sends commands, in one packet where the server heeds them so; returns their replies. */
  List<Reply> ask(List<String> commands) throws IOException {
    var replies = new ArrayList<Reply>();
    if (traits.oneByOne) {
      for (String command : commands) {
        replies.add(wire.ask(command));
      }
      return replies;
    }
    for (String command : commands) {
      wire.queue(command);
    }
    wire.flush();
    while (replies.size() < commands.size()) {
      replies.add(wire.read());
    }
    return replies;
  }

  /** Returns the folder of the sign-in as an absolute path; {@code null} where it is not told. */
  @Nullable String home() throws IOException {
    if (traits.withoutWayBack) {
      return null;
    }
    if (home == null) {
      Reply reply = wire.ask("PWD");
      String path = reply.code() == 257 ? quoted(reply.text()) : "";
      // One that no command could hold tells no way back either.
      home = path.matches("[^\r\n\0]*") ? path : "";
    }
    return home.isEmpty() ? null : home;
  }

  /** Takes the path out of a 257 reply: quotes within are doubled (RFC 959, appendix II). */
  static String quoted(String text) {
    int open = text.indexOf('"');
    var path = new StringBuilder();
    for (int i = open + 1; open >= 0 && i < text.length(); i++) {
      if (text.charAt(i) == '"') {
        if (i + 1 >= text.length() || text.charAt(i + 1) != '"') {
          return path.toString();
        }
        i++;
      }
      path.append(text.charAt(i));
    }
    return "";
  }

  /** Sets how data is coded: {@code A} or {@code I}. */
  void type(char wanted) throws IOException {
    if (type != wanted) {
      wire.must("TYPE " + wanted);
      type = wanted;
    }
  }

  /** Forgets what was agreed on: a command of the user's own may have agreed on something else. */
  void forgetType() {
    type = 0;
  }

  /** Tells the server that names are UTF-8, once, before the first one that is not ASCII. */
  void prepareFor(RemotePath path) throws IOException {
    if (utf8Asked || Names.isAscii(path.octets())) {
      return;
    }
    utf8Asked = true;
    boolean utf8 = options.charset().equals(java.nio.charset.StandardCharsets.UTF_8);
    if (utf8 && features().has("UTF8")) {
      wire.ask("OPTS UTF8 ON");
    }
  }

  /** Has MLSD and MLST tell the facts that the server tells only to who asks (RFC 3659, 7.9). */
  void prepareFacts() throws IOException {
    List<String> offered = factsAsked ? List.of() : features().words("MLST");
    factsAsked = true;
    if (offered.stream().anyMatch(fact -> ListParser.isBasic(fact))) {
      var wanted = new StringBuilder("OPTS MLST ");
      for (String fact : offered) {
        String name = fact.endsWith("*") ? fact.substring(0, fact.length() - 1) : fact;
        if (ListParser.isFact(name)) {
          wanted.append(name).append(';');
        }
      }
      wire.ask(wanted.toString());
    }
  }

  /** Says which data moves from now on, and ends with this; {@code null} for none any more. */
  void moves(@Nullable Transfer transfer) {
    moving = transfer;
  }

  /** Says goodbye where that may still be understood, and closes; from any thread. */
  @Override
  public void close() throws IOException {
    wire.leave();
    wire.close();
    Transfer held = moving;
    if (held != null) {
      held.data().close();
    }
  }
}
