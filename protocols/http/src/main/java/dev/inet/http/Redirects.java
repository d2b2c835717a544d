package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import org.jspecify.annotations.Nullable;

/** Where an answer sends us, and what may come along (RFC 9110, section 15.4). */
final class Redirects {
  private Redirects() {}

  /**
   * Returns the request that a redirect asks for.
   *
   * @param request the request that was answered
   * @param status the answer's status
   * @param fields the answer's fields
   * @return the next request; {@code null} where the answer is final
   * @throws InetException as {@link Failure#BAD_REPLY} where it leads to what is no resource of
   *     HTTP, or wants a body again that is gone
   */
  static @Nullable HttpRequest next(HttpRequest request, int status, HttpFields fields)
      throws InetException {
    boolean redirect = status >= 301 && status <= 303 || status == 307 || status == 308;
    String location = redirect ? fields.first("Location").orElse("") : "";
    if (location.isEmpty()) {
      return null;
    }
    if (fields.values("Location").stream().distinct().count() > 1) {
      // Whoever reads the other one goes elsewhere, with what was meant for here.
      throw new InetException(Failure.BAD_REPLY, "the server redirects to two places at once");
    }
    HttpUrl to = target(request.url(), location);
    HttpRequest next = request.to(to);
    boolean post = request.method().equals("POST");
    boolean head = request.method().equals("HEAD");
    if (status == 303 && !head || post && status <= 302) {
      next =
          new HttpRequest(
              "GET",
              to,
              request
                  .fields()
                  .without(
                      "Content-Type",
                      "Content-Length",
                      "Content-Encoding",
                      "Content-Language",
                      "Content-Location",
                      "Transfer-Encoding",
                      "Expect",
                      "Digest",
                      "Content-Digest",
                      "Repr-Digest"),
              null,
              request.login());
    } else if (request.body() != null && !request.body().isRepeatable()) {
      throw new InetException(
          Failure.BAD_REPLY, "the server wants the body sent elsewhere, but it is gone");
    }
    return to.hasOriginOf(request.url()) ? next : stranger(next);
  }

  /**
   * Returns a request for where a redirect led before, with what may come along.
   *
   * @param request the request that was redirected
   * @param answered the request that was answered in the end, by who we are there
   */
  static HttpRequest moved(HttpRequest request, HttpRequest answered) {
    HttpRequest next = request.to(answered.url());
    return answered.url().hasOriginOf(request.url())
        ? next
        : stranger(next).signedBy(answered.login());
  }

  /** Whoever answers there was not meant to learn who we are here. */
  private static HttpRequest stranger(HttpRequest request) {
    return request
        .with(request.fields().without("Authorization", "Cookie", "Proxy-Authorization", "Host"))
        .signedBy(null);
  }

  private static HttpUrl target(HttpUrl from, String location) throws InetException {
    try {
      HttpUrl to = from.resolve(location);
      if (!to.isWebSocket()) {
        return to;
      }
    } catch (InetException e) {
      throw new InetException(
          Failure.BAD_REPLY, "the server redirects to what is no page: " + e.getMessage(), e);
    }
    throw new InetException(Failure.BAD_REPLY, "the server redirects to a WebSocket");
  }
}
