package dev.inet.telnet;

import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.dial.Connection;
import dev.inet.core.trace.MaskedStream;
import dev.inet.core.trace.Masks;
import dev.inet.telnet.TelnetOptions.Opening;
import dev.inet.telnet.TelnetOptions.Window;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The engine on a connection: one thread reads while others send. */
final class TelnetWire {
  /** Longer waits are as good as endless ones. */
  static final long LONGEST = Duration.ofDays(365).toNanos();

  private static final int STEP = 64 * 1024;

  private final Connection connection;
  private final TelnetOptions options;
  private final Engine engine;
  private final Duration stall;

  /** Guards the engine. */
  private final ReentrantLock state = new ReentrantLock();

  /** Guards the way to the peer; held while the peer does not take what is sent. */
  private final ReentrantLock writing = new ReentrantLock();

  private final byte[] buffer = new byte[STEP];
  private final AtomicInteger negotiations = new AtomicInteger();
  private final Tail tail = new Tail();
  private final Veil veil;
  private @Nullable MaskedStream copy;
  private volatile boolean ended;
  private volatile boolean saidSomething;
  private int arrivals;

  /** Whether what came last asks for a password: what is sent then shows nowhere. */
  private volatile boolean asked;

  TelnetWire(Connection connection, TelnetOptions options, Masks traces) {
    this.connection = connection;
    this.options = options;
    this.veil = new Veil(traces);
    this.engine = new Engine(options, this::noted);
    this.stall = connection.readTimeout();
  }

  private void noted(String words) {
    negotiations.incrementAndGet();
    connection.note(words);
  }

  /** Does something with the engine. */
  private interface Use<T> {
    T of(Engine engine);
  }

  private <T> T with(Use<T> use) {
    state.lock();
    try {
      return use.of(engine);
    } finally {
      state.unlock();
    }
  }

  /** Prepares the socket, and negotiates where it is our turn. */
  void begin(TelnetUrl url) throws IOException {
    if (!url.isSecure()) {
      // Else the kernel takes the DM of a Synch out of the stream, and the IAC before it eats the
      // next letter.
      var channel = connection.socket().getChannel();
      if (channel != null) {
        Urgent.inline(channel);
      }
    }
    int port = url.endpoint().port();
    boolean usual = port == Telnet.PLAIN.port() || port == Telnet.TLS.port();
    if (options.opening() == Opening.ALWAYS || options.opening() == Opening.AUTO && usual) {
      state.lock();
      try {
        engine.start();
      } finally {
        state.unlock();
      }
      answer();
    }
  }

  // --- sending

  /** Sends text whole. */
  void send(byte[] bytes) throws IOException {
    byte[] coded;
    byte[] end;
    veil.sent(bytes, 0, bytes.length, asked);
    state.lock();
    try {
      coded = engine.encode(bytes, 0, bytes.length);
      end = engine.encodeEnd();
    } finally {
      state.unlock();
    }
    byte[] both = Arrays.copyOf(coded, coded.length + end.length);
    System.arraycopy(end, 0, both, coded.length, end.length);
    write(asked, both);
  }

  /** Sends a part of a longer text. */
  void sendPart(byte[] bytes, int from, int to) throws IOException {
    veil.sent(bytes, from, to, asked);
    write(asked, with(engine -> engine.encode(bytes, from, to)));
  }

  /** Sends a line with its end, which traces do not show where it is secret or was asked for. */
  void sendLine(byte[] line, boolean secret) throws IOException {
    veil.sent(line, 0, line.length, secret || asked);
    veil.end();
    write(secret || asked, with(engine -> engine.encodeLine(line)));
  }

  void send(TelnetControl control) throws IOException {
    connection.note("we send " + control);
    write(false, new byte[] {(byte) Codes.IAC, (byte) control.code()});
  }

  void synch() throws IOException {
    connection.note("we send Synch");
    writing.lock();
    try {
      connection.output().write(Codes.IAC);
      connection.writeUrgent(Codes.DM);
    } finally {
      writing.unlock();
    }
    answer();
  }

