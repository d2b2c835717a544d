package dev.inet.http;

import dev.inet.core.InetException;
import dev.inet.core.resolve.Literals;
import java.net.UnknownHostException;
import java.util.Locale;
import okhttp3.Cookie;
import org.jspecify.annotations.Nullable;

/** Reads {@code Set-Cookie} by OkHttp, which knows the odd dates and the public suffixes. */
final class CookieWire {
  /** What browsers keep of one cookie at most. */
  private static final int LONGEST = 4096;

  private CookieWire() {}

  /** Returns the cookie of a field; {@code null} where the server may not set it, or it is none. */
  static @Nullable HttpCookie parse(HttpUrl url, String field) throws InetException {
    Cookie cookie = field.length() > LONGEST ? null : Cookie.parse(HttpWire.url(url), field);
    if (cookie == null
        // A tab would make another line of the file of it, and a control another field.
        || !HttpCookie.isText(cookie.path())
        // Else whoever sits on the line of a page in clear replaces cookies of the secure one.
        || cookie.secure() && !url.isSecure()
        || cookie.name().startsWith("__Secure-") && !cookie.secure()
        || cookie.name().startsWith("__Host-")
            && !(cookie.secure() && cookie.hostOnly() && cookie.path().equals("/"))) {
      return null;
    }
    return new HttpCookie(
        cookie.name(),
        cookie.value(),
        ZonedHost.host(cookie.domain().toLowerCase(Locale.ROOT)),
        // An address has no subdomains (RFC 6265, section 5.1.3).
        cookie.hostOnly() || url.endpoint().host().equals(cookie.domain()) && isAddress(url),
        cookie.path(),
        // What is over already still has to replace what is there.
        cookie.persistent() ? Math.max(1, cookie.expiresAt() / 1000) : 0,
        cookie.secure(),
        cookie.httpOnly());
  }

  private static boolean isAddress(HttpUrl url) {
    try {
      return Literals.parse(url.endpoint().host()).isPresent();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
