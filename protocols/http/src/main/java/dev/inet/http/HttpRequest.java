package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request (RFC 9110, section 9).
 *
 * @param method the method, as it is sent
 * @param url the resource
 * @param fields what the caller wants in the header section; what is missing is filled in
 * @param body what it carries; {@code null} for nothing
 * @param login who signs in at the origin of the URL; {@code null} for nobody
 */
public record HttpRequest(
    String method,
    HttpUrl url,
    HttpFields fields,
    @Nullable HttpBody body,
    @Nullable HttpLogin login) {
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  /**
   * Returns a request without a body.
   *
   * @param method the method
   * @param url the resource
   * @throws InetException as {@link Failure#USAGE} where the method is no token
   */
  public static HttpRequest of(String method, HttpUrl url) throws InetException {
    if (!HttpFields.isToken(method)) {
      throw new InetException(Failure.USAGE, "'" + method + "' is no method");
    }
    return new HttpRequest(method, url, HttpFields.NONE, null, null);
  }

  /**
   * Returns this with other fields.
   *
   * @param other the fields
   */
  public HttpRequest with(HttpFields other) {
    return new HttpRequest(method, url, other, body, login);
  }

  /**
   * Returns this with one more field.
   *
   * @param name its name
   * @param value its value
   */
  public HttpRequest with(String name, String value) {
    return with(fields.with(name, value));
  }

  /**
   * Returns this with a body.
   *
   * @param carried the body
   */
  public HttpRequest with(HttpBody carried) {
    return new HttpRequest(method, url, fields, carried, login);
  }

  /**
   * Returns this for another resource.
   *
   * @param other the resource
   */
  public HttpRequest to(HttpUrl other) {
    return new HttpRequest(method, other, fields, body, login);
  }

  /**
   * Returns this with another who signs in.
   *
   * @param who who; {@code null} for nobody
   */
  public HttpRequest signedBy(@Nullable HttpLogin who) {
    return new HttpRequest(method, url, fields, body, who);
  }

  /**
   * Returns the resource under the host that the server hears: a {@code Host} that was typed names
   * a site that is not, or not yet, found by its own name, and cookies are that site's.
   */
  HttpUrl heard() {
    try {
      String host = fields.first("Host").orElse("");
      return host.isEmpty()
          ? url
          : new HttpUrl(url.scheme(), url.resolve("//" + host).endpoint(), url.path(), url.query());
    } catch (InetException e) {
      return url;
    }
  }

  /** Returns whether sending it twice does what sending it once does (RFC 9110, section 9.2.2). */
  public boolean isIdempotent() {
    return IDEMPOTENT.contains(method) && (body == null || body.isRepeatable());
  }
}
