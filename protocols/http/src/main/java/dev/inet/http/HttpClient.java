package dev.inet.http;

import dev.inet.core.Deadline;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.dial.Dialer;
import dev.inet.core.resolve.Literals;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks HTTP servers for resources (RFC 9110): follows redirects, signs in, decodes, and keeps
 * connections for the next request.
 *
 * <p>Safe for use from many threads; {@link #close} ends what is going on.
 *
 * <pre>{@code
 * try (HttpClient client = HttpClient.open(dialer, HttpOptions.DEFAULT);
 *     HttpResponse response = client.get(HttpUrl.parse("http://localhost/"))) {
 *   response.writeTo(out);
 * }
 * }</pre>
 */
public final class HttpClient implements AutoCloseable {
  /** How often one resource may call its question stale: a server that always does has no end. */
  private static final int MOST_QUESTIONS = 5;

  private final HttpOptions options;
  private final HttpWire wire;
  private final Deadline total;
  private final CookieJar jar;
  private final Hsts hsts;

  /** Whether who speaks under TLS is who it says: else nobody is believed (RFC 6797, 8.1). */
  private final boolean judged;

  private final HttpExchange.Observer observer;
  private final HttpLogins elsewhere;
  private final SignIns signIns = new SignIns();

  private HttpClient(
      Dialer dialer,
      HttpOptions options,
      CookieJar jar,
      Hsts hsts,
      HttpLogins elsewhere,
      HttpExchange.Observer observer)
      throws InetException {
    this.elsewhere = elsewhere;
    this.options = options;
    this.jar = jar;
    this.hsts = hsts;
    this.judged = !dialer.tls().policy().insecure();
    this.observer = observer;
    this.wire = new HttpWire(dialer, options);
    this.total = dialer.total();
  }

  /** Returns when the time for all that the client does is over. */
  Deadline total() {
    return total;
  }

  /**
   * Makes a client; nothing is sent before a request is.
   *
   * @param dialer makes the connections
   * @param options how requests are made and answers read
   * @throws InetException as {@link Failure#LOCAL_WRITE} where answers cannot be kept in the folder
   *     of the options
   */
  public static HttpClient open(Dialer dialer, HttpOptions options) throws InetException {
    return open(dialer, options, new CookieJar());
  }

  /**
   * Makes a client with cookies of its own.
   *
   * @param dialer makes the connections
   * @param options how requests are made and answers read
   * @param jar the cookies to send, and where those of servers go
   * @throws InetException as {@link #open(Dialer, HttpOptions)} has it
   */
  public static HttpClient open(Dialer dialer, HttpOptions options, CookieJar jar)
      throws InetException {
    return open(dialer, options, jar, new Hsts(), HttpLogins.NONE, HttpExchange.Observer.NONE);
  }

  /**
   * Makes a client that remembers, and is watched.
   *
   * @param dialer makes the connections
   * @param options how requests are made and answers read
   * @param jar the cookies to send, and where those of servers go
   * @param hsts the hosts that want TLS, and where others are noted
   * @param elsewhere who signs in at another origin that a redirect leads to
   * @param observer hears of every exchange, redirects and sign-ins included; long bodies then do
   *     not go past the heap
   * @throws InetException as {@link #open(Dialer, HttpOptions)} has it
   */
  public static HttpClient open(
      Dialer dialer,
      HttpOptions options,
      CookieJar jar,
      Hsts hsts,
      HttpLogins elsewhere,
      HttpExchange.Observer observer)
      throws InetException {
    return new HttpClient(dialer, options, jar, hsts, elsewhere, observer);
  }

  /**
   * Loads what a first request needs on a thread of its own, while the caller has something else to
   * do: a program that lives for one request starts sooner.
   */
  public static void prepare() {
    var thread = new Thread(HttpWire::prepare, "inet-http-prepare");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Fetches a resource.
   *
   * @param url the resource
   * @return the answer, whatever its status; the caller closes it
   * @throws InetException as {@link #send} has it
   */
  public HttpResponse get(HttpUrl url) throws IOException {
    return send(HttpRequest.of("GET", url));
  }

  /**
   * Sends a request and reads the head of the answer.
   *
   * @param request the request
   * @return the final answer, whatever its status; the caller closes it
   * @throws InetException as {@link Failure#TOO_MANY_REDIRECTS}; as {@link Failure#NO_ANSWER} where
   *     the server closed without a word; as {@link Failure#BAD_REPLY} where it does not speak
   *     HTTP, sends a head of more than 256 KiB, or redirects to where it must not; as {@link
   *     Failure#SIGN_IN_REFUSED} where credentials would go out in clear; and as the road has it
   */
  public HttpResponse send(HttpRequest request) throws IOException {
    HttpRequest next = request;
    boolean fromOutside = false;
    String signed = null;
    boolean answered = false;
    int questions = 0;
    for (int redirects = 0; ; ) {
      if (!next.url().isSecure() && hsts.covers(next.url().endpoint().host())) {
        next = next.to(next.url().secured());
      }
      boolean typed = next.fields().has("Authorization");
      String authorization = typed || answered ? signed : signIns.first(next);
      var leg = new Leg(fromOutside, !answered && isTentative(next.login()));
      // What can be sent once is kept for the answer to the server's question.
      boolean asking = !typed && !answered && authorization == null && mustBeAskedFirst(next);
      HttpRequest sent =
          asking
              ? next.with(next.fields().without("Content-Length", "Transfer-Encoding", "Expect"))
                  .with(HttpBody.of(new byte[0]))
              : next;
      HttpRequest asked = complete(sent, authorization);
      var watch = new ExchangeWatch(observer, asked, leg);
      HttpAnswerWire answer = send(asked, leg, watch);
      boolean handed = false;
      try {
        if (!answer.isKept()) {
          jar.receive(next.heard(), answer.fields());
          if (judged) {
            hsts.receive(next.url(), answer.fields());
          }
        }
        if (answer.status() == 401 && !typed && questions++ < MOST_QUESTIONS) {
          String tried = leg.wasWithheld() ? null : authorization;
          signed = signIns.second(sent, answer.fields(), tried);
          if (signed != null) {
            answered = true;
            continue;
          }
        }
        if (asking && answer.status() < 300) {
          // Nobody asks who we are.
          answered = true;
          continue;
        }
        if (answer.status() == 417 && isUnexpecting(next)) {
          next = next.with(next.fields().without("Expect"));
          continue;
        }
        boolean follow = options.follow() && !next.url().isWebSocket();
        HttpRequest after = follow ? Redirects.next(next, answer.status(), answer.fields()) : null;
        if (after == null) {
          var response = new HttpResponse(asked, answer, decoded(asked, answer), watch);
          handed = true;
          return response;
        }
        if (redirects++ == options.maxRedirects()) {
          throw new InetException(
                  Failure.TOO_MANY_REDIRECTS, "more than " + options.maxRedirects() + " redirects")
              .at(next.url().endpoint());
        }
        fromOutside |= !leg.isInside();
        if (fromOutside && !after.url().hasOriginOf(next.url())) {
          refuseInside(after.url());
        }
        next =
            after.url().hasOriginOf(next.url()) ? after : after.signedBy(elsewhere.at(after.url()));
        answered = false;
        questions = 0;
        signed = null;
      } catch (InetException e) {
        throw e.at(asked.url().endpoint());
      } finally {
        if (!handed) {
          new HttpResponse(asked, answer, answer, watch).close();
        }
      }
    }
  }

  private HttpAnswerWire send(HttpRequest asked, Leg leg, ExchangeWatch watch) throws IOException {
    try {
      return wire.send(asked, leg);
    } catch (IOException e) {
      watch.end(null, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /**
   * Opens a WebSocket (RFC 6455, section 4).
   *
   * @param request a GET of a {@code ws} or {@code wss} URL; its fields go along
   * @param subprotocols those to choose from; empty for none
   * @return the open socket; the caller closes it
   * @throws InetException as {@link HttpException} for a status of 400 and more, as {@link
   *     Failure#BAD_REPLY} where the server does not agree or agrees to what was not asked for, and
   *     as {@link #send} has it
   */
  public WebSocket webSocket(HttpRequest request, List<String> subprotocols) throws IOException {
    String key = WebSocketHandshake.key();
    HttpResponse response = send(WebSocketHandshake.request(request, key, subprotocols));
    try {
      return WebSocketHandshake.agreed(response, key, subprotocols);
    } catch (IOException | RuntimeException e) {
      response.close();
      throw e;
    }
  }

  /** Who refuses the expectation alone may take the request without it (RFC 9110, 10.1.1). */
  private static boolean isUnexpecting(HttpRequest request) {
    HttpBody body = request.body();
    return request.fields().has("Expect") && body != null && body.isRepeatable();
  }

  /** Digest answers a question, and who asks has read the body: one that is gone then. */
  private static boolean mustBeAskedFirst(HttpRequest request) {
    HttpLogin login = request.login();
    HttpBody body = request.body();
    return login != null
        && login.mechanism() == HttpLogin.Mechanism.DIGEST
        && body != null
        && !body.isRepeatable();
  }

  private static boolean isTentative(@Nullable HttpLogin login) {
    return login != null && login.mechanism() == HttpLogin.Mechanism.ANY;
  }

  /** What can be told without connecting; the wire looks at the address of all others. */
  private static void refuseInside(HttpUrl url) throws InetException {
    boolean inside = Literals.isLocalhost(url.endpoint().host());
    try {
      var literal = Literals.parse(url.endpoint().host());
      inside |=
          literal.isPresent()
              && (literal.get().isLoopbackAddress()
                  || literal.get().isLinkLocalAddress()
                  || literal.get().isAnyLocalAddress());
    } catch (UnknownHostException e) {
      return;
    }
    if (inside) {
      // A server elsewhere could make us ask services of this machine on its behalf.
      throw new InetException(
          Failure.BAD_REPLY, "the server redirects to an address of this machine or link");
    }
  }

  private HttpRequest complete(HttpRequest request, @Nullable String authorization) {
    HttpRequest complete = request;
    HttpFields typed = request.fields();
    if (!typed.has("Accept")) {
      complete = complete.with("Accept", "*/*");
    }
    if (decodes(request)) {
      complete = complete.with("Accept-Encoding", ContentCoding.ACCEPTED);
    }
    var cookies = new ArrayList<>(typed.values("Cookie"));
    cookies.add(jar.field(request.heard()));
    cookies.removeIf(String::isEmpty);
    if (!cookies.isEmpty()) {
      // Never more than one field (RFC 6265, section 5.4).
      String all = String.join("; ", cookies);
      complete = complete.with(complete.fields().without("Cookie")).with("Cookie", all);
    }
    return authorization == null ? complete : complete.with("Authorization", authorization);
  }

  /** A range is one of the bytes as they are sent, and who asks for a coding wants to see it. */
  private boolean decodes(HttpRequest typed) {
    return options.compressed()
        && !typed.fields().has("Accept-Encoding")
        && !typed.fields().has("Range");
  }

  private InputStream decoded(HttpRequest asked, HttpAnswerWire answer) throws IOException {
    boolean ours =
        asked.fields().first("Accept-Encoding").orElse("").equals(ContentCoding.ACCEPTED);
    boolean none =
        asked.method().equals("HEAD") || answer.status() == 204 || answer.status() == 304;
    return ours && !none
        ? ContentCoding.decode(answer, answer.fields(), options.maxDecoded())
        : answer;
  }

  @Override
  public void close() {
    wire.close();
  }
}
