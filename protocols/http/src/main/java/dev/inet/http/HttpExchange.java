package dev.inet.http;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request and what came of it, for who keeps a log.
 *
 * @param request the request as it was sent, but for what the version adds
 * @param response the answer; {@code null} where there was none
 * @param error what went wrong; empty where nothing did
 * @param began when it began
 * @param timing when its parts began
 * @param end when it was over, by {@link System#nanoTime()}
 * @param connection the number of the connection in traces; 0 where there was none
 * @param address the remote address and port; empty where there was no connection
 * @param size the bytes of the body, decoded
 * @param beginning the first bytes of the body, decoded
 */
public record HttpExchange(
    HttpRequest request,
    @Nullable HttpResponse response,
    String error,
    Instant began,
    HttpTiming timing,
    long end,
    long connection,
    Optional<String> address,
    long size,
    byte[] beginning) {
  /** How many bytes of a body are kept at most. */
  public static final int KEPT = 256 * 1024;

  /** Hears of each exchange when it is over: redirects and sign-ins, too. */
  @FunctionalInterface
  public interface Observer {
    /** Hears of nothing. */
    Observer NONE = exchange -> {};

    /**
     * Takes an exchange, from whichever thread ended it.
     *
     * @param exchange the exchange
     */
    void on(HttpExchange exchange);
  }
}