  private void write(boolean secret, byte[] bytes) throws IOException {
    int open = bytes.length;
    while (open > 0 && (bytes[open - 1] == '\r' || bytes[open - 1] == '\n')) {
      open--;
    }
    writing.lock();
    try {
      if (secret && open > 0) {
        connection.writeConcealed(bytes, 0, open);
      } else {
        connection.output().write(bytes);
      }
      connection.output().flush();
    } finally {
      writing.unlock();
    }
    answer();
  }

  /**
   * Sends what the engine answers. Where somebody else is sending, that one does it afterwards: a
   * reader that waited here for a peer that waits for its reader would never read again.
   */
  private void answer() throws IOException {
    while (with(Engine::hasReplies) && writing.tryLock()) {
      try {
        byte[] bytes = with(Engine::takeReplies);
        connection.output().write(bytes);
        connection.output().flush();
      } finally {
        writing.unlock();
      }
    }
  }

  void resize(Window window) throws IOException {
    state.lock();
    try {
      engine.resize(window);
    } finally {
      state.unlock();
    }
    answer();
  }

  void binary(boolean wanted) throws IOException {
    state.lock();
    try {
      engine.binary(wanted);
    } finally {
      state.unlock();
    }
    answer();
  }

  // --- what is agreed on

  boolean weAre(int option) {
    return with(engine -> engine.weAre(option));
  }

  boolean theyAre(int option) {
    return with(engine -> engine.theyAre(option));
  }

  boolean negotiates() {
    return with(Engine::negotiates);
  }

  List<String> status() {
    return with(Engine::status);
  }

  Charset charset() {
    return with(Engine::charset);
  }

  /** Returns how many steps of a negotiation there were so far. */
  int negotiations() {
    return negotiations.get();
  }

  // --- receiving

  /**
   * Returns how many times anything came so far: a command, or a part of one, is no data, but it is
   * no silence either. For the thread that reads.
   */
  int arrivals() {
    return arrivals;
  }

  boolean isEnded() {
    return ended;
  }

  /** Returns whether any data came so far. */
  boolean saidSomething() {
    return saidSomething;
  }

  void copyTo(@Nullable OutputStream to) throws IOException {
    MaskedStream before = copy;
    copy = to == null ? null : new MaskedStream(to, veil.masks());
    if (before != null) {
      before.finish();
    }
  }

  /** Returns what must not show of what was sent. */
  Masks masks() {
    return veil.masks();
  }

  /** Returns where {@link #fill} puts data. */
  byte[] buffer() {
    return buffer;
  }

  /**
   * Reads once.
   *
   * @param nanos how long to wait; {@link Long#MAX_VALUE} for as long as the connection allows
   * @return how many bytes of data stand in the buffer; 0 where nothing came in time, or only
   *     commands; -1 at the end
   */
  int fill(long nanos) throws IOException {
    if (ended) {
      return -1;
    }
    var socket = connection.socket();
    boolean bounded = nanos < LONGEST;
    long millis = Math.max(1, Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000));
    socket.setSoTimeout(bounded ? (int) millis : 0);
    boolean longer = bounded && !stall.isZero() && nanos >= stall.toNanos();
    if (longer) {
      connection.readTimeout(Duration.ofMillis(millis + 1000));
    }
    int n;
    try {
      n = connection.input().read(buffer);
    } catch (SocketTimeoutException e) {
      return 0;
    } finally {
      if (longer) {
        connection.readTimeout(stall);
      }
    }
    if (n < 0) {
      ended = true;
      return -1;
    }
    arrivals++;
    int data;
    state.lock();
    try {
      data = engine.receive(buffer, 0, n);
    } catch (InetException e) {
      throw e.at(connection.peer()).during(Phase.TRANSFER);
    } finally {
      state.unlock();
    }
    if (data > 0) {
      saidSomething = true;
      asked = tail.asks(buffer, data);
    }
    answer();
    if (copy != null && data > 0) {
      copy.write(buffer, 0, data);
      copy.flush();
    }
    return data;
  }
}
