package dev.inet.sasl;

import dev.inet.core.Credentials;
import dev.inet.core.Secret;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who signs in, with what, and what the user wants of it.
 *
 * @param user the name; empty for none
 * @param password the password; {@code null} where there is none
 * @param token the bearer token; {@code null} where there is none
 * @param authorization whom to act as (authzid); empty for the user
 * @param mechanism the one mechanism that may be used, in upper case; {@code null} for the best
 * @param cleartext whether password and token may go out without TLS to another machine
 */
public record SaslLogin(
    String user,
    @Nullable Secret password,
    @Nullable SaslToken token,
    String authorization,
    @Nullable String mechanism,
    boolean cleartext) {
  /** Nobody. */
  public static final SaslLogin NONE = new SaslLogin("", null, null, "", null, false);

  /** Writes the mechanism in upper case. */
  public SaslLogin {
    mechanism = mechanism == null ? null : mechanism.toUpperCase(Locale.ROOT);
  }

  /**
   * Returns a login by user and password.
   *
   * @param credentials the two
   */
  public static SaslLogin of(Credentials credentials) {
    return NONE.withUser(credentials.user()).withPassword(credentials.password());
  }

  /** Returns whether nobody is named, and nothing that could prove it. */
  public boolean isEmpty() {
    return user.isEmpty() && password == null && token == null && mechanism == null;
  }

  /**
   * Returns this with another user.
   *
   * @param value the name
   */
  public SaslLogin withUser(String value) {
    return new SaslLogin(value, password, token, authorization, mechanism, cleartext);
  }

  /**
   * Returns this with another password.
   *
   * @param value the password; {@code null} for none
   */
  public SaslLogin withPassword(@Nullable Secret value) {
    return new SaslLogin(user, value, token, authorization, mechanism, cleartext);
  }

  /**
   * Returns this with a bearer token.
   *
   * @param value the token; {@code null} for none
   */
  public SaslLogin withToken(@Nullable SaslToken value) {
    return new SaslLogin(user, password, value, authorization, mechanism, cleartext);
  }

  /**
   * Returns this acting as another user.
   *
   * @param value whom to act as; empty for the user itself
   */
  public SaslLogin withAuthorization(String value) {
    return new SaslLogin(user, password, token, value, mechanism, cleartext);
  }

  /**
   * Returns this insisting on a mechanism.
   *
   * @param value its name; {@code null} for the best
   */
  public SaslLogin withMechanism(@Nullable String value) {
    return new SaslLogin(user, password, token, authorization, value, cleartext);
  }

  /**
   * Returns this with or without the permission to send secrets in clear to another machine.
   *
   * @param value whether it is given
   */
  public SaslLogin withCleartext(boolean value) {
    return new SaslLogin(user, password, token, authorization, mechanism, value);
  }
}
