package dev.inet.telnet;

import dev.inet.core.Credentials;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.Secret;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import dev.inet.core.trace.Masks;
import dev.inet.telnet.TelnetOptions.Window;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with a Telnet server. It makes no thread: whoever reads also answers what the peer
 * negotiates.
 *
 * <p>One thread may read (expect, listen, copy) while others send; {@link #close} may come from any
 * thread and ends every call in progress.
 */
public final class TelnetClient implements AutoCloseable {
  /** How many readings are taken for what is at hand now. */
  private static final int MOST_AT_HAND = 1024;

  private final Connection connection;
  private final TelnetOptions options;
  private final TelnetWire wire;
  private final Heard heard;

  private TelnetClient(Connection connection, TelnetOptions options, Masks traces) {
    this.connection = connection;
    this.options = options;
    this.wire = new TelnetWire(connection, options, traces);
    this.heard = new Heard(options.charset(), options.maxHeard());
  }

  /**
   * Connects to a server.
   *
   * @param dialer makes the connection
   * @param url the server
   * @param options what the peer may learn of us
   * @throws InetException as the road has it where connecting fails
   */
  public static TelnetClient open(Dialer dialer, TelnetUrl url, TelnetOptions options)
      throws IOException {
    Target target = url.isSecure() ? Target.tls(url.endpoint()) : Target.plain(url.endpoint());
    Connection connection = dialer.dial(target.of(url.scheme().name()));
    try {
      var client = new TelnetClient(connection, options, dialer.masks());
      client.wire.begin(url);
      return client;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  // --- sending

  /**
   * Sends text; each end of a line goes out as CR LF.
   *
   * @param text the text, coded in {@link #charset}
   */
  public void send(String text) throws IOException {
    send(text.getBytes(charset()));
  }

  /**
   * Sends bytes as {@link #send(String)} sends text.
   *
   * @param bytes what to send
   */
  public void send(byte[] bytes) throws IOException {
    wire.send(bytes);
  }

  /**
   * Sends a part of a longer input; a CR LF may be cut between two parts.
   *
   * @param bytes where it stands
   * @param from where it begins
   * @param to where it ends
   */
  public void sendPart(byte[] bytes, int from, int to) throws IOException {
    wire.sendPart(bytes, from, to);
  }

  /**
   * Sends a line and its end: CR LF, or CR where eight bits are agreed on.
   *
   * @param line the line without its end
   * @throws InetException as {@link Failure#USAGE} where it holds CR, LF or NUL
   */
  public void sendLine(String line) throws IOException {
    sendLine(checked(line).getBytes(charset()));
  }

  /**
   * Sends a line of bytes and its end, as {@link #sendLine(String)} does; what it holds is the
   * caller's care.
   *
   * @param line the line without its end
   */
  public void sendLine(byte[] line) throws IOException {
    wire.sendLine(line, false);
  }

  private static String checked(String line) throws InetException {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new InetException(Failure.USAGE, "a line cannot hold CR, LF or NUL");
      }
    }
    return line;
  }

  /**
   * Sends a line that traces show as {@code ****}.
   *
   * @param line the line without its end
   * @throws InetException as {@link Failure#USAGE} where it holds CR, LF or NUL
   */
  public void sendLine(Secret line) throws IOException {
    wire.sendLine(checked(line.reveal()).getBytes(charset()), true);
  }

  /**
   * Sends a command.
   *
   * @param command which one
   */
  public void send(TelnetControl command) throws IOException {
    wire.send(command);
  }

  /**
   * Sends a Synch (RFC 854, page 8): the peer throws away what we sent and it did not read, up to
   * the mark. Where the road cannot carry urgent data, as under TLS and through proxies, only the
   * mark is sent.
   */
  public void synch() throws IOException {
    wire.synch();
  }

  /**
   * Tells the peer the new size of our window (RFC 1073), as soon as it asks for such things.
   *
   * @param window the size
   */
  public void resize(Window window) throws IOException {
    wire.resize(window);
  }

  /**
   * Asks for eight bits in both directions, or for text again (RFC 856).
   *
   * @param wanted whether to have them
   */
  public void binary(boolean wanted) throws IOException {
    wire.binary(wanted);
  }

  // --- what is agreed on

  /** Returns whether the peer shows what we send, so that a terminal must not. */
  public boolean isRemoteEcho() {
    return wire.theyAre(Codes.ECHO);
  }

  /** Returns whether each key is sent at once: the peer suppresses "go ahead". */
  public boolean isCharacterMode() {
    return wire.theyAre(Codes.SGA) || wire.theyAre(Codes.ECHO);
  }

  /** Returns whether bytes go out as they are, ends of lines included. */
  public boolean isBinary() {
    return wire.weAre(Codes.BINARY);
  }

  /** Returns whether it is telnet that is spoken: either side negotiated something. */
  public boolean isNegotiated() {
    return wire.negotiates();
  }

  /** Returns which options are on, each in words such as {@code they WILL ECHO}. */
  public List<String> status() {
    return wire.status();
  }

  /** Returns how text is coded: as the options say, or as the peer and we agreed. */
  public Charset charset() {
    return wire.charset();
  }

  /** Returns the connection underneath. */
  public Connection connection() {
    return connection;
  }

  /** Returns whether the peer said all that it had to say. */
  public boolean isEnded() {
    return wire.isEnded();
  }

  // --- receiving

  /**
   * Copies what the peer says, byte for byte and without the negotiation, to a stream as well.
   * Passwords that it throws back are {@code ****} there; what may be the beginning of one waits
   * for what follows, at the most until this is called again.
   *
   * @param to the stream; {@code null} for none any more
   * @throws IOException where the stream before cannot take what waited
   */
  public void copyTo(@Nullable OutputStream to) throws IOException {
    wire.copyTo(to);
  }

  /**
   * Returns what must not show where the peer throws it back: each line that was sent as a secret,
   * or that answered a question for a password. It grows as the conversation goes on; lines of less
   * than four bytes, and such as were sent openly before, are not in it.
   */
  public Masks masks() {
    return wire.masks();
  }

  /** Reads once into what is to be searched; false where nothing came in time. */
  private boolean hear(long nanos) throws IOException {
    int n = wire.fill(nanos);
    if (n > 0) {
      heard.add(wire.buffer(), 0, n);
      heard.charset(charset());
    }
    return n > 0;
  }

  /**
   * Waits for a pattern, searched from the end of the last match; what is before the end of its
   * match is then forgotten.
   *
   * @param pattern what must come
   * @param most how long to wait; zero only looks at what is there
   * @throws TelnetException as {@link Failure#TIMEOUT} where it does not come in time, as {@link
   *     Failure#NO_ANSWER} or {@link Failure#BROKEN_OFF} where the peer ends before it does
   */
  public TelnetMatch readUntil(Pattern pattern, Duration most) throws IOException {
    return expect(List.of(pattern), most);
  }

  /**
   * Waits for the first of several patterns, as {@link #readUntil} does; where several match what
   * has come, the first one of the list is taken.
   *
   * @param alternatives what may come
   * @param most how long to wait; zero only looks at what is there
   * @throws TelnetException as {@link #readUntil} has it
   */
  public TelnetMatch expect(List<Pattern> alternatives, Duration most) throws IOException {
    return expect(alternatives, shown(alternatives), most);
  }

  /** Does the same, with words for what is waited for. */
  TelnetMatch expect(List<Pattern> alternatives, String what, Duration most) throws IOException {
    long end = System.nanoTime() + nanos(most);
    while (true) {
      TelnetMatch match = heard.search(alternatives, end);
      if (match != null) {
        return match;
      }
      long left = end - System.nanoTime();
      if (wire.isEnded()) {
        throw closed("before " + what);
      }
      if (left <= 0) {
        throw late("waiting for " + what, most);
      }
      hear(left);
    }
  }

  private static long nanos(Duration most) {
    return most.compareTo(Duration.ofNanos(TelnetWire.LONGEST)) > 0
        ? TelnetWire.LONGEST
        : Math.max(0, most.toNanos());
  }

  private static String shown(List<Pattern> alternatives) {
    var text = new StringBuilder();
    for (Pattern pattern : alternatives) {
      text.append(text.length() == 0 ? "/" : " or /").append(pattern.pattern()).append('/');
    }
    return text.toString();
  }

  private InetException late(String what, Duration most) {
    String span = most.toMillis() % 1000 == 0 ? most.toSeconds() + "s" : most.toMillis() + "ms";
    return new TelnetException(
            Failure.TIMEOUT, "timed out (read-timeout " + span + ") " + what, heard.peek())
        .at(connection.peer())
        .during(Phase.COMMAND);
  }

  private InetException closed(String when) {
    Failure failure = wire.saidSomething() ? Failure.BROKEN_OFF : Failure.NO_ANSWER;
    return new TelnetException(failure, "the server closed the connection " + when, heard.peek())
        .at(connection.peer())
        .during(Phase.COMMAND);
  }

  /**
   * Returns what has come since the last match, without waiting for more than what is on its way
   * already, and forgets it.
   */
  public String readAvailable() throws IOException {
    int before;
    int left = MOST_AT_HAND;
    do {
      before = wire.arrivals();
      hear(0);
      // There may be more, but a peer that sends commands without end keeps nobody here.
    } while (wire.arrivals() != before && --left > 0);
    return heard.take();
  }

  /**
   * Reads until the peer is silent, which is how a prompt of unknown wording is found; returns what
   * has come since the last match, and forgets it.
   *
   * @param quiet how long the silence lasts
   * @param most how long to listen at all, to a peer that is never silent
   */
  public String readQuiet(Duration quiet, Duration most) throws IOException {
    awaitQuiet(quiet, most);
    return heard.take();
  }

  /**
   * Waits until the peer is silent, and keeps what came.
   *
   * @param quiet how long the silence lasts
   * @param most how long to listen at all
   * @return whether it was silent, or ended; false where the time was over before
   */
  public boolean awaitQuiet(Duration quiet, Duration most) throws IOException {
    long end = System.nanoTime() + nanos(most);
    long silent = nanos(quiet);
    long since = System.nanoTime();
    while (!wire.isEnded()) {
      long now = System.nanoTime();
      if (now - since >= silent) {
        return true;
      }
      if (end - now <= 0) {
        return false;
      }
      int before = wire.arrivals();
      hear(Math.min(since + silent - now, end - now));
      if (wire.arrivals() != before) {
        // Who negotiates is about to say something.
        since = System.nanoTime();
      }
    }
    return true;
  }

  /** Returns what has come since the last match, and keeps it. */
  public String heard() {
    return heard.peek();
  }

  /**
   * Hears the peer until it ends or another thread closes; this thread does the listening.
   *
   * @param listener is told what comes
   */
  public void listen(TelnetListener listener) throws IOException {
    if (heard.length() > 0) {
      listener.text(heard.take());
    }
    int before = wire.negotiations();
    while (true) {
      int n;
      try {
        n = wire.fill(Long.MAX_VALUE);
      } catch (IOException e) {
        if (connection.isClosed()) {
          return;
        }
        throw e;
      }
      if (n > 0) {
        heard.add(wire.buffer(), 0, n);
        listener.text(heard.take());
        heard.charset(charset());
      }
      if (wire.negotiations() != before) {
        before = wire.negotiations();
        listener.negotiated();
      }
      if (n < 0) {
        return;
      }
    }
  }

  /**
   * Passes on what the peer says, byte for byte and without the negotiation, until it is silent for
   * a while or ends.
   *
   * @param to where to
   * @param silence how long the silence lasts; zero listens to the end
   * @param negotiated is told after options were negotiated
   * @return whether the peer ended
   */
  public boolean pass(OutputStream to, Duration silence, Runnable negotiated) throws IOException {
    long nanos = silence.isZero() ? Long.MAX_VALUE : nanos(silence);
    int before = wire.negotiations();
    while (true) {
      int arrived = wire.arrivals();
      int n = wire.fill(nanos);
      if (n > 0) {
        to.write(wire.buffer(), 0, n);
        to.flush();
      }
      if (wire.negotiations() != before) {
        before = wire.negotiations();
        negotiated.run();
      }
      if (n < 0) {
        return true;
      }
      if (wire.arrivals() == arrived && !silence.isZero()) {
        return false;
      }
    }
  }

  /**
   * Answers the questions for a name and a password, in the words that servers use.
   *
   * @param who name and password
   * @param most how long each question may take to come
   * @param next what comes after a sign-in, where that is known; it is kept to be searched
   * @throws InetException as {@link Failure#SIGN_IN_REFUSED} where the server says no
   */
  public void signIn(Credentials who, Duration most, @Nullable Pattern next) throws IOException {
    new SignIn(this, heard, options.settle()).run(who, most, next);
  }

  /** Reads once for whoever searches itself; false where nothing came in time. */
  boolean hearWithin(long nanos) throws IOException {
    return hear(nanos);
  }

  /** Says that we send no more. */
  public void finish() throws IOException {
    connection.finish();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
