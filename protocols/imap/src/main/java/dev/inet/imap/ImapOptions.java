package dev.inet.imap;

import dev.inet.core.Security;
import dev.inet.sasl.SaslLogin;
import org.jspecify.annotations.Nullable;

/**
 * How to speak with a server.
 *
 * @param login who signs in
 * @param security whether TLS comes by STARTTLS; {@code null} for what the scheme says
 * @param compress whether the conversation is compressed where the server can (RFC 4978)
 * @param extensions whether extensions that change the conversation are enabled where offered
 * @param maxMessage the largest message or part that is taken, in bytes
 */
public record ImapOptions(
    SaslLogin login,
    @Nullable Security security,
    boolean compress,
    boolean extensions,
    long maxMessage) {
  /** Nobody signs in; messages have any size. */
  public static final ImapOptions DEFAULT =
      new ImapOptions(SaslLogin.NONE, null, false, true, Long.MAX_VALUE);

  /**
   * Returns these with who signs in.
   *
   * @param who the login
   */
  public ImapOptions withLogin(SaslLogin who) {
    return new ImapOptions(who, security, compress, extensions, maxMessage);
  }

  /**
   * Returns these with how safe the connection is to be.
   *
   * @param how the wish
   */
  public ImapOptions withSecurity(Security how) {
    return new ImapOptions(login, how, compress, extensions, maxMessage);
  }

  /**
   * Returns these with or without compression.
   *
   * @param whether to compress where the server can
   */
  public ImapOptions withCompress(boolean whether) {
    return new ImapOptions(login, security, whether, extensions, maxMessage);
  }

  /**
   * Returns these with a bound for what is taken.
   *
   * @param bytes the bound
   */
  public ImapOptions withMaxMessage(long bytes) {
    return new ImapOptions(login, security, compress, extensions, bytes);
  }
}
