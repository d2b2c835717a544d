package dev.inet.http;

import dev.inet.core.InetException;
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
    String host = wireHost(url);
    boolean named = host.equals(domain) || !hostOnly && host.endsWith("." + domain);
    return named && isUnder(url.path()) && (!secure || url.isSecure()) && !isOver(now);
  }

  /** As it stands in a jar: a name in other letters than ASCII is the one that DNS knows. */
  private static String wireHost(HttpUrl url) {
    try {
      return url.endpoint().wireHost().toLowerCase(Locale.ROOT);
    } catch (InetException e) {
      return "";
    }
  }

  /** Returns whether a text has no controls, which no header field and no jar could hold. */
  static boolean isText(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c != 0x7f);
  }

  /** Returns whether it is what a server could have set (RFC 6265bis, section 5.7). */
  boolean isHonest() {
    boolean ofHost = isNamed("__Host-");
    boolean kept = !ofHost && !isNamed("__Secure-") || secure;
    if (ofHost) {
      kept &= hostOnly && path.equals("/");
    }
    return kept && isText(name) && isText(value) && isText(path) && isText(domain);
  }

  /** In letters of any case: there are servers that read the names of cookies so. */
  private boolean isNamed(String prefix) {
    return name.regionMatches(true, 0, prefix, 0, prefix.length());
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
