package dev.inet.core;

import org.jspecify.annotations.Nullable;

/**
 * A row of the scheme table.
 *
 * @param name the name in lower case
 * @param port the well-known port; 0 where there is none
 * @param security what the scheme asks of the connection
 */
public record Scheme(String name, int port, Security security) {
  /**
   * Returns when TLS comes.
   *
   * @param wish what a user wants; {@code null} for what the scheme says
   */
  public Security security(@Nullable Security wish) {
    return wish == null ? security : wish;
  }
}
