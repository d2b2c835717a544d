package dev.inet.http;

import java.time.Instant;
import java.util.Locale;

/**
 * A cookie as a jar holds it (RFC 6265, section 5.3).
 *
 * @param name its name
 * @param value its value
 * @param domain the host, or the domain whose hosts get it, in lower case without a leading dot
 * @param hostOnly whether only that very host gets it
 * @param path the path under which it is sent
 * @param expires when it ends, in seconds since 1970; 0 for the end of the session
 * @param secure whether it is sent under TLS alone
 * @param httpOnly whether scripts of a page must not see it
 */
public record HttpCookie(
    String name,
    String value,
    String domain,
    boolean hostOnly,
    String path,
    long expires,
    boolean secure,
    boolean httpOnly) {

  /** Returns whether a server gets it with a request. */
  boolean isFor(HttpUrl url, Instant now) {
    String host = url.endpoint().host().toLowerCase(Locale.ROOT);
    boolean named = host.equals(domain) || !hostOnly && host.endsWith("." + domain);
    return named && isUnder(url.path()) && (!secure || url.isSecure()) && !isOver(now);
  }

  private boolean isUnder(String asked) {
    return asked.equals(path)
        || asked.startsWith(path) && (path.endsWith("/") || asked.charAt(path.length()) == '/');
  }

  /** Returns whether its time is over. */
  boolean isOver(Instant now) {
    return expires != 0 && expires <= now.getEpochSecond();
  }

  /** Returns whether another one takes its place. */
  boolean isReplacedBy(HttpCookie other) {
    return name.equals(other.name) && domain.equals(other.domain) && path.equals(other.path);
  }

  @Override
  public String toString() {
    return name + "=****; domain=" + domain + "; path=" + path;
  }
}
