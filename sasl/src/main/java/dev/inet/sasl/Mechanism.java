package dev.inet.sasl;

import dev.inet.core.InetException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One side of one exchange. */
interface Mechanism {
  /**
   * Returns what we say first.
   *
   * @return {@code null} where the server speaks first
   * @throws IOException where a secret cannot be had
   */
  byte @Nullable [] initial() throws IOException;

  /**
   * Answers a challenge.
   *
   * @param challenge what the server sent, decoded
   * @throws InetException where the challenge is none
   */
  byte[] answer(byte[] challenge) throws IOException;

  /**
   * Looks at success.
   *
   * @throws InetException where the server did not prove what it has to prove
   */
  default void finish() throws InetException {}

  /** Returns what the server told of a refusal before it refused; empty for nothing. */
  default String complaint() {
    return "";
  }
}
