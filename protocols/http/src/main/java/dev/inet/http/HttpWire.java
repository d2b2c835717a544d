package dev.inet.http;

import dev.inet.core.Characters;
import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.bridge.LibrarySockets;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.proxy.Proxy;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.connection.RealCall;
import okhttp3.internal.connection.RealConnection;
import okhttp3.internal.http.HttpMethod;
import okhttp3.internal.http.RealInterceptorChain;
import okio.BufferedSource;
import okio.Socket;
import org.jspecify.annotations.Nullable;

/**
 * OkHttp on our road: one request, one answer; redirects, sign-in and cookies are decided above.
 *
 * <p>Everything that OkHttp would decide about the road is taken from it: names, addresses,
 * proxies, trust and time-outs. What is left is the protocol: HTTP/1.1 and HTTP/2, and the pool of
 * connections.
 */
final class HttpWire implements Closeable {
  /** What nobody needs to keep longer than this for a next request. */
  private static final int IDLE_SECONDS = 30;

  private static final int MOST_ROUTES = 500;

  private static final int MOST_IDLE = 16;

  /** How often a request that the server did not look at is sent again; curl does as often. */
  private static final int MOST_REFUSALS = 5;

  private static final Duration SHORTEST = Duration.ofMillis(1);

  private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

  private final Dialer dialer;
  private final HttpOptions options;
  private final Map<String, LibrarySockets> sockets = new HashMap<>();
  private final Map<String, OkHttpClient> clients = new HashMap<>();

  /** Beside the calls: a tag of a request has Kotlin look for its reflection in every jar. */
  private final Map<Call, Leg> legs = Collections.synchronizedMap(new WeakHashMap<>());

  private final @Nullable CacheWire cache;
  private int failures;
  private final ConnectionPool pool = new ConnectionPool(MOST_IDLE, IDLE_SECONDS, TimeUnit.SECONDS);
  private final TaskRunner readers =
      new TaskRunner(
          new TaskRunner.RealBackend(HttpWire::reader), TaskRunner.INSTANCE.getLogger$okhttp());

  HttpWire(Dialer dialer, HttpOptions options) throws InetException {
    this.dialer = dialer;
    this.options = options;
    this.cache = options.cache() == null ? null : CacheWire.open(options.cache());
  }

