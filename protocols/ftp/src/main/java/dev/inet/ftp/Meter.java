package dev.inet.ftp;

import java.io.IOException;

/** Is told of bytes as they move. */
@FunctionalInterface
public interface Meter {
  /** Counts nothing. */
  Meter NONE = bytes -> {};

  /**
   * Counts.
   *
   * @param bytes how many moved since the last call
   * @throws IOException to end the transfer
   */
  void moved(long bytes) throws IOException;

  /**
   * Is told that the server agreed, before the first byte moves.
   *
   * @throws IOException to end the transfer
   */
  default void begins() throws IOException {}
}
