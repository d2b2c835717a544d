package dev.inet.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A file server by FTP (RFC 959, 2389, 2428, 3659, 4217) over an {@link FtpTree}, which all its
 * clients share. {@link Sandbox#USER} may write, {@code anonymous} may read.
 */
public final class FtpServer implements Server {
  private static final int REMEMBERED = 10_000;

  private final Settings settings;
  private final FtpTree tree = new FtpTree();
  private final Acceptor acceptor;
  private final Queue<String> heard = new ArrayDeque<>();
  private final AtomicInteger signedIn = new AtomicInteger();

  private FtpServer(ListenAt at, Settings settings) throws IOException {
    this.settings = settings;
    this.acceptor = Acceptor.open(at.tls == null ? "ftp" : "ftps", at, this::serve);
  }

  /** What can be set before the server starts. */
  public static final class Settings {
    final Set<String> refused = new TreeSet<>();
    @Nullable SSLContext tls;
    boolean needsReuse;
    @Nullable Duration handshake;
    int clients = Integer.MAX_VALUE;
    @Nullable String pasvAddress;

    private Settings() {}

    /** Offers {@code AUTH TLS}; where TLS begins with the first byte, secures data with this. */
    public Settings tls(SSLContext context) {
      tls = context;
      return this;
    }

    /** Refuses commands as unknown, such as {@code EPSV} or {@code MLSD}. */
    public Settings without(String... commands) {
      for (String command : commands) {
        refused.add(command.toUpperCase(Locale.ROOT));
      }
      return this;
    }

    /** Refuses data connections that do not resume the session of the control connection. */
    public Settings needsReuse() {
      needsReuse = true;
      return this;
    }

    /**
     * Takes a data connection for made when its handshake is done, and says nothing before.
     *
     * @param patience how long it waits for that; zero for a server that makes none
     */
    public Settings handshakesFirst(Duration patience) {
      handshake = patience;
      return this;
    }

    /** Greets with 421 where more clients than this come at the same time. */
    public Settings clients(int most) {
      clients = most;
      return this;
    }

    /** Names another address in replies to PASV, with commas: {@code 192,0,2,1}. */
    public Settings pasvAddress(String address) {
      pasvAddress = address;
      return this;
    }

    /** Starts the server. */
    public FtpServer start(ListenAt at) throws IOException {
      return new FtpServer(at, this);
    }
  }

  /** Begins a server. */
  public static Settings settings() {
    return new Settings();
  }

  @Override
  public int port() {
    return acceptor.port();
  }

  /** Returns the files. */
  public FtpTree tree() {
    return tree;
  }

  /** Returns the last ten thousand commands, in order, passwords left out. */
  public List<String> heard() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  /** Returns how many control connections came so far. */
  public int accepted() {
    return acceptor.accepted();
  }

  void note(String command) {
    synchronized (heard) {
      if (heard.size() == REMEMBERED) {
        heard.remove();
      }
      heard.add(command);
    }
  }

  @Override
  public void close() {
    acceptor.close();
  }

  private void serve(Caller caller) throws IOException {
    if (signedIn.incrementAndGet() > settings.clients) {
      signedIn.decrementAndGet();
      caller.send("421 Too many connections\r\n");
      return;
    }
    try (var conversation = new FtpConversation(caller, tree, settings, this::note)) {
      caller.closesWith(conversation);
      conversation.run();
    } finally {
      signedIn.decrementAndGet();
    }
  }
}
