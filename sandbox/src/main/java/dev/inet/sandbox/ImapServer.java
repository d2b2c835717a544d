package dev.inet.sandbox;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The mailboxes of the sandbox by IMAP (RFC 3501, and most of what RFC 9051 adds).
 *
 * <p>It knows CONDSTORE and QRESYNC, IDLE, MOVE, UIDPLUS, ESEARCH, LIST-STATUS, SPECIAL-USE,
 * LITERAL+, MULTIAPPEND, QUOTA, ID, ENABLE, UNSELECT, NAMESPACE, SORT, THREAD and COMPRESS=DEFLATE.
 * What it offers can be narrowed, so that clients meet a server of another age.
 */
public final class ImapServer implements Server {
  /** What is offered beside the mechanisms of sign-in, unless it is narrowed. */
  public static final List<String> CAPABILITIES =
      List.of(
          "IMAP4rev1",
          "SASL-IR",
          "LITERAL+",
          "ENABLE",
          "ID",
          "IDLE",
          "NAMESPACE",
          "UIDPLUS",
          "MOVE",
          "ESEARCH",
          "CONDSTORE",
          "QRESYNC",
          "UNSELECT",
          "LIST-EXTENDED",
          "LIST-STATUS",
          "SPECIAL-USE",
          "MULTIAPPEND",
          "QUOTA",
          "STATUS=SIZE",
          "SORT",
          "THREAD=ORDEREDSUBJECT",
          "THREAD=REFERENCES",
          "COMPRESS=DEFLATE");

  private static final int REMEMBERED = 10_000;

  private final Mailboxes mailboxes;
  private final @Nullable SSLContext tls;
  private final List<String> capabilities;
  private final Acceptor acceptor;
  private final Queue<String> heard = new ArrayDeque<>();

  private ImapServer(
      ListenAt at, Mailboxes mailboxes, @Nullable SSLContext tls, List<String> capabilities)
      throws IOException {
    this.mailboxes = mailboxes;
    this.tls = tls;
    this.capabilities = List.copyOf(capabilities);
    this.acceptor = Acceptor.open(at.tls == null ? "imap" : "imaps", at, this::serve);
  }

  /**
   * Starts the server.
   *
   * @param mailboxes what it shows
   * @param tls what STARTTLS puts on; null to offer none
   */
  public static ImapServer start(ListenAt at, Mailboxes mailboxes, @Nullable SSLContext tls)
      throws IOException {
    return new ImapServer(at, mailboxes, tls, CAPABILITIES);
  }

  /** Starts a server that offers other things than {@link #CAPABILITIES}. */
  public static ImapServer offering(
      ListenAt at, Mailboxes mailboxes, @Nullable SSLContext tls, List<String> capabilities)
      throws IOException {
    return new ImapServer(at, mailboxes, tls, capabilities);
  }

  private void serve(Caller caller) throws IOException {
    new ImapConversation(this, caller).serve();
  }

  Mailboxes mailboxes() {
    return mailboxes;
  }

  @Nullable SSLContext tls() {
    return tls;
  }

  List<String> capabilities() {
    return capabilities;
  }

  boolean offers(String capability) {
    return capabilities.contains(capability);
  }

  void hear(String command) {
    synchronized (heard) {
      if (heard.size() == REMEMBERED) {
        heard.remove();
      }
      heard.add(command);
    }
  }

  /** Returns the last commands without their tags, in order; passwords are left out. */
  public List<String> heard() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  @Override
  public int port() {
    return acceptor.port();
  }

  @Override
  public void close() {
    acceptor.close();
  }
}
