package dev.inet.core;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of a URL before the {@code @}, still as typed: parameters such as {@code ;AUTH=*} belong
 * to the protocol that knows them.
 *
 * @param rawUser what stands before the first colon
 * @param rawPassword what stands after it; {@code null} where there is no colon
 */
public record Login(String rawUser, @Nullable Secret rawPassword) {
  /** No login at all. */
  public static final Login NONE = new Login("", null);

  /** Returns whether the URL names neither user nor password. */
  public boolean isEmpty() {
    return rawUser.isEmpty() && rawPassword == null;
  }

  /**
   * Returns the decoded user and password, where there are both.
   *
   * @throws InetException as {@link Failure#BAD_URL} where they are encoded badly
   */
  public Optional<Credentials> credentials() throws InetException {
    if (rawPassword == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Credentials(Url.decode(rawUser), Secret.of(Url.decode(rawPassword.reveal()))));
  }
}
