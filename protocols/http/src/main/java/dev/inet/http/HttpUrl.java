package dev.inet.http;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Scheme;
import dev.inet.core.Security;
import dev.inet.core.Url;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The address of a resource (RFC 9110, section 4.2). Path and query are kept as they were typed and
 * sent so: nothing is normalised, and only what cannot stand on a request line (blanks, controls,
 * letters beyond ASCII) is percent-encoded.
 *
 * @param scheme one of {@link Http#SCHEMES}
 * @param endpoint the server, with its name in lower case
 * @param path from the first slash on; never empty
 * @param query what follows the first question mark; {@code null} where there is none
 */
public record HttpUrl(Scheme scheme, Endpoint endpoint, String path, @Nullable String query) {
  /** Lowers the host's case, so that equal origins are equal. */
  public HttpUrl {
    endpoint = new Endpoint(endpoint.host().toLowerCase(Locale.ROOT), endpoint.port());
  }

  /**
   * Splits a URL, or the same without its scheme.
   *
   * @param text the URL
   * @throws InetException as {@link Failure#BAD_URL} where it is malformed or of another scheme
   */
  public static HttpUrl parse(String text) throws InetException {
    return of(Url.parse(text.contains("://") ? text : "http://" + text, Http.TABLE));
  }

  /**
   * Reads a URL that is split already; who signs in is not kept.
   *
   * @param url a URL of one of the schemes
   * @throws InetException as {@link Failure#BAD_URL} where the scheme is another one
   */
  public static HttpUrl of(Url url) throws InetException {
    Scheme scheme =
        Http.TABLE
            .named(url.scheme().name())
            .orElseThrow(
                () ->
                    new InetException(
                        Failure.BAD_URL, "'" + url.scheme().name() + "' is not HTTP"));
    String path = url.rawPath().isEmpty() ? "/" : sendable(url.rawPath());
    String query = url.rawQuery() == null ? null : sendable(url.rawQuery());
    return new HttpUrl(scheme, url.endpoint(), path, query);
  }

  /**
   * Returns the resource that a reference names from here (RFC 3986, section 5.2), dot segments
   * resolved.
   *
   * @param reference what stands in {@code Location} or the like
   * @throws InetException as {@link Failure#BAD_URL} where it is malformed or of another scheme
   */
  public HttpUrl resolve(String reference) throws InetException {
    String text = reference.strip();
    int hash = text.indexOf('#');
    text = hash < 0 ? text : text.substring(0, hash);
    if (hasScheme(text)) {
      return of(Url.parse(text, Http.TABLE)).dotless();
    }
    if (text.startsWith("//")) {
      return of(Url.parse(scheme.name() + ":" + text, Http.TABLE)).dotless();
    }
    int question = text.indexOf('?');
    String rawPath = question < 0 ? text : text.substring(0, question);
    String rawQuery = question < 0 ? null : sendable(checked(text.substring(question + 1)));
    if (rawPath.isEmpty()) {
      return new HttpUrl(scheme, endpoint, path, question < 0 ? query : rawQuery);
    }
    checked(rawPath);
    String whole =
        rawPath.startsWith("/") ? rawPath : path.substring(0, path.lastIndexOf('/') + 1) + rawPath;
    return new HttpUrl(scheme, endpoint, sendable(withoutDots(whole)), rawQuery);
  }

  private HttpUrl dotless() {
    return new HttpUrl(scheme, endpoint, withoutDots(path), query);
  }

  private static String checked(String text) throws InetException {
    if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\0') >= 0) {
      throw new InetException(Failure.BAD_URL, "a URL cannot hold CR, LF or NUL");
    }
    return text;
  }

  private static boolean hasScheme(String text) {
    int colon = text.indexOf(':');
    if (colon < 1) {
      return false;
    }
    for (int i = 0; i < colon; i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      boolean later = c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.';
      if (!letter && !(i > 0 && later)) {
        return false;
      }
    }
    return true;
  }

  /** Removes dot segments (RFC 3986, section 5.2.4). */
  private static String withoutDots(String path) {
    var out = new StringBuilder();
    int at = 0;
    while (at < path.length()) {
      int next = path.indexOf('/', at + 1);
      String segment = path.substring(at, next < 0 ? path.length() : next);
      boolean last = next < 0;
      if (segment.equals("/..")) {
        out.setLength(Math.max(0, out.lastIndexOf("/")));
        out.append(last ? "/" : "");
      } else if (segment.equals("/.")) {
        out.append(last ? "/" : "");
      } else {
        out.append(segment);
      }
      at = last ? path.length() : next;
    }
    return out.length() == 0 ? "/" : out.toString();
  }

  private static String sendable(String raw) {
    boolean clean = true;
    for (int i = 0; i < raw.length() && clean; i++) {
      clean = raw.charAt(i) > ' ' && raw.charAt(i) < 0x7f;
    }
    if (clean) {
      return raw;
    }
    return encoded(raw, "");
  }

  /** Encodes all but the unreserved characters of RFC 3986, section 2.3. */
  static String percentEncoded(String text) {
    return encoded(text, "!\"#$%&'()*+,/:;<=>?@[\\]^`{|}");
  }

  /** Encodes controls, blanks, what is not ASCII, and some more. */
  private static String encoded(String raw, String more) {
    var out = new StringBuilder(raw.length() + 16);
    for (byte b : raw.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f && more.indexOf(b) < 0) {
        out.append((char) b);
      } else {
        out.append('%')
            .append(Character.toUpperCase(Character.forDigit(b >> 4 & 0xf, 16)))
            .append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
      }
    }
    return out.toString();
  }

  /**
   * Returns this with one more parameter in its query, percent-encoded.
   *
   * @param name its name
   * @param value its value
   */
  public HttpUrl withParameter(String name, String value) {
    String pair = percentEncoded(name) + "=" + percentEncoded(value);
    boolean first = query == null || query.isEmpty();
    return new HttpUrl(scheme, endpoint, path, first ? pair : query + "&" + pair);
  }

  /** Returns whether the connection is under TLS. */
  public boolean isSecure() {
    return scheme.security() == Security.TLS;
  }

  /** Returns whether it names a WebSocket. */
  public boolean isWebSocket() {
    return scheme.equals(Http.WS) || scheme.equals(Http.WSS);
  }

  /** Returns this as a WebSocket, on the same port. */
  public HttpUrl asWebSocket() {
    return new HttpUrl(isSecure() ? Http.WSS : Http.WS, endpoint, path, query);
  }

  /** Returns path and query as they stand on the request line. */
  public String target() {
    return query == null ? path : path + "?" + query;
  }

  /**
   * Returns whether another resource has the same origin (RFC 6454): scheme, host and port.
   *
   * @param other the other resource
   */
  public boolean hasOriginOf(HttpUrl other) {
    return isSecure() == other.isSecure() && endpoint.equals(other.endpoint);
  }

  /** Returns this under TLS, on the same port. */
  public HttpUrl underTls() {
    return new HttpUrl(isWebSocket() ? Http.WSS : Http.TLS, endpoint, path, query);
  }

  /** Returns this under TLS, on the port that belongs to it. */
  HttpUrl secured() {
    int port = endpoint.port() == Http.PLAIN.port() ? Http.TLS.port() : endpoint.port();
    Scheme over = isWebSocket() ? Http.WSS : Http.TLS;
    return new HttpUrl(over, new Endpoint(endpoint.host(), port), path, query);
  }

  /**
   * Returns host and port as they stand in {@code Host}, without the port that goes without saying.
   *
   * @throws InetException as {@link Failure#BAD_URL} where the name cannot be encoded
   */
  public String authority() throws InetException {
    String host = endpoint.wireHost();
    // The zone of a link-local address means something on this machine alone (RFC 6874).
    int zone = host.indexOf('%');
    host = zone < 0 ? host : host.substring(0, zone);
    String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return endpoint.port() == scheme.port() ? shown : shown + ":" + endpoint.port();
  }

  /** Returns the last part of the path, decoded; {@code index.html} for a folder. */
  public String fileName() {
    String last = path.substring(path.lastIndexOf('/') + 1);
    try {
      last = Url.decode(last);
    } catch (InetException e) {
      // As it was typed, then.
    }
    return ContentDisposition.namesFile(last) ? last : "index.html";
  }

  /** Returns the URL as it is asked for. */
  @Override
  public String toString() {
    String shown = endpoint.authority();
    if (endpoint.port() == scheme.port()) {
      shown = shown.substring(0, shown.lastIndexOf(':'));
    }
    return scheme.name() + "://" + shown + target();
  }
}
