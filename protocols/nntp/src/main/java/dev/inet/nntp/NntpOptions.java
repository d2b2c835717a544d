package dev.inet.nntp;

import dev.inet.core.Security;
import dev.inet.sasl.SaslLogin;
import org.jspecify.annotations.Nullable;

/**
 * How a session with a news server is held.
 *
 * @param security when TLS comes; {@code null} for what the scheme says
 * @param login who signs in and how; {@link SaslLogin#NONE} to stay a stranger
 * @param compresses whether to ask for compression where it is offered (RFC 8054)
 */
public record NntpOptions(@Nullable Security security, SaslLogin login, boolean compresses) {
  /** TLS as the scheme says, no sign-in, no compression. */
  public static final NntpOptions DEFAULT = new NntpOptions(null, SaslLogin.NONE, false);

  /**
   * Returns these with another wish for TLS.
   *
   * @param value when TLS comes
   */
  public NntpOptions withSecurity(Security value) {
    return new NntpOptions(value, login, compresses);
  }

  /**
   * Returns these with somebody who signs in.
   *
   * @param value who, and how
   */
  public NntpOptions withLogin(SaslLogin value) {
    return new NntpOptions(security, value, compresses);
  }

  /**
   * Returns these with or without compression.
   *
   * @param value whether to ask for it
   */
  public NntpOptions withCompression(boolean value) {
    return new NntpOptions(security, login, value);
  }
}
