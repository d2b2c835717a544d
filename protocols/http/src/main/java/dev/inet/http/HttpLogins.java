package dev.inet.http;

import dev.inet.core.Failure;
import dev.inet.core.InetException;
import org.jspecify.annotations.Nullable;

/**
 * Knows who we are at an origin that a redirect leads to. What a request signs in with is for its
 * own origin alone; this is asked for every other one.
 */
@FunctionalInterface
public interface HttpLogins {
  /** Nobody, anywhere. */
  HttpLogins NONE = url -> null;

  /**
   * Returns who signs in.
   *
   * @param url where the redirect leads
   * @return the login; {@code null} for none
   * @throws InetException as {@link Failure#USAGE} where what holds the logins cannot be read
   */
  @Nullable HttpLogin at(HttpUrl url) throws InetException;
}
