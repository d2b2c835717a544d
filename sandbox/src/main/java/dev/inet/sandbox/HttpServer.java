package dev.inet.sandbox;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An HTTP/1.1 server (RFC 9112) with a page for every situation that a client has to cope with.
 *
 * <p>The pages stand in {@link HttpPages} and its neighbours, {@code GET /} lists them; tests add
 * their own with {@link #route}. Connections are kept alive, pipelined requests are answered in
 * order.
 */
public final class HttpServer implements Server {
  private static final int REMEMBERED = 1000;

  /** Answers the requests for one path. */
  public interface Handler {
    /** Answers with {@code send}, or with {@code begin}, {@code write} and {@code end}. */
    void answer(HttpExchange exchange) throws IOException;
  }

  private final Map<String, Handler> routes = new ConcurrentHashMap<>();
  private final Queue<HttpRequest> heard = new ArrayDeque<>();
  private final Acceptor acceptor;

  private HttpServer(ListenAt at) throws IOException {
    this.acceptor = Acceptor.open(at.tls == null ? "http" : "https", at, this::serve, "http/1.1");
  }

  /** Starts the server with all pages of the sandbox. */
  public static HttpServer start(ListenAt at) throws IOException {
    HttpServer server = new HttpServer(at);
    HttpPages.all().forEach(server::route);
    return server;
  }

  /**
   * Adds or replaces a page.
   *
   * @param path a decoded path; one that ends in a slash stands for all below it
   */
  public HttpServer route(String path, Handler handler) {
    routes.put(path, handler);
    return this;
  }

  @Override
  public int port() {
    return acceptor.port();
  }

  /** Returns how many connections were accepted so far. */
  public int accepted() {
    return acceptor.accepted();
  }

  /** Returns the heads of the last thousand requests, in order. */
  public List<HttpRequest> heard() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
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
        synchronized (heard) {
          if (heard.size() == REMEMBERED) {
            heard.remove();
          }
          heard.add(request);
        }
        HttpExchange exchange = new HttpExchange(caller, request);
        handler(request.path()).answer(exchange);
        if (!caller.isOpen() || !exchange.isReusable()) {
          return;
        }
      }
    } catch (ProtocolException e) {
      caller.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
  }

  private Handler handler(String path) {
    Handler exact = routes.get(path);
    if (exact != null) {
      return exact;
    }
    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      Handler below = routes.get(path.substring(0, slash + 1));
      if (below != null) {
        return below;
      }
    }
    return exchange -> exchange.send(404, "No page " + path + "\n");
  }
}