  /**
   * Loads the classes of OkHttp for a plain request; its first one asks every security provider of
   * Java for its name.
   */
  static void prepare() {
    OkHttpClient client =
        new OkHttpClient.Builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).build();
    client.newCall(new Request.Builder().url("http://localhost/").build()).cancel();
  }

  /**
   * Sends a request and reads the head of its answer.
   *
   * @param request the request; its fields are complete but for what the version adds
   * @param leg learns about the connection
   */
  HttpAnswerWire send(HttpRequest request, Leg leg) throws IOException {
    int idle = 0;
    int refused = 0;
    while (true) {
      try {
        return once(request, leg);
      } catch (Unasked e) {
        // Nothing was sent: another connection serves.
        if (idle++ == MOST_IDLE) {
          throw e;
        }
      } catch (InetException e) {
        boolean again = FailureWire.isUnheard(e) && mayBeSentAgain(request);
        if (!again || refused++ == MOST_REFUSALS) {
          throw e;
        }
      }
    }
  }

  private static boolean mayBeSentAgain(HttpRequest request) {
    return request.body() == null || request.body().isRepeatable();
  }

  private HttpAnswerWire once(HttpRequest request, Leg leg) throws IOException {
    Call call = client(request).newCall(request(request, leg));
    legs.put(call, leg);
    try {
      boolean stored = cache != null;
      Response response = CacheWire.aged(HeadWire.told(execute(call), leg));
      return new HttpAnswerWire(call, response, leg, request.url().endpoint(), stored);
    } catch (Unasked e) {
      throw e;
    } catch (IOException e) {
      forgetRoutes();
      boolean prior = options.version() == HttpVersion.H2C && !request.url().isSecure();
      if (prior && leg.heardEver() && !leg.heardSettings() && FailureWire.mayBeOtherVersion(e)) {
        // A server of HTTP/1 answers 400 to the preface; where that breaks OkHttp is a race.
        throw new InetException(Failure.UNSUPPORTED, "the server does not speak HTTP/2", e)
            .at(request.url().endpoint());
      }
      throw FailureWire.named(e, leg, false, request.url().endpoint());
    }
  }

  /** A connection that brought what nobody asked for, and so cannot be asked anything more. */
  private static final class Unasked extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Returns whether a kept connection brought more than the answers it owed: its end, a goodbye
   * (408), or what would be taken for the answer to the next request, which it must not be (RFC
   * 9112, section 6.3).
   */
  private static boolean holdsMore(Interceptor.Chain chain, Connection connection)
      throws IOException {
    if (connection.received() == 0) {
      return false;
    }
    if (connection.hasArrived()) {
      return true;
    }
    BufferedSource source = wire(chain);
    return source != null && source.getBuffer().size() > 0;
  }

  /** Returns what OkHttp reads from: what it has read ahead is seen by its codec alone. */
  private static @Nullable BufferedSource wire(Interceptor.Chain chain) throws IOException {
    if (!(chain.connection() instanceof RealConnection held
        && chain instanceof RealInterceptorChain inner
        && chain.call() instanceof RealCall call)) {
      return null;
    }
    Socket wire = held.newCodec$okhttp(call.getClient(), inner).getSocket();
    // The connection bounds them itself, and knows whose turn it is.
    held.socket().setSoTimeout(0);
    wire.getSource().timeout().timeout(0, TimeUnit.NANOSECONDS);
    wire.getSink().timeout().timeout(0, TimeUnit.NANOSECONDS);
    return wire.getSource() instanceof BufferedSource source ? source : null;
  }

  private static Response execute(Call call) throws IOException {
    try {
      return call.execute();
    } catch (IllegalStateException e) {
      // How OkHttp refuses a status below zero; it would keep the connection.
      call.cancel();
      if (isOfOkHttp(e)) {
        throw new ProtocolException(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /** A body that a program made, or its trace, fails as it likes, and the server knows nothing. */
  private static boolean isOfOkHttp(IllegalStateException e) {
    StackTraceElement[] stack = e.getStackTrace();
    return stack.length > 0 && stack[0].getClassName().startsWith("okhttp3.");
  }

  /** OkHttp remembers every route that failed, and a list of dead hosts would fill the memory. */
  private synchronized void forgetRoutes() {
    if (++failures % MOST_ROUTES == 0) {
      clients.clear();
    }
  }

  // --- what OkHttp is given

  private synchronized OkHttpClient client(HttpRequest request) throws InetException {
    Proxy forward = forwardProxy(request.url());
    String road = road(request.url());
    boolean stored = cache != null && mayBeStored(request.fields());
    String key = road + " " + request.url().scheme().name() + " " + forward + " " + stored;
    OkHttpClient again = clients.get(key);
    if (again == null) {
      again = client(request.url(), road, forward, stored);
      clients.put(key, again);
    }
    if (request.isIdempotent()) {
      return again;
    }
    // What must not be sent twice is not sent again when a kept connection turns out dead.
    OkHttpClient once = clients.get(key + " once");
    if (once == null) {
      once = again.newBuilder().retryOnConnectionFailure(false).build();
      clients.put(key + " once", once);
    }
    return once;
  }

  /**
   * What was answered to one user is not told to another, and OkHttp gives the whole of what it has
   * to who asks for a part.
   */
  private static boolean mayBeStored(HttpFields fields) {
    return !fields.has("Authorization") && !fields.has("Range");
  }

  /** A WebSocket takes the proxies of the pages beside it where it has none of its own. */
  private String road(HttpUrl url) throws InetException {
    String pages = url.isSecure() ? "https" : "http";
    String own = url.scheme().name();
    boolean chosen = url.isWebSocket() && !dialer.proxies().chainFor(own, url.endpoint()).isEmpty();
    return chosen ? own : pages;
  }

  private OkHttpClient client(HttpUrl url, String scheme, @Nullable Proxy forward, boolean stored) {
    boolean secure = url.isSecure();
    LibrarySockets road = sockets.computeIfAbsent(scheme, name -> new LibrarySockets(dialer, name));
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .socketFactory(road.anywhere())
            .dns(host -> List.of(token(road, ZonedHost.host(host))))
            .proxy(
                forward == null
                    ? java.net.Proxy.NO_PROXY
                    : new java.net.Proxy(
                        java.net.Proxy.Type.HTTP,
                        InetSocketAddress.createUnresolved(
                            forward.at().host(), forward.at().port())))
            .taskRunner$okhttp(readers)
            .connectionPool(pool)
            .protocols(url.isWebSocket() ? List.of(Protocol.HTTP_1_1) : protocols(secure))
            .fastFallback(false)
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(Duration.ZERO)
            // Of the streams of HTTP/2: a connection that brings other frames is not at a stand.
            .readTimeout(standstill())
            .writeTimeout(standstill())
            .eventListener(new LegWire(legs))
            .cache(stored && cache != null ? cache.cache() : null)
            .addNetworkInterceptor(chain -> carry(chain, road, forward));
    if (secure) {
      builder
          .connectionSpecs(List.of(ANY_TLS))
          .sslSocketFactory(road.layered(), new AlreadyJudged())
          .hostnameVerifier((host, session) -> true);
    } else {
      builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
    }
    return builder.build();
  }

  /**
   * Makes a thread that reads HTTP/2: there OkHttp trips over what is no Huffman code (RFC 7541,
   * section 5.2). Whoever waits for a stream is told; a server has no stack trace printed.
   */
  private static Thread reader(Runnable task) {
    var thread = new Thread(task, "inet-http2");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((tripped, e) -> {});
    return thread;
  }

  /** Returns how long a stream may stand still, within what OkHttp can count. */
  private Duration standstill() {
    Duration most = dialer.timeouts().read();
    Duration least = most.isZero() || most.compareTo(SHORTEST) > 0 ? most : SHORTEST;
    return least.compareTo(LONGEST) > 0 ? LONGEST : least;
  }

  /** Versions and cipher suites are the dialer's affair. */
  private static final ConnectionSpec ANY_TLS =
      new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
          .allEnabledTlsVersions()
          .allEnabledCipherSuites()
          .build();

  private List<Protocol> protocols(boolean secure) {
    return switch (options.version()) {
      case ONE -> List.of(Protocol.HTTP_1_1);
      case H2C ->
          secure
              ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1)
              : List.of(Protocol.H2_PRIOR_KNOWLEDGE);
      case AUTO, TWO ->
          secure ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1);
    };
  }

  private static InetAddress token(LibrarySockets road, String host) throws UnknownHostException {
    try {
      return road.token(host);
    } catch (InetException e) {
      var unknown = new UnknownHostException(host);
      unknown.initCause(e);
      throw unknown;
    }
  }

  /** A plain request is handed to an HTTP proxy as it is; all else goes through it. */
  private @Nullable Proxy forwardProxy(HttpUrl url) throws InetException {
    // Whoever is handed a request goes where its URL says, and knows nothing of a detour.
    boolean zoned = url.endpoint().host().indexOf('%') >= 0;
    if (url.isSecure() || url.isWebSocket() || zoned || dialer.detours(url.endpoint())) {
      return null;
    }
    List<Proxy> chain = dialer.proxies().chainFor("http", url.endpoint());
    Proxy last = chain.isEmpty() ? null : chain.get(chain.size() - 1);
    return last != null && last.kind() == Proxy.Kind.HTTP ? last : null;
  }

  // --- one request

  /** The last line of defence: whoever ends a line adds a field, or a request, of his own. */
  private static void onOneLine(String what, String text) throws InetException {
    if (!Characters.all(text, c -> c != '\r' && c != '\n' && c != 0)) {
      throw new InetException(Failure.USAGE, what + " cannot hold CR, LF or NUL");
    }
  }

  private Request request(HttpRequest request, Leg leg) throws InetException {
    if (!HttpFields.isToken(request.method())) {
      throw new InetException(Failure.USAGE, "a method that is no token");
    }
    HttpBody body = request.body();
    RequestBody carried = body == null ? null : BodyWire.of(body, request.fields());
    if (carried == null && HttpMethod.requiresRequestBody(request.method())) {
      carried = RequestBody.create(new byte[0], (MediaType) null);
    }
    if (carried != null && !HttpMethod.permitsRequestBody(request.method())) {
      throw new InetException(Failure.USAGE, request.method() + " carries no body");
    }
    var headers = new Headers.Builder();
    for (HttpField field : request.fields().all()) {
      onOneLine("a header field", field.value());
      if (!field.value().isEmpty()) {
        headers.addUnsafeNonAscii(field.name(), field.value());
      } else if (String.join("", request.fields().values(field.name())).isEmpty()) {
        leg.leavesOut(field.name());
      }
    }
    if (!request.fields().has("Accept-Encoding")) {
      // Else OkHttp asks for gzip and decodes it without a bound.
      headers.add("Accept-Encoding", NOTHING_ASKED);
    }
    if (!request.fields().has("Host")) {
      headers.add("Host", request.url().authority());
    }
    if (!request.fields().has("User-Agent")) {
      headers.add("User-Agent", options.userAgent());
    }
    return new Request.Builder()
        .url(url(request.url()))
        .headers(headers.build())
        .method(request.method(), carried)
        .build();
  }

  private static final String NOTHING_ASKED = "identity";

  /** How long a server may take to consent to a body; curl waits as long. */
  private static final Duration CONSENT = Duration.ofSeconds(1);

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /**
   * Builds a URL past OkHttp's normalisation, which would resolve {@code ..} and encode {@code |}:
   * its builder keeps path segments and query parts in encoded lists, and what stands there is what
   * is sent.
   */
  static okhttp3.HttpUrl url(HttpUrl url) throws InetException {
    onOneLine("a URL", url.target());
    var builder = new okhttp3.HttpUrl.Builder();
    try {
      builder
          .scheme(url.isSecure() ? "https" : "http")
          .host(ZonedHost.name(url.endpoint().wireHost()))
          .port(url.endpoint().port());
    } catch (IllegalArgumentException e) {
      throw new InetException(
          Failure.BAD_URL, "'" + url.endpoint().host() + "' is no host for HTTP", e);
    }
    List<String> segments = builder.getEncodedPathSegments$okhttp();
    segments.clear();
    segments.addAll(Arrays.asList(url.path().substring(1).split("/", -1)));
    if (url.query() != null) {
      var query = new ArrayList<@Nullable String>();
      query.add(url.query());
      query.add(null);
      builder.setEncodedQueryNamesAndValues$okhttp(query);
    }
    return builder.build();
  }

  /** Sees each request with its connection, before anything of it is sent. */
  private Response carry(Interceptor.Chain chain, LibrarySockets road, @Nullable Proxy forward)
      throws IOException {
    Request request = chain.request();
    okhttp3.Connection held = chain.connection();
    Leg leg = legs.get(chain.call());
    if (held == null || leg == null) {
      throw new IllegalStateException("a request without a connection");
    }
    Connection connection = road.connection(held.socket());
    boolean two = held.protocol() != Protocol.HTTP_1_1 && held.protocol() != Protocol.HTTP_1_0;
    HeadStream heads = two ? null : (HeadStream) road.between(held.socket(), HeadStream::new);
    if (heads != null && (heads.holds() || holdsMore(chain, connection))) {
      throw new Unasked();
    }
    leg.carriedBy(connection, forward != null);
    leg.readsBy(heads);
    BufferedSource wire = two ? null : wire(chain);
    leg.looksBy(wire == null ? null : new ChunkWire(wire));
    StreamTimeWire time = two ? new StreamTimeWire(chain.call(), standstill()) : null;
    leg.timedBy(time);
    check(request, leg, two);
    if (heads == null) {
      // A server that waits for us, or for room, is silent for a good reason.
      connection.letReadsRest();
    } else {
      connection.quota(Long.MAX_VALUE);
      connection.replyDeadline();
      heads.expectHead();
      if (expectsConsent(request)) {
        road.insteadOfSilence(held.socket(), CONSENT, CONTINUE, "no consent within 1 s, going on");
      }
    }
    connection.begin(Phase.COMMAND);
    try {
      Request sent = sent(request, leg, forward, two);
      StreamWire.conceal(sent, dialer);
      if (two) {
        StreamWire.tell(sent, connection, dialer);
      }
      if (time != null && sent.body() == null) {
        time.begin();
      }
      Response response = HeadWire.shown(HeadWire.checked(chain.proceed(sent)), leg.hidden());
      connection.begin(Phase.TRANSFER);
      if (two) {
        StreamWire.tell(response, connection, dialer);
      }
      if (forward != null) {
        ForwardWire.check(response, forward);
      }
      HeadWire.checkLength(response);
      if (!two && HeadWire.isLast(response) && held instanceof RealConnection ended) {
        ended.noNewExchanges();
      }
      return HeadWire.untouched(response, leg);
    } finally {
      connection.deadline(Deadline.NEVER);
      if (time != null) {
        time.end();
      }
    }
  }

  private void check(Request request, Leg leg, boolean two) throws InetException {
    boolean upgrades = request.header("Upgrade") != null;
    if (options.version() == HttpVersion.TWO && !two && !upgrades) {
      throw new InetException(Failure.UNSUPPORTED, "the server does not speak HTTP/2");
    }
    if (leg.comesFromOutside() && leg.isInside()) {
      // A server elsewhere could make us ask services of this machine on its behalf.
      throw new InetException(
          Failure.BAD_REPLY, "the server redirects to an address of this machine or link");
    }
    String authorization = request.header("Authorization");
    Connection connection = leg.connection();
    boolean clear = connection != null && connection.tls().isEmpty() && !leg.isLoopback();
    if (authorization != null
        && clear
        && !options.cleartextAuth()
        && !authorization.regionMatches(true, 0, "Digest ", 0, 7)) {
      if (leg.isTentative()) {
        leg.withheld();
        return;
      }
      throw new InetException(
              Failure.SIGN_IN_REFUSED, "credentials are not sent in clear to another machine")
          .hint("use https, or --allow-cleartext-auth")
          .during(Phase.SIGN_IN);
    }
  }

  private static boolean expectsConsent(Request request) {
    return request.body() != null && "100-continue".equalsIgnoreCase(request.header("Expect"));
  }

  private static Request sent(Request request, Leg leg, @Nullable Proxy forward, boolean two) {
    Request.Builder sent = request.newBuilder();
    if (two || request.body() == null) {
      // Servers of HTTP/2 refuse a stream at any time, so that many never consent and OkHttp would
      // wait; without content nothing may be expected (RFC 9110, section 10.1.1).
      sent.removeHeader("Expect");
    }
    if (leg.wasWithheld()) {
      sent.removeHeader("Authorization");
    }
    if (NOTHING_ASKED.equals(request.header("Accept-Encoding"))) {
      sent.removeHeader("Accept-Encoding");
    }
    for (String name : leg.leftOut()) {
      // How long the body is and, in HTTP/2, whom it is for cannot be left out.
      boolean framing =
          name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("Transfer-Encoding");
      if (!framing && !(two && name.equalsIgnoreCase("Host"))) {
        sent.removeHeader(name);
      }
    }
    if (forward != null && forward.login().isPresent()) {
      sent.header("Proxy-Authorization", SignIns.basic(forward.login().get()));
    }
    return sent.build();
  }

  @Override
  public synchronized void close() {
    if (cache != null) {
      cache.close();
    }
    pool.evictAll();
    sockets.values().forEach(LibrarySockets::close);
    clients.clear();
  }

  /** The dialer judges certificates within the handshake; OkHttp only wants to hold a manager. */
  private static final class AlreadyJudged implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("nobody is trusted here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("nobody is trusted here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
