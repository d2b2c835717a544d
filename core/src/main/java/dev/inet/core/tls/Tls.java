package dev.inet.core.tls;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A policy made usable; its files are read when {@link #check} or the first handshake needs them.
 *
 * <p>It may be used from many threads. Handshakes wait on the socket below and on nothing else, so
 * that its time-outs bound them.
 */
public final class Tls {
  /** Guards the one property of the JVM that is touched; see {@link #isolated}. */
  private static final Object PROPERTY = new Object();

  private static final String TICKETS = "jdk.tls.client.enableSessionTicketExtension";

  private final Source source;
  private final boolean isolated;
  private @Nullable SSLContext client;
  private @Nullable SSLContext server;

  private Tls(Source source, boolean isolated) {
    this.source = source;
    this.isolated = isolated;
  }

  /**
   * Makes a policy usable. Nothing is read yet.
   *
   * @param policy the policy
   */
  public static Tls of(TlsPolicy policy) {
    return of(policy, System::getenv, Authorities.BUNDLES);
  }

  /** Returns where operating systems keep their bundle of authorities, in the order of search. */
  public static List<Path> systemBundles() {
    return Authorities.BUNDLES;
  }

  /** Makes a policy usable with another environment and other bundles than the system's. */
  static Tls of(TlsPolicy policy, UnaryOperator<@Nullable String> environment, List<Path> bundles) {
    return new Tls(new Source(policy, environment, bundles), false);
  }

  /** Returns the policy. */
  public TlsPolicy policy() {
    return source.policy;
  }

  /**
   * Checks the policy and reads the files that it names, so that nothing is sent on a bad one.
   *
   * @throws InetException as {@link Failure#USAGE}: a file that cannot be read or holds nothing of
   *     use, a key that does not belong to its certificate or cannot be decrypted, an unknown
   *     version or cipher, a lowest version above the highest, a malformed pin
   */
  public void check() throws InetException {
    source.settings();
  }

  /**
   * Returns the same policy with a session cache of its own; what was read is shared.
   *
   * <p>FTP needs one a control connection, for servers that want the control connection's session
   * on data connections. It resumes TLS 1.2 by session ids and not by tickets: some servers give
   * tickets a lifetime that Java takes for an error.
   */
  public Tls isolated() {
    return new Tls(source, true);
  }

  /**
   * Does as {@link #isolated}, and goes no higher than a version.
   *
   * @param max the highest version, {@code 1.2} or {@code 1.3}; one below the lowest of the policy
   *     is refused by the first handshake
   */
  public Tls isolatedAtMost(String max) {
    TlsPolicy policy = source.policy.withVersions(source.policy.min(), max);
    return new Tls(new Source(policy, source.environment, source.bundles), true);
  }

  /**
   * Shakes hands as a client.
   *
   * <p>The peer's name is sent (SNI; none for a literal address) and is what the certificate has to
   * be for. {@link TlsPolicy#sni} changes what is sent and not what is checked, as OpenSSL's {@code
   * -servername} does. On failure the socket below is closed.
   *
   * @param below a connected socket; its time-outs bound every wait
   * @param peer whose certificate is wanted
   * @param alpn protocols to offer; where empty, those of the policy
   * @return a socket that was shaken hands over; closing it closes the one below
   * @throws InetException as {@link Failure#UNTRUSTED} for a certificate, name or pin, {@link
   *     Failure#USAGE} as {@link #check}, {@link Failure#TIMEOUT}, or else {@link
   *     Failure#TLS_HANDSHAKE}; what the socket below threw, where that is one of ours
   * @throws InterruptedIOException where the thread was interrupted
   */
  public SSLSocket over(Socket below, Endpoint peer, List<String> alpn)
      throws InetException, InterruptedIOException {
    try {
      SSLSocket socket = layer(below, peer, alpn);
      shake(socket, peer);
      return socket;
    } catch (IOException e) {
      close(below);
      throw e;
    }
  }

  /**
   * Lays TLS over a socket as {@link #over} does, but shakes no hands yet, for a library that wants
   * to set more; {@link #shake} comes next.
   *
   * @param below a connected socket; its time-outs bound every wait
   * @param peer whose certificate is wanted
   * @param alpn protocols to offer; where empty, those of the policy
   * @throws InetException as {@link Failure#USAGE} as {@link #check}
   * @throws InterruptedIOException where the thread was interrupted
   */
  public SSLSocket layer(Socket below, Endpoint peer, List<String> alpn)
      throws InetException, InterruptedIOException {
    try {
      Settings settings = source.settings();
      String host = HostName.withoutDot(peer.wireHost());
      SSLParameters parameters = settings.parameters(alpn);
      String sni = settings.policy().sni();
      String sent = sni == null ? host : sni;
      parameters.setServerNames(sent.isEmpty() ? List.of() : Settings.serverNames(sent));
      SSLSocket socket =
          (SSLSocket) client().getSocketFactory().createSocket(below, host, peer.port(), true);
      socket.setSSLParameters(parameters);
      return socket;
    } catch (IOException e) {
      throw thrown(e).at(peer);
    }
  }

  /**
   * Shakes hands as a client; on failure the caller closes the socket.
   *
   * @param layer what {@link #layer} returned
   * @param peer whose certificate is wanted, for what a failure tells
   * @throws InetException as {@link #over}
   * @throws InterruptedIOException where the thread was interrupted
   */
  public void shake(SSLSocket layer, Endpoint peer) throws InetException, InterruptedIOException {
    try {
      shake(layer);
    } catch (IOException e) {
      throw thrown(e).at(peer);
    }
  }

  /**
   * Shakes hands as a server, with the policy's certificate. No client certificate is asked for.
   *
   * @param below a connected socket; its time-outs bound every wait
   * @return a socket that was shaken hands over; closing it closes the one below
   * @throws InetException as {@link #over}; {@link Failure#USAGE} where there is no certificate
   * @throws InterruptedIOException where the thread was interrupted
   */
  public SSLSocket accept(Socket below) throws InetException, InterruptedIOException {
    try {
      Settings settings = source.settings();
      SSLSocketFactory factory = server(settings).getSocketFactory();
      SSLSocket socket = (SSLSocket) factory.createSocket(below, (InputStream) null, true);
      socket.setSSLParameters(settings.parameters(List.of()));
      shake(socket);
      return socket;
    } catch (IOException e) {
      close(below);
      throw thrown(e);
    }
  }

  private static void shake(SSLSocket socket) throws IOException {
    try {
      socket.startHandshake();
    } catch (RuntimeException e) {
      // What a hostile peer sends must not end the program, whatever JSSE makes of it.
      throw new SSLException(e.toString(), e);
    }
  }

  private static void close(Socket below) {
    try {
      below.close();
    } catch (IOException e) {
      // It failed before; that is what the caller hears of.
      return;
    }
  }

  private static InetException thrown(IOException e) throws InterruptedIOException {
    InetException failure = failure(e);
    if (failure.getCause() instanceof InterruptedIOException interrupted
        && failure.failure() != Failure.TIMEOUT) {
      throw interrupted;
    }
    return failure;
  }

  /**
   * Returns what an exception of a TLS socket means; also of one that was read from later, since
   * with TLS 1.3 a server refuses a client certificate only then.
   *
   * @param thrown what {@link SSLSocket} threw
   */
  public static InetException failure(IOException thrown) {
    InetException ours = InetException.in(thrown).orElse(null);
    if (ours != null) {
      return ours.during(Phase.TLS);
    }
    String message = thrown.getMessage();
    Throwable cause = thrown;
    if (thrown.getClass() == SSLException.class && thrown.getCause() instanceof IOException below) {
      // JSSE names its own method where what is below fails.
      message = "the connection broke off (" + below.getMessage() + ")";
    }
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (cause instanceof SocketTimeoutException) {
        return new InetException(Failure.TIMEOUT, "timed out", cause).during(Phase.TLS);
      }
      if (cause instanceof InterruptedIOException) {
        return new InetException(Failure.TLS_HANDSHAKE, "interrupted", cause).during(Phase.TLS);
      }
      if (cause instanceof EOFException) {
        message = "the peer closed the connection";
      }
      cause = cause.getCause();
    }
    InetException failure =
        new InetException(
            Failure.TLS_HANDSHAKE,
            "TLS failed: " + (message == null ? "for no known reason" : Words.printable(message)),
            thrown);
    // JSSE throws its subclasses for what is TLS; this is about bytes that are not. Only an alert
    // that says "internal error" comes without a class of its own.
    if (thrown.getClass() == SSLException.class
        && thrown.getCause() == null
        && (message == null || !message.contains("alert"))) {
      failure.hint("the peer may not speak TLS on this port");
    }
    return failure.during(Phase.TLS);
  }

  /**
   * Tells what a handshake came to.
   *
   * @param socket a socket that {@link #over} or {@link #accept} returned
   */
  public TlsInfo info(SSLSocket socket) {
    SSLSession session = socket.getSession();
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (Certificate certificate : session.getPeerCertificates()) {
        chain.add((X509Certificate) certificate);
      }
    } catch (SSLPeerUnverifiedException e) {
      chain.clear();
    }
    String alpn = socket.getApplicationProtocol();
    return new TlsInfo(
        session.getProtocol(),
        session.getCipherSuite(),
        alpn == null || alpn.isEmpty() ? null : alpn,
        List.copyOf(chain));
  }

  /**
   * Returns what decides about servers, for a library that wants to know.
   *
   * <p>It is an {@code X509ExtendedTrustManager}: given the socket it checks the host name too. It
   * names no accepted issuers.
   *
   * @throws UncheckedIOException with the {@link InetException} of {@link #check}
   */
  public X509TrustManager trust() {
    try {
      return source.trust();
    } catch (InetException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the context that client handshakes use, always the same one.
   *
   * <p>It knows trust and our certificate; versions, ciphers and SNI are set by {@link #over}.
   *
   * @throws UncheckedIOException with the {@link InetException} of {@link #check}
   */
  public SSLContext context() {
    try {
      return client();
    } catch (InetException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized SSLContext client() throws InetException {
    if (client == null) {
      client = isolated ? withoutTickets() : context(source);
    }
    return client;
  }

  private synchronized SSLContext server(Settings settings) throws InetException {
    if (settings.identity() == null) {
      throw new InetException(Failure.USAGE, "a TLS server needs a certificate and a key");
    }
    if (server == null) {
      server = context(source);
    }
    return server;
  }

  private static SSLContext context(Source source) throws InetException {
    Identity identity = source.settings().identity();
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          identity == null ? new KeyManager[0] : new KeyManager[] {identity},
          new TrustManager[] {source.trust()},
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new InetException(Failure.UNSUPPORTED, "this Java has no TLS", e);
    }
  }

  /** JSSE reads the property when a context is made, and at no other time. */
  private SSLContext withoutTickets() throws InetException {
    synchronized (PROPERTY) {
      String before = System.getProperty(TICKETS);
      System.setProperty(TICKETS, "false");
      try {
        return context(source);
      } finally {
        if (before == null) {
          System.clearProperty(TICKETS);
        } else {
          System.setProperty(TICKETS, before);
        }
      }
    }
  }

  /** What is read once, however many contexts are made of it. */
  private static final class Source {
    private final TlsPolicy policy;
    private final UnaryOperator<@Nullable String> environment;
    private final List<Path> bundles;
    private @Nullable Settings settings;
    private @Nullable Trust trust;

    Source(TlsPolicy policy, UnaryOperator<@Nullable String> environment, List<Path> bundles) {
      this.policy = policy;
      this.environment = environment;
      this.bundles = bundles;
    }

    synchronized Settings settings() throws InetException {
      if (settings == null) {
        settings = Settings.of(policy, environment);
      }
      return settings;
    }

    synchronized Trust trust() throws InetException {
      if (trust == null) {
        trust = new Trust(settings(), bundles);
      }
      return trust;
    }
  }
}
