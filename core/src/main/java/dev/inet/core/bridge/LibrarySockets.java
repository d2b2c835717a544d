package dev.inet.core.bridge;

import dev.inet.core.Endpoint;
import dev.inet.core.InetException;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.dial.Target;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Dialer} in the clothes of {@code javax.net}: whatever a library connects with these
 * sockets goes the one road, with its names, proxies, TLS, trace and time-outs.
 *
 * <p>One client makes one of these for itself and closes it with itself; that closes what the
 * library left open. Safe for use from many threads.
 *
 * <h2>Names</h2>
 *
 * A library that is given a name asks the system's resolver before our socket hears of it, past
 * every setting. So it is given a {@link #token}: an address of 240.0.0.0/4 that carries the name
 * and is turned back when the socket connects. It is not for {@code Host} headers, sign-in or
 * messages, and {@link #token} refuses what a user typed as such an address; every host that comes
 * from a user, a redirect or a reply goes through it first.
 *
 * <h2>What the user of a library must do</h2>
 *
 * <ul>
 *   <li><b>OkHttp</b>: {@code socketFactory(anywhere())}, {@code dns(h -> List.of(token(h)))},
 *       {@code sslSocketFactory(layered(), dialer.tls().trust())}, {@code hostnameVerifier((h, s)
 *       -> true)} since {@link #layered} has checked the name by the user's policy, {@code
 *       proxy(Proxy.NO_PROXY)} or a selector that answers plain requests with the last proxy of the
 *       chain where that is {@code http}, as unresolved address or token; an {@code https} proxy is
 *       tunnelled through even then, and a SOCKS proxy never answered (it would bypass the
 *       factory). {@code fastFallback(false)}, and its time-outs zero: ours name themselves. {@code
 *       Dns} is never asked about literal addresses: send the host of each URL, redirected ones
 *       too, through {@link #token} first.
 *   <li><b>commons-net</b>: {@code FTPClient} and never {@code FTPSClient}, which replaces the
 *       factory and goes past it for data. {@code setSocketFactory(toward(control))}, {@code
 *       connect(token(host), port)}, then {@code setSocketFactory(anywhere())} for data
 *       connections; {@code setUseEPSVwithIPv4(true)} and, after each {@code connect}, {@code
 *       enterLocalPassiveMode()}: it begins in active mode, where it listens past the road (and
 *       takes PORT or EPRT by the token, which is IPv4 always: go by the socket's own address
 *       instead). Data goes to the control connection's own address, whatever the reply says;
 *       whoever takes the reply's address instead sends it through {@link #token} first and then
 *       connects to its text. {@code _controlInput_} is replaced together with {@code _socket_}
 *       after AUTH. Over a Unix domain socket there is no way for data. It needs commons-io at run
 *       time.
 *   <li><b>Angus Mail</b>: protocols without {@code s}; {@code put} (not {@code setProperty}) of
 *       {@code mail.P.socketFactory} = {@code toward(target)} and {@code mail.P.ssl.socketFactory}
 *       = {@link #layered}; {@code mail.P.socketFactory.fallback} = {@code "false"}, else it
 *       connects directly after any failure; {@code mail.P.ssl.enable} = {@code "false"}, else it
 *       connects past the factory; STARTTLS off where the target is under TLS already; {@code
 *       mail.smtp.localhost} given, else it looks our own name up; no {@code writetimeout}, no
 *       {@code usesocketchannels}. The host is {@code token(host).getHostAddress()}, so mechanisms
 *       that hash the server's name see the token.
 *   <li><b>All</b>: the first of ours in what a library throws ({@link InetException#in}) comes
 *       before any rule about the library's own.
 * </ul>
 *
 * <pre>{@code
 * try (var sockets = new LibrarySockets(dialer, "ftp")) {
 *   FTPClient ftp = new FTPClient();
 *   ftp.setSocketFactory(sockets.toward(Target.plain(peer)));
 *   ftp.connect(sockets.token(peer.host()), peer.port());
 * }
 * }</pre>
 */
public final class LibrarySockets implements Closeable {
  private final Dialer dialer;
  private final String scheme;
  private final HostTokens tokens = new HostTokens();
  private final Set<DialingSocket> open = ConcurrentHashMap.newKeySet();
  private final SSLSocketFactory layered = new Layered();
  private volatile boolean closed;

  /**
   * Dresses a dialer.
   *
   * @param dialer makes the connections; it is not closed here
   * @param scheme the scheme on whose behalf we go, in lower case: it chooses the proxy
   */
  public LibrarySockets(Dialer dialer, String scheme) {
    this.dialer = dialer;
    this.scheme = scheme;
  }

  /**
   * Returns a factory whose sockets go to one target, whatever address they are told.
   *
   * <p>Where the target asks for TLS, hands are shaken inside {@code connect}, and the library
   * believes that its socket is plain. Where it does not, its bytes come line by line until {@link
   * #layered} comes: what a server sends in clear behind its go-ahead to STARTTLS is refused then,
   * as {@link dev.inet.core.Failure#BAD_REPLY}, and not lost or believed.
   *
   * @param target where to go
   */
  public SocketFactory toward(Target target) {
    return new Dialing(target.of(scheme));
  }

  /**
   * Returns a factory whose sockets go in clear where they are told: to the host of a {@link
   * #token}, or to a literal address. An address that carries another name means that name.
   */
  public SocketFactory anywhere() {
    return new Dialing(null);
  }

  /**
   * Returns a factory that lays TLS over sockets of ours, and over none else.
   *
   * <p>The host is that of the connection underneath, whatever the library passes, for the
   * certificate and for the server's name. The library may narrow versions and cipher suites and
   * offer protocols. Bytes that came in clear and were not read are refused.
   */
  public SSLSocketFactory layered() {
    return layered;
  }

  /**
   * Returns the address that stands for a host: one for each name, of 240.0.0.0/4, carrying the
   * name. Nothing is looked up.
   *
   * <p>The last 1024 names can also be told from the address as text.
   *
   * @param host a name or a literal address, as the user typed it
   * @throws InetException as {@link dev.inet.core.Failure#UNREACHABLE} for a literal address of
   *     240.0.0.0/4, in any spelling; there is nobody
   */
  public InetAddress token(String host) throws InetException {
    return tokens.of(host);
  }

  /**
   * Returns the connection under a socket that a library holds, for deadlines, bulk moves and
   * questions about the peer. A library with a thread that reads may have closed it by now: what
   * came before can still be asked for.
   *
   * @param socket a socket of ours that was connected, secured or not
   * @throws IOException where it was never connected, or is none of ours
   */
  public Connection connection(Socket socket) throws IOException {
    return own(socket).everConnected();
  }

  /**
   * Lets the next read of a library end in words of ours where the peer says nothing: for libraries
   * that wait for consent without a limit of their own. The peer's late words are read after them.
   *
   * @param socket a connected socket of ours, secured or not
   * @param patience how long the peer has, to the millisecond
   * @param words what is read then; the trace does not show them
   * @param note what the trace is told then
   * @throws IOException where the socket is none of ours
   */
  public void insteadOfSilence(Socket socket, Duration patience, byte[] words, String note)
      throws IOException {
    own(socket).insteadOfSilence(new Silence(patience, words.clone(), note));
  }

  /**
   * Lets a library read a connection through another stream, for what it would read otherwise than
   * it is meant. TLS cannot be laid on any more.
   *
   * @param socket a connected socket of ours, secured or not
   * @param over makes the stream, over what the connection gives; not asked where there is one
   * @return the stream, which is one for each connection
   * @throws IOException where the socket is none of ours
   */
  public InputStream between(Socket socket, UnaryOperator<InputStream> over) throws IOException {
    return own(socket).between(over);
  }

  private DialingSocket own(Socket socket) throws SocketException {
    Socket below = socket instanceof SecuredSocket secured ? secured.below() : socket;
    if (below instanceof DialingSocket ours && ours.isOf(this)) {
      return ours;
    }
    throw new SocketException("not a socket of the dialer");
  }

  /** Closes the sockets that are still open, calls off those that dial, and makes no more. */
  @Override
  public void close() {
    closed = true;
    for (DialingSocket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        // Whoever uses it meets the same failure.
      }
    }
    tokens.clear();
  }

  Dialer dialer() {
    return dialer;
  }

  /** Returns where a library wants to go. */
  Target target(InetSocketAddress address) throws InetException {
    return Target.plain(new Endpoint(tokens.host(address), address.getPort())).of(scheme);
  }

  void opened(DialingSocket socket) throws SocketException {
    open.add(socket);
    if (closed) {
      open.remove(socket);
      throw new SocketException("the client is closed");
    }
  }

  void closed(DialingSocket socket) {
    open.remove(socket);
  }

  /** Returns how many sockets are open or dialling. */
  int openSockets() {
    return open.size();
  }

  /** Returns how many names can be told from their text. */
  int tokens() {
    return tokens.size();
  }

  /** Makes sockets that dial. Libraries ask for one that is not connected, then connect it. */
  private final class Dialing extends SocketFactory {
    private final @Nullable Target target;

    Dialing(@Nullable Target target) {
      this.target = target;
    }

    @Override
    public Socket createSocket() throws IOException {
      return new DialingSocket(LibrarySockets.this, target);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return connected(new InetSocketAddress(token(host), port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      throw new SocketException("the dialer binds, not the library");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      throw new SocketException("the dialer binds, not the library");
    }

    private Socket connected(InetSocketAddress address) throws IOException {
      Socket socket = createSocket();
      socket.connect(address);
      return socket;
    }
  }

  /** Lays TLS over sockets of ours. */
  private final class Layered extends SSLSocketFactory {
    @Override
    public Socket createSocket(Socket below, String host, int port, boolean autoClose)
        throws IOException {
      if (below instanceof DialingSocket ours && ours.isOf(LibrarySockets.this)) {
        return new SecuredSocket(ours, ours.layer());
      }
      // Angus makes a bare socket for implicit TLS where its factory is one for TLS: it would go
      // past proxies and trace.
      throw new SocketException("TLS goes over a socket of the dialer only");
    }

    @Override
    public Socket createSocket() throws IOException {
      throw withoutSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      throw withoutSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      throw withoutSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      throw withoutSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      throw withoutSocket();
    }

    private SocketException withoutSocket() {
      return new SocketException("TLS goes over a socket that is connected already");
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return dialer.tls().context().getSocketFactory().getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return dialer.tls().context().getSocketFactory().getSupportedCipherSuites();
    }
  }
}
