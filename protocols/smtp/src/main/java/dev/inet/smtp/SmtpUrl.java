package dev.inet.smtp;

import dev.inet.core.Endpoint;
import dev.inet.core.Failure;
import dev.inet.core.InetException;
import dev.inet.core.Scheme;
import dev.inet.core.Url;
import java.util.Optional;

/**
 * A mail server: {@code smtp://host:port}, {@code smtps://...} or {@code lmtp://...}. A path is the
 * name to greet with, as curl has it.
 *
 * @param scheme one of {@link Smtp#SCHEMES}
 * @param endpoint the server
 * @param ehlo the name to greet with, where the path names one
 */
public record SmtpUrl(Scheme scheme, Endpoint endpoint, Optional<String> ehlo) {
  /**
   * Splits a URL, or the same without its scheme.
   *
   * @param text the URL
   * @throws InetException as {@link Failure#BAD_URL} where it is malformed, of another scheme, or
   *     holds CR, LF or NUL
   */
  public static SmtpUrl parse(String text) throws InetException {
    return of(Url.parse(text.contains("://") ? text : "smtp://" + text, Smtp.TABLE));
  }

  /**
   * Reads a URL that is split already; who signs in is not looked at.
   *
   * @param url a URL of one of the schemes
   * @throws InetException as {@link Failure#BAD_URL} where its path is no name to greet with
   */
  public static SmtpUrl of(Url url) throws InetException {
    if (!Smtp.SCHEMES.contains(url.scheme())) {
      throw new InetException(Failure.BAD_URL, "'" + url.scheme().name() + "' is not smtp");
    }
    String path = Url.decode(url.rawPathAndQuery());
    String name = path.startsWith("/") ? path.substring(1) : path;
    if (name.isEmpty()) {
      return new SmtpUrl(url.scheme(), url.endpoint(), Optional.empty());
    }
    if (!Greeting.isName(name)) {
      throw new InetException(
          Failure.BAD_URL, "the path '" + name + "' of a mail server is no name to greet with");
    }
    return new SmtpUrl(url.scheme(), url.endpoint(), Optional.of(name));
  }

  /** Returns whether the server speaks LMTP. */
  public boolean isLocal() {
    return scheme.equals(Smtp.LMTP);
  }
}
