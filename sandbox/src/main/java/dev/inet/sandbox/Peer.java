package dev.inet.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A scripted server for tests: it says what the script says and insists on what it expects.
 *
 * <pre>{@code
 * try (Peer peer = Peer.plays("""
 *     S: 220 mx.example ready
 *     C: EHLO {any}
 *     S: 250-mx.example
 *     S: 250 STARTTLS
 *     C: STARTTLS
 *     S: 220 go ahead
 *     == TLS
 *     C: {regex:(?i)ehlo .+}
 *     == CLOSE
 *     """)) {
 *   ... peer.port() ...
 *   peer.heardAll();
 * }
 * }</pre>
 *
 * <p>{@code S:} lines in a row travel in one packet; a backslash at the end leaves CR LF away;
 * {@code \xHH}, {@code \r}, {@code \n}, {@code \t} and {@code \\} are bytes. {@code C: {bytes:N}}
 * is any N bytes, {@code C: {until:.}} any lines up to a lone dot. {@code == STALL} keeps the
 * connection open and silent, {@code == NEVER-READ} does not even read, {@code == RESET} breaks it,
 * {@code == EXPECT-CLOSE} waits for the client to end, {@code == NEXT} begins the script of the
 * next connection, {@code #} a comment. At the end of its script a connection is closed in good
 * order.
 *
 * <p>Every wait is bounded by ten seconds.
 */
public final class Peer implements Server {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What a peer says and does on each connection. */
  public interface Part {
    /** Plays the part; whatever it returns from is closed in good order. */
    void play(Conversation conversation) throws IOException;
  }

  private final List<Part> parts;
  private final boolean endless;
  private final SSLContext tls;
  private final List<Conversation> conversations = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final CountDownLatch left;
  private final Acceptor acceptor;

  private Peer(List<Part> parts, boolean endless, ListenAt at, SSLContext tls) throws IOException {
    this.parts = parts;
    this.endless = endless;
    this.tls = tls;
    this.left = new CountDownLatch(parts.size());
    ListenAt bounded = at.patience.equals(ListenAt.PATIENCE) ? at.patience(PATIENCE) : at;
    this.acceptor = Acceptor.open("peer", bounded, this::serve);
  }

  /**
   * Plays a script.
   *
   * @param script the text of the script, or, where it has no line end, the name of a resource
   *     beside the calling class or at the root of the class path
   */
  public static Peer plays(String script) {
    Class<?> asking =
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE).getCallerClass();
    return plays(text(script, asking), ListenAt.freePort(), context());
  }

  /** Plays a script, given as text, at a place of one's own and with a TLS context of one's own. */
  public static Peer plays(String text, ListenAt at, SSLContext tls) {
    List<Part> parts = new ArrayList<>();
    for (List<Script.Step> steps : Script.parse(text).connections()) {
      parts.add(
          conversation -> {
            for (Script.Step step : steps) {
              step.play(conversation);
            }
            conversation.flush();
          });
    }
    return open(parts, false, at, tls);
  }

  /** Plays the same part on every connection. */
  public static Peer of(Part part) {
    return of(part, ListenAt.freePort(), context());
  }

  /** Plays the same part on every connection, at a place of one's own. */
  public static Peer of(Part part, ListenAt at, SSLContext tls) {
    return open(List.of(part), true, at, tls);
  }

  private static Peer open(List<Part> parts, boolean endless, ListenAt at, SSLContext tls) {
    try {
      return new Peer(parts, endless, at, tls);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen on loopback", e);
    }
  }

  /** Returns the authority behind {@code == TLS}: the same for all peers of this process. */
  public static Authority authority() {
    return Shared.AUTHORITY;
  }

  private static SSLContext context() {
    return Shared.CONTEXT;
  }

  /** Made when a peer first needs it. */
  private static final class Shared {
    static final Authority AUTHORITY = Authority.create();
    static final SSLContext CONTEXT = Tls.serving(AUTHORITY.server(), AUTHORITY);
  }

  private static String text(String script, Class<?> asking) {
    if (script.indexOf('\n') >= 0) {
      return script;
    }
    try (InputStream beside = asking.getResourceAsStream(script);
        InputStream root = asking.getResourceAsStream("/" + script)) {
      InputStream found = beside != null ? beside : root;
      if (found == null) {
        throw new IllegalArgumentException("No script " + script + " beside " + asking.getName());
      }
      return new String(found.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the script " + script, e);
    }
  }

  private void serve(Caller caller) throws IOException {
    int number = caller.number();
    if (!endless && number >= parts.size()) {
      fail(new AssertionError("connection " + (number + 1) + " is one more than the script has"));
      return;
    }
    Conversation conversation = new Conversation(caller, tls, left::countDown);
    synchronized (conversations) {
      conversations.add(conversation);
    }
    try {
      parts.get(endless ? 0 : number).play(conversation);
    } catch (IOException | RuntimeException e) {
      if (caller.isOpen() || !(e instanceof IOException)) {
        fail(e);
      }
    } catch (AssertionError e) {
      fail(new AssertionError("connection " + (number + 1) + ": " + e.getMessage(), e));
    } finally {
      conversation.done();
    }
  }

  private void fail(Throwable failure) {
    synchronized (failures) {
      failures.add(failure);
    }
  }

  @Override
  public int port() {
    return acceptor.port();
  }

  /** Returns how many connections were accepted so far. */
  public int accepted() {
    return acceptor.accepted();
  }

  /** Returns how often the clients have waited for an answer, on all connections together. */
  public int turns() {
    synchronized (conversations) {
      return conversations.stream().mapToInt(Conversation::turns).sum();
    }
  }

  /** Returns what was said on all connections so far, as the lines of a script. */
  public List<String> heardSoFar() {
    synchronized (conversations) {
      return conversations.stream().flatMap(c -> c.heardSoFar().stream()).toList();
    }
  }

  /**
   * Waits until the script has been played to its end.
   *
   * @throws AssertionError if the client said something else, with the difference; or nothing, for
   *     ten seconds
   */
  public void heardAll() {
    if (!endless) {
      awaitParts();
    }
    @Nullable Throwable first;
    synchronized (failures) {
      first = failures.isEmpty() ? null : failures.get(0);
    }
    if (first != null) {
      throw new AssertionError(first.getMessage(), first);
    }
  }

  private void awaitParts() {
    try {
      if (!left.await(PATIENCE.toSeconds() + 2, TimeUnit.SECONDS)) {
        String said = String.join("\n    ", heardSoFar());
        String came = parts.size() + " connections, " + accepted() + " came";
        fail(new AssertionError("the script has " + came + "; said so far:\n    " + said));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all conversations; whether they were complete is {@link #heardAll}'s question. */
  @Override
  public void close() {
    acceptor.close();
  }
}
