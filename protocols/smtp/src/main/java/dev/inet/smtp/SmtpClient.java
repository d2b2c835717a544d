package dev.inet.smtp;

import dev.inet.core.Characters;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Security;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.core.line.Reply;
import dev.inet.core.tls.TlsInfo;
import dev.inet.mail.MailAddress;
import dev.inet.sasl.Sasl;
import dev.inet.sasl.SaslFacts;
import dev.inet.sasl.SaslLogin;
import dev.inet.smtp.SmtpException.Asked;
import dev.inet.smtp.SmtpOptions.Stop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session with a mail server, by SMTP (RFC 5321) or LMTP (RFC 2033).
 *
 * <p>Not for use by several threads, except that {@link #close} may come from any and ends what is
 * going on.
 */
public final class SmtpClient implements AutoCloseable {
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final Connection connection;
  private final SmtpWire wire;
  private final SmtpOptions options;
  private final Security security;
  private final Session session;
  private final boolean local;
  private String name = "";
  private Reply greeting = new Reply(220, List.of());
  private @Nullable Extensions inClear;

  private SmtpClient(Connection connection, SmtpUrl url, SmtpOptions options) {
    this.connection = connection;
    this.options = options;
    this.security = url.scheme().security(options.security());
    this.local = url.isLocal();
    this.wire = new SmtpWire(connection);
    this.session = new Session(wire, options, local);
    this.name = options.ehlo().or(url::ehlo).orElse("");
  }

  /**
   * Connects, greets, puts TLS in place as the options ask for it, and signs in where somebody is
   * named; goes only as far as {@link SmtpOptions#stopAfter} says.
   *
   * @param dialer makes the connection
   * @param url the server
   * @param options how to talk to it
   * @param login who signs in; {@link SaslLogin#NONE} for nobody
   * @throws SmtpException where the server refuses the session or the sign-in
   * @throws InetException as {@link Failure#TLS_NOT_OFFERED} where TLS was required and is not
   *     offered, as {@link Failure#NO_MECHANISM} or {@link Failure#SIGN_IN_REFUSED} where nobody
   *     can sign in, and as the road has it where connecting fails
   */
  public static SmtpClient open(Dialer dialer, SmtpUrl url, SmtpOptions options, SaslLogin login)
      throws IOException {
    Security security = url.scheme().security(options.security());
    possible(options, security, login);
    boolean tls = security == Security.TLS;
    Target target = tls ? Target.tls(url.endpoint()) : Target.plain(url.endpoint());
    Connection connection = dialer.dial(target.of(url.scheme().name()));
    var client = new SmtpClient(connection, url, options);
    try {
      client.begin(login);
      return client;
    } catch (InetException e) {
      client.close();
      throw e.at(url.endpoint());
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /** Refuses a step to stop after that cannot come, before anything is sent. */
  private static void possible(SmtpOptions options, Security security, SaslLogin login)
      throws InetException {
    Optional<Stop> stop = options.stopAfter();
    if (stop.equals(Optional.of(Stop.AUTH)) && login.isEmpty()) {
      throw new InetException(Failure.USAGE, "nobody is named to sign in");
    }
    if (stop.equals(Optional.of(Stop.STARTTLS)) && security == Security.PLAIN) {
      throw new InetException(Failure.USAGE, "TLS is switched off, so it cannot be stopped at");
    }
  }

  private void begin(SaslLogin login) throws IOException {
    connection.begin(Phase.GREETING);
    session.isOver = true;
    greeting = wire.reply();
    if (!greeting.isDone()) {
      throw new SmtpException(Asked.SESSION, greeting, "the server takes no session: ");
    }
    session.isOver = false;
    connection.begin(Phase.COMMAND);
    if (name.isEmpty()) {
      name = Greeting.own(connection);
    }
    hello();
    if (!options.goesBeyond(Stop.EHLO)) {
      return;
    }
    startTls();
    if (!options.goesBeyond(Stop.STARTTLS)) {
      return;
    }
    if (!login.isEmpty()) {
      connection.begin(Phase.SIGN_IN);
      Sasl.choose(session.extensions.mechanisms(), login, SaslFacts.of(connection))
          .signIn(new SmtpDialogue(session));
    }
  }

  private void hello() throws IOException {
    Reply reply = ask((local ? "LHLO " : "EHLO ") + name);
    if (reply.isDone()) {
      session.extensions = Extensions.of(reply);
      return;
    }
    if (!local && reply.isPermanent()) {
      // Servers from before 1993 (RFC 5321 section 3.2).
      Reply old = lastResort("HELO " + name);
      if (old != null && old.isDone()) {
        session.extensions = Extensions.NONE;
        return;
      }
    }
    throw new SmtpException(Asked.SESSION, reply, "the server does not greet us: ");
  }

  private void startTls() throws IOException {
    boolean wanted = security == Security.STARTTLS || security == Security.STARTTLS_IF_OFFERED;
    boolean asked = options.stopAfter().equals(Optional.of(Stop.STARTTLS));
    if (!wanted) {
      return;
    }
    if (!session.offers("STARTTLS")) {
      if (security == Security.STARTTLS || asked) {
        throw new InetException(Failure.TLS_NOT_OFFERED, "the server does not offer STARTTLS")
            .during(Phase.TLS);
      }
      return;
    }
    Reply reply = ask("STARTTLS");
    if (reply.code() != 220) {
      // Going on in clear is what whoever answers so may want.
      throw new InetException(Failure.TLS_NOT_OFFERED, "the server refuses STARTTLS: " + reply)
          .said(reply.toString())
          .during(Phase.TLS);
    }
    inClear = session.extensions;
    session.isOver = true;
    wire.secure();
    session.isOver = false;
    // What was said before in clear is forgotten (RFC 3207 section 4.2).
    session.extensions = Extensions.NONE;
    hello();
  }

  private Reply ask(String line) throws IOException {
    begins();
    try {
      wire.command(line);
      return answer();
    } finally {
      session.isBusy = false;
    }
  }

  /** A server that refuses us and hangs up has said why: that is worth more than a lost line. */
  private @Nullable Reply lastResort(String line) throws IOException {
    try {
      return ask(line);
    } catch (InetException e) {
      if (e.failure() != Failure.BROKEN_OFF) {
        throw e;
      }
      return null;
    }
  }

  private Reply answer() throws IOException {
    try {
      Reply reply = wire.reply();
      session.isOver |= reply.code() == 421;
      return reply;
    } catch (IOException e) {
      session.isOver = true;
      throw e;
    }
  }

  /** Each of the two threads says what it is about before it looks at what the other one is. */
  private void begins() throws InetException {
    session.isBusy = true;
    if (session.isLeft) {
      throw new InetException(Failure.BROKEN_OFF, "the session is closed").at(connection.peer());
    }
  }

  // --- what the server says of itself

  /** Returns the server's first words. */
  public Reply greeting() {
    return greeting;
  }

  /** Returns what the server offers now. */
  public Extensions extensions() {
    return session.extensions;
  }

  /** Returns what the server offered before STARTTLS; empty where that was not done. */
  public Optional<Extensions> extensionsInClear() {
    return Optional.ofNullable(inClear);
  }

  /** Returns what the handshake came to; empty in clear. */
  public Optional<TlsInfo> tls() {
    return connection.tls();
  }

  /** Returns the address of the server, or of the proxy before it. */
  public String remoteAddress() {
    return connection.remoteAddress();
  }

  /** Returns whether more can be said here. */
  public boolean isOpen() {
    return !session.isOver && !connection.isClosed();
  }

  // --- verbs

  /**
   * Sends one message; to recipients that were too many at once (452) in another envelope.
   *
   * @param letter the message in its envelope
   * @return what became of it, for each recipient
   * @throws InetException where the connection is lost before the message was whole; the server has
   *     not taken it then
   */
  public List<RecipientResult> send(Letter letter) throws IOException {
    var post = new OneLetter(letter);
    deliver(post);
    return post.results();
  }

  /**
   * Sends messages until there are none left or the session ends, which {@link #isOpen} tells.
   *
   * @param post where they come from
   */
  public void deliver(Post post) throws IOException {
    begins();
    try {
      deliverAll(post);
    } catch (RuntimeException e) {
      session.isOver = true;
      throw e;
    } finally {
      session.isBusy = false;
    }
  }

  private void deliverAll(Post post) throws IOException {
    try {
      Transaction current = begun(post);
      while (current != null) {
        current = next(current, post);
      }
    } catch (Lost e) {
      session.isOver = true;
      post.notSent(e.letter, e.why);
    }
  }

  private @Nullable Transaction next(Transaction letter, Post post) throws IOException {
    try {
      return turn(letter, post);
    } catch (IOException e) {
      // The server may wait for a message by now; a QUIT would become part of it.
      session.isOver = true;
      throw e;
    }
  }

  /** Brings one letter to its end, and begins the next one. */
  private @Nullable Transaction turn(Transaction letter, Post post) throws IOException {
    boolean sent = false;
    try {
      letter.settle();
      if (!letter.isDecided()) {
        letter.content(() -> post.sending(letter.letter()));
        sent = !letter.isDecided();
      }
    } catch (InetException e) {
      throw new Lost(letter.letter(), e);
    }
    if (!sent) {
      post.done(letter.letter(), letter.results());
      return session.isOver ? null : begun(post);
    }
    boolean ahead = session.offers("PIPELINING") && post.isReady();
    Transaction next = null;
    IOException failed = null;
    try {
      next = ahead ? begun(post) : null;
    } catch (IOException e) {
      // What became of the letter before is to be told first.
      failed = e;
    }
    letter.end();
    post.done(letter.letter(), letter.results());
    if (failed != null) {
      throw failed;
    }
    if (session.isOver) {
      if (next != null) {
        InetException over =
            new InetException(Failure.BROKEN_OFF, "the server has ended the session");
        throw new Lost(next.letter(), over.at(connection.peer()));
      }
      return null;
    }
    return ahead ? next : begun(post);
  }

  /** Takes the next letter that this server can be given, and writes its beginning. */
  private @Nullable Transaction begun(Post post) throws IOException {
    Letter letter = post.next();
    while (letter != null) {
      var transaction = new Transaction(session, letter);
      InetException obstacle = transaction.obstacle();
      if (obstacle == null) {
        try {
          transaction.begin();
        } catch (InetException e) {
          throw new Lost(letter, e);
        }
        return transaction;
      }
      transaction.refuse(obstacle);
      post.done(letter, transaction.results());
      letter = post.next();
    }
    return null;
  }

  /** The connection is gone, and with it a letter that the server has not taken. */
  private static final class Lost extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Letter letter;
    private final InetException why;

    Lost(Letter letter, InetException why) {
      super(why);
      this.letter = letter;
      this.why = why;
    }
  }

  /**
   * Asks whether an address exists (VRFY, RFC 5321 section 3.5.1).
   *
   * @param address the address, or what the server may know as one
   * @return the answer; 252 means that the server does not tell
   * @throws SmtpException as {@link Failure#NOT_FOUND} where there is no such mailbox, as {@link
   *     Failure#UNSUPPORTED} where the server does not answer such questions
   */
  public Reply verify(String address) throws IOException {
    return question("VRFY ", address);
  }

  /**
   * Asks who is on a list (EXPN, RFC 5321 section 3.5.1).
   *
   * @param list the list
   * @return the answer, a line for each member
   * @throws SmtpException as {@link #verify} has it
   */
  public Reply expand(String list) throws IOException {
    Reply reply = question("EXPN ", list);
    if (reply.code() == 252) {
      throw new InetException(Failure.UNSUPPORTED, "the server does not tell: " + reply)
          .said(reply.toString())
          .at(connection.peer());
    }
    return reply;
  }

  private Reply question(String command, String asked) throws IOException {
    String word = asked;
    if (!session.offers("SMTPUTF8")) {
      // As in the envelope: a domain of other letters has a spelling in ASCII (RFC 5890).
      word = inAscii(asked);
    }
    boolean ascii = Characters.all(word, c -> c < 0x80);
    if (!ascii && !session.offers("SMTPUTF8")) {
      throw new InetException(Failure.UNSUPPORTED, "the server does not offer SMTPUTF8")
          .at(connection.peer());
    }
    Reply reply = ask(command + word + (ascii ? "" : " SMTPUTF8"));
    if (!reply.isDone()) {
      SmtpException no = new SmtpException(Asked.QUESTION, reply, "");
      no.at(connection.peer());
      throw no;
    }
    return reply;
  }

  /** Returns an address with its domain in ASCII, where nothing else of it needs SMTPUTF8. */
  private static String inAscii(String word) {
    if (Characters.all(word, c -> c < 0x80)) {
      return word;
    }
    try {
      MailAddress address = MailAddress.parse(word);
      return address.needsUtf8() || !address.address().equals(word) ? word : address.asciiAddress();
    } catch (InetException e) {
      // It may be a name that only the server knows.
      return word;
    }
  }

  /**
   * Sends a command as it is and returns the answer, whatever it is.
   *
   * @param line the command without its end
   * @throws InetException as {@link Failure#USAGE} where it holds CR, LF or NUL
   */
  public Reply raw(String line) throws IOException {
    return ask(line);
  }

  /** Says goodbye, which may take two seconds, and closes; at once where a verb goes on. */
  @Override
  public void close() throws IOException {
    session.isLeft = true;
    if (!session.isBusy && isOpen()) {
      session.isOver = true;
      try {
        connection.readTimeout(GOODBYE);
        wire.command("QUIT");
        wire.reply();
      } catch (IOException e) {
        // Nobody waits for a goodbye.
      }
    }
    connection.close();
  }
}
