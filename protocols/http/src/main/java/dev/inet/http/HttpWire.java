package dev.inet.http;

import dev.inet.core.Credentials;
import dev.inet.core.Deadline;
import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Phase;
import dev.inet.core.bridge.LibrarySockets;
import dev.inet.core.dial.Connection;
import dev.inet.core.dial.Dialer;
import dev.inet.core.proxy.Proxy;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
import okhttp3.internal.connection.RealCall;
import okhttp3.internal.connection.RealConnection;
import okhttp3.internal.http.HttpMethod;
import okhttp3.internal.http.RealInterceptorChain;
import okhttp3.internal.http2.StreamResetException;
import okio.BufferedSink;
import okio.BufferedSource;
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

  private final Dialer dialer;
  private final HttpOptions options;
  private final Map<String, LibrarySockets> sockets = new HashMap<>();
  private final Map<String, OkHttpClient> clients = new HashMap<>();

  /** Beside the calls: a tag of a request has Kotlin look for its reflection in every jar. */
  private final Map<Call, Leg> legs = Collections.synchronizedMap(new WeakHashMap<>());

  private final @Nullable CacheWire cache;
  private int failures;
  private final ConnectionPool pool = new ConnectionPool(MOST_IDLE, IDLE_SECONDS, TimeUnit.SECONDS);

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
    for (int i = 0; i < MOST_IDLE; i++) {
      try {
        return once(request, leg);
      } catch (Unasked e) {
        // Nothing was sent: another connection serves.
      }
    }
    return once(request, leg);
  }

  private HttpAnswerWire once(HttpRequest request, Leg leg) throws IOException {
    Call call = client(request).newCall(request(request, leg));
    legs.put(call, leg);
    try {
      boolean stored = cache != null;
      return new HttpAnswerWire(call, execute(call), leg, request.url().endpoint(), stored);
    } catch (Unasked e) {
      throw e;
    } catch (IOException e) {
      forgetRoutes();
      boolean prior = options.version() == HttpVersion.H2C && !request.url().isSecure();
      if (prior && leg.heardEver() && mayBeOtherVersion(e)) {
        // A server of HTTP/1 answers 400 to the preface; where that breaks OkHttp is a race.
        throw new InetException(Failure.UNSUPPORTED, "the server does not speak HTTP/2", e)
            .at(request.url().endpoint());
      }
      throw named(e, leg, false, request);
    }
  }

  /** A connection that brought what nobody asked for, and so cannot be asked anything more. */
  private static final class Unasked extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Returns whether a kept connection brought more than the answers it owed: a goodbye (408), or
   * what would be taken for the answer to the next request, which it must not be (RFC 9112, section
   * 6.3).
   */
  private static boolean holdsMore(Interceptor.Chain chain, Connection connection)
      throws IOException {
    if (connection.received() == 0) {
      return false;
    }
    if (connection.hasBuffered()) {
      return true;
    }
    // What OkHttp has read ahead is seen by its codec alone.
    return chain.connection() instanceof RealConnection held
        && chain instanceof RealInterceptorChain inner
        && chain.call() instanceof RealCall call
        && held.newCodec$okhttp(call.getClient(), inner).getSocket().getSource()
            instanceof BufferedSource source
        && source.getBuffer().size() > 0;
  }

  private static Response execute(Call call) throws IOException {
    try {
      return call.execute();
    } catch (IllegalStateException e) {
      // How OkHttp refuses a status below zero; it would keep the connection.
      call.cancel();
      throw new ProtocolException(String.valueOf(e.getMessage()));
    }
  }

  /** OkHttp remembers every route that failed, and a list of dead hosts would fill the memory. */
  private synchronized void forgetRoutes() {
    if (++failures % MOST_ROUTES == 0) {
      clients.clear();
    }
  }

  /** Nothing that follows from a frame, from our own limits or from the time. */
  private static boolean mayBeOtherVersion(IOException e) {
    return InetException.in(e).map(ours -> ours.failure() == Failure.BROKEN_OFF).orElse(true)
        && !(e instanceof StreamResetException)
        && !(e instanceof InterruptedIOException);
  }

  // --- what OkHttp is given

  private synchronized OkHttpClient client(HttpRequest request) throws InetException {
    Proxy forward = forwardProxy(request.url());
    String road = road(request.url());
    // What was answered to one user is not told to another.
    boolean stored = cache != null && !request.fields().has("Authorization");
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
            .connectionPool(pool)
            .protocols(url.isWebSocket() ? List.of(Protocol.HTTP_1_1) : protocols(secure))
            .fastFallback(false)
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
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

  private Request request(HttpRequest request, Leg leg) throws InetException {
    HttpBody body = request.body();
    RequestBody carried = body == null ? null : new Carried(body, length(body, request.fields()));
    if (carried == null && HttpMethod.requiresRequestBody(request.method())) {
      carried = RequestBody.create(new byte[0], (MediaType) null);
    }
    if (carried != null && !HttpMethod.permitsRequestBody(request.method())) {
      throw new InetException(Failure.USAGE, request.method() + " carries no body");
    }
    var headers = new Headers.Builder();
    for (HttpField field : request.fields().all()) {
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

  /** Returns how long a body is as it is announced: who types a length or chunks gets them. */
  private static long length(HttpBody body, HttpFields typed) throws InetException {
    if (typed.first("Transfer-Encoding").orElse("").equalsIgnoreCase("chunked")) {
      return -1;
    }
    String length = typed.first("Content-Length").orElse("");
    if (length.isEmpty() || body.length() >= 0) {
      return Math.max(-1, body.length());
    }
    if (length.length() > 18 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new InetException(Failure.USAGE, "'" + length + "' is no Content-Length");
    }
    return Long.parseLong(length);
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
    if (!two && holdsMore(chain, connection)) {
      throw new Unasked();
    }
    leg.carriedBy(connection, forward != null);
    check(request, leg, two);
    if (!two) {
      connection.quota(Long.MAX_VALUE);
      connection.replyDeadline();
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
      Response response = HeadWire.checked(chain.proceed(sent));
      connection.begin(Phase.TRANSFER);
      if (two) {
        StreamWire.tell(response, connection, dialer);
      }
      if (response.code() == 407 && forward != null) {
        String how =
            forward.login().isPresent() ? " refused the user name or password" : " wants a sign-in";
        throw new InetException(Failure.PROXY_FAILED, "the proxy " + forward + how)
            .said(response.code() + " " + response.message());
      }
      if (forward != null && isOfProxy(response)) {
        String said = response.code() + " " + response.message();
        throw new InetException(Failure.PROXY_FAILED, "the proxy " + forward + " failed: " + said)
            .said(said);
      }
      checkLength(response);
      return response;
    } finally {
      connection.deadline(Deadline.NEVER);
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

  /**
   * Returns whether a proxy that was handed a request failed it, and no server answered. Nothing in
   * HTTP marks that for certain but Proxy-Status (RFC 9209); a proxy has to name itself in Via in
   * what it forwards, though (RFC 9110, section 7.6.3), and pages of its own carry its own name.
   */
  private static boolean isOfProxy(Response response) {
    if (response.code() < 400) {
      return false;
    }
    String status = response.header("Proxy-Status");
    if (status != null && status.contains("error=") || response.header("X-Squid-Error") != null) {
      return true;
    }
    String server = String.valueOf(response.header("Server")).toLowerCase(Locale.ROOT);
    boolean gateway = response.code() == 502 || response.code() == 504;
    boolean ownPage = server.startsWith("tinyproxy") || server.startsWith("squid");
    return response.header("Via") == null && (gateway || ownPage);
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
      sent.header("Proxy-Authorization", basic(forward.login().get()));
    }
    return sent.build();
  }

  static String basic(Credentials login) {
    String pair = login.user() + ":" + login.password().reveal();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Two lengths that differ are how one answer is made to look like two (RFC 9112, section 6.3).
   */
  private static void checkLength(Response response) throws InetException {
    String length = null;
    for (String line : response.headers("Content-Length")) {
      for (String value : line.split(",", -1)) {
        String one = value.strip();
        boolean number = !one.isEmpty() && one.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || one.length() > 18 || length != null && !length.equals(one)) {
          throw new InetException(Failure.BAD_REPLY, "the answer's Content-Length is no length");
        }
        length = one;
      }
    }
    List<String> codings = response.headers("Transfer-Encoding");
    boolean known =
        codings.isEmpty()
            || codings.size() == 1
                && (codings.get(0).equalsIgnoreCase("chunked")
                    || codings.get(0).equalsIgnoreCase("identity"));
    if (!known) {
      throw new InetException(
          Failure.BAD_REPLY, "the answer's Transfer-Encoding is none that was asked for");
    }
  }

  // --- what goes wrong

  private static IOException named(IOException e, Leg leg, boolean body, HttpRequest request) {
    return named(e, leg, body, request.url().endpoint());
  }

  /**
   * Gives what OkHttp throws its name: what our own sockets threw first, then what is known about
   * the connection.
   *
   * @param body whether the head was whole already
   */
  static IOException named(IOException e, Leg leg, boolean body, Endpoint endpoint) {
    Optional<InetException> ours = InetException.in(e);
    if (ours.isPresent()) {
      return ours.get().at(endpoint);
    }
    if (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException)) {
      return e;
    }
    Connection connection = leg.connection();
    boolean ended = connection != null && connection.isAtEnd();
    Phase phase = body ? Phase.TRANSFER : Phase.COMMAND;
    return meaning(e, leg, body, ended).at(endpoint).during(phase);
  }

  private static InetException meaning(IOException e, Leg leg, boolean body, boolean ended) {
    if (body && (ended || e instanceof StreamResetException)) {
      return new InetException(Failure.INCOMPLETE, "the body ended before it was whole", e);
    }
    if (e instanceof StreamResetException) {
      return new InetException(Failure.BROKEN_OFF, "the server reset the stream", e);
    }
    if (ended && !leg.heardSomething()) {
      return new InetException(Failure.NO_ANSWER, "the server closed without an answer", e);
    }
    if (ended && leg.heardOtherThan("HTTP/", e)) {
      return new InetException(Failure.BAD_REPLY, "the server does not speak HTTP", e);
    }
    if (ended) {
      return new InetException(Failure.BROKEN_OFF, "the server closed within its head", e);
    }
    if (e.getCause() instanceof EOFException) {
      return new InetException(Failure.BAD_REPLY, "the head is larger than 256 KiB", e);
    }
    String why = HttpException.shortly(String.valueOf(e.getMessage()));
    if (e instanceof ProtocolException || leg.heardSomething()) {
      return new InetException(
          Failure.BAD_REPLY, "the server does not keep to HTTP (" + why + ")", e);
    }
    return new InetException(Failure.BROKEN_OFF, "the exchange failed (" + why + ")", e);
  }

  static InetException incomplete(Endpoint endpoint) {
    return new InetException(Failure.INCOMPLETE, "the body ended before it was whole")
        .at(endpoint)
        .during(Phase.TRANSFER);
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

  /** A body of ours in OkHttp's clothes. */
  private static final class Carried extends RequestBody {
    private final HttpBody body;
    private final long length;

    Carried(HttpBody body, long length) {
      this.body = body;
      this.length = length;
    }

    @Override
    public @Nullable MediaType contentType() {
      return null;
    }

    @Override
    public long contentLength() {
      return length;
    }

    @Override
    public boolean isOneShot() {
      return !body.isRepeatable();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      if (length < 0 || body.length() >= 0) {
        body.writeTo(sink.outputStream());
        return;
      }
      var counted = new Announced(sink.outputStream(), length);
      body.writeTo(counted);
      counted.end();
    }
  }

  /** Bytes of a body whose length was announced before anyone knew it. */
  private static final class Announced extends OutputStream {
    private final OutputStream out;
    private final long length;
    private long written;

    Announced(OutputStream out, long length) {
      this.out = out;
      this.length = length;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      written += count;
      if (written > length) {
        // What is too much would be taken for another request.
        throw wrong("more");
      }
      out.write(bytes, offset, count);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    void end() throws InetException {
      if (written < length) {
        throw wrong(written + " bytes");
      }
    }

    private InetException wrong(String came) {
      return new InetException(
          Failure.LOCAL_READ, "Content-Length says " + length + " bytes, but there are " + came);
    }
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
