package dev.inet.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A mail server (RFC 5321), or one for local delivery (RFC 2033), that puts what it gets into the
 * sandbox's mailboxes.
 *
 * <p>It takes mail for its users at any domain, with {@code +detail}, and for {@code postmaster},
 * who is {@link Sandbox#USER}; other recipients are refused. It offers STARTTLS, AUTH, PIPELINING,
 * SIZE, 8BITMIME, CHUNKING, DSN, SMTPUTF8 and ENHANCEDSTATUSCODES, and answers VRFY and EXPN (the
 * list {@code friends}).
 */
public final class SmtpServer implements Server {
  /** The largest message, in bytes. */
  public static final int LARGEST = 32 << 20;

  private static final int REMEMBERED = 1000;

  private final Mailboxes mailboxes;
  private final @Nullable SSLContext tls;
  private final boolean local;
  private final Acceptor acceptor;
  private final Queue<String> heard = new ArrayDeque<>();

  private SmtpServer(ListenAt at, Mailboxes mailboxes, @Nullable SSLContext tls, boolean local)
      throws IOException {
    this.mailboxes = mailboxes;
    this.tls = tls;
    this.local = local;
    String name = local ? "lmtp" : at.tls == null ? "smtp" : "smtps";
    this.acceptor = Acceptor.open(name, at, this::serve);
  }

  /**
   * Starts a server.
   *
   * @param at where it listens; under TLS from the first byte where that says so
   * @param mailboxes where it delivers
   * @param tls what STARTTLS is offered with; null for not at all
   */
  public static SmtpServer start(ListenAt at, Mailboxes mailboxes, @Nullable SSLContext tls)
      throws IOException {
    return new SmtpServer(at, mailboxes, tls, false);
  }

  /** Starts a server for local delivery, which answers for each recipient. */
  public static SmtpServer local(ListenAt at, Mailboxes mailboxes, @Nullable SSLContext tls)
      throws IOException {
    return new SmtpServer(at, mailboxes, tls, true);
  }

  @Override
  public int port() {
    return acceptor.port();
  }

  /** Returns the last thousand commands, in order; of AUTH without what it carries. */
  public List<String> heard() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  void remember(String line) {
    String shown = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    if (shown.regionMatches(true, 0, "AUTH ", 0, 5)) {
      String[] words = shown.split(" ");
      shown = words.length > 1 ? words[0] + " " + words[1] : words[0];
    }
    synchronized (heard) {
      if (heard.size() == REMEMBERED) {
        heard.remove();
      }
      heard.add(shown);
    }
  }

  private void serve(Caller caller) throws IOException {
    new SmtpSession(this, caller, mailboxes, tls, local).run();
  }

  @Override
  public void close() {
    acceptor.close();
  }
}
