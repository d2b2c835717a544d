package dev.inet.nntp;

import dev.inet.core.Credentials;
import dev.inet.core.Secret;
import dev.inet.core.Security;
import java.util.Optional;

/**
 * How a session with a news server is held.
 *
 * @param security when TLS comes; {@link Security#STARTTLS_IF_OFFERED} is what {@code nntp://}
 *     means
 * @param login who signs in; empty to stay a stranger
 * @param token a bearer token in place of a password
 * @param mechanism how to sign in: {@code user} for AUTHINFO USER, else a SASL mechanism; empty for
 *     the best that both sides know
 * @param authorization whom to act as, where that is another than who signs in (SASL)
 * @param allowsCleartext whether passwords may go out without TLS to a host that is not loopback
 * @param compresses whether to ask for compression where it is offered (RFC 8054)
 */
public record NntpOptions(
    Security security,
    Optional<Credentials> login,
    Optional<Secret> token,
    Optional<String> mechanism,
    Optional<String> authorization,
    boolean allowsCleartext,
    boolean compresses) {

  /** TLS where it is offered, no sign-in, no compression. */
  public static final NntpOptions DEFAULT =
      new NntpOptions(
          Security.STARTTLS_IF_OFFERED,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          false);

  /**
   * Returns these with another wish for TLS.
   *
   * @param value when TLS comes
   */
  public NntpOptions withSecurity(Security value) {
    return new NntpOptions(
        value, login, token, mechanism, authorization, allowsCleartext, compresses);
  }

  /**
   * Returns these with somebody who signs in.
   *
   * @param value name and password
   */
  public NntpOptions withLogin(Credentials value) {
    return new NntpOptions(
        security, Optional.of(value), token, mechanism, authorization, allowsCleartext, compresses);
  }

  /**
   * Returns these with a bearer token.
   *
   * @param value the token
   */
  public NntpOptions withToken(Secret value) {
    return new NntpOptions(
        security, login, Optional.of(value), mechanism, authorization, allowsCleartext, compresses);
  }

  /**
   * Returns these with a way to sign in.
   *
   * @param value {@code user} or a SASL mechanism, in any case
   */
  public NntpOptions withMechanism(String value) {
    return new NntpOptions(
        security, login, token, Optional.of(value), authorization, allowsCleartext, compresses);
  }

  /**
   * Returns these acting as another.
   *
   * @param value whom to act as
   */
  public NntpOptions withAuthorization(String value) {
    return new NntpOptions(
        security, login, token, mechanism, Optional.of(value), allowsCleartext, compresses);
  }

  /**
   * Returns these with or without leave to send passwords in clear.
   *
   * @param value whether they may
   */
  public NntpOptions withCleartext(boolean value) {
    return new NntpOptions(security, login, token, mechanism, authorization, value, compresses);
  }

  /**
   * Returns these with or without compression.
   *
   * @param value whether to ask for it
   */
  public NntpOptions withCompression(boolean value) {
    return new NntpOptions(
        security, login, token, mechanism, authorization, allowsCleartext, value);
  }
}
