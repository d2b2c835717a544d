package dev.inet.sasl;

import dev.inet.core.Secret;
import java.io.IOException;

/** Where a bearer token comes from. */
public interface SaslToken {
  /**
   * Returns the token in force.
   *
   * @throws IOException where it cannot be had
   */
  Secret get() throws IOException;

  /**
   * Asks for another token, after a server refused the one in force.
   *
   * @return whether there is another one
   * @throws IOException where it cannot be had
   */
  boolean renew() throws IOException;

  /**
   * Returns a source of one token and no other.
   *
   * @param token the token
   */
  static SaslToken of(Secret token) {
    return new SaslToken() {
      @Override
      public Secret get() {
        return token;
      }

      @Override
      public boolean renew() {
        return false;
      }
    };
  }
}
