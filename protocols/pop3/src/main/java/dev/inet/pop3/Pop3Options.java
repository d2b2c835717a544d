package dev.inet.pop3;

import dev.inet.core.Security;
import dev.inet.sasl.SaslLogin;
import org.jspecify.annotations.Nullable;

/**
 * How a session is begun.
 *
 * @param login who signs in
 * @param security how safe the connection is to be; {@code null} for what the scheme says
 */
public record Pop3Options(SaslLogin login, @Nullable Security security) {
  /** Nobody, as safe as the scheme says. */
  public static final Pop3Options DEFAULT = new Pop3Options(SaslLogin.NONE, null);

  /**
   * Returns these with somebody who signs in.
   *
   * @param value who
   */
  public Pop3Options withLogin(SaslLogin value) {
    return new Pop3Options(value, security);
  }

  /**
   * Returns these with another safety.
   *
   * @param value how safe the connection is to be
   */
  public Pop3Options withSecurity(Security value) {
    return new Pop3Options(login, value);
  }
}
