package dev.inet.sandbox;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy that tunnels with CONNECT (RFC 9110 section 9.3.6) and forwards {@code http:} URLs.
 *
 * <p>Start it with {@link ListenAt#tls} for an https proxy. It reaches loopback only and remembers
 * the requests. Names below {@code test} exist only here; {@code reply-503.test} is refused with
 * status 503, and so for every number.
 */
public final class HttpProxyServer implements Server {
  private static final Pattern AUTHORITY = Pattern.compile("\\[?([^\\]]+?)\\]?:(\\d{1,5})");
  private static final Pattern URL =
      Pattern.compile("(?i)http://(?:\\[([^\\]]+)\\]|([^/:?]+))(?::(\\d{1,5}))?([/?].*)?");
  private static final String LOGIN =
      "Basic "
          + Base64.getEncoder()
              .encodeToString(
                  (Sandbox.USER + ":" + Sandbox.PASSWORD).getBytes(StandardCharsets.UTF_8));

  private final Upstream upstream = new Upstream();
  private final List<HttpRequest> heard = Collections.synchronizedList(new ArrayList<>());
  private final boolean loginRequired;
  private volatile int refusal;
  private final Acceptor acceptor;

  private HttpProxyServer(ListenAt at, boolean loginRequired) throws IOException {
    this.loginRequired = loginRequired;
    this.acceptor = Acceptor.open("proxy", at, this::serve, "http/1.1");
  }

  /** Starts a proxy for everybody. */
  public static HttpProxyServer start(ListenAt at) throws IOException {
    return new HttpProxyServer(at, false);
  }

  /** Starts a proxy for the user of the {@link Sandbox} only, by Basic (RFC 7617). */
  public static HttpProxyServer requiringLogin(ListenAt at) throws IOException {
    return new HttpProxyServer(at, true);
  }

  /** Leads a name, or a literal address, to a port of 127.0.0.1. */
  public HttpProxyServer map(String name, int port) {
    upstream.map(name, port);
    return this;
  }

  /** Refuses all requests from now on with the given status, or none with 0. */
  public void refuse(int status) {
    refusal = status;
  }

  /** Returns the heads of the requests so far, in order, refused ones too. */
  public List<HttpRequest> heard() {
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

  private void serve(Caller caller) throws IOException {
    try {
      for (HttpRequest request = HttpRequest.read(caller);
          request != null;
          request = HttpRequest.read(caller)) {
        heard.add(request);
        HttpExchange exchange = new HttpExchange(caller, request);
        Optional<SocketChannel> far = dial(exchange);
        if (far.isPresent()) {
          if (request.method().equals("CONNECT")) {
            caller.send("HTTP/1.1 200 Connection established\r\n\r\n");
            Upstream.join(acceptor, caller, far.get());
          } else {
            forward(caller, request, far.get());
          }
          return;
        }
        if (!exchange.isReusable()) {
          return;
        }
      }
    } catch (ProtocolException e) {
      caller.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
  }

  /** Connects to where the request leads, or answers why not. */
  private Optional<SocketChannel> dial(HttpExchange exchange) throws IOException {
    HttpRequest request = exchange.request();
    if (loginRequired && !request.headers("Proxy-Authorization").contains(LOGIN)) {
      exchange.header("Proxy-Authenticate", "Basic realm=\"sandbox\"");
      exchange.send(407, "Sign in at the proxy\n");
      return Optional.empty();
    }
    boolean tunnel = request.method().equals("CONNECT");
    Matcher matcher = (tunnel ? AUTHORITY : URL).matcher(request.target());
    if (!matcher.matches()) {
      exchange.send(400, "Not a target for a proxy: " + request.target() + "\n");
      return Optional.empty();
    }
    String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    String port = matcher.group(tunnel ? 2 : 3);
    try {
      if (refusal != 0) {
        throw new Upstream.Refusal(refusal);
      }
      return Optional.of(upstream.dial(host, port == null ? 80 : Integer.parseInt(port)));
    } catch (Upstream.Refusal e) {
      exchange.send(e.code, "Refused as asked for\n");
    } catch (UnknownHostException e) {
      exchange.send(502, "No such host: " + host + "\n");
    } catch (IOException | IllegalArgumentException e) {
      exchange.send(502, "Cannot reach " + host + ": " + e.getMessage() + "\n");
    }
    return Optional.empty();
  }

  /**
   * Forwards one request in origin form; the server is told to close, so its end is the answer's.
   */
  private void forward(Caller caller, HttpRequest request, SocketChannel far) throws IOException {
    Matcher url = URL.matcher(request.target());
    String path = url.matches() && url.group(4) != null ? url.group(4) : "/";
    StringBuilder head = new StringBuilder(request.method()).append(' ');
    head.append(path.startsWith("?") ? "/" + path : path).append(" HTTP/1.1\r\n");
    for (HttpRequest.Field field : request.fields()) {
      if (!field.name().matches("(?i)connection|keep-alive|proxy-.*")) {
        head.append(field.name()).append(": ").append(field.value()).append("\r\n");
      }
    }
    head.append("Via: 1.1 sandbox\r\nConnection: close\r\n\r\n");
    byte[] bytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    far.write(ByteBuffer.wrap(bytes));
    Upstream.join(acceptor, caller, far);
  }
}
