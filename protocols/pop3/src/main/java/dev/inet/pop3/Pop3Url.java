package dev.inet.pop3;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Scheme;
import dev.inet.core.Url;
import java.util.Optional;

/**
 * A POP3 URL (RFC 2384): {@code pop3://ann@host:port}; who signs in is not part of it. The path may
 * name a message, which the RFC does not know but people expect: {@code pop3://host/3}, {@code
 * pop3://host/uid:abc}.
 *
 * @param scheme one of {@link Pop3#SCHEMES}
 * @param endpoint the server
 * @param message the message that the path names, or all of them; empty for none
 */
public record Pop3Url(Scheme scheme, Endpoint endpoint, Optional<MessageName> message) {
  /**
   * Splits a URL, or the same without its scheme.
   *
   * @param text the URL
   * @throws InetException as {@link Failure#BAD_URL} where it is malformed, of another scheme, or
   *     holds CR, LF or NUL
   */
  public static Pop3Url parse(String text) throws InetException {
    return of(Url.parse(text.contains("://") ? text : "pop3://" + text, Pop3.TABLE));
  }

  /**
   * Reads the path of a URL that is split already.
   *
   * @param url a URL of one of the schemes
   * @throws InetException as {@link Failure#BAD_URL} where its path names no message
   */
  public static Pop3Url of(Url url) throws InetException {
    if (!Pop3.SCHEMES.contains(url.scheme())) {
      throw new InetException(Failure.BAD_URL, "'" + url.scheme().name() + "' is not pop3");
    }
    String path = Url.decode(url.rawPath().replaceFirst("^/", ""));
    if (url.rawQuery() != null) {
      throw new InetException(Failure.BAD_URL, "a POP3 URL has no query");
    }
    if (path.isEmpty()) {
      return new Pop3Url(url.scheme(), url.endpoint(), Optional.empty());
    }
    try {
      return new Pop3Url(url.scheme(), url.endpoint(), Optional.of(MessageName.parse(path)));
    } catch (InetException e) {
      throw new InetException(Failure.BAD_URL, String.valueOf(e.getMessage()), e);
    }
  }
}
