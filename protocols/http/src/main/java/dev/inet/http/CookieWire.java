package dev.inet.http;

import dev.inet.core.InetException;
import dev.inet.core.resolve.Literals;
import java.net.UnknownHostException;
import java.util.Locale;
import okhttp3.Cookie;
import org.jspecify.annotations.Nullable;

/** Reads {@code Set-Cookie} by OkHttp, which knows the odd dates and the public suffixes. */
final class CookieWire {
  /** The longest name and value that browsers keep (RFC 6265bis, section 5.6). */
  private static final int LONGEST = 4096;

  private CookieWire() {}

  /** Returns the cookie of a field; {@code null} where the server may not set it, or it is none. */
  static @Nullable HttpCookie parse(HttpUrl url, String field) throws InetException {
    // OkHttp takes no value beyond ASCII, as browsers and curl do.
    int end = field.indexOf(';') < 0 ? field.length() : field.indexOf(';');
    int equals = field.indexOf('=');
    boolean foreign = equals >= 0 && equals < end && isForeign(field.substring(equals, end));
    String read = foreign ? field.substring(0, equals + 1) + field.substring(end) : field;
    Cookie cookie = end > LONGEST + "=".length() ? null : Cookie.parse(HttpWire.url(url), read);
    // Else whoever sits on the line of a page in clear replaces cookies of the secure one.
    if (cookie == null || cookie.secure() && !url.isSecure()) {
      return null;
    }
    var set =
        new HttpCookie(
            cookie.name(),
            foreign ? field.substring(equals + 1, end).strip() : cookie.value(),
            ZonedHost.host(cookie.domain().toLowerCase(Locale.ROOT)),
            // An address has no subdomains (RFC 6265, section 5.1.3).
            cookie.hostOnly() || url.endpoint().host().equals(cookie.domain()) && isAddress(url),
            cookie.path(),
            // What is over already still has to replace what is there.
            cookie.persistent() ? Math.max(1, cookie.expiresAt() / 1000) : 0,
            cookie.secure(),
            cookie.httpOnly());
    // A tab would make another line of the file of it, and a control another field.
    return set.isHonest() ? set : null;
  }

  /** Returns whether a value has letters beyond ASCII; not what stands for bytes of no UTF-8. */
  private static boolean isForeign(String value) {
    return value.chars().anyMatch(c -> c > 0x7f) && value.indexOf('\ufffd') < 0;
  }

  private static boolean isAddress(HttpUrl url) {
    try {
      return Literals.parse(url.endpoint().host()).isPresent();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
