package dev.inet.telnet;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Login;
import dev.inet.core.Scheme;
import dev.inet.core.Security;
import dev.inet.core.Url;

/**
 * A Telnet URL (RFC 4248): {@code telnet://user:password@host:port/}. It names a service, not a
 * document: there is no path.
 *
 * @param scheme {@link Telnet#PLAIN} or {@link Telnet#TLS}
 * @param endpoint the server
 * @param login who signs in, as the URL has it
 */
public record TelnetUrl(Scheme scheme, Endpoint endpoint, Login login) {
  /**
   * Splits a URL, or the same without its scheme.
   *
   * @param text the URL
   * @throws InetException as {@link Failure#BAD_URL} where it is malformed, of another scheme, or
   *     has a path
   */
  public static TelnetUrl parse(String text) throws InetException {
    return of(Url.parse(text.contains("://") ? text : "telnet://" + text, Telnet.TABLE));
  }

  /**
   * Reads a URL that is split already.
   *
   * @param url a URL of either scheme
   * @throws InetException as {@link Failure#BAD_URL} where it has a path, or a user or password
   *     that holds CR, LF or NUL
   */
  public static TelnetUrl of(Url url) throws InetException {
    if (!Telnet.SCHEMES.contains(url.scheme())) {
      throw new InetException(Failure.BAD_URL, "'" + url.scheme().name() + "' is not telnet");
    }
    String path = url.rawPathAndQuery();
    if (!path.isEmpty() && !path.equals("/")) {
      throw new InetException(Failure.BAD_URL, "a telnet URL has no path")
          .hint("telnet://HOST:PORT/ names a service");
    }
    // Decoded text is checked: %0d%0a in a name would be typed as the answer to the next question.
    String unused = Url.decode(url.login().rawUser());
    if (url.login().rawPassword() != null) {
      unused = Url.decode(url.login().rawPassword().reveal());
    }
    return new TelnetUrl(url.scheme(), url.endpoint(), url.login());
  }

  /** Returns whether the connection is under TLS. */
  public boolean isSecure() {
    return scheme.security() == Security.TLS;
  }

  /** Returns the URL without the password. */
  @Override
  public String toString() {
    String user = login.rawUser().isEmpty() ? "" : login.rawUser() + "@";
    return scheme.name() + "://" + user + endpoint.authority();
  }
}
