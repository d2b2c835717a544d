package dev.inet.http;

import dev.inet.core.Credentials;
import dev.inet.core.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Who signs in, and how.
 *
 * @param mechanism how
 * @param credentials user and password; {@code null} where a token is all
 * @param token the bearer token (RFC 6750); {@code null} where there is none
 */
public record HttpLogin(
    Mechanism mechanism, @Nullable Credentials credentials, @Nullable Secret token) {
  /** How to sign in. */
  public enum Mechanism {
    /** User and password at once where that is safe, else the best that the server asks for. */
    ANY,
    /** User and password at once (RFC 7617). */
    BASIC,
    /** A proof of the password, when the server asks for it (RFC 7616). */
    DIGEST,
    /** A token (RFC 6750). */
    BEARER
  }

  /**
   * Returns a sign-in by user and password.
   *
   * @param mechanism any but {@link Mechanism#BEARER}
   * @param credentials user and password
   */
  public static HttpLogin of(Mechanism mechanism, Credentials credentials) {
    return new HttpLogin(mechanism, credentials, null);
  }

  /**
   * Returns a sign-in by token.
   *
   * @param token the token
   */
  public static HttpLogin bearer(Secret token) {
    return new HttpLogin(Mechanism.BEARER, null, token);
  }
}
