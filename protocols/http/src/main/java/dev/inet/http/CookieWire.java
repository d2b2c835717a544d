package dev.inet.http;

import dev.inet.core.InetException;
import java.util.Locale;
import okhttp3.Cookie;
import org.jspecify.annotations.Nullable;

/** Reads {@code Set-Cookie} by OkHttp, which knows the odd dates and the public suffixes. */
final class CookieWire {
  /** The longest name and value that browsers keep (RFC 6265bis, section 5.6). */
  private static final int LONGEST = 4096;

  private static final String STAND_IN = "name=";

  private CookieWire() {}

  /** Returns the cookie of a field; {@code null} where the server may not set it, or it is none. */
  static @Nullable HttpCookie parse(HttpUrl url, String field) throws InetException {
    // OkHttp takes no name or value beyond ASCII, as browsers and curl do.
    int end = field.indexOf(';') < 0 ? field.length() : field.indexOf(';');
    int equals = field.indexOf('=');
    boolean pair = equals >= 0 && equals < end && !field.substring(0, equals).isBlank();
    boolean foreign = pair && isForeign(field.substring(0, end));
    String read = foreign ? STAND_IN + field.substring(end) : field;
    okhttp3.HttpUrl at = HttpWire.url(url);
    Cookie cookie = end > LONGEST + "=".length() ? null : Cookie.parse(at, read);
    if (cookie == null || !isUnderstood(domain(field.substring(end)), cookie)) {
      return null;
    }
    // Else whoever sits on the line of a page in clear replaces cookies of the secure one.
    if (cookie.secure() && !url.isSecure()) {
      return null;
    }
    var set =
        new HttpCookie(
            foreign ? field.substring(0, equals).strip() : cookie.name(),
            foreign ? field.substring(equals + 1, end).strip() : cookie.value(),
            ZonedHost.host(cookie.domain().toLowerCase(Locale.ROOT)),
            // Addresses and public suffixes share no cookies with what is below (RFC 6265, 5.3).
            cookie.hostOnly() || at.host().equals(cookie.domain()) && at.topPrivateDomain() == null,
            cookie.path(),
            // What is over already still has to replace what is there.
            cookie.persistent() ? Math.max(1, cookie.expiresAt() / 1000) : 0,
            cookie.secure(),
            cookie.httpOnly());
    // A tab would make another line of the file of it, and a control another field.
    return set.isHonest() ? set : null;
  }

  /** Returns the last domain that attributes name, without a leading dot; empty for none. */
  private static String domain(String attributes) {
    String domain = "";
    for (String attribute : attributes.split(";")) {
      int equals = attribute.indexOf('=');
      if (equals >= 0 && attribute.substring(0, equals).strip().equalsIgnoreCase("Domain")) {
        domain = attribute.substring(equals + 1).strip();
      }
    }
    return domain.startsWith(".") ? domain.substring(1) : domain;
  }

  /**
   * Returns whether OkHttp took a domain for what it says. One that it cannot read it leaves out,
   * where the whole cookie has to be (RFC 6265, section 5.3).
   */
  private static boolean isUnderstood(String domain, Cookie cookie) {
    boolean foreign = domain.chars().anyMatch(c -> c > 0x7f);
    return foreign
        ? !cookie.hostOnly()
        : domain.isEmpty() || domain.equalsIgnoreCase(cookie.domain());
  }

  /** Returns whether a text has letters beyond ASCII; not what stands for bytes of no UTF-8. */
  private static boolean isForeign(String text) {
    return text.chars().anyMatch(c -> c > 0x7f) && text.indexOf('\ufffd') < 0;
  }
}
